"""Dictionaries."""

from django.db import models


class Word(models.Model):
    """Слово словаря (должность, формат события, форма наставничества …) с источником; «по памяти» — можно править."""

    dictionary = models.CharField("словарь", max_length=60)
    code = models.CharField("код", max_length=60)
    name = models.TextField("название")
    group = models.CharField("группа", max_length=120, blank=True)
    data = models.JSONField("прочее", default=dict, blank=True)
    source = models.TextField("источник", blank=True)
    from_memory = models.BooleanField("по памяти", default=False)
    order = models.PositiveIntegerField("порядок", default=0)
    active = models.BooleanField("используется", default=True)

    class Meta:
        verbose_name, verbose_name_plural = "слово словаря", "словари"
        ordering = ["dictionary", "order"]
        constraints = [
            models.UniqueConstraint(fields=["dictionary", "code"], name="word_once", violation_error_message="Запись с таким кодом в словаре уже есть.")
        ]

    def __str__(self) -> str:
        return self.name

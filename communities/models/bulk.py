"""Deeds on many events of the calendar."""

from django.db import models

from teachers.models.bulk import Kept


class EventBulk(Kept):
    """Действие сразу над многими событиями; `made` keeps (event, the state before, its version after), `skipped` (event, why)."""

    class Deed(models.TextChoices):
        ANNOUNCE = "announce", "открытие записи"
        REMIND = "remind", "напоминание участникам"
        CANCEL = "cancel", "отмена событий"

    deed = models.CharField("что", max_length=10, choices=Deed.choices)

    class Meta(Kept.Meta):
        verbose_name, verbose_name_plural = "действие над многими событиями", "действия над многими событиями"

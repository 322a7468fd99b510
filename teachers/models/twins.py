"""What a person said of two cards that look alike."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least

from portal.kit.joining import Joining
from portal.kit.wall import Walled
from teachers.models.people import Teacher


class Namesakes(Walled):
    """«Не дубликат»: эти две карточки — разные люди; the pair is asked about no more until it is taken back."""

    one = models.ForeignKey(Teacher, models.CASCADE, related_name="+", verbose_name="первая карточка")
    other = models.ForeignKey(Teacher, models.CASCADE, related_name="+", verbose_name="вторая карточка")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто решил")
    at = models.DateTimeField("когда", auto_now_add=True)

    joining = Joining(stays=True)  # a pair is read through `merged_into`: what was said of a duplicate holds for the card that it became

    class Meta:
        verbose_name, verbose_name_plural = "решение «не дубликат»", "решения «не дубликат»"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("one", "other"), Greatest("one", "other"), name="namesakes_once", violation_error_message="Об этой паре уже решили: обновите страницу."
            )
        ]

    def __str__(self) -> str:
        return f"{self.one} и {self.other}: разные люди"

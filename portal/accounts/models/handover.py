"""Giving a district all that the portal keeps of it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.kit.wall import Walled


def handover_path(handover: "Handover", name: str) -> str:
    """A path that says nothing and cannot be guessed."""
    return f"handover/{secrets.token_hex(20)}"


class Handover(Walled):
    """Выгрузка всех данных района в один архив: кто запросил, что вошло, когда готова; the row is the job."""

    class State(models.TextChoices):
        QUEUED = "queued", "в очереди"
        WORKING = "working", "собирается"
        DONE = "done", "готова"
        FAILED = "failed", "не получилась"

    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="кто запросил")
    at = models.DateTimeField("запрошена", auto_now_add=True)
    began_at = models.DateTimeField("начата", null=True, editable=False)
    heard_at = models.DateTimeField("последний признак жизни", null=True, editable=False)
    finished_at = models.DateTimeField("готова", null=True, editable=False)
    file = models.FileField("архив", upload_to=handover_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("размер, байт", default=0)
    rows = models.JSONField("строк по таблицам", default=dict, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "выгрузка района", "выгрузки районов"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district"],
                condition=Q(state__in=["queued", "working"]),
                name="handover_one_at_a_time",
                violation_error_message="Архив этого района уже собирается.",
            )
        ]

    def __str__(self) -> str:
        return f"Выгрузка: {self.district}"

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())

"""Deeds on many people at once: what was done to whom, so that it can be taken back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from portal.kit.wall import Walled


class BulkQuerySet(models.QuerySet["Bulk"]):
    def visible_to(self, user: Any) -> "BulkQuerySet":
        """The district's staff see all, anybody else what she did herself."""
        return self.filter(Q(district_id__in=user.districts_as(*Role.district_wide())) | Q(by=user))


class Bulk(Walled):
    """Действие сразу над многими педагогами: роль, которую внесли в карточки; `made` keeps (teacher, row, its mark), `skipped` (teacher, why)."""

    title = models.CharField("что сделано", max_length=300)
    values = models.JSONField("что внесено", default=dict, editable=False)
    made = models.JSONField("кому", default=list, editable=False)
    skipped = models.JSONField("кто пропущен", default=list, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)
    undone_at = models.DateTimeField("отменено", null=True, blank=True, editable=False)

    objects = BulkQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "действие над многими", "действия над многими"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title

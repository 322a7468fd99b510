"""Deeds on many rows at once: what was done to which, so that it can be taken back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.kit.wall import Walled


class KeptQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "KeptQuerySet":
        """The district's staff see all, anybody else what she did herself."""
        return self.filter(user.whole_or(Q(by=user)))


class Kept(Walled):
    """A deed on many: `made` says what it needs to be taken back, row by row, `skipped` (which, why) whom it passed by."""

    title = models.CharField("что сделано", max_length=300)
    made = models.JSONField("кому", default=list, editable=False)
    skipped = models.JSONField("кто пропущен", default=list, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)
    undone_at = models.DateTimeField("отменено", null=True, blank=True, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Bulk(Kept):
    """Действие сразу над многими педагогами: роль, которую внесли в карточки; `made` keeps (teacher, row, its mark)."""

    values = models.JSONField("что внесено", default=dict, editable=False)

    class Meta(Kept.Meta):
        verbose_name, verbose_name_plural = "действие над многими", "действия над многими"

"""What a person may ask of her data (152-ФЗ): a copy of everything, an erasure; and the end of a whole district."""

import datetime as dt
import secrets
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models.districts import District
from portal.accounts.models.people import User
from portal.accounts.models.roles import Role
from portal.kit.wall import Walled


def copy_path(copy: "PersonalCopy", name: str) -> str:
    """A path that says nothing and cannot be guessed."""
    return f"personal/{secrets.token_hex(20)}"


class PersonalCopy(models.Model):
    """«Всё обо мне»: архив и PDF со всем, что портал хранит о человеке. The row is the job; it has no district, only a person."""

    class State(models.TextChoices):
        QUEUED = "queued", "в очереди"
        WORKING = "working", "собирается"
        DONE = "done", "готово"
        FAILED = "failed", "не получилось"

    user = models.ForeignKey(User, models.CASCADE, related_name="copies", verbose_name="чьи данные")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.QUEUED)
    at = models.DateTimeField("запрошено", auto_now_add=True)
    began_at = models.DateTimeField("начато", null=True, editable=False)
    finished_at = models.DateTimeField("готово", null=True, editable=False)
    file = models.FileField("архив", upload_to=copy_path, max_length=200, blank=True)
    paper = models.FileField("PDF", upload_to=copy_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("размер, байт", default=0)

    class Meta:
        verbose_name, verbose_name_plural = "копия данных человека", "копии данных человека"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["queued", "working"]), name="copy_one_at_a_time", violation_error_message="Ваш архив уже собирается."
            )
        ]

    def __str__(self) -> str:
        return f"Всё обо мне, {timezone.localtime(self.at):%d.%m.%Y}"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, user: Any) -> "ErasureQuerySet":
        """The head and the operator decide, a methodist records what came on paper, a person sees her own."""
        if user.holds(Role.OPERATOR):
            return self
        return self.filter(Q(district_id__in=user.districts_as(*Role.district_wide())) | Q(user=user))

    def open(self) -> "ErasureQuerySet":
        return self.filter(state__in=(Erasure.State.ASKED, Erasure.State.DECIDED, Erasure.State.FAILED))


class Erasure(Walled):
    """Требование человека удалить его данные: когда поступило, до какого дня ответить, что решено. Never deleted: it proves what was done."""

    class State(models.TextChoices):
        ASKED = "asked", "ждёт решения"
        REFUSED = "refused", "отказано"
        WITHDRAWN = "withdrawn", "отозвано"
        DECIDED = "decided", "принято, исполняется"
        FAILED = "failed", "не удалось исполнить"
        DONE = "done", "данные удалены"

    class Way(models.TextChoices):
        PORTAL = "portal", "на портале"
        PAPER = "paper", "письменно"

    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="учётная запись")
    card = models.BigIntegerField("карточка педагога", null=True, editable=False)  # its table lies a storey higher
    person = models.CharField("кто", max_length=250)
    words = ArrayField(models.CharField(max_length=254), verbose_name="что вычёркивать", default=list, editable=False)
    way = models.CharField("способ", max_length=10, choices=Way.choices, default=Way.PORTAL)
    text = models.TextField("что написано", blank=True)
    asked_on = models.DateField("поступило")
    due_on = models.DateField("ответить до")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="кто записал")
    at = models.DateTimeField("записано", auto_now_add=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.ASKED)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто решил")
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    reason = models.CharField("почему отказано", max_length=500, blank=True)
    done_at = models.DateTimeField("исполнено", null=True, blank=True)
    counts = models.JSONField("строк по таблицам", default=dict, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "требование об удалении", "требования об удалении"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "card"],
                condition=Q(state__in=["asked", "decided", "failed"], card__isnull=False),
                name="erasure_one_open",
                violation_error_message="Требование об удалении этих данных уже подано.",
            ),
            models.CheckConstraint(condition=~Q(state__in=["decided", "done"]) | Q(decided_at__isnull=False), name="erasure_decided"),
        ]

    def __str__(self) -> str:
        return f"Требование об удалении № {self.pk}"

    @property
    def late(self) -> bool:
        return self.state in (self.State.ASKED, self.State.DECIDED, self.State.FAILED) and self.due_on < timezone.localdate()


class DistrictRemoval(models.Model):
    """Удаление района: когда и кем назначено, не раньше какого часа, что удалено, чем доказано. It is the act and stays for good."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт срока"
        CANCELLED = "cancelled", "отменено"
        RUNNING = "running", "удаляется"
        FAILED = "failed", "не удалось"
        DONE = "done", "удалён"

    WAIT = dt.timedelta(days=7)  # the database asks the same: the migration's function

    subject = models.ForeignKey(District, models.PROTECT, related_name="removals", verbose_name="район")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.WAITING)
    by_name = models.CharField("кто назначил", max_length=200)
    requested_at = models.DateTimeField("назначено", default=timezone.now, editable=False)  # the database writes its own clock here
    archive_sha256 = models.CharField("sha256 выгрузки", max_length=64)
    archive_at = models.DateTimeField("выгрузка от")
    ended_by = models.CharField("кто отменил", max_length=200, blank=True)
    ended_at = models.DateTimeField("закончено", null=True, blank=True)
    counts = models.JSONField("удалено строк по таблицам", default=dict, editable=False)
    files = models.PositiveIntegerField("удалено файлов", default=0)
    left = models.JSONField("осталось", default=dict, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "удаление района", "удаления районов"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["waiting", "running", "failed", "done"]),
                name="removal_once",
                violation_error_message="Удаление этого района уже решено.",
            )
        ]

    def __str__(self) -> str:
        return f"Удаление района: {self.subject}"

    @property
    def not_before(self) -> dt.datetime:
        return self.requested_at + self.WAIT

    @property
    def total(self) -> int:
        return sum(self.counts.values())

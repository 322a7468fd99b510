"""Indicators with their targets and reports."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.documents.models import NumberedDocument, StoredFile
from portal.kit import words
from portal.kit.wall import Walled


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        return self


class Indicator(models.Model):
    """Паспорт показателя: числитель, знаменатель, отбор, единица, источник; numbers are computed from its measures."""

    code = models.CharField("код", max_length=30, unique=True)
    name = models.TextField("название")
    unit = models.CharField("единица", max_length=20)
    direction = models.CharField("желаемое направление", max_length=20, blank=True)
    numerator_text = models.TextField("числитель", blank=True)
    denominator_text = models.TextField("знаменатель", blank=True)
    aggregation = models.TextField("свод", blank=True)
    filter_text = models.TextField("отбор", blank=True)
    numerator = models.CharField("мера числителя", max_length=60, blank=True)
    denominator = models.CharField("мера знаменателя", max_length=60, blank=True)
    params = models.JSONField("параметры мер", default=dict, blank=True)
    source = models.TextField("источник", blank=True)
    source_kind = models.CharField("вид источника", max_length=60, blank=True)
    note = models.TextField("примечание", blank=True)
    accumulates = models.BooleanField("накапливается в течение года", default=False)
    version = models.PositiveSmallIntegerField("версия формулы", default=1)
    order = models.PositiveSmallIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "показатель", "показатели"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def computed(self) -> bool:
        return bool(self.numerator)


class Edition(Walled):
    """Редакция паспорта в районе: свои параметры и слова поверх общего паспорта. A new edition is a new row, the old ones stay."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="editions")
    version = models.PositiveSmallIntegerField("версия формулы")
    params = models.JSONField("параметры мер", default=dict)
    filter_text = models.TextField("отбор", blank=True)
    note = models.TextField("почему изменено")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="кто")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "редакция паспорта", "редакции паспортов"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "indicator", "version"],
                name="edition_once",
                violation_error_message="Показатель тем временем изменил кто-то другой: обновите страницу.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, версия {self.version}"


class Target(Walled):
    """База и цель показателя района на год (учебный «2020-2021» или календарный «2021»)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    period = models.CharField("период", max_length=9)
    base = models.DecimalField("база", max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField("цель", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.TextField("примечание", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = "цель показателя", "цели показателей"
        constraints = [
            models.UniqueConstraint(
                fields=["district", "indicator", "period"], name="target_once", violation_error_message="Цель на этот период уже есть: обновите страницу."
            )
        ]

    def __str__(self) -> str:
        return f"Цель {self.indicator.code}, {words.years(self.period)}"


class Summary(Walled):
    """Сводное значение показателя по району за период: numerator and denominator, no people. Readable by the network's coordinator under a signed agreement."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    period = models.CharField("период", max_length=9)
    numerator = models.BigIntegerField("числитель", null=True)
    denominator = models.BigIntegerField("знаменатель", null=True)
    version = models.PositiveSmallIntegerField("версия формулы")
    computed_at = models.DateTimeField("рассчитано", default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = "сводное значение", "сводные значения"
        constraints = [models.UniqueConstraint(fields=["district", "indicator", "period"], name="summary_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}: {self.numerator}/{self.denominator}"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        return self.filter(district_id__in=user.districts_as("methodist", "department_head"))


class Report(Walled):
    """Отчёт по показателям за период: a request that becomes a frozen structure and two files."""

    class State(models.TextChoices):
        QUEUED = "queued", "в очереди"
        RUNNING = "running", "составляется"
        READY = "ready", "готов"
        FAILED = "failed", "не составлен"

    period = models.CharField("период", max_length=9)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField("выполнено, %", default=0)
    message = models.CharField("сообщение", max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField("попытка", default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField("запрошен", auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("готов", null=True)
    data = models.JSONField("зафиксированная структура", null=True)
    document = models.OneToOneField(NumberedDocument, models.SET_NULL, null=True, related_name="+")
    excel = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "отчёт", "отчёты"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "period"],
                condition=Q(state__in=["queued", "running"]),
                name="report_built_once_at_a_time",
                violation_error_message="Отчёт за этот период уже собирается.",
            )
        ]
        indexes = [
            models.Index(fields=["state", "heartbeat_at"]),
            models.Index(fields=["district", "-requested_at", "-id"], name="report_latest"),
        ]

    def __str__(self) -> str:
        return f"Отчёт за {words.years(self.period)}"


class FrozenList(Walled):
    """Зафиксированный список отчёта: факты, из которых получилось число, какими они были в день составления.

    `uses` names the numbers («PR-01:denominator»); `rows` holds [teacher, name, organisation, place, date, what] per fact.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="lists")
    uses = ArrayField(models.CharField(max_length=60), verbose_name="для чисел")
    rows = models.JSONField("строки")

    class Meta:
        verbose_name, verbose_name_plural = "зафиксированный список", "зафиксированные списки"

    def __str__(self) -> str:
        return ", ".join(self.uses)

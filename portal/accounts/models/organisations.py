"""Organisations as they are and as they were: names, statuses and what became of them."""

import datetime as dt
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Left

from portal.accounts.models.roles import Role
from portal.kit.finding import folded
from portal.kit.periods import DateRange, today
from portal.kit.wall import Walled


class Part(Func):
    """The first piece of a text that fits a pattern."""

    template = "SUBSTRING(%(expressions)s)"
    arg_joiner = " FROM "


def natural_order(name: str) -> tuple[Any, ...]:
    """What puts names in order, «СШ № 2» before «СШ № 10»: the words before the number, the number, the rest."""
    number = Cast(Left(Part(F(name), Value("[0-9]+")), 9), IntegerField())  # a bounded pattern takes the database twice the time
    return Part(F(name), Value("^[^0-9]*")), number, F(name)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The district's staff see all of its organisations, everybody else those where they are appointed."""
        return self.filter(user.whole_or(Q(pk__in=user.organisation_ids)))

    def open_on(self, on: dt.date) -> "OrganisationQuerySet":
        return self.filter(Q(opened__isnull=True) | Q(opened__lte=on)).filter(Q(closed__isnull=True) | Q(closed__gt=on))

    def called_on(self, on: dt.date) -> "OrganisationQuerySet":
        """With the names that held on the date: `name_then` and `short_then`. A renaming is entered once it holds, so today's names are the present ones."""
        if on >= today():
            return self.annotate(name_then=F("name"), short_then=F("short_name"))
        later = FormerName.objects.filter(until__gte=on)
        renamed, former = later.order_by().values("organisation"), later.filter(organisation=OuterRef("pk")).order_by("until")
        # who was not renamed since is found once for all: ten thousand rows are not asked one by one
        full, short = (Case(When(pk__in=renamed, then=Subquery(former.values(name)[:1])), default=F(name)) for name in ("name", "short_name"))
        return self.annotate(name_then=full, short_then=short)


class Organisation(Walled):
    """Образовательная организация района (школа, детский сад, ЦДТ) или сама методическая служба."""

    name = models.CharField("полное название", max_length=300)
    short_name = models.CharField("краткое название", max_length=120)
    kind = models.CharField("вид (словарь org_kinds)", max_length=20)
    levels = ArrayField(models.CharField(max_length=10), verbose_name="уровни образования (словарь education_levels)", default=list, blank=True, db_default=[])
    address = models.CharField("адрес", max_length=300, blank=True)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    phone = models.CharField("телефон", max_length=60, blank=True, db_default="")
    email = models.EmailField("электронная почта", blank=True, db_default="")
    site = models.URLField("сайт", blank=True, db_default="")
    opened = models.DateField("открыта", null=True, blank=True)
    closed = models.DateField("закрыта", null=True, blank=True)  # первый день, когда её уже нет
    folded = folded("name", "short_name", "address", "inn")  # what searches read

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "организация", "организации"
        ordering = ["short_name"]
        indexes = [models.Index("district", *(one.asc(nulls_first=True) for one in natural_order("short_name")), "id", name="organisation_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "short_name"],
                name="organisation_once_in_district",
                violation_error_message="Организация с таким кратким названием в районе уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gte=F("opened")),
                name="organisation_dates",
                violation_error_message="Дата закрытия раньше даты открытия.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class OrganisationStatusQuerySet(models.QuerySet["OrganisationStatus"]):
    def on(self, date: dt.date) -> "OrganisationStatusQuerySet":
        """In force on the date."""
        return self.filter(since__lte=date).filter(Q(until__isnull=True) | Q(until__gte=date))


class OrganisationStatus(Walled):
    """Статус организации со сроком: отдалённая, ШНОР, «Точка роста», базовая школа … (словарь org_flags)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="statuses")
    status = models.CharField("статус (словарь org_flags)", max_length=20)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=200, blank=True)

    objects = OrganisationStatusQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "статус организации", "статусы организаций"
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="status_dates", violation_error_message="Дата «по» раньше даты «с»."
            ),
            ExclusionConstraint(
                name="status_once_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("status", RangeOperators.EQUAL),
                    (DateRange("since", "until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="В эти даты такой статус у организации уже есть.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status}: {self.organisation}"


class FormerName(Walled):
    """Прежнее название организации: так она называлась по этот день включительно."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField("полное название", max_length=300)
    short_name = models.CharField("краткое название", max_length=120)
    until = models.DateField("по")
    act = models.CharField("основание", max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "прежнее название", "прежние названия"
        ordering = ["until"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until"], name="former_name_once_a_day", violation_error_message="Название организации с этого дня уже меняли."
            )
        ]

    def __str__(self) -> str:
        return f"{self.short_name} по {self.until:%d.%m.%Y}"


WAYS = {"joined": "присоединение", "fused": "слияние"}  # how organisations became one, as a merger keeps it in `moved`


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, user: Any) -> "ReorganisationQuerySet":
        """The district's staff see what happened to its organisations; a school sees what happened to itself."""
        own = Q(successions__predecessor__in=user.organisation_ids) | Q(successions__successor__in=user.organisation_ids)
        return self.filter(Q(district_id__in=user.districts_as(*Role.district_wide())) | own).distinct()

    def about(self, organisation: int) -> "ReorganisationQuerySet":
        """What the organisation (its id) took part in."""
        return self.filter(Q(successions__predecessor=organisation) | Q(successions__successor=organisation)).distinct()


class Reorganisation(Walled):
    """Событие в жизни организаций: открытие, переименование, присоединение или слияние, разделение, закрытие; с даты и по акту.

    `moved` keeps the ids of rows that the deed made and ended, so that it can be undone exactly while nothing depends on it.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "открытие"
        RENAMED = "renamed", "переименование"
        MERGED = "merged", "слияние или присоединение"
        SPLIT = "split", "разделение или выделение"
        CLOSED = "closed", "закрытие"

    kind = models.CharField("что произошло", max_length=10, choices=Kind.choices)
    on = models.DateField("с какого числа")
    act = models.CharField("основание", max_length=200)
    moved = models.JSONField(default=dict, blank=True, editable=False)
    undone_at = models.DateTimeField("отменено", null=True, blank=True, editable=False)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "реорганизация", "реорганизации"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.named.capitalize()} с {self.on:%d.%m.%Y}"

    @property
    def named(self) -> str:
        """Which of the two it was, where that is known: «слияние» makes a new organisation, «разделение» leaves none of the old one."""
        if self.kind == self.Kind.SPLIT:
            return "разделение" if self.moved.get("closed") else "выделение"
        return str(WAYS.get(self.moved.get("way", ""), self.get_kind_display()))

    @property
    def rests_on_name(self) -> bool:
        """Whether a later renaming stands in the way of undoing it: where people work and who has access, a name does not change."""
        return self.kind in (self.Kind.OPENED, self.Kind.RENAMED)


class Succession(Walled):
    """Кто чей правопреемник в реорганизации; a side is empty when something was opened or closed."""

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="successions")
    predecessor = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="successions_out", verbose_name="была")
    successor = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="successions_in", verbose_name="стала")

    class Meta:
        verbose_name, verbose_name_plural = "правопреемство", "правопреемства"
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "predecessor", "successor"], name="succession_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(predecessor__isnull=False) | Q(successor__isnull=False), name="succession_has_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor or '—'} → {self.successor or '—'}"

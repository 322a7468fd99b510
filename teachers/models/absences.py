"""Leaves and breaks, and the experience that is left when breaks are taken off it: the same arithmetic in Python and in the database."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThanOrEqual

from portal.kit.joining import Joining
from portal.kit.periods import IN_ORDER, DateRange, years_before
from portal.kit.wall import Walled

NOVICE_YEARS = 3  # «молодой специалист»: стаж до 3 лет, 003:660-662
TERM = DateRange("since", "until", Value("[]"), output_field=DateRangeField())


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, date: dt.date) -> "AbsenceQuerySet":
        """In force on the date."""
        return self.filter(since__lte=date).filter(Q(until__isnull=True) | Q(until__gte=date))

    def breaks(self) -> "AbsenceQuerySet":
        """Перерывы: стаж не идёт."""
        return self.filter(kind=Absence.Kind.BREAK)


class Absence(Walled):
    """Отпуск или перерыв: человек числится, но не работает (отпуск по уходу …), либо не числится нигде и стаж не идёт."""

    class Kind(models.TextChoices):
        CHILDCARE = "childcare", "отпуск по уходу за ребёнком"
        MATERNITY = "maternity", "отпуск по беременности и родам"
        LONG = "long", "длительный отпуск до года"  # 273-ФЗ, ст. 47, ч. 5, п. 4
        OTHER = "other", "иной отпуск"
        BREAK = "break", "перерыв в работе: стаж не идёт"

    teacher = models.ForeignKey("teachers.Teacher", models.CASCADE, related_name="absences")
    kind = models.CharField("вид", max_length=10, choices=Kind.choices)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    joining = Joining(terms=True, better=lambda row: (row.until or dt.date.max) - row.since)  # of two that overlap the longer

    class Meta:
        verbose_name, verbose_name_plural = "отпуск или перерыв", "отпуска и перерывы"
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="absence_dates", violation_error_message="Дата «по» раньше даты «с»."),
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[("teacher", RangeOperators.EQUAL), (DateRange("since", "until", models.Value("[]")), RangeOperators.OVERLAPS)],
                violation_error_message="В эти даты отпуск или перерыв уже записан.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} с {self.since:%d.%m.%Y}"


class YearsBefore(Func):
    """The date `years` (a whole number) before a column's date."""

    template = "(%(expressions)s - make_interval(years => %(years)d))::date"
    output_field = DateField()


def breaks_of(teacher: str = "pk") -> ArraySubquery:
    """Correlated: the breaks of the outer row's teacher as date ranges, for `Teacher.breaks` without a query of its own."""
    return ArraySubquery(Absence.objects.breaks().filter(teacher=OuterRef(teacher)).order_by().values(term=TERM))


def moved_start(start: dt.date, breaks: Collection[Any], on: dt.date) -> dt.date:
    """The start of work, later by the days of the breaks between it and the date: experience counts from here."""
    if not breaks:  # nearly everybody
        return start
    lost = ((min(one.upper or on, on) - max(one.lower, start)).days for one in breaks)
    return start + dt.timedelta(days=sum(max(0, days) for days in lost))


def started(on: dt.date | str, path: str = "") -> Subquery:
    """`moved_start` of pedagogical work in the database: None for who had no break. `on` is a date or the outer row's column.

    `path` leads from the outer row to the teacher: "teacher__".
    """
    then = Value(on, output_field=DateField()) if isinstance(on, dt.date) else OuterRef(on)
    begun = OuterRef(f"{path}teaching_since")
    served = DateRange(Least(begun, then), then, Value("[)"), output_field=DateRangeField())
    both = Func(TERM, served, template="(%(expressions)s)", arg_joiner=" * ", output_field=DateRangeField())
    lost = ExpressionWrapper(
        Func(both, function="UPPER", output_field=DateField()) - Func(both, function="LOWER", output_field=DateField()), models.DurationField()
    )
    mine = Absence.objects.breaks().filter(teacher=OuterRef(f"{path}pk")).order_by().values("teacher")
    return Subquery(mine.values(start=ExpressionWrapper(begun + Sum(lost), DateField())), output_field=DateField())


def novice(on: dt.date | str, years: int = NOVICE_YEARS, path: str = "") -> Q:
    """Педагогическая работа на дату начата, стаж не более `years` лет."""
    begun: Any = on if isinstance(on, dt.date) else F(on)
    return Q(**{f"{path}teaching_since__lte": begun}) & served_at_most(on, years, path)


def served_at_most(on: dt.date | str, years: int, path: str = "") -> Q:
    """Педагогический стаж не более `years` лет на дату, breaks taken off. Few people ever had one: only for them is the sum asked."""
    bound = years_before(on, years) if isinstance(on, dt.date) else YearsBefore(F(on), years=years)
    plainly = Q(**{f"{path}teaching_since__gte": bound})
    paused = Q(**{f"{path}pk__in": Absence.objects.breaks().order_by().values("teacher")})
    return plainly | (paused & Q(GreaterThanOrEqual(started(on, path), bound)))

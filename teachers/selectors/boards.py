"""Доски КПК и аттестации: whose three years without КПК are over or end soon, whose category or attestation ends when."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from portal.accounts.selectors import Lexicon
from portal.kit.periods import school_year, years_before
from teachers.models import Course, CourseApplicant, Qualification, Teacher, TeacherQuerySet
from teachers.selectors.record import YEARS
from teachers.selectors.staff import main_jobs

LEAST_HOURS = 16  # не менее 16 часов — программа повышения квалификации: приказ Минобрнауки № 499, п. 12
SOON_MONTHS = 6
NAME = ("last_name", "first_name", "patronymic", "pk")
POSITIONS, CATEGORIES, PLACES = "positions", "qualification_categories", "org_kinds"
Marked = tuple[int, dt.date | None]  # a teacher's key and day
ENDLESS = dt.date.max  # the day on which a result without a term ends


@dataclass(frozen=True)
class Tab:
    """Вкладка доски: those whose day is later than `after` and not later than `until`; with `unknown` those who have none, too."""

    label: str
    after: dt.date = dt.date.min
    until: dt.date = dt.date.max
    unknown: bool = False

    def keys(self, found: Iterable[Marked]) -> list[int]:
        """Whom of those found the tab holds, in their order."""
        return [key for key, mark in found if (self.unknown if mark is None else self.after < mark <= self.until)]

    def count(self, days: Sequence[dt.date], unknown: int) -> int:
        """How many it holds of those whose days are given in order and of those who have none."""
        return bisect_right(days, self.until) - bisect_right(days, self.after) + (unknown if self.unknown else 0)


Tabs = dict[str, Tab]
EVERYBODY = Tab("Все педагоги", unknown=True)


def months_after(on: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = on.year + (on.month - 1 + months) // 12, (on.month - 1 + months) % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(on.day, last))


def teaching(user: Any, on: dt.date) -> TeacherQuerySet:
    """Pedagogical staff of the date whom the user may see, with the main place of work and position."""
    job = main_jobs(on)
    people = Teacher.objects.visible_to(user).filter(Exists(job.filter(is_pedagogical=True)))
    return people.annotate(place=Subquery(job.values("organisation__short_name")), position=Subquery(job.values("position")))


def counted_courses(on: dt.date) -> QuerySet[Course]:
    """Correlated: the teacher's КПК that count (16 hours or more) finished by the date, the latest first."""
    return Course.objects.filter(teacher=OuterRef("pk"), hours__gte=LEAST_HOURS, finished_on__lte=on).order_by("-finished_on", "-pk")


def learners(user: Any, on: dt.date) -> TeacherQuerySet:
    """Whom the board of КПК holds; `mark` is the day of the last КПК that counts."""
    return teaching(user, on).annotate(mark=Subquery(counted_courses(on).values("finished_on")[:1]))


def with_courses(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    """With what a row of the board shows: the last КПК that counts and the application that the person stands in."""
    last = counted_courses(on)
    asked = CourseApplicant.objects.filter(teacher=OuterRef("pk"), application__ends_on__gte=on).order_by("-application__at", "-pk")
    return rows.annotate(
        last_on=Subquery(last.values("finished_on")[:1]),
        last_programme=Subquery(last.values("programme")[:1]),
        last_hours=Subquery(last.values("hours")[:1]),
        asked_in=Subquery(asked.values("application")[:1]),
        asked_at=Subquery(asked.values("application__at")[:1]),
    )


def course_tabs(on: dt.date) -> Tabs:
    """Three years end three years after the last КПК; on that day they are over."""
    over = years_before(on, YEARS)
    soon, year = years_before(months_after(on, SOON_MONTHS), YEARS), years_before(school_year(on).ends, YEARS)
    return {
        "none": Tab("Нет за три года", until=over, unknown=True),
        "soon": Tab("Срок в ближайшие 6 месяцев", after=over, until=soon),
        "year": Tab("Срок в этом учебном году", after=over, until=year),
        "all": EVERYBODY,
    }


def results(on: dt.date) -> QuerySet[Qualification]:
    """Correlated: the teacher's results of attestation, first the one in force that is the latest, else the last one that has ended."""
    held = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = Qualification.objects.filter(teacher=OuterRef("pk"), awarded_on__lte=on).exclude(category="none")
    return rows.annotate(over=Case(When(held, then=Value(0)), default=Value(1), output_field=IntegerField())).order_by("over", "-awarded_on", "-pk")


def attested(user: Any, on: dt.date) -> TeacherQuerySet:
    """Whom the board of attestation holds; `mark` is the last day on which the first of `results` is in force."""
    first = results(on)
    return teaching(user, on).annotate(
        category=Subquery(first.values("category")[:1]), mark=Subquery(first.values(until=Coalesce("valid_until", Value(ENDLESS)))[:1])
    )


def with_results(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    """With what a row of the board shows."""
    first = results(on)
    return rows.annotate(
        category=Subquery(first.values("category")[:1]), awarded=Subquery(first.values("awarded_on")[:1]), ends=Subquery(first.values("valid_until")[:1])
    )


def grade_tabs(on: dt.date) -> Tabs:
    """By the last day on which the result is in force."""
    before = on - dt.timedelta(days=1)
    return {
        "overdue": Tab("Срок прошёл", until=before),
        "soon": Tab("Заканчивается за 6 месяцев", after=before, until=months_after(on, SOON_MONTHS)),
        "year": Tab("Заканчивается в этом учебном году", after=before, until=school_year(on).ends),
        "none": Tab("Нет ни категории, ни соответствия", until=dt.date.min, unknown=True),
        "all": EVERYBODY,
    }


ORDERS = {"place": "place", "position": "position", "last": "mark", "category": "category", "ends": "mark"}


def in_order(rows: TeacherQuerySet, sort: str, fallback: str) -> TeacherQuerySet:
    """The rows in the order of `?sort=`; what is not known stands first in «last» (who never learned), last in the rest."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return rows.order_by(*(f"-{name}" if down else name for name in NAME))
    if key not in ORDERS:
        key, down = fallback, False
    field = F(ORDERS[key])
    return rows.order_by(field.desc(nulls_last=True) if down else field.asc(nulls_first=True) if key == "last" else field.asc(nulls_last=True), *NAME)


@dataclass(frozen=True)
class CourseRow:
    """One line of the board of КПК; `ends` is the day on which three years are over, None for who has no КПК."""

    pk: int
    short_name: str
    full_name: str
    place: str
    position: str
    last_on: dt.date | None
    programme: str
    hours: int | None
    ends: dt.date | None
    tone: str
    applied: int | None
    applied_at: dt.datetime | None


def course_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> list[CourseRow]:
    """The annotated teachers as the page and the file show them."""
    return [_course_row(one, on, words) for one in rows]


def _course_row(one: Any, on: dt.date, words: Lexicon) -> CourseRow:
    ends = months_after(one.last_on, YEARS * 12) if one.last_on else None
    tone = "bad" if ends is None or ends <= on else "warn" if ends <= months_after(on, SOON_MONTHS) else ""
    return CourseRow(
        one.pk, one.short_name, one.full_name, one.place or "", words.name(POSITIONS, one.position or ""), one.last_on, one.last_programme or "",
        one.last_hours, ends, tone, one.asked_in, one.asked_at,
    )  # fmt: skip


@dataclass(frozen=True)
class GradeRow:
    """One line of the board of attestation."""

    pk: int
    short_name: str
    full_name: str
    place: str
    position: str
    category: str
    awarded: dt.date | None
    ends: dt.date | None
    tone: str


def grade_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> list[GradeRow]:
    """The annotated teachers as the page and the file show them."""
    return [_grade_row(one, on, words) for one in rows]


def _grade_row(one: Any, on: dt.date, words: Lexicon) -> GradeRow:
    tone = "" if one.ends is None else "bad" if one.ends < on else "warn" if one.ends <= months_after(on, SOON_MONTHS) else ""
    category = words.name(CATEGORIES, one.category) if one.category else ""
    return GradeRow(one.pk, one.short_name, one.full_name, one.place or "", words.name(POSITIONS, one.position or ""), category, one.awarded, one.ends, tone)

"""Доски КПК и аттестации: whose three years without КПК are over or end soon, whose category or attestation ends when."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from portal.accounts.selectors import Lexicon
from portal.kit.periods import school_year, years_before
from teachers.models import Course, CourseApplicant, Qualification, Teacher, TeacherQuerySet
from teachers.selectors.record import YEARS
from teachers.selectors.staff import main_jobs

LEAST_HOURS = 16  # не менее 16 часов — программа повышения квалификации: приказ Минобрнауки № 499, п. 12
SOON_MONTHS = 6
NAME = ("last_name", "first_name", "patronymic", "pk")
POSITIONS, CATEGORIES, PLACES = "positions", "qualification_categories", "org_kinds"
Tabs = dict[str, tuple[str, Q]]


def months_after(on: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = on.year + (on.month - 1 + months) // 12, (on.month - 1 + months) % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(on.day, last))


def teaching(user: Any, on: dt.date) -> TeacherQuerySet:
    """Pedagogical staff of the date whom the user may see, with the main place of work and position."""
    job = main_jobs(on)
    people = Teacher.objects.visible_to(user).filter(Exists(job.filter(is_pedagogical=True)))
    return people.annotate(
        place=Subquery(job.values("organisation__short_name")), place_pk=Subquery(job.values("organisation")), position=Subquery(job.values("position"))
    )


def counted_courses(on: dt.date) -> QuerySet[Course]:
    """Correlated: the teacher's КПК that count (16 hours or more) finished by the date, the latest first."""
    return Course.objects.filter(teacher=OuterRef("pk"), hours__gte=LEAST_HOURS, finished_on__lte=on).order_by("-finished_on", "-pk")


def learners(user: Any, on: dt.date) -> TeacherQuerySet:
    """The board of КПК: with the last КПК that counts and the application that the person stands in."""
    last, asked = counted_courses(on), CourseApplicant.objects.filter(teacher=OuterRef("pk"), application__ends_on__gte=on).order_by("-application__at", "-pk")
    return teaching(user, on).annotate(
        last_on=Subquery(last.values("finished_on")[:1]),
        last_programme=Subquery(last.values("programme")[:1]),
        last_hours=Subquery(last.values("hours")[:1]),
        asked_in=Subquery(asked.values("application")[:1]),
        asked_at=Subquery(asked.values("application__at")[:1]),
    )


def course_tabs(on: dt.date) -> Tabs:
    """code → (label, whom it holds). Three years end three years after the last КПК; on that day they are over."""
    over = Q(last_on__isnull=True) | Q(last_on__lte=years_before(on, YEARS))
    lasts = Q(last_on__gt=years_before(on, YEARS))
    soon, year = years_before(months_after(on, SOON_MONTHS), YEARS), years_before(school_year(on).ends, YEARS)
    return {
        "none": ("Нет за три года", over),
        "soon": ("Срок в ближайшие 6 месяцев", lasts & Q(last_on__lte=soon)),
        "year": ("Срок в этом учебном году", lasts & Q(last_on__lte=year)),
        "all": ("Все педагоги", Q()),
    }


def attested(user: Any, on: dt.date) -> TeacherQuerySet:
    """The board of attestation: with the result that is in force, the latest first, else with the last one that has ended."""
    held = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    results = Qualification.objects.filter(teacher=OuterRef("pk"), awarded_on__lte=on).exclude(category="none")
    first = results.annotate(over=Case(When(held, then=Value(0)), default=Value(1), output_field=IntegerField())).order_by("over", "-awarded_on", "-pk")
    return teaching(user, on).annotate(
        category=Subquery(first.values("category")[:1]), awarded=Subquery(first.values("awarded_on")[:1]), ends=Subquery(first.values("valid_until")[:1])
    )


def grade_tabs(on: dt.date) -> Tabs:
    """code → (label, whom it holds); `ends` is the last day on which the result is in force."""
    return {
        "overdue": ("Срок прошёл", Q(ends__lt=on)),
        "soon": ("Заканчивается за 6 месяцев", Q(ends__range=(on, months_after(on, SOON_MONTHS)))),
        "year": ("Заканчивается в этом учебном году", Q(ends__range=(on, school_year(on).ends))),
        "none": ("Нет ни категории, ни соответствия", Q(category__isnull=True)),
        "all": ("Все педагоги", Q()),
    }


def tab_counts(rows: TeacherQuerySet, tabs: Tabs) -> dict[str, int]:
    """How many each tab holds, in one query."""
    found: dict[str, int] = rows.order_by().aggregate(**{code: Count("pk", filter=held) if held else Count("pk") for code, (_, held) in tabs.items()})
    return found


ORDERS = {"place": "place", "position": "position", "last": "last_on", "category": "category", "ends": "ends"}


def in_order(rows: TeacherQuerySet, sort: str, fallback: str = "") -> TeacherQuerySet:
    """The rows in the order of `?sort=`; what is not known stands first in «last» (who never learned), last in the rest."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key == "name" or (key not in ORDERS and not fallback):
        return rows.order_by(*(f"-{name}" if down else name for name in NAME))
    field = F(ORDERS.get(key, fallback))
    first = key == "last" or (key not in ORDERS and fallback == "last_on")
    return rows.order_by(field.desc(nulls_last=True) if down else field.asc(nulls_first=True) if first else field.asc(nulls_last=True), *NAME)


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
    place_pk: int | None = None


def course_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> Iterator[CourseRow]:
    """The annotated teachers as the page and the file show them."""
    return (_course_row(one, on, words) for one in rows)


def _course_row(one: Any, on: dt.date, words: Lexicon) -> CourseRow:
    ends = months_after(one.last_on, YEARS * 12) if one.last_on else None
    tone = "bad" if ends is None or ends <= on else "warn" if ends <= months_after(on, SOON_MONTHS) else ""
    return CourseRow(
        one.pk, one.short_name, one.full_name, one.place or "", words.name(POSITIONS, one.position or ""), one.last_on, one.last_programme or "",
        one.last_hours, ends, tone, one.asked_in, one.asked_at, one.place_pk,
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
    place_pk: int | None = None


def grade_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> Iterator[GradeRow]:
    """The annotated teachers as the page and the file show them."""
    return (_grade_row(one, on, words) for one in rows)


def _grade_row(one: Any, on: dt.date, words: Lexicon) -> GradeRow:
    tone = "" if one.ends is None else "bad" if one.ends < on else "warn" if one.ends <= months_after(on, SOON_MONTHS) else ""
    category = words.name(CATEGORIES, one.category) if one.category else ""
    position = words.name(POSITIONS, one.position or "")
    return GradeRow(one.pk, one.short_name, one.full_name, one.place or "", position, category, one.awarded, one.ends, tone, one.place_pk)

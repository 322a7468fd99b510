"""Прогноз потребности в КПК: which labour functions the last self-assessments found lacking, in whom and where."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast

from teachers.models import Answer, Assessment, Competency, Employment, TeacherQuerySet
from teachers.selectors.assessments import LACKING, TOP_LEVEL, finished, in_short, thresholds


@dataclass(frozen=True)
class Need:
    """Одна трудовая функция: у скольких педагогов она в дефиците и в каких организациях (название, сколько)."""

    code: str
    name: str
    people: int
    places: list[tuple[int, str, int]]


def bound() -> int:
    """The percent below which a function is lacking."""
    return next((one.least for one in reversed(thresholds()) if one.code not in LACKING), 0)


def lacking(people: TeacherQuerySet, below: int) -> QuerySet[Any]:
    """(teacher, function) pairs of the last finished self-assessment of each of the people, the same rounding as in the profile."""
    last = finished().filter(teacher=OuterRef("teacher")).values("pk")[:1]
    newest = Assessment.objects.filter(state=Assessment.State.FINISHED, teacher__in=people.order_by().values("pk"), pk=Subquery(last))
    rows = Answer.objects.filter(assessment__in=newest.values("pk"), competency__parent__isnull=False).order_by()
    grouped: Any = rows.values(teacher=F("assessment__teacher"), function=F("competency__parent"))
    doubled = Cast(Sum("level") * Value(200) - Count("pk") * Value(TOP_LEVEL * (2 * below - 1)), IntegerField())
    found = grouped.annotate(above=doubled)
    # percent = round(100 · points / (3 · answered)); a half is rounded to the even neighbour
    return found.filter(above__lte=0) if below % 2 else found.filter(above__lt=0)


def lacking_function(people: TeacherQuerySet, code: str) -> QuerySet[Any]:
    """Ids of those of the people who lack the function: for a filter of lists."""
    return lacking(people, bound()).filter(competency__parent__code=code).values("teacher")  # type: ignore[no-any-return]


def needs(people: TeacherQuerySet, on: dt.date) -> list[Need]:
    """What to teach, the most wanted first. Four queries, however many people there are."""
    places: dict[tuple[int, int, str], int] = Counter()
    totals: dict[int, int] = Counter()
    jobs = Employment.objects.on(on).main().filter(teacher=OuterRef("assessment__teacher")).order_by()
    rows = lacking(people, bound()).annotate(place=Subquery(jobs.values("organisation")[:1]), place_name=Subquery(jobs.values("organisation__short_name")[:1]))
    for function, place, name in rows.values_list("function", "place", "place_name"):
        totals[function] += 1
        places[function, place or 0, name or "не работает"] += 1
    functions = Competency.objects.filter(pk__in=totals)
    found = [_need(one, totals[one.pk], places) for one in functions]
    return sorted(found, key=lambda one: (-one.people, one.code))


def _need(function: Competency, people: int, places: dict[tuple[int, int, str], int]) -> Need:
    where = sorted(((pk, name, count) for (owner, pk, name), count in places.items() if owner == function.pk), key=lambda one: (-one[2], one[1]))
    return Need(function.code, in_short(function.name), people, where)


def function_name(code: str) -> str:
    """The function in short, for the heading of its list."""
    found = Competency.objects.filter(code=code, parent__isnull=True, framework__in_force=True).values_list("name", flat=True).first()
    return in_short(found) if found else ""

"""The first section of an ИОМ — who, where, with what experience and category — computed from the register, never typed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from portal.accounts.models import Word
from portal.kit.periods import full_years, today
from portal.kit.words import counted, day, full_name, period, quoted
from routes.models import Mentoring, RouteQuerySet
from teachers.models import Course, Employment, Qualification, breaks_of

YEARS = ("год", "года", "лет")
COURSES_SHOWN = 3


@dataclass(frozen=True)
class Header:
    """Общие сведения of the form, as pairs (term, value); an empty value means that the register does not know it."""

    rows: list[tuple[str, str]]
    position: str
    organisation: str


def word(dictionary: str, code: str) -> Subquery:
    """The name of a code in a dictionary, inside another subquery."""
    return Subquery(Word.objects.filter(dictionary=dictionary, code=OuterRef(code)).values("name")[:1])


def with_header(rows: RouteQuerySet) -> RouteQuerySet:
    """Routes with everything that `header_of` needs, as of the day of completion or today; no query more."""
    then = Coalesce("completed_on", Value(today()), output_field=DateField())
    known: RouteQuerySet = rows.select_related("teacher", "organisation", "assessment", "curator", "expert", "edited_by").annotate(
        as_of=then, job=_job(), category=_category(), breaks=breaks_of("teacher"), learned=_learned(), guides=_guides()
    )
    return known


def _job() -> Subquery:
    jobs = Employment.objects.filter(teacher=OuterRef("teacher"), is_main=True, since__lte=OuterRef("as_of"))
    held = jobs.filter(Q(until__isnull=True) | Q(until__gte=OuterRef("as_of")))
    return Subquery(
        held.values(made=JSONObject(position=word("positions", "position"), subject="subject", since="since", organisation="organisation__short_name"))[:1]
    )


def _category() -> Subquery:
    then = OuterRef("as_of")
    valid = Qualification.objects.filter(teacher=OuterRef("teacher"), awarded_on__lte=then).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=then))
    return Subquery(
        valid.order_by("-awarded_on").values(made=JSONObject(name=word("qualification_categories", "category"), on="awarded_on", until="valid_until"))[:1]
    )


def _learned() -> ArraySubquery:
    done: QuerySet[Any] = Course.objects.filter(teacher=OuterRef("teacher"), finished_on__lte=OuterRef("as_of")).order_by("-finished_on")
    return ArraySubquery(done.values(made=JSONObject(programme="programme", hours="hours", on="finished_on"))[:COURSES_SHOWN])


def _guides() -> ArraySubquery:
    pairs = Mentoring.objects.filter(mentee=OuterRef("teacher"), since__lte=OuterRef("as_of"))
    held = pairs.filter(Q(until__isnull=True) | Q(until__gte=OuterRef("as_of"))).order_by("since")
    return ArraySubquery(held.values(made=JSONObject(last_name="mentor__last_name", first_name="mentor__first_name", patronymic="mentor__patronymic")))


def header_of(route: Any) -> Header:
    """The header of a route read through `with_header`."""
    teacher, job = route.teacher, route.job or {}
    organisation = job.get("organisation") or route.organisation.short_name
    rows = [
        ("Фамилия, имя, отчество", teacher.full_name),
        ("Организация", organisation),
        ("Должность", job.get("position") or ""),
        ("Предмет или направление", job.get("subject") or ""),
        ("Образование", teacher.education),
        ("Стаж педагогический / в должности", _experience(route, job)),
        ("Категория", _category_words(route.category)),
        ("Последние КПК", "; ".join(_course_words(one) for one in route.learned)),
        ("Методическая тема", teacher.topic),
        ("Наставник", ", ".join(_full(one) for one in route.guides)),
        ("Куратор-методист", full_name(route.curator)),
        ("Период реализации", period(route.starts_on, route.ends_on)),
        ("Основание", f"самооценка по профстандарту, {day(route.assessment.finished_on)}" if route.assessment else ""),
    ]
    return Header(rows, job.get("position") or "", organisation)


def _experience(route: Any, job: dict[str, Any]) -> str:
    route.teacher.breaks = route.breaks
    whole = route.teacher.experience(route.as_of)
    here = full_years(dt.date.fromisoformat(job["since"]), route.as_of) if job.get("since") else None
    parts = [counted(years, YEARS) if years is not None else "нет данных" for years in (whole, here)]
    return " / ".join(parts)


def _category_words(found: dict[str, Any] | None) -> str:
    if not found or not found["name"]:
        return ""
    until = f", действует по {_day(found['until'])}" if found["until"] else ""
    return f"{found['name']}, с {_day(found['on'])}{until}"


def _course_words(course: dict[str, Any]) -> str:
    return f"{quoted(course['programme'])}, {course['hours']} ч, {course['on'][:4]}"


def _full(parts: dict[str, str]) -> str:
    return " ".join(part for part in (parts["last_name"], parts["first_name"], parts["patronymic"]) if part)


def _day(text: str) -> str:
    return day(dt.date.fromisoformat(text))

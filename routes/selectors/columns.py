"""Columns of the board and of «до 35 лет без ИОМ»; what costs a sub-query is read only when somebody has chosen it."""

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from portal.kit.keyed import Keyed
from portal.kit.listing import Col, columns
from portal.kit.prepared import Prepared
from portal.kit.words import NBSP, full_name
from routes.models import Route, RouteDeficit, RouteQuerySet
from routes.selectors.board import mentors
from routes.selectors.header import word
from teachers.models import Employment

MASTERED = {True: "да", False: "нет", None: ""}
COUNTED = {"progress", "steps", "done", "late", "term"}  # columns that need the progress of a route
READ = {"position", "deficits", "functions", "mentor", "curator", "expert"}  # columns that read something beside the route
MENTOR = JSONObject(last_name="mentor__last_name", first_name="mentor__first_name", patronymic="mentor__patronymic")


def _day_of(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def _name(who: Any) -> str:
    return full_name(who) if who else ""


def _plain(text: str) -> str:
    """A file is searched by what people type: no spaces that only look like ones."""
    return text.replace(NBSP, " ")


COLUMNS = columns(
    "routes:board",
    "Маршруты (ИОМ)",
    Col("organisation", "Организация", lambda row: row.route.organisation.short_name, width=28),
    Col("position", "Должность", lambda row: row.route.position or "", width=24),
    Col("state", "Состояние", lambda row: row.state, width=24),
    Col("starts", "Срок с", lambda row: row.route.starts_on, usual=False),
    Col("term", "Срок по", lambda row: row.route.ends_on),
    Col("progress", "Выполнено, %", lambda row: row.progress.percent if row.progress.total else None),
    Col("steps", "Шагов", lambda row: row.progress.total, usual=False),
    Col("done", "Выполнено шагов", lambda row: row.progress.done, usual=False),
    Col("late", "Просрочено шагов", lambda row: row.progress.overdue, usual=False),
    Col("deficits", "Дефицитов", lambda row: row.route.deficits_count, usual=False),
    Col("functions", "Дефициты", lambda row: ", ".join(row.route.functions), usual=False, width=24),
    Col("curator", "Куратор", lambda row: _name(row.route.curator), usual=False, width=20),
    Col("expert", "Эксперт", lambda row: _name(row.route.expert), usual=False, width=20),
    Col("mentor", "Наставник", lambda row: _plain(row.mentors), usual=False, width=20),
    Col("submitted", "Отправлен", lambda row: _day_of(row.route.submitted_at), usual=False),
    Col("approved", "Утверждён", lambda row: row.route.approved_on, usual=False),
    Col("completed", "Завершён", lambda row: row.route.completed_on, usual=False),
    Col("mastered", "Освоены компетенции", lambda row: MASTERED[row.route.mastered], usual=False),
    may="routes.board",
)
MISSING = columns(
    "routes:missing",
    "До 35 лет без ИОМ",
    Col("organisation", "Организация", lambda row: row.organisation, width=28),
    Col("position", "Должность", lambda row: row.position, width=24),
    Col("age", "Возраст, лет", lambda row: row.age),
    Col("experience", "Педагогический стаж, лет", lambda row: row.experience),
    Col("novice", "Молодой специалист", lambda row: "да" if row.novice else "нет"),
    Col("started", "Маршрут сегодня", lambda row: row.started[1] if row.started else "не составлен", width=24),
    Col("mentor", "Наставник", lambda row: _plain(", ".join(row.mentors)), usual=False, width=20),
    Col("assessed", "Самооценка", lambda row: row.assessed_on, usual=False),
    Col("access", "Вход на портал", lambda row: "есть" if row.teacher.user_id else "нет", usual=False),
    may="routes.export",
)


def with_columns(rows: RouteQuerySet, chosen: Collection[str], on: dt.date) -> RouteQuerySet:
    """Routes with what the chosen columns of a row show; sub-queries are read for the shown rows only."""
    deficits = RouteDeficit.objects.filter(route=OuterRef("pk")).order_by()
    job = Employment.objects.on(on).main().filter(teacher=OuterRef("teacher"))
    known: dict[str, dict[str, Any]] = {
        "position": {"position": Subquery(job.values(made=word("positions", "position"))[:1])},
        "deficits": {"deficits_count": Coalesce(Subquery(deficits.values("route").annotate(n=Count("pk")).values("n")), 0)},
        "functions": {"functions": ArraySubquery(deficits.order_by("level", "function").values("function"))},
        "mentor": {"mentors": ArraySubquery(mentors(on, "teacher").order_by("since").values(made=MENTOR))},
    }
    people = [one for one in ("curator", "expert") if one in chosen]
    more = {name: made for code in chosen if code in known for name, made in known[code].items()}
    return rows.select_related("teacher", "organisation", *people).annotate(**more)


@lru_cache(maxsize=32)
def _prepared(codes: frozenset[str]) -> Prepared:
    return Prepared(lambda keys, on: with_columns(Route.objects.filter(pk__among=keys).order_by(), sorted(codes), on), keys=list, on=dt.date)


def shown(chosen: Collection[str], on: dt.date) -> Any:
    """Routes of one page by their keys, with what the chosen columns show."""
    return Keyed(_prepared(frozenset(chosen) & READ), on=on)

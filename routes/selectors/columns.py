"""Columns of the board and of «до 35 лет без ИОМ»; what costs a sub-query is read only when somebody has chosen it."""

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.kit.cells import link, page, sub, tag, whole
from portal.kit.keyed import Keyed
from portal.kit.listing import Col, columns
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import NBSP, counted, day, full_name, short_name
from routes.models import Route, RouteDeficit, RouteQuerySet
from routes.selectors.board import mentors
from routes.selectors.header import word
from teachers.models import Employment

MASTERED = {True: "да", False: "нет", None: ""}
STEPS = ("шаг", "шага", "шагов")
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


def _state(row: Any) -> SafeString:
    """The state, since when it waits for a decision or when it was completed."""
    route = row.route
    if route.state == Route.State.REVIEW and route.submitted_at:
        return whole(tag(row.tone, row.state), sub(f"с {day(route.submitted_at)}"))
    return whole(tag(row.tone, row.state), sub(route.completed_on) if route.completed_on else None)


def _term(row: Any) -> SafeString:
    """Until when, and what is late."""
    late = "срок прошёл" if row.over else f"просрочено: {counted(row.progress.overdue, STEPS)}" if row.late else ""
    return whole(f"до {day(row.route.ends_on)}", sub(late, "board-late") if late else None)


def _progress(row: Any) -> SafeString:
    """How much is done, as a bar and in steps."""
    done = row.progress
    if not done.total:
        return sub("шагов нет")
    bar = f'<progress class="bar{" bar-warn" if row.late else ""}" max="100" value="{done.percent}" aria-label="Выполнено">{done.percent} %</progress>'
    return whole(SafeString(bar), sub(f"{done.done} из {done.total}"))


def _started(row: Any) -> SafeString:
    """The route that she has today, though it was not in force on the date."""
    if not row.started:
        return tag("bad", "не составлен")
    said = link(f"{page('routes:board')}{row.started[0]}/", row.started[1])
    return whole(said, sub(row.aside, "board-late")) if row.aside else said


def _standing(row: Any) -> str:
    """The same for a file."""
    return ", ".join(filter(None, (row.started[1], row.aside))) if row.started else "не составлен"


def aside(route: dict[str, Any]) -> str:
    """«срок прошёл 30.06.2026», «начнётся 01.12.2026» of an approved route; empty for others."""
    if route.get("state") not in (Route.State.ACTIVE, Route.State.EXPERTISE):
        return ""
    since, until = (dt.date.fromisoformat(route[name]) for name in ("since", "until"))
    return f"срок прошёл {day(until)}" if until < today() else f"начнётся {day(since)}" if since > today() else ""


COLUMNS = columns(
    "routes:board",
    "Маршруты (ИОМ)",
    Col("organisation", "Организация", lambda row: row.route.organisation.short_name, width=28, sort="organisation"),
    Col("position", "Должность", lambda row: row.route.position or "", width=24, noted=True),
    Col("state", "Состояние", lambda row: row.state, width=24, sort="state", cell=_state),
    Col("starts", "Срок с", lambda row: row.route.starts_on, usual=False, sort="starts"),
    Col("term", "Срок по", lambda row: row.route.ends_on, head="Срок", sort="term", css="text-nowrap", cell=_term),
    Col("progress", "Выполнено, %", lambda row: row.progress.percent if row.progress.total else None, head="Выполнено", css="board-done", cell=_progress),
    Col("steps", "Шагов", lambda row: row.progress.total, usual=False, num=True),
    Col("done", "Выполнено шагов", lambda row: row.progress.done, usual=False, num=True),
    Col("late", "Просрочено шагов", lambda row: row.progress.overdue, usual=False, num=True, label="Просрочено"),
    Col("deficits", "Дефицитов", lambda row: row.route.deficits_count, usual=False, num=True),
    Col("functions", "Дефициты", lambda row: ", ".join(row.route.functions), usual=False, width=24),
    Col("curator", "Куратор", lambda row: _name(row.route.curator), usual=False, width=20, sort="curator", cell=lambda row: short_name(row.route.curator)),
    Col("expert", "Эксперт", lambda row: _name(row.route.expert), usual=False, width=20, sort="expert", cell=lambda row: short_name(row.route.expert)),
    Col("mentor", "Наставник", lambda row: _plain(row.mentors), usual=False, width=20, cell=lambda row: row.mentors),
    Col("submitted", "Отправлен", lambda row: _day_of(row.route.submitted_at), usual=False, sort="submitted"),
    Col("approved", "Утверждён", lambda row: row.route.approved_on, usual=False, sort="approved"),
    Col("completed", "Завершён", lambda row: row.route.completed_on, usual=False, sort="completed"),
    Col("mastered", "Освоены компетенции", lambda row: MASTERED[row.route.mastered], usual=False, label="Освоены"),
    may="routes.board",
)
MISSING = columns(
    "routes:missing",
    "До 35 лет без ИОМ",
    Col("organisation", "Организация", lambda row: row.organisation, width=28),
    Col("position", "Должность", lambda row: row.position, width=24, noted=True),
    Col("age", "Возраст, лет", lambda row: row.age, head="Возраст", sort="age", num=True),
    Col("experience", "Педагогический стаж, лет", lambda row: row.experience, head="Стаж", sort="experience", num=True, empty="нет данных"),
    Col("novice", "Молодой специалист", lambda row: "да" if row.novice else "нет", noted=True),
    Col("started", "Маршрут сегодня", _standing, width=24, label="Маршрут", cell=_started),
    Col("mentor", "Наставник", lambda row: _plain(", ".join(row.mentors)), usual=False, width=20, cell=lambda row: ", ".join(row.mentors)),
    Col("assessed", "Самооценка", lambda row: row.assessed_on, usual=False, empty="не было"),
    Col("access", "Вход на портал", lambda row: "есть" if row.teacher.user_id else "нет", usual=False, label="Вход"),
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


NAMED = ("last_name", "first_name", "patronymic")
SAID = (  # of a route and whose it is, on a page: everything else of three rows takes as long to make as the rest of the row
    "district", "state", "starts_on", "ends_on", "submitted_at", "approved_on", "completed_on", "mastered", "version",
    "teacher__user", "organisation__short_name", *(f"teacher__{name}" for name in NAMED),
)  # fmt: skip


@lru_cache(maxsize=32)
def _prepared(codes: frozenset[str]) -> Prepared:
    people = [f"{one}__{name}" for one in ("curator", "expert") if one in codes for name in NAMED]

    def rows(keys: list[int], on: dt.date) -> RouteQuerySet:
        return with_columns(Route.objects.filter(pk__among=keys).order_by(), sorted(codes), on).only(*SAID, *people)

    return Prepared(rows, keys=list, on=dt.date)


def shown(chosen: Collection[str], on: dt.date) -> Any:
    """Routes of one page by their keys, with what the chosen columns show."""
    return Keyed(_prepared(frozenset(chosen) & READ), on=on)

"""The board of routes: rows of one page, counts of all tabs, and the teachers whose route is still missing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from portal.accounts.models import Role
from portal.kit.periods import today
from routes.lifecycle import IN_PREPARATION
from routes.models import Route, RouteQuerySet
from routes.selectors.doneness import Progress, overdue_steps, progress
from routes.selectors.header import word
from routes.selectors.page import TONES
from teachers.models import Employment, Teacher, TeacherQuerySet
from teachers.selectors import named

S = Route.State
CLOSED = (S.DONE, S.NOT_DONE, S.CANCELLED)
LABELS = {code: str(label) for code, label in S.choices}  # Django's own get_state_display builds them anew for each row
APPROVED = (S.ACTIVE, S.EXPERTISE, S.DONE, S.NOT_DONE)
SORTS = {
    "name": ("teacher__last_name", "teacher__first_name", "teacher__patronymic"),
    "organisation": ("organisation__short_name",),
    "state": ("state",),
    "term": ("ends_on",),
    "submitted": ("submitted_at",),
    "completed": ("completed_on",),
}
BY_TAB = {"waiting": "submitted", "overdue": "term", "closed": "-completed"}  # what needs hands first
TEACHER_SORTS = {"name": ("last_name", "first_name", "patronymic"), "age": ("-birth_date",)}


def waiting_for(user: Any) -> Q:
    """«Ждут меня»: approval for methodists and school heads, an expert to be named, a conclusion for the assigned expert; never own."""
    districts, schools = user.districts_as(Role.METHODIST), user.organisations_as(Role.SCHOOL_HEAD)
    mine = Q(state=S.REVIEW) & (Q(district_id__in=districts) | Q(organisation_id__in=schools))
    mine |= Q(state=S.EXPERTISE, expert__isnull=True, district_id__in=districts)
    if user.holds(Role.EXPERT):
        mine |= Q(state=S.EXPERTISE, expert=user)
    return mine & ~Q(teacher__in=Teacher.objects.filter(user=user))


def overdue(on: dt.date) -> Q:
    """«Просроченные»: in work, and the route itself or an undone step is past its term."""
    return Q(state=S.ACTIVE) & (Q(ends_on__lt=on) | Q(pk__in=overdue_steps(on).order_by().values("route")))


@dataclass(frozen=True)
class StateCount:
    """How many routes stand in one state."""

    code: str
    name: str
    tone: str
    count: int


@dataclass(frozen=True)
class Counts:
    """How many routes the person sees, by state, and how many wait for her."""

    states: list[StateCount]
    waiting: int

    @property
    def current(self) -> int:
        return sum(one.count for one in self.states if one.code not in CLOSED)

    @property
    def closed(self) -> int:
        return sum(one.count for one in self.states if one.code in CLOSED)


def counts(user: Any) -> Counts:
    """The counts of the board in one query."""
    grouped = Route.objects.visible_to(user).order_by().values_list("state")
    found = {state: numbers for state, *numbers in grouped.annotate(Count("pk"), waiting=Count("pk", filter=waiting_for(user)))}
    by_state = [StateCount(code, str(label), TONES[code], found.get(code, [0])[0]) for code, label in S.choices]
    return Counts(by_state, sum(waiting for _, waiting in found.values()))


def overdue_count(user: Any, on: dt.date) -> int:
    """How many routes are overdue. It reads the facts of every step in work, so the page asks for it after it is shown."""
    return Route.objects.visible_to(user).filter(overdue(on)).order_by().count()


@dataclass(frozen=True)
class PlaceCounts:
    """What is due in one organisation; each number is the length of the board's list for it."""

    current: int
    waiting: int
    late: int
    without: int


def place_counts(user: Any, organisation: int, on: dt.date) -> PlaceCounts:
    """Routes under way, those that wait for the user, overdue ones, and people under 35 without a route. Three queries."""
    rows = Route.objects.visible_to(user).filter(organisation=organisation).order_by()
    numbers = rows.aggregate(current=Count("pk", filter=~Q(state__in=CLOSED)), waiting=Count("pk", filter=waiting_for(user)))
    missed = missing(user, MissingQuery(on=on, organisation=organisation)).order_by().count()
    return PlaceCounts(numbers["current"], numbers["waiting"], rows.filter(overdue(on)).count(), missed)


@dataclass(frozen=True)
class BoardQuery:
    """What the person chose above the board."""

    tab: str = ""
    q: str = ""
    state: str = ""
    organisation: int | None = None
    sort: str = ""


def board(user: Any, query: BoardQuery, on: dt.date) -> RouteQuerySet:
    """Routes that the person sees, found and ordered as she asked; a state that is asked for wins over the tab's own states."""
    rows = shown(Route.objects.visible_to(user), on)
    if query.tab == "waiting":
        rows = rows.filter(waiting_for(user))
    elif query.tab == "overdue":
        rows = rows.filter(overdue(on))
    if query.state:
        rows = rows.filter(state=query.state)
    elif query.tab in ("", "closed"):
        rows = rows.filter(state__in=CLOSED) if query.tab else rows.exclude(state__in=CLOSED)
    if query.organisation:
        rows = rows.filter(organisation=query.organisation)
    if query.q:
        rows = named(rows, query.q, "teacher__")  # type: ignore[assignment]
    return rows.order_by(*_order(query.sort or BY_TAB.get(query.tab, ""), SORTS, "name"))


def shown(rows: RouteQuerySet, on: dt.date) -> RouteQuerySet:
    """Routes with what a row of the board shows of them: teacher, organisation, position."""
    return rows.select_related("teacher", "organisation").annotate(position=_position("teacher", on))


def _order(sort: str, known: dict[str, tuple[str, ...]], default: str) -> list[Any]:
    down, key = sort.startswith("-"), sort.removeprefix("-")
    columns = known.get(key, known[default])
    turned = [(F(name.removeprefix("-")), down != name.startswith("-")) for name in columns]
    return [*(one.desc(nulls_last=True) if back else one.asc(nulls_last=True) for one, back in turned), "pk"]


def _position(teacher_ref: str, on: dt.date) -> Subquery:
    return Subquery(Employment.objects.on(on).main().filter(teacher=OuterRef(teacher_ref)).values(made=word("positions", "position"))[:1])


@dataclass(frozen=True)
class BoardRow:
    """One route on the board with what the person may do to it from here."""

    route: Any
    progress: Progress
    state: str
    tone: str
    late: bool
    over: bool  # the route itself is past its term
    may_decide: bool  # approve or return


def board_rows(routes: list[Any], user: Any, on: dt.date) -> list[BoardRow]:
    """The rows of one page: progress in one query, rights from the person's appointments without any."""
    found = progress([one.pk for one in routes], on)
    districts, schools = set(user.districts_as(Role.METHODIST)), set(user.organisations_as(Role.SCHOOL_HEAD))

    def row(one: Any) -> BoardRow:
        decides = one.state == S.REVIEW and one.teacher.user_id != user.pk and (one.district_id in districts or one.organisation_id in schools)
        done = found.get(one.pk, Progress())
        over = one.state == S.ACTIVE and one.ends_on < on
        return BoardRow(one, done, LABELS[one.state], TONES[one.state], over or done.overdue > 0, over, decides)

    return [row(one) for one in routes]


# --- teachers without a route ---------------------------------------------------------------------


@dataclass(frozen=True)
class MissingQuery:
    """Whom to look for: `who` — under 35, novices or both; age and experience on the date `on`."""

    on: dt.date
    who: str = ""
    q: str = ""
    organisation: int | None = None
    sort: str = ""


def without_route(user: Any, on: dt.date, who: str = "") -> TeacherQuerySet:
    """Педагоги, для которых ИОМ обязателен (002:720-728), но утверждённого на дату нет: teaching staff the person sees."""
    people = Teacher.objects.visible_to(user)
    chosen: dict[str, Callable[[dt.date], TeacherQuerySet]] = {"novices": people.novices, "both": partial(_young_or_novices, people)}
    held = Route.objects.filter(teacher=OuterRef("pk"), state__in=APPROVED, approved_on__lte=on, starts_on__lte=on, ends_on__gte=on)
    works = Employment.objects.pedagogical_staff(on).filter(teacher=OuterRef("pk"))
    return chosen.get(who, people.younger_than_35)(on).filter(Exists(works), ~Exists(held))


def _young_or_novices(people: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    chosen = [Q(pk__in=rows.order_by().values("pk")) for rows in (people.younger_than_35(on), people.novices(on))]
    return people.filter(chosen[0] | chosen[1])


def missing(user: Any, query: MissingQuery) -> TeacherQuerySet:
    """The list «до 35 лет без ИОМ» with place, position and the route that she has today, whatever the date asked for."""
    jobs = Employment.objects.pedagogical_staff(query.on).filter(teacher=OuterRef("pk"))
    if query.organisation:
        jobs = jobs.filter(organisation=query.organisation)
    started = Route.objects.filter(teacher=OuterRef("pk"), state__in=[*IN_PREPARATION, S.ACTIVE, S.EXPERTISE]).order_by("-created_at", "-pk")
    rows = without_route(user, query.on, query.who)
    if query.organisation:
        rows = rows.filter(Exists(jobs))
    if query.q:
        rows = named(rows, query.q)  # type: ignore[assignment]
    made: TeacherQuerySet = rows.with_breaks().annotate(
        job=Subquery(jobs.values(made=JSONObject(position=word("positions", "position"), organisation="organisation__short_name"))[:1]),
        started=Subquery(started.values(made=JSONObject(pk="pk", state="state"))[:1]),
    )
    if query.sort.removeprefix("-") == "experience":
        return made.by_experience(query.on, longest_first=query.sort.startswith("-"))
    return made.order_by(*_order(query.sort, TEACHER_SORTS, "name"))


@dataclass(frozen=True)
class MissingRow:
    """A teacher without an approved route."""

    teacher: Teacher
    age: int
    experience: int | None
    novice: bool
    position: str
    organisation: str
    started: tuple[int, str] | None  # route id, its state in words, as of today


def missing_rows(teachers: list[Any], on: dt.date) -> list[MissingRow]:
    """Rows of one page, nothing read any more."""
    return [_missing_row(one, on) for one in teachers]


def _missing_row(one: Any, on: dt.date) -> MissingRow:
    job, experience = one.job or {}, one.experience(on)
    started = (one.started["pk"], str(S(one.started["state"]).label)) if one.started else None
    return MissingRow(one, one.age(on), experience, one.is_novice(on), job.get("position") or "", job.get("organisation") or "", started)


def routes_of(teacher: Teacher, user: Any) -> list[tuple[Route, Progress, str]]:
    """A teacher's routes that the person sees, newest first, with progress and tone. Two queries."""
    rows: QuerySet[Route] = Route.objects.visible_to(user).filter(teacher=teacher).select_related("teacher").order_by("-starts_on", "-pk")
    found = progress([one.pk for one in rows], today())
    return [(one, found.get(one.pk, Progress()), TONES[one.state]) for one in rows]

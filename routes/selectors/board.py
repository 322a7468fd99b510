"""The board of routes: which are found, rows of one page, counts of all tabs."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from portal.accounts.models import Role
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import short_name
from routes.models import Mentoring, Route, RouteQuerySet
from routes.selectors.doneness import Progress, late_routes, overdue_steps, progress
from routes.selectors.page import TONES
from teachers.models import Teacher
from teachers.selectors import named
from teachers.selectors.staff import by_place

S = Route.State
CLOSED = (S.DONE, S.NOT_DONE, S.CANCELLED)
LABELS = {code: str(label) for code, label in S.choices}  # Django's own get_state_display builds them anew for each row
SORTS = {
    "name": ("teacher__last_name", "teacher__first_name", "teacher__patronymic", "teacher"),
    "organisation": ("organisation__short_name",),
    "state": ("stage", "teacher__last_name", "teacher__first_name"),
    "term": ("ends_on",),
    "submitted": ("submitted_at",),
    "completed": ("completed_on",),
    "starts": ("starts_on",),
    "approved": ("approved_on",),
    "curator": ("curator__last_name", "curator__first_name"),
    "expert": ("expert__last_name", "expert__first_name"),
}
LIFE = Case(*(When(state=code, then=at) for at, code in enumerate(S.values)), output_field=IntegerField())  # a state's place in the life of a route
BY_TAB = {"waiting": "submitted", "overdue": "term", "closed": "-completed"}  # what needs hands first
ME, NOBODY = "me", "none"


def waiting_for(user: Any) -> Q:
    """«Ждут меня»: approval for methodists and school heads, an expert to be named, a conclusion for the assigned expert; never own."""
    return _waiting(**_posts(user))


def _posts(user: Any) -> dict[str, Any]:
    """What of a person's posts makes a route wait for her."""
    districts, schools = user.districts_as(Role.METHODIST), user.organisations_as(Role.SCHOOL_HEAD)
    return {"districts": districts, "schools": schools, "expert": user.pk if user.holds(Role.EXPERT) else 0, "me": user.pk}


def _waiting(districts: list[int], schools: list[int], expert: int, me: int) -> Q:
    mine = Q(state=S.REVIEW) & (Q(district__among=districts) | Q(organisation__among=schools))
    mine |= Q(state=S.EXPERTISE) & (Q(expert__isnull=True, district__among=districts) | Q(expert=expert))
    return mine & ~Q(teacher__in=Teacher.objects.filter(user=me))


def overdue(on: dt.date, districts: Sequence[int] = ()) -> Q:
    """«Просроченные»: in work, and the route itself or an undone step is past its term. `districts` as for `overdue_steps`."""
    return Q(state=S.ACTIVE) & (Q(ends_on__lt=on) | Q(pk__in=overdue_steps(on, districts).order_by().values("route")))


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

    def of(self, query: "BoardQuery") -> int | None:
        """How many routes a tab holds; None where a condition narrows it, or where the count reads facts."""
        plain = BoardQuery(tab=query.tab, sort=query.sort, places=query.places)
        return {"": self.current, "waiting": self.waiting, "closed": self.closed}.get(query.tab) if query == plain else None


def counts(user: Any) -> Counts:
    """The counts of the board in one query."""
    posts = _posts(user)
    rows = OF_DISTRICT.ask(whole=user.whole[0], **posts) if len(user.whole) == 1 else _by_state(Route.objects.visible_to(user), **posts)
    found = {state: numbers for state, *numbers in rows}
    by_state = [StateCount(code, str(label), TONES[code], found.get(code, [0])[0]) for code, label in S.choices]
    return Counts(by_state, sum(waiting for _, waiting in found.values()))


def _by_state(rows: RouteQuerySet, **posts: Any) -> QuerySet[Any]:
    return rows.order_by().values_list("state").annotate(n=Count("state"), waiting=Count("state", filter=_waiting(**posts)))


OF_DISTRICT = Prepared(
    lambda whole, **posts: _by_state(Route.objects.filter(district=whole), **posts), whole=int, districts=list, schools=list, expert=int, me=int
)  # what staff see, whose board is opened most; of one district they are counted as they stand in the index, without sorting them into states


def overdue_count(user: Any, on: dt.date) -> int:
    """How many routes are overdue. It reads the facts of every step in work, so the page asks for it after it is shown."""
    return Route.objects.visible_to(user).filter(overdue(on, user.whole)).order_by().count()


@dataclass(frozen=True)
class BoardQuery:
    """What the person chose above the board. Several values of one condition mean «any of them», several conditions «all of them»."""

    tab: str = ""
    q: str = ""
    states: Sequence[str] = ()
    organisations: Sequence[int] = ()
    curators: Sequence[str] = ()  # ids of people, ME, NOBODY
    experts: Sequence[str] = ()
    mentor: str = ""  # yes · no
    stage: str = ""  # young · novice
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    sort: str = ""
    places: Sequence[tuple[int, str]] | None = None  # the rows stand place by place, in this order
    nobody: bool = False  # a condition can be asked no more: it holds nobody


def board(user: Any, query: BoardQuery, on: dt.date) -> RouteQuerySet:
    """Routes that the person sees, found and ordered as she asked; states that are asked for win over the tab's own states."""
    rows = Route.objects.visible_to(user)
    if query.nobody:
        return rows.none()
    if query.tab == "waiting":
        rows = rows.filter(waiting_for(user))
    elif query.tab == "overdue":
        rows = rows.filter(state=S.ACTIVE).filter(Q(ends_on__lt=on) | Q(pk__among=late_routes(on)))  # as `overdue`, which is long to write
    if query.states:
        rows = rows.filter(state__in=query.states)
    elif query.tab in ("", "closed"):
        rows = rows.filter(state__in=CLOSED) if query.tab else rows.exclude(state__in=CLOSED)
    rows = rows.filter(_conditions(user, query, on))
    if query.q:
        rows = named(rows, query.q, "teacher__")  # type: ignore[assignment]
    order = query.sort or BY_TAB.get(query.tab, "")
    if order.removeprefix("-") == "state":
        rows = rows.annotate(stage=LIFE)
    rows = rows.order_by(*in_order(order, SORTS, "name"))
    return rows if query.places is None else by_place(rows, query.places, "organisation_id")


def _conditions(user: Any, query: BoardQuery, on: dt.date) -> Q:
    asked = Q(organisation__in=query.organisations) if query.organisations else Q()
    asked &= _held_by("curator", query.curators, user) & _held_by("expert", query.experts, user)
    if query.mentor:
        guided = Exists(mentors(on, "teacher"))
        asked &= Q(guided) if query.mentor == "yes" else ~Q(guided)
    if query.stage:
        people = Teacher.objects.younger_than_35(on) if query.stage == "young" else Teacher.objects.novices(on)
        asked &= Q(teacher__in=people.order_by().values("pk"))
    if query.due_from:
        asked &= Q(ends_on__gte=query.due_from)
    return asked & Q(ends_on__lte=query.due_to) if query.due_to else asked


def _held_by(field: str, codes: Sequence[str], user: Any) -> Q:
    """Routes whose curator or expert is any of the chosen: people, oneself, nobody."""
    if not codes:
        return Q()
    people = [user.pk if code == ME else int(code) for code in codes if code != NOBODY]
    return Q(**{f"{field}__in": people}) | (Q(**{f"{field}__isnull": True}) if NOBODY in codes else Q(pk__in=[]))


def mentors(on: dt.date, teacher_ref: str) -> QuerySet[Mentoring]:
    """Correlated: the teacher's pairs in force; for Exists and sub-queries."""
    return Mentoring.objects.in_force(on).filter(mentee=OuterRef(teacher_ref)).order_by()


def in_order(sort: str, known: dict[str, tuple[str, ...]], default: str) -> list[Any]:
    """The order of `?sort=`, what is not known last; «-» turns it round."""
    down, key = sort.startswith("-"), sort.removeprefix("-")
    columns = known.get(key, known[default])
    turned = [(F(name.removeprefix("-")), down != name.startswith("-")) for name in columns]
    return [*(one.desc(nulls_last=True) if back else one.asc(nulls_last=True) for one, back in turned), "pk"]


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

    @property
    def place(self) -> str:
        return str(self.route.organisation.short_name)

    @property
    def place_pk(self) -> int:
        return int(self.route.organisation_id)

    @property
    def mentors(self) -> str:
        """Mentors of the pairs in force, where the column is chosen."""
        return ", ".join(names_of(self.route.mentors))


def names_of(found: Iterable[dict[str, str]]) -> list[str]:
    """People as a list shows them, from parts of their names."""
    return [short_name(SimpleNamespace(**one)) for one in found]


def board_rows(routes: list[Any], user: Any, on: dt.date, *, counted: bool = True) -> list[BoardRow]:
    """The rows of one page: progress in one query (none unless `counted`), rights from the person's appointments without any."""
    found = progress([one.pk for one in routes], on) if counted else {}
    districts, schools = set(user.districts_as(Role.METHODIST)), set(user.organisations_as(Role.SCHOOL_HEAD))

    def row(one: Any) -> BoardRow:
        decides = one.state == S.REVIEW and one.teacher.user_id != user.pk and (one.district_id in districts or one.organisation_id in schools)
        done = found.get(one.pk, Progress())
        over = one.state == S.ACTIVE and one.ends_on < on
        return BoardRow(one, done, LABELS[one.state], TONES[one.state], over or done.overdue > 0, over, decides)

    return [row(one) for one in routes]


def routes_of(teacher: Teacher, user: Any) -> list[tuple[Route, Progress, str]]:
    """A teacher's routes that the person sees, newest first, with progress and tone. Two queries."""
    rows: QuerySet[Route] = Route.objects.visible_to(user).filter(teacher=teacher).select_related("teacher").order_by("-starts_on", "-pk")
    found = progress([one.pk for one in rows], today())
    return [(one, found.get(one.pk, Progress()), TONES[one.state]) for one in rows]

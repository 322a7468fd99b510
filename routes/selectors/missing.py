"""Teachers whose route is still missing: «до 35 лет без ИОМ», and what is due in one organisation."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject

from portal.kit.keyed import Keyed
from portal.kit.periods import school_year, years_before
from portal.kit.prepared import Prepared
from routes.lifecycle import IN_PREPARATION
from routes.models import Route
from routes.selectors.board import CLOSED, in_order, mentors, names_of, overdue, waiting_for
from routes.selectors.columns import MENTOR, aside
from routes.selectors.header import word
from teachers.models import YOUNG_AGE, Employment, Teacher, TeacherQuerySet
from teachers.selectors import named
from teachers.selectors.assessments import finished
from teachers.selectors.staff import NAME, ByPlace, by_place

S = Route.State
APPROVED = (S.ACTIVE, S.EXPERTISE, S.DONE, S.NOT_DONE)
UNDER_WAY = (*IN_PREPARATION, S.ACTIVE, S.EXPERTISE)
YEAR = "year"  # of a condition: since the school year began
WITHIN = "within"  # the job that is shown is one in the chosen organisations
TEACHER_SORTS = {"name": ("last_name", "first_name", "patronymic"), "age": ("-birth_date",)}


@dataclass(frozen=True)
class MissingQuery:
    """Whom to look for: `who` — under 35, novices or both; age and experience on the date `on`."""

    on: dt.date
    who: str = ""
    held: str = ""  # "year": no route counted since the school year began, as the indicators count; else none in force on the date
    q: str = ""
    organisations: Sequence[int] = ()
    started: str = ""  # yes · no: a route that is not approved yet
    mentor: str = ""  # yes · no
    sort: str = ""
    places: Sequence[tuple[int, str]] | None = None  # the rows stand place by place, in this order
    nobody: bool = False  # a condition can be asked no more: it holds nobody


def without_route(user: Any, on: dt.date, who: str = "", held: str = "") -> TeacherQuerySet:
    """Педагоги, для которых ИОМ обязателен (002:720-728), но утверждённого на дату нет: teaching staff the person sees, with the place of each.

    `held`="year": who have had none since the school year began; with `who`="both" these are whom KIP-6 lacks.
    """
    people = Teacher.objects.visible_to(user)
    chosen: dict[str, Callable[[dt.date], TeacherQuerySet]] = {"novices": people.novices, "both": partial(_young_or_novices, people)}
    rows = chosen.get(who, people.younger_than_35)(on)
    return _with_places(rows, on, _counted(on)) if held == YEAR else _with_places(rows, on)


def lacking(people: TeacherQuerySet, on: dt.date, districts: Sequence[int] = ()) -> TeacherQuerySet:
    """Of the people the teaching staff of the date without a route approved and in force.

    `districts`: those that are seen, where they are seen whole; named, they let an index alone tell who is on the staff.
    """
    staff = Employment.objects.pedagogical_staff(on).filter(**({"district__in": districts} if districts else {})).order_by()
    return people.filter(pk__in=staff.values("teacher")).exclude(Exists(_held(on)))


def _with_places(people: TeacherQuerySet, on: dt.date, routes: QuerySet[Route] | None = None) -> TeacherQuerySet:
    """The same with the place of each. `routes`: which they are to have none of, when not those in force."""
    return _with_place(people, on, main_job__is_pedagogical=True).exclude(Exists(_held(on) if routes is None else routes))


def _held(on: dt.date) -> QuerySet[Route]:
    """Correlated: the teacher's routes approved and in force."""
    return Route.objects.filter(teacher=OuterRef("pk"), state__in=APPROVED, approved_on__lte=on, starts_on__lte=on, ends_on__gte=on)


def _counted(on: dt.date) -> QuerySet[Route]:
    """Correlated: the teacher's routes that the indicators of the school year count on the date."""
    return Route.objects.filter(teacher=OuterRef("pk")).counted_in(school_year(on).starts, on)


def _young_or_novices(people: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    chosen = [Q(pk__in=rows.order_by().values("pk")) for rows in (people.younger_than_35(on), people.novices(on))]
    return people.filter(chosen[0] | chosen[1])


def missing(user: Any, query: MissingQuery) -> TeacherQuerySet:
    """The list «до 35 лет без ИОМ», found and ordered as she asked, with the place of each."""
    started = Route.objects.filter(teacher=OuterRef("pk"), state__in=UNDER_WAY)
    rows: Any = without_route(user, query.on, query.who, query.held)
    if query.nobody:
        rows = rows.none()
    if query.organisations:
        rows = rows.filter(place_pk__in=query.organisations)
    if query.started:
        rows = rows.filter(Exists(started) if query.started == "yes" else ~Exists(started))
    if query.mentor:
        guided = Exists(mentors(query.on, "pk"))
        rows = rows.filter(guided if query.mentor == "yes" else ~guided)
    if query.q:
        rows = named(rows, query.q)
    made: TeacherQuerySet = rows
    if query.sort.removeprefix("-") == "experience":
        made = made.by_experience(query.on, longest_first=query.sort.startswith("-"))
    else:
        made = made.order_by(*in_order(query.sort, TEACHER_SORTS, "name"))
    return made if query.places is None else by_place(made, query.places)


def missing_keys(user: Any, query: MissingQuery) -> Any:
    """Who is on the list, in order, for `ByKeys`. Staff open it without conditions most often: that question is prepared."""
    if _opened(user, query):
        return AtFirst(user.whole[0], query.on)
    return list(missing(user, query).values_list("pk", flat=True))  # the condition costs more than the keys: it is checked once, for the count too


def missing_places(user: Any, query: MissingQuery) -> ByPlace:
    """The same place by place."""
    if _opened(user, query):
        return AtFirstByPlace(user.whole[0], query.on, query.places or ())
    rows: Any = missing(user, query)
    return MissingByPlace(rows.values_list("place_pk", "pk"))


def _opened(user: Any, query: MissingQuery) -> bool:
    """As staff of one district open the list, before they ask anything."""
    return len(user.whole) == 1 and query == MissingQuery(on=query.on, places=query.places)


def _asked(district: int, on: dt.date) -> dict[str, Any]:
    return {"district": district, "on": on, "born": years_before(on, YOUNG_AGE)}


def _people(district: int, on: dt.date, born: dt.date) -> TeacherQuerySet:
    return lacking(_young(district, born), on, [district])


def _young(district: int, born: dt.date) -> TeacherQuerySet:
    return Teacher.objects.shown().filter(district=district, birth_date__gt=born)  # as `visible_to` and `younger_than_35`


def _first(**asked: Any) -> QuerySet[Any]:
    return _people(**asked).order_by(*NAME).values_list("pk", Window(Count("*")))[:FIRST]


def _placed(district: int, on: dt.date, born: dt.date) -> QuerySet[Any]:
    rows: Any = _with_places(_young(district, born), on)
    return rows.order_by().values_list("place_pk", "pk")


FIRST = 100  # the longest page
ASKED = {"district": int, "on": dt.date, "born": dt.date}
AT_FIRST = Prepared(_first, **ASKED)
FURTHER = Prepared(lambda **asked: _people(**asked).order_by(*NAME).values_list("pk", flat=True), **ASKED)
PLACED = Prepared(_placed, **ASKED)
NAMED = Prepared(lambda keys: Teacher.objects.filter(pk__among=keys).order_by(*NAME).values_list("pk", flat=True), keys=list)


class AtFirst:
    """Keys of all who lack a route in a district, by name: one query counts them and puts in order the first of them only."""

    def __init__(self, district: int, on: dt.date) -> None:
        self.asked = _asked(district, on)
        found = AT_FIRST.ask(**self.asked)
        self.keys, self.total = [pk for pk, _ in found], found[0][1] if found else 0

    def __len__(self) -> int:
        return int(self.total)

    def __getitem__(self, cut: slice) -> list[int]:
        if cut.stop > len(self.keys) < self.total:
            self.keys = FURTHER.ask(**self.asked)
        return self.keys[cut]


class AtFirstByPlace(ByPlace):
    """The same place by place: all are found in no order, and those who are in the places of a page are put in order by name."""

    def __init__(self, district: int, on: dt.date, places: Iterable[tuple[int, str]]) -> None:
        self.found = PLACED.ask(**_asked(district, on))  # (place, person)
        super().__init__(None, places, Counter(place for place, _ in self.found).items())

    def _keys(self, places: list[int | None]) -> list[int]:
        here = {pk: place for place, pk in self.found if place in places}
        return sorted(NAMED.ask(keys=list(here)), key=lambda pk: places.index(here[pk]))


def _with_place(rows: TeacherQuerySet, on: dt.date, **works: Any) -> TeacherQuerySet:
    """Each with the place of her main work on the date, which is one at most: joined, for it is asked of all who are found. `works`: what it must be."""
    lasting = Q(employments__until__isnull=True) | Q(employments__until__gte=on)
    main = FilteredRelation("employments", condition=lasting & Q(employments__is_main=True, employments__since__lte=on))
    return rows.annotate(main_job=main).filter(**works).annotate(place_pk=F("main_job__organisation"))  # in this order it is joined once


def _jobs(query: MissingQuery) -> QuerySet[Employment]:
    jobs = Employment.objects.pedagogical_staff(query.on).filter(teacher=OuterRef("pk"))
    return jobs.filter(organisation__among=query.organisations) if query.organisations else jobs


def missing_shown(rows: TeacherQuerySet, query: MissingQuery, columns: Iterable[str]) -> TeacherQuerySet:
    """The same people with what a row shows: place, position, the route that she has today whatever the date asked for, and the chosen columns."""
    started = Route.objects.filter(teacher=OuterRef("pk"), state__in=UNDER_WAY).order_by("-created_at", "-pk")
    known = {
        "mentor": ArraySubquery(mentors(query.on, "pk").values(made=MENTOR)),
        "assessed": Subquery(finished().filter(teacher=OuterRef("pk")).values("finished_on")[:1]),
    }
    placed = rows if "place_pk" in rows.query.annotations else _with_place(rows, query.on)
    return placed.with_breaks().annotate(
        job=Subquery(_jobs(query).values(made=JSONObject(position=word("positions", "position"), organisation="organisation__short_name"))[:1]),
        started=Subquery(started.values(made=JSONObject(pk="pk", state="state", since="starts_on", until="ends_on"))[:1]),
        **{f"more_{code}": known[code] for code in columns if code in known},
    )


class MissingByPlace(ByPlace):
    """Keys of the list place by place: who is without a route costs more to find than to put in order, so it is asked once, for all pages."""

    def __init__(self, rows: Iterable[tuple[int, int]]) -> None:
        found = list(rows)  # (place, person)
        self.keys, self.counts = [pk for _, pk in found], Counter(place for place, _ in found)

    def __getitem__(self, cut: slice) -> list[int]:
        return self.keys[cut]


@lru_cache(maxsize=32)
def _prepared(codes: frozenset[str]) -> Prepared:
    def rows(keys: list[int], on: dt.date, **within: Any) -> TeacherQuerySet:
        people = Teacher.objects.filter(pk__among=keys).only("user", "birth_date", "teaching_since", *NAME).order_by()
        return missing_shown(people, MissingQuery(on=on, **within), sorted(codes))

    return Prepared(rows, keys=list, on=dt.date, **({"organisations": list} if WITHIN in codes else {}))


def people_shown(query: MissingQuery, columns: Iterable[str]) -> Any:
    """The people of one page by their keys, with what a row shows."""
    codes = {"mentor", "assessed"}.intersection(columns)
    within = {"organisations": list(query.organisations)} if query.organisations else {}
    return Keyed(_prepared(frozenset(codes | {WITHIN} if within else codes)), on=query.on, **within)


@dataclass(frozen=True)
class MissingRow:
    """A teacher without an approved route."""

    teacher: Any
    age: int
    experience: int | None
    novice: bool
    position: str
    organisation: str
    started: tuple[int, str] | None  # route id, its state in words, as of today
    aside: str  # why a route that is approved is not in force today
    mentors: list[str]
    assessed_on: dt.date | None

    @property
    def place(self) -> str:
        return self.organisation

    @property
    def place_pk(self) -> int | None:
        return self.teacher.place_pk  # type: ignore[no-any-return]


def missing_rows(teachers: list[Any], on: dt.date) -> list[MissingRow]:
    """Rows of one page, nothing read any more."""
    return [_missing_row(one, on) for one in teachers]


def _missing_row(one: Any, on: dt.date) -> MissingRow:
    job, experience = one.job or {}, one.experience(on)
    started = (one.started["pk"], str(S(one.started["state"]).label)) if one.started else None
    place, mentors = job.get("organisation") or "", names_of(getattr(one, "more_mentor", ()))
    known = (job.get("position") or "", place, started, aside(one.started or {}), mentors)
    return MissingRow(one, one.age(on), experience, one.is_novice(on), *known, getattr(one, "more_assessed", None))


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
    missed = missing(user, MissingQuery(on=on, organisations=[organisation])).order_by().count()
    return PlaceCounts(numbers["current"], numbers["waiting"], rows.filter(overdue(on)).count(), missed)

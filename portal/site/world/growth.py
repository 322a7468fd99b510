"""Self-assessments, routes drawn up from them, their steps and reviews."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, F
from django.db.models.functions import Cast, Coalesce

from portal.accounts.models import User
from portal.kit.periods import school_year
from portal.site.base.words import FRAMEWORK
from routes.models import Route, RouteDeficit
from teachers.models import Answer, Assessment, Competency, Framework
from teachers.selectors import DEFICIT_BELOW, TOP_LEVEL
from teachers.selectors.questionnaire import LESSON_POSTS

from . import history, steps
from .home import Home, Member, stamp, weekday

BY_SUBJECT = {"s28": ["B/02.6"], "s01": ["B/03.6", "B/05.6"], "s02": ["B/03.6", "B/05.6"], "s09": ["B/03.6", "B/04.6"]}
# The share of staff with a route, by the year in which the school year begins.
SHARE = {2020: 0.12, 2021: 0.17, 2022: 0.18, 2023: 0.19, 2024: 0.21, 2025: 0.23}
OUTCOMES = ("done",) * 21 + ("not_done", "not_done", "cancelled", "cancelled")
NOW = (("active", 58), ("review", 10), ("returned", 5), ("draft", 8), ("overdue", 12), ("expertise", 7))


@dataclass(frozen=True)
class Trip:
    """A route to be made: whose, when, and how it stands."""

    member: Member
    starts: dt.date
    ends: dt.date
    state: str
    completed: dt.date | None = None
    mastered: bool | None = None

    @property
    def closing(self) -> bool:
        """All its steps are behind."""
        return self.completed is not None or self.state == "expertise"


def fill(home: Home) -> None:
    standard = standard_of()
    for year in range(2021 if home.code == "sovgavan" else 2020, home.year.year):
        make(home, standard, list(past(home, year)))
    history.fill(home, make(home, standard, list(present(home))))
    more_assessed(home, standard)


def standard_of() -> dict[str, list[Competency]]:
    """Function code → its actions; the functions themselves stand first."""
    found: dict[str, list[Competency]] = {}
    for one in Competency.objects.select_related("parent").order_by("parent_id", "order"):
        found.setdefault(one.parent.code if one.parent else one.code, []).append(one)
    return {code: sorted(group, key=lambda one: one.parent_id is not None) for code, group in found.items()}


def functions_of(member: Member) -> list[str]:
    """Functions of the standard that this person answers for."""
    general = ["A/01.6", "A/02.6", "A/03.6"]
    if member.kind == "dou":
        return [*general, "B/01.5"]
    if member.post.position not in LESSON_POSTS:
        return general
    if member.post.kind == "nosh":
        return [*general, "B/02.6"]
    return general + BY_SUBJECT.get(member.post.subject, ["B/03.6"])


def young(member: Member, on: dt.date) -> bool:
    return member.post.person.age(on) < 35


def cohort(home: Home, rng: Random, on: dt.date, number: int) -> list[Member]:
    """Those who get a route this year: three of four are under 35, for whom it is obligatory."""
    teacher = home.users.get("teacher")
    staff = [member for member in home.staff(on) if not teacher or member.teacher.user_id != teacher.pk]
    rng.shuffle(staff)
    under = [member for member in staff if young(member, on)][: number * 3 // 4]
    return under + [member for member in staff if not young(member, on)][: number - len(under)]


def past(home: Home, year: int) -> Iterator[Trip]:
    """Routes of a finished school year, closed in May and June."""
    rng, start = home.dice("routes", year), dt.date(year, 10, 1)
    for member in cohort(home, rng, start, round(len(home.staff(start)) * SHARE.get(year, 0.22))):
        state = rng.choice(OUTCOMES)
        closed = dt.date(year + 1, 5, 11) + dt.timedelta(days=rng.randint(0, 40))
        done = state in ("done", "not_done")
        mastered = rng.random() < 0.85 if state == "done" else False if state == "not_done" else None
        yield Trip(member, start, dt.date(year + 1, 5, 31), state, closed if done else None, mastered)


def present(home: Home) -> Iterator[Trip]:
    """Routes of the year of loading: in work, waiting for the methodist, overdue."""
    rng = home.dice("routes", home.year.code)
    start = min(home.today, home.year.starts + dt.timedelta(days=16))
    last = home.year.ends if home.today > home.year.ends.replace(month=4, day=30) else home.year.ends.replace(month=5)
    members = cohort(home, rng, home.today, round(len(home.staff(home.today)) * 0.24))
    rng.shuffle(members)
    members.sort(key=lambda member: (member.teacher.pk, home.year.year - 1) not in home.routed)  # the long ones come last: nobody has two
    for number, member in enumerate(members):
        state = dealt(number, len(members))
        begun, ends = term(home, rng, state, start, last)
        begun = max(begun, member.post.since)
        yield Trip(member, begun, max(begun, ends), "active" if state == "overdue" else state)


def term(home: Home, rng: Random, state: str, start: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Begun and due: new ones these days, those in work since September, the finished and the overdue since last winter."""
    ago = home.today - dt.timedelta(days=rng.randint(1, 9))
    if state in ("draft", "review", "returned"):
        return ago, last if last > ago else ago + dt.timedelta(days=120)
    if state in ("expertise", "overdue"):
        return home.today - dt.timedelta(days=300), home.today + dt.timedelta(days=rng.randint(3, 14) if state == "expertise" else -rng.randint(5, 60))
    return start, last


def dealt(number: int, total: int) -> str:
    """States in their shares, each at least once when there is room."""
    place, edge = number * 100 // max(1, total), 0
    for state, share in NOW:
        edge += share
        if place < edge:
            return state
    return "active"


def make(home: Home, standard: dict[str, list[Competency]], trips: list[Trip]) -> list[tuple[Route, Trip]]:
    """Assessments, routes, deficits and steps of the trips; returns each route with its trip."""
    tests = assess(home, standard, [(trip.member, assessed_on(home, trip)) for trip in trips])
    made = home.add(Route, [route(home, trip, test, found) for trip, (test, found) in zip(trips, tests, strict=True)])
    home.routed |= {(trip.member.teacher.pk, school_year(trip.starts).year) for trip in trips}
    rows = list(zip(made, trips, [found for _test, found in tests], strict=True))
    home.add(RouteDeficit, [row for one, trip, found in rows for row in deficits(one, trip, found, standard)])
    steps.fill(home, [(one, trip) for one, trip, _found in rows])
    Route.objects.filter(pk__in=[one.pk for one in made]).update(
        created_at=Cast(F("starts_on"), DateTimeField()), edited_at=Cast(Coalesce("completed_on", "approved_on", "starts_on"), DateTimeField())
    )
    return [(one, trip) for one, trip, _found in rows]


def assessed_on(home: Home, trip: Trip) -> dt.date:
    """One to three weeks before the route begins, never before she came to work there."""
    before = home.dice("assessed on", trip.member.post.person.full, trip.starts).randint(4, 22)
    return max(trip.starts - dt.timedelta(days=before), trip.member.post.since)


def assess(home: Home, standard: dict[str, list[Competency]], people: list[tuple[Member, dt.date]]) -> list[tuple[Assessment, dict[str, int]]]:
    """Finished self-assessments with an answer to every action; returns each with the percents of its functions."""
    framework = Framework.objects.get(code=FRAMEWORK)
    rows = [
        {"teacher": member.teacher, "framework": framework, "functions": functions_of(member), "state": "finished", "finished_on": min(day, home.today)}
        for member, day in people
    ]
    tests = home.add(Assessment, rows)
    Assessment.objects.filter(pk__in=[test.pk for test in tests]).update(started_at=Cast(F("finished_on"), DateTimeField()))
    levels = [answers(home, member, day, standard) for member, day in people]
    write(home, [(test.pk, one.pk, level, test.finished_on) for test, given in zip(tests, levels, strict=True) for one, level in given])
    return [(test, percents(given)) for test, given in zip(tests, levels, strict=True)]


def write(home: Home, rows: list[tuple[int, int, int, dt.date | None]]) -> None:
    """Answers in one statement: half of all rows of the world, and COPY does not pass a wall."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Answer._meta.db_table} (district_id, assessment_id, competency_id, level, at) "
            "SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::date[])",
            [home.district.pk, *columns],
        )


def answers(home: Home, member: Member, day: dt.date, standard: dict[str, list[Competency]]) -> list[tuple[Competency, int]]:
    """Levels 0–3: they rise with experience, two functions of each person are weak."""
    rng = home.dice("answers", member.post.person.full, day)
    codes = functions_of(member)
    weak = rng.sample(codes, 2)
    years = max(0, day.year - member.post.person.started.year)
    mean = 1.55 if years < 3 else 1.95 if years < 10 else 2.25
    return [
        (one, min(TOP_LEVEL, max(0, round(rng.gauss(mean - (0.75 if code in weak else 0), 0.6)))))
        for code in codes
        for one in standard[code][1:]
    ]  # fmt: skip


def percents(given: list[tuple[Competency, int]]) -> dict[str, int]:
    """Function code → share of the highest level over its actions, %."""
    by_code: dict[str, list[int]] = {}
    for one, level in given:
        by_code.setdefault(one.code.split("-")[0], []).append(level)
    return {code: round(sum(levels) * 100 / (TOP_LEVEL * len(levels))) for code, levels in by_code.items()}


def route(home: Home, trip: Trip, test: Assessment, found: dict[str, int]) -> dict[str, Any]:
    sent = trip.state not in ("draft", "cancelled")
    approved = trip.state in ("active", "expertise", "done", "not_done")
    curator = home.users.get("methodist")
    return {
        "teacher": trip.member.teacher,
        "organisation": trip.member.organisation,
        "assessment": test,
        "curator": curator,
        "expert": expert(home, trip) if trip.state in ("expertise", "done", "not_done") else None,
        "state": trip.state,
        "goal": goal(home, trip),
        "starts_on": trip.starts,
        "ends_on": trip.ends,
        "submitted_at": stamp(trip.starts, 11) if sent else None,
        "approved_on": min(weekday(trip.starts + dt.timedelta(days=4)), home.today) if approved else None,
        "completed_on": trip.completed,
        "mastered": trip.mastered,
        "edited_by": curator,
    }


def goal(home: Home, trip: Trip) -> str:
    return home.dice("goal", trip.member.post.person.full).choice(steps.GOALS)


def deficits(one: Route, trip: Trip, found: dict[str, int], standard: dict[str, list[Competency]]) -> Iterator[dict[str, Any]]:
    """Functions below the threshold, at least the weakest one; a finished route shows where it led."""
    weakest = sorted(found, key=lambda code: found[code])
    for code in [code for code in weakest if found[code] < DEFICIT_BELOW] or weakest[:1]:
        after = None if trip.completed is None else min(96, found[code] + (27 if trip.mastered else 11))
        yield {"route": one, "function": code, "name": standard[code][0].name, "level": found[code], "target": 80, "level_after": after}


def more_assessed(home: Home, standard: dict[str, list[Competency]]) -> None:
    """Some took the self-assessment this year and have not drawn up a route yet."""
    rng = home.dice("assessed", home.year.code)
    busy = set(Route.objects.filter(district=home.district, ends_on__gte=home.year.starts).values_list("teacher_id", flat=True))
    teacher = home.users.get("teacher")
    free = [member for member in home.staff(home.today) if member.teacher.pk not in busy and (not teacher or member.teacher.user_id != teacher.pk)]
    chosen = rng.sample(free, len(free) // 9)
    since = home.year.starts
    assess(home, standard, [(member, since + dt.timedelta(days=rng.randint(0, max(0, (home.today - since).days)))) for member in chosen])


def expert(home: Home, trip: Trip) -> User | None:
    """Who concludes: what waits now waits for the demo's expert, the finished ones were shared by all of the district."""
    every = [user for login, user in home.users.items() if login.startswith("expert")]
    return home.users.get("expert") if trip.state == "expertise" or not every else home.dice("expert", trip.member.post.person.full, trip.starts).choice(every)

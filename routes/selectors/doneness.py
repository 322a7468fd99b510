"""Whether a step is done, read from the facts: presence, internship, membership, course; own steps by the hand mark."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Expression, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from communities.selectors import completed_internship, membership, presence
from portal.kit.prepared import Prepared
from routes.models import Route, Step
from teachers.selectors import finished_course

TEACHER = "route__teacher"


def joined(community_ref: str, teacher_ref: str, since_ref: str) -> QuerySet[Any]:
    """A membership counts for a step unless it had ended before the step began."""
    return membership(community_ref, teacher_ref).filter(Q(until__isnull=True) | Q(until__gte=OuterRef(since_ref)))


def fact_on() -> Expression:
    """The date on which a step became done, NULL while it is not; an expression over `Step`."""
    return Coalesce(F("done_on"), *_proofs())


def _proofs() -> list[Expression]:
    """The dates of the facts that prove a step. Only those that it rests on are looked up."""
    facts = {
        "event": presence("event", TEACHER).values("held_on"),
        "programme": completed_internship("programme", TEACHER).values("completed_on"),
        "community": joined("community", TEACHER, "starts_on").values("since"),
        "course_offer": finished_course("course_offer", TEACHER).values("finished_on"),
    }
    return [Case(When(**{f"{kind}__isnull": False}, then=Subquery(found[:1]))) for kind, found in facts.items()]


def not_done() -> Q:
    """A condition over `Step`: neither marked nor proved by any fact.

    Asked as «no date of a proof», it makes the database look up the facts of each step by index; `NOT EXISTS` made it read all facts of the district.
    """
    return Q(IsNull(Coalesce(*_proofs()), True), done_on__isnull=True)


def steps_of(route: Route) -> list[Step]:
    """The route's steps in order, each with `fact_on`; a prefetched list is used as it is."""
    if "steps" in getattr(route, "_prefetched_objects_cache", {}):
        return list(route.steps.all())
    return list(Step.objects.filter(route=route).annotate(fact_on=fact_on()))  # type: ignore[no-redef]


def undone(route: Route) -> int:
    """How many steps are not done yet."""
    return sum(1 for step in steps_of(route) if step.fact_on is None)


def overdue_steps(on: dt.date, districts: Sequence[int] = ()) -> QuerySet[Step]:
    """Steps of routes in work whose term had passed by the date and which are not done.

    `districts`: those that are seen, where they are seen whole; named, they let the database walk the index of unmarked steps.
    """
    inside = {"district__in": districts, "route__district__in": districts} if districts else {}
    return Step.objects.filter(not_done(), route__state=Route.State.ACTIVE, ends_on__lt=on, **inside)


LATE = Prepared(lambda on: overdue_steps(on).order_by().values_list("route", flat=True).distinct(), on=dt.date)


def late_routes(on: dt.date) -> list[int]:
    """Ids of the routes in the open scope that have an overdue step. One query."""
    return LATE.ask(on=on)


@dataclass(frozen=True)
class Progress:
    """Выполнение маршрута: how many steps, how many done, how many late."""

    total: int = 0
    done: int = 0
    overdue: int = 0

    @property
    def percent(self) -> int:
        """Whole percent of the steps done; 0 while there are none."""
        return self.done * 100 // self.total if self.total else 0


def _facts(routes: list[int]) -> QuerySet[Any]:
    return Step.objects.filter(route__among=routes).annotate(fact=fact_on()).order_by().values_list("route", "route__state", "ends_on", "fact")


FACTS = Prepared(_facts, routes=list)


def progress(routes: list[int], on: dt.date) -> dict[int, Progress]:
    """{route id: progress} for the routes of one page, in one query; a route without steps is left out."""
    if not routes:
        return {}
    total, done, late = Counter[int](), Counter[int](), Counter[int]()
    for route, state, ends_on, fact in FACTS.ask(routes=routes):
        total[route] += 1
        done[route] += fact is not None
        late[route] += fact is None and ends_on < on and state == Route.State.ACTIVE
    return {route: Progress(total[route], done[route], late[route]) for route in total}

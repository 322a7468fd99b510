"""The board as staff of one district open it, before they ask anything: keys found by what a page costs, not by what the district holds."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Count, F, Func, OuterRef, QuerySet

from portal.kit.prepared import Prepared
from routes.models import Route
from routes.selectors.board import BY_TAB, CLOSED, SORTS, BoardQuery, board, in_order, overdue
from teachers.models import Teacher
from teachers.selectors.staff import NAME, ByPlace
from teachers.selectors.walking import Pages


class Unnest(Func):
    """Each element of an array as a row of its own."""

    function, set_returning, output_field = "unnest", True, BigIntegerField()


def _by_name(district: int) -> QuerySet[Any]:
    """Current routes in the order of names: people are walked by the index of names, and the routes of each laid out. Joined and sorted, all routes pass."""
    held = Route.objects.filter(teacher=OuterRef("pk")).exclude(state__in=CLOSED).order_by("pk").values("pk")
    return Teacher.objects.filter(district__in=[district]).order_by(*NAME).values_list(Unnest(ArraySubquery(held)), flat=True)


def _closed(district: int) -> QuerySet[Any]:
    return Route.objects.filter(district=district, state__in=CLOSED).order_by(*in_order(BY_TAB["closed"], SORTS, "name")).values_list("pk", flat=True)


def _late(district: int, on: dt.date) -> QuerySet[Any]:
    found = Route.objects.filter(overdue(on, [district]), district=district)
    return found.order_by(*in_order("", SORTS, "term")).values_list("pk", flat=True)


def _at_places(district: int) -> QuerySet[Any]:
    return Route.objects.filter(district=district).exclude(state__in=CLOSED).order_by().values_list("organisation").annotate(n=Count("pk"))


def _in_places(places: list[int], district: int) -> QuerySet[Any]:
    rows = Route.objects.filter(district=district, organisation__among=places).exclude(state__in=CLOSED)
    return rows.order_by(*in_order("name", SORTS, "name")).values_list("organisation", "pk")


BY_NAME, DONE, LATE = Pages(_by_name, district=int), Pages(_closed, district=int), Prepared(_late, district=int, on=dt.date)
AT_PLACES, IN_PLACES = Prepared(_at_places, district=int), Prepared(_in_places, places=list, district=int)
KNOWN = {"": BY_NAME, "closed": DONE}  # what a tab holds is counted already


class CurrentByPlace(ByPlace):
    """Keys of the current routes of a district, place by place."""

    def __init__(self, district: int, places: Iterable[tuple[int, str]]) -> None:
        self.district = district
        super().__init__(None, places, AT_PLACES.ask(district=district))

    def _keys(self, places: list[int | None]) -> list[int]:
        found = IN_PLACES.ask(places=places, district=self.district)
        return [pk for _, pk in sorted(found, key=lambda one: places.index(one[0]))]


def board_keys(user: Any, query: BoardQuery, on: dt.date, total: int | None) -> Any:
    """What finds the routes of a page, for `ByKeys`; `total` is how many there are, when it is known."""
    if len(user.whole) == 1 and query == BoardQuery(tab=query.tab):
        if query.tab == "overdue":
            return LATE.ask(district=user.whole[0], on=on)
        if total is not None and query.tab in KNOWN:
            return KNOWN[query.tab].keys(total, None if query.tab else board(user, query, on), district=user.whole[0])
    if len(user.whole) == 1 and query.places is not None and query == BoardQuery(places=query.places):
        return CurrentByPlace(user.whole[0], query.places)
    found = board(user, query, on)
    return found if query.places is None else ByPlace(found.annotate(place_pk=F("organisation")), query.places)

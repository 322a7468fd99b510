"""The board as staff of one district open it, before they ask anything: keys found by what a page costs, not by what the district holds."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, F, Func, OuterRef, QuerySet

from portal.kit.prepared import Prepared
from routes.models import Route, RouteQuerySet
from routes.selectors.board import CLOSED, SORTS, BoardQuery, board, in_order, overdue
from teachers.models import Teacher
from teachers.selectors.staff import NAME, ByPlace

NEAR = 4  # a page in the first quarter of the list is walked to


class Unnest(Func):
    """Each element of an array as a row of its own."""

    function, set_returning, output_field = "unnest", True, BigIntegerField()


class ByName:
    """Keys of the current routes of a district in the order of names: people are walked by the index of names, and the routes of each laid out.

    Joined and sorted, all routes of the district pass for twenty-five. Far from the beginning, or where few have a route, the walk costs more than that.
    """

    def __init__(self, rows: RouteQuerySet, district: int, total: int | None) -> None:
        self.rows, self.district, self.total = rows, district, rows.count() if total is None else total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, cut: slice) -> list[int]:
        if cut.stop * NEAR > self.total:
            return list(self.rows.values_list("pk", flat=True)[cut])
        return _walked(cut.start, cut.stop).ask(district=self.district)


@lru_cache(maxsize=64)
def _walked(start: int, stop: int) -> Prepared:
    held = Route.objects.filter(teacher=OuterRef("pk")).exclude(state__in=CLOSED).order_by("pk").values("pk")

    def keys(district: int) -> QuerySet[Any]:
        people = Teacher.objects.filter(district__in=[district]).order_by(*NAME)
        return people.values_list(Unnest(ArraySubquery(held)), flat=True)[start:stop]

    return Prepared(keys, district=int)


def _late(district: int, on: dt.date) -> QuerySet[Any]:
    found = Route.objects.filter(overdue(on, district=district, route__district=district), district=district)
    return found.order_by(*in_order("", SORTS, "term")).values_list("pk", flat=True)


LATE = Prepared(_late, district=int, on=dt.date)


def board_keys(user: Any, query: BoardQuery, on: dt.date, total: int | None) -> Any:
    """What finds the routes of a page, for `ByKeys`; `total` is how many there are, when it is known."""
    if len(user.whole) == 1 and query == BoardQuery(tab=query.tab):
        if query.tab == "overdue":
            return LATE.ask(district=user.whole[0], on=on)
        if not query.tab:
            return ByName(board(user, query, on), user.whole[0], total)
    found = board(user, query, on)
    return found if query.places is None else ByPlace(found.annotate(place_pk=F("organisation")), query.places)

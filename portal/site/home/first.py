"""The first five of a list and how many there are in all, in one query."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject

from portal.accounts.models import Organisation
from portal.accounts.selectors.whole import Seeing, seeing
from portal.kit.naming import Named
from portal.kit.prepared import Prepared
from teachers.models import Teacher

FIVE = 5
Rows = QuerySet[Any]
Build = Callable[..., Rows]  # who asks and the dates by their names → her rows in order; the dates must go into the query as they are


def first_five(rows: Rows) -> tuple[int, list[Any]]:
    """(how many in all, the first five) in one query."""
    return _counted(list(_five(rows)))


def first_asked(build: Build, user: Any, **dates: dt.date) -> tuple[int, list[Any]]:
    """The same of `build(user, on=…)`; for who sees one district whole, which is nearly everybody whom the home page tells of others, its SQL is written once."""
    if seen := seeing(user):
        written = _written(build, seen[0], tuple((name, type(value)) for name, value in dates.items()))
        return _counted(written.ask(district=seen[1], user=user.pk, **dates) if written else [])
    return first_five(build(user, **dates))


@cache
def _written(build: Build, seen: Seeing, dates: tuple[tuple[str, type], ...]) -> Prepared | None:
    """The query for her roles; None when nothing can be hers in them."""

    def rows(district: int, user: int, **days: dt.date) -> Rows:
        return _five(build(seen.somebody(user, district), **days))

    made = Prepared(rows, district=int, user=int, **dict(dates))
    try:
        made.compiler  # noqa: B018  # written now: what holds nothing has no SQL
    except EmptyResultSet:
        return None
    return made


def _five(rows: Rows) -> Rows:
    """All rows are read for their number, so no index in their order helps; sorted by that number first, they keep the database from thinking so.

    Rows that know their number (`in_all`) are taken as they stand.
    """
    if "in_all" in rows.query.annotations:
        return rows[:FIVE]
    return rows.annotate(in_all=Window(Count("pk"))).order_by("in_all", *rows.query.order_by)[:FIVE]


def _counted(first: list[Any]) -> tuple[int, list[Any]]:
    return (first[0].in_all if first else 0), first


def told(rows: Rows, *fields: str) -> Rows:
    """With the person and the place of a line, which are read for the lines alone: joined, they would be counted along with everybody's."""
    names = JSONObject(pk="pk", last_name="last_name", first_name="first_name", patronymic="patronymic")
    who = Teacher.objects.filter(pk=OuterRef("teacher")).values(made=names)
    place = Organisation.objects.filter(pk=OuterRef("organisation")).values("short_name")
    return rows.only(*fields).annotate(who=Subquery(who), place=Subquery(place))


def full_name(row: Any) -> str:
    """The name of the person of a `told` row."""
    return Named(*(row.who[key] for key in ("pk", "last_name", "first_name", "patronymic"))).full_name if row.who else ""

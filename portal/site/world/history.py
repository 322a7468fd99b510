"""What the journal and the notices already say about this year's routes, as if their people had worked in the portal."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection

from portal.journal.models import Deed
from routes.models import Review, Route
from routes.services.notices import tell_assigned, tell_submitted

from .home import Home, stamp

if TYPE_CHECKING:
    from .growth import Trip

COLUMNS = ("district_id", "actor_id", "actor_name", "verb", "object_type", "object_id", "object_label", "comment", "at")


def fill(home: Home, trips: list[tuple[Route, "Trip"]]) -> None:
    words = dict(Review.objects.filter(route__in=[one for one, _trip in trips], decision="возвращён").values_list("route", "text"))
    journal(row for one, trip in trips for row in deeds(home, one, trip, words.get(one.pk, "")))
    for one, trip in trips:
        if trip.state == "review":
            tell_submitted(route=one, by=None)
        elif trip.state == "expertise" and one.expert:
            tell_assigned(route=one, expert=one.expert)


def journal(rows: Iterator[tuple[Any, ...]]) -> None:
    """The journal stamps its own time and is never changed, so deeds of past weeks are written as rows."""
    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {Deed._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({marks})", list(rows))


def deeds(home: Home, one: Route, trip: "Trip", returned: str) -> Iterator[tuple[Any, ...]]:
    """Drawn up, sent, approved or returned: each on its day."""
    methodist, teacher = home.users.get("methodist"), trip.member.teacher
    about = (Route._meta.label_lower, one.pk, str(one)[:300])
    mine = (home.district.pk, None, teacher.full_name)
    day = trip.starts
    yield (*mine, "составил(а) маршрут", *about, "", stamp(day, 10))
    if trip.state != "draft":
        yield (*mine, "отправил(а) маршрут на согласование", *about, "", stamp(day, 11))
    if methodist and returned:
        day = min(home.today, day + dt.timedelta(days=9))
        yield (home.district.pk, methodist.pk, methodist.full_name, "вернул(а) маршрут на доработку", *about, returned, stamp(day, 16))
    elif methodist and one.approved_on:
        yield (home.district.pk, methodist.pk, methodist.full_name, "утвердил(а) маршрут", *about, "", stamp(one.approved_on, 16))
    if trip.state == "expertise":
        yield (*mine, "отправил(а) маршрут на экспертизу", *about, "", stamp(home.today, 9))

"""People of one's own district, to be added to an event, a community or a programme."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from communities.selectors.places import Hosted
from portal.accounts.models import Role
from teachers.models import Employment, Teacher
from teachers.selectors import named, places

FOUND_AT_MOST = 12


def own_districts(host: Hosted, user: Any) -> list[int]:
    """The districts whose people the user may write into it: her own as a methodist, a partner's guest only where it is shared."""
    return [pk for pk in user.districts_as(Role.METHODIST) if host.shared or pk == host.district_id]


def found(host: Hosted, user: Any, words: str, on: dt.date, listed: QuerySet[Any]) -> list[tuple[Teacher, str]]:
    """Who works on the date and is not `listed` (teacher ids) yet, by any part of the name, with the place that tells namesakes apart."""
    if not words.strip():
        return []
    working = Employment.objects.on(on).filter(district__in=own_districts(host, user)).values("teacher")
    rows = list(named(Teacher.objects.shown().filter(pk__in=working).exclude(pk__in=listed), words)[:FOUND_AT_MOST])
    where = places([one.pk for one in rows], on)
    return [(one, where.get(one.pk, "")) for one in rows]

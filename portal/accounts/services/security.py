"""How people sign in: which roles need a second step, where somebody is signed in and was seen last, ending one's sessions."""

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import District, Role, User
from portal.journal.services import record
from portal.kit.access import require

SEEN_EVERY = 300.0  # seconds: how exact «последнее действие» is; a page between costs nothing
REMEMBERED = 20_000  # sessions that one process knows the last writing of
_written: dict[str, float] = {}


@transaction.atomic
def set_second_factor(*, district: District, roles: Iterable[str], by: Any) -> District:
    """Решить, каким ролям нужен второй шаг входа; it is asked with the very next request of those who have none."""
    require(by, "accounts.manage_district", district)
    fresh = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    before, wanted = fresh.second_factor, [role for role in Role.values if role in set(roles) and role != Role.OPERATOR]
    wanted += [Role.OPERATOR.value] if Role.OPERATOR in before else []
    if set(before) == set(wanted):
        return fresh
    fresh.second_factor = wanted
    fresh.save(update_fields=["second_factor"])
    labels = dict(Role.choices)
    names = {"before": [labels[role] for role in before if role in labels], "after": [labels[role] for role in wanted]}
    record(verb="изменил(а) правила второго шага входа", obj=fresh, by=by, before={"second_factor": names["before"]}, after={"second_factor": names["after"]})
    return fresh


@transaction.atomic
def end_sessions(*, user: User, ids: Iterable[int] | None = None, but: str | None = None) -> int:
    """Завершить own sessions: those named, or all but the one with the key `but`. They die with their next request; returns how many ended."""
    rows = UserSession.objects.filter(user=user)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if but is not None:
        rows = rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def note_session(request: Any) -> None:
    """Keep where somebody has just signed in by a door of our own; the library notes only its own doors."""
    UserSession.objects.create_from_request(request)


def just_entered(sender: Any, request: Any, **kwargs: Any) -> None:
    """Who signs in is seen then: the row that is made of it says so."""
    _remember(request.session.session_key or "")


def note_seen(key: str) -> None:
    """Write that the session is alive, at most once in five minutes of each process, and only if no other process has done it.

    A row that a parallel request is writing is left to it: nobody waits.
    """
    if time.time() - _written.get(key, 0.0) < SEEN_EVERY:
        return
    _remember(key)
    before = timezone.now() - dt.timedelta(seconds=SEEN_EVERY)
    free = UserSession.objects.select_for_update(skip_locked=True).filter(session_key=key, last_seen_at__lte=before)
    UserSession.objects.filter(pk__in=free.values("pk")).update(last_seen_at=timezone.now())


def _remember(key: str) -> None:
    if len(_written) >= REMEMBERED:
        _written.clear()  # each costs one more writing
    _written[key] = time.time()

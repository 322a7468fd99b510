"""Who of the register has no access yet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from portal.accounts.models import Invitation, Organisation
from portal.kit.keyed import Keyed
from portal.kit.prepared import Prepared
from teachers.models import Teacher, TeacherQuerySet
from teachers.selectors.people import named
from teachers.selectors.staff import NAME, main_jobs
from teachers.selectors.walking import PageKeys, Pages


def invitable(teacher: Teacher) -> bool:
    """Nobody can enter by her card yet: it has no account, or one whose password was never set. A closed account is opened by no invitation."""
    user = teacher.user  # read with the card; one that the wall hides is somebody's account all the same
    return not teacher.user_id or bool(user and user.is_active and not user.has_usable_password())


def without_access(district: int, on: dt.date, *, words: str = "", organisation: Organisation | None = None) -> TeacherQuerySet:
    """Teachers of the district who work on the date and have no account."""
    job = main_jobs(on)
    rows = _without_account(district).filter(Exists(job))
    if organisation:
        rows = rows.filter(Exists(job.filter(organisation=organisation)))
    return named(rows, words)  # type: ignore[return-value]


def _without_account(district: int) -> TeacherQuerySet:
    return Teacher.objects.shown().filter(district=district, user__isnull=True)


def _walked(district: int, on: dt.date) -> QuerySet[Any]:
    """By name, the place of work asked of one after another."""
    rows = _without_account(district).alias(place_pk=Subquery(main_jobs(on).values("organisation"))).filter(place_pk__isnull=False)
    return rows.order_by(*NAME).values_list("pk", flat=True)


BY_NAME = Pages(_walked, district=int, on=dt.date)


def by_name(district: int, on: dt.date, total: int) -> PageKeys:
    """The keys of all of them, of whom there are `total`."""
    return BY_NAME.keys(total, without_access(district, on), district=district, on=on)


def with_invitations(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    """With place and whether an invitation waits (`invited`: its id)."""
    waiting = Invitation.objects.open().filter(card=OuterRef("pk")).values("pk")[:1]
    return rows.annotate(place=Subquery(main_jobs(on).values("organisation__short_name")), invited=Subquery(waiting))


SHOWN = ("last_name", "first_name", "patronymic", "email", "erased_on")
ROWS = Prepared(lambda keys, on: with_invitations(Teacher.objects.filter(pk__among=keys).order_by().only(*SHOWN), on), keys=list, on=dt.date)


def with_waiting(on: dt.date) -> Any:
    """The rows of a page by their keys, as `with_invitations` gives them."""
    return Keyed(ROWS, on=on)


@dataclass(frozen=True)
class Tally:
    """How many have no access, how many of them can be invited now, wait already, or have no address."""

    total: int
    ready: int
    waiting: int
    unreachable: int


def tally(district: int, on: dt.date) -> Tally:
    """All of them counted; one query."""
    return _told(OPENED.ask(district=district, on=on))


def tally_of(rows: TeacherQuerySet) -> Tally:
    """Those who are found; one query."""
    return _told(_counted(rows))


def _counted(rows: TeacherQuerySet) -> QuerySet[Any]:
    mute = Q(email="")
    waiting = Q(pk__in=Invitation.objects.open().filter(card__isnull=False).order_by().values("card"))
    numbers = {"total": None, "mute": mute, "waiting": waiting, "waiting_mute": mute & waiting}
    return rows.order_by().values("district").annotate(**{name: Count("pk", filter=which) for name, which in numbers.items()}).values_list(*numbers)


OPENED = Prepared(lambda district, on: _counted(without_access(district, on)), district=int, on=dt.date)


def _told(found: Iterable[tuple[int, int, int, int]]) -> Tally:
    total, mute, waiting, waiting_mute = next(iter(found), (0, 0, 0, 0))
    unreachable = mute - waiting_mute
    return Tally(total, total - waiting - unreachable, waiting, unreachable)

"""Who of the register has no access yet."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from portal.accounts.models import District, Invitation, Organisation
from teachers.models import Teacher, TeacherQuerySet
from teachers.selectors.people import named
from teachers.selectors.staff import main_jobs


def invitable(teacher: Teacher) -> bool:
    """Nobody can enter by her card yet: it has no account, or one whose password was never set. A closed account is opened by no invitation."""
    user = teacher.user  # read with the card; one that the wall hides is somebody's account all the same
    return not teacher.user_id or bool(user and user.is_active and not user.has_usable_password())


def without_access(district: District, on: dt.date, *, words: str = "", organisation: Organisation | None = None) -> TeacherQuerySet:
    """Teachers of the district who work on the date and have no account."""
    job = main_jobs(on)
    rows = Teacher.objects.shown().filter(Exists(job), district=district, user__isnull=True)
    if organisation:
        rows = rows.filter(Exists(job.filter(organisation=organisation)))
    return named(rows, words)  # type: ignore[return-value]


def with_invitations(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    """With place and whether an invitation waits (`invited`: its id)."""
    waiting = Invitation.objects.open().filter(card=OuterRef("pk")).values("pk")[:1]
    return rows.annotate(place=Subquery(main_jobs(on).values("organisation__short_name")), invited=Subquery(waiting))


@dataclass(frozen=True)
class Tally:
    """How many have no access, how many of them can be invited now, wait already, or have no address."""

    total: int
    ready: int
    waiting: int
    unreachable: int


def tally(rows: TeacherQuerySet) -> Tally:
    """One query."""
    no_mail = Q(email="")
    free = ~Q(pk__in=Invitation.objects.open().filter(card__isnull=False).order_by().values("card"))
    counted = rows.order_by().aggregate(
        total=Count("pk"), ready=Count("pk", filter=free & ~no_mail), waiting=Count("pk", filter=~free), unreachable=Count("pk", filter=free & no_mail)
    )
    return Tally(**counted)

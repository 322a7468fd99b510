"""What the district offers and what happened there, for those who plan and count."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from teachers.models import Teacher

OFFERED_AT_MOST = 60  # of each kind: a proposal is read by a person


@dataclass(frozen=True)
class Offers:
    """Что район предлагает по трудовым функциям в период: events by date, then programmes and communities."""

    events: list[Any]  # with `signed`: the teacher is on the list
    programmes: list[Programme]
    communities: list[Community]


def offers(functions: Iterable[str], since: dt.date, until: dt.date, teacher: Teacher) -> Offers:
    """Upcoming events, internship programmes and active communities for any of the functions, within the dates. Three queries.

    Events come without those that she was at, under the same title too: a seminar is repeated for others. Meetings of a community do
    repeat for the same people. Communities come without those that the teacher is in or has graduated from, programmes without those
    that she has completed; under the same title too.

    Whose: those of the teacher's own district, and what partners opened by an agreement; the wall alone would bring the second district
    of whoever asks too. No joins to the organisation here:
    a partner's organisation stays behind the wall and an inner join would lose the partner's row with it.
    """
    codes, whose = list(functions), Q(district=teacher.district_id) | Q(shared=True)
    working = whose & Q(functions__overlap=codes, since__lte=until) & (Q(until__isnull=True) | Q(until__gte=since))
    upcoming = Event.objects.filter(whose, functions__overlap=codes, starts_at__date__gte=since, starts_at__date__lte=until, starts_at__gt=timezone.now())
    seen = Attendance.objects.filter(teacher=teacher, status=Attendance.Status.PRESENT)
    known = Q(Exists(seen.filter(event=OuterRef("pk")))) | Q(Exists(seen.filter(event__title=OuterRef("title"), event__community__isnull=True)))
    listed = Exists(Attendance.objects.filter(event=OuterRef("pk"), teacher=teacher))
    inside = Exists(Membership.objects.current().filter(community=OuterRef("pk"), teacher=teacher))
    graduated = Exists(Membership.objects.filter(community__name=OuterRef("name"), teacher=teacher, graduated_on__isnull=False))
    trained = Exists(Internship.objects.filter(programme__name=OuterRef("name"), teacher=teacher, state=Internship.State.COMPLETED))
    return Offers(
        events=list(
            upcoming.annotate(signed=listed)
            .filter(~known, state__in=[Event.State.PLANNED, Event.State.ANNOUNCED])
            .order_by("starts_at", "pk")[:OFFERED_AT_MOST]
        ),
        programmes=list(Programme.objects.filter(working, ~trained).order_by("name", "pk")[:OFFERED_AT_MOST]),
        communities=list(Community.objects.filter(working, ~inside, ~graduated, state=Community.State.ACTIVE).order_by("name", "pk")[:OFFERED_AT_MOST]),
    )


def presence(event_ref: str, teacher_ref: str) -> QuerySet[Attendance]:
    """Correlated: the mark that the teacher was present at the event; for Exists and Subquery."""
    return Attendance.objects.filter(event=OuterRef(event_ref), teacher=OuterRef(teacher_ref), status=Attendance.Status.PRESENT)


def completed_internship(programme_ref: str, teacher_ref: str) -> QuerySet[Internship]:
    """Correlated: the teacher's completed internship by the programme, the first one."""
    done = Internship.objects.filter(programme=OuterRef(programme_ref), teacher=OuterRef(teacher_ref), state=Internship.State.COMPLETED)
    return done.order_by("completed_on")


def membership(community_ref: str, teacher_ref: str) -> QuerySet[Membership]:
    """Correlated: the teacher's membership of the community, the first one."""
    return Membership.objects.filter(community=OuterRef(community_ref), teacher=OuterRef(teacher_ref)).order_by("since")

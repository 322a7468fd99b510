"""Places at an event: how many are taken, and whether one more person may sign up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from portal.accounts.models import District
from portal.kit import wall
from portal.kit.words import day
from teachers.models import Employment, Teacher

Hosted = Event | Community | Programme
REGISTERED, PRESENT = Attendance.Status.REGISTERED, Attendance.Status.PRESENT


@contextmanager
def everywhere(host: Hosted) -> Iterator[None]:
    """The wall as wide as the thing: a shared one has people of other districts, who may be counted and told, never shown."""
    if not host.shared:
        yield
        return
    with wall.everywhere(District._meta.db_table):
        yield


def taken(event: Event) -> int:
    """Занято мест: people of all districts who signed up or came."""
    with everywhere(event):
        return Attendance.objects.filter(event=event, status__in=[REGISTERED, PRESENT]).count()


def from_elsewhere(host: Hosted) -> int:
    """How many people of other districts than its own an event, community or programme has."""
    return counts(host)[1]


def counts(host: Hosted) -> tuple[int, int]:
    """(people of all districts, of them those of other districts than its own) in one opening of the wall."""
    with everywhere(host):
        found = _people(host).aggregate(all=Count("pk"), others=Count("pk", filter=~Q(district=host.district_id)))
    return found["all"], found["others"]


def everybody(event: Event) -> tuple[tuple[int, int, int], int]:
    """((listed, present, absent) of all districts, those expected from other districts than its own) in one opening of the wall."""
    of = {status: Count("pk", filter=Q(status=status)) for status in (PRESENT, Attendance.Status.ABSENT)}
    others = Count("pk", filter=Q(status__in=[REGISTERED, PRESENT]) & ~Q(district=event.district_id))
    with everywhere(event):
        found = Attendance.objects.filter(event=event).aggregate(listed=Count("pk"), **of, others=others)
    return (found["listed"], found["present"], found["absent"]), found["others"]


def _people(host: Hosted) -> QuerySet[Any]:
    if isinstance(host, Event):
        return Attendance.objects.filter(event=host, status__in=[REGISTERED, PRESENT])
    if isinstance(host, Community):
        return Membership.objects.filter(community=host)
    return Internship.objects.filter(programme=host)


def why_not_close(host: Hosted, was_shared: bool) -> str:
    """Why a thing that was open to partners cannot be closed for them; "" when it can."""
    if not was_shared or host.shared:
        return ""
    others = from_elsewhere(type(host)(pk=host.pk, district_id=host.district_id, shared=True))
    return f"В списке есть педагоги других районов ({others}): закрыть доступ партнёрам уже нельзя." if others else ""


def why_not_register(event: Event, teacher: Teacher, places_taken: int) -> str:
    """Why this teacher cannot sign up now; "" when she can."""
    checks = (_is_open(event), _is_ahead(event), _is_for(event, teacher), _has_places(event, places_taken))
    return next((why for why in checks if why), "")


def _is_open(event: Event) -> str:
    return {
        Event.State.PLANNED.value: "Запись ещё не открыта: событие пока в плане.",
        Event.State.CANCELLED.value: "Событие отменено.",
        Event.State.HELD.value: "Событие уже прошло.",
    }.get(event.state, "")


def _is_ahead(event: Event) -> str:
    if event.starts_at > timezone.now():
        return ""
    return f"Событие началось {day(event.starts_at, 'time')}, запись закрыта. Если вы участвуете, методист отметит вас на месте."


def _is_for(event: Event, teacher: Teacher) -> str:
    """A partner's event must be shared; an event of an organisation's own level is for its own people."""
    if event.district_id != teacher.district_id and not event.shared:
        return "Это событие другого района, для партнёров оно не открыто."
    if event.level != "oo" or event.organiser_id is None:
        return ""
    works_there = Employment.objects.on(timezone.localdate(event.starts_at)).filter(teacher=teacher, organisation=event.organiser_id).exists()
    return "" if works_there else "Это событие внутри организации: записаться могут только её педагоги."


def _has_places(event: Event, places_taken: int) -> str:
    if event.capacity is None or places_taken < event.capacity:
        return ""
    return f"Свободных мест нет: заняты все {event.capacity}. Если кто-то отменит запись, место появится здесь."

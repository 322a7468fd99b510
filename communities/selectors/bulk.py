"""Which events a deed on many would touch, what it says of each, which are passed by and why: what the preview shows and the deed checks again.

Who works in two districts ticks events of both, and partners' shared ones: a deed touches those of the district at hand, the rest are passed by and said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from communities.models import Attendance, Event
from communities.selectors.places import everywhere
from communities.selectors.standing import OPEN, event_standing
from portal.accounts.models import District
from portal.journal.lifecycle import open_to
from portal.journal.models import Deed
from portal.kit.many import Plan, planned
from portal.kit.periods import today
from portal.kit.words import counted, day

MOST = 200  # each event is moved by the rules of its own life, one by one
FAR, GONE = "событие другого района", "событие больше не видно"
REMINDED = "напомнил(а) участникам"
TOLD = ("человек", "человека", "человек")
S = Attendance.Status


@dataclass(frozen=True)
class Line:
    """One event in a preview: `note` is what the third column says."""

    pk: int
    full_name: str
    place: str
    note: str
    about: Event
    hear: int = 0  # people who would be told
    deaf: int = 0  # on the list, without access to the portal: to be told by telephone


def chosen_events(user: Any, ids: Iterable[int]) -> list[Event]:
    """The chosen events that the user sees, the nearest first. One query."""
    return list(Event.objects.visible_to(user).filter(pk__in=list(ids)).select_related("district").order_by("starts_at", "pk"))


def move_plan(user: Any, ids: list[int], move: str, district: District) -> Plan:
    """«Открыть запись», «Отменить»: the refusals are those of the event's own page."""
    judged = []
    for event, people, deaf in _with_people(user, ids):
        refusals = {offer.move.name: offer.refusal for offer in open_to(event, user)}
        why = (FAR if event.district_id != district.pk else "") or refusals.get(move, _now(event)).rstrip(".")
        judged.append((_line(event, people, deaf), why))
    return planned(judged, len(ids), {"move": move}, gone=GONE)


def remind_plan(user: Any, ids: list[int], district: District) -> Plan:
    """«Напомнить участникам» of what is ahead, once a day of each event, whoever reminds."""
    rows, told = _with_people(user, ids), reminded_today(ids)
    judged = []
    for event, people, deaf in rows:
        ahead = event.state in OPEN and event.starts_at > timezone.now()
        why = (FAR if event.district_id != district.pk else "") or ("" if ahead else _now(event)) or ("сегодня уже напомнили" if event.pk in told else "")
        judged.append((_line(event, people, deaf), why or _nobody(event, people)))
    return planned(judged, len(ids), {"move": "remind"}, gone=GONE)


def reminded_today(ids: Iterable[int]) -> set[int]:
    """Events whose people were reminded today: each reminder is in the journal, notices of partners' people are not seen from here. One query."""
    rows = Deed.objects.filter(object_type=Event._meta.label_lower, object_id__in=list(ids), verb=REMINDED, at__date=today())
    return {pk for pk in rows.values_list("object_id", flat=True) if pk is not None}


def _with_people(user: Any, ids: list[int]) -> list[tuple[Event, int, int]]:
    """The events, and how many people of each would hear (signed up, with an account, of all districts) and how many would not. What their moves ask is counted too. Two queries."""
    events = chosen_events(user, ids)
    shared = next((one for one in events if one.shared), None)
    came, gone = (Count("pk", filter=Q(status=status)) for status in (S.PRESENT, S.ABSENT))
    expected = Count("pk", filter=~Q(status=S.ABSENT))
    hear = Count("pk", filter=~Q(status=S.ABSENT) & Q(teacher__user__isnull=False))
    rows = (
        Attendance.objects.filter(event__in=events)
        .order_by()
        .values_list("event_id")
        .annotate(n=Count("pk"), came=came, gone=gone, expected=expected, hear=hear)
    )
    if shared is None:
        found = {pk: numbers for pk, *numbers in rows}
    else:
        with everywhere(shared):
            found = {pk: numbers for pk, *numbers in rows}
    told = []
    for event in events:
        listed, present, absent, due, hearing = found.get(event.pk, (0, 0, 0, 0, 0))
        event.everybody = (listed, present, absent)
        told.append((event, hearing, due - hearing))
    return told


def _line(event: Event, people: int, deaf: int) -> Line:
    where = ", ".join(one for one in (day(event.starts_at, "time"), event.place) if one)
    return Line(event.pk, event.title, where, counted(people, TOLD) if people else "никому", event, people, deaf)


def _now(event: Event) -> str:
    return f"сейчас: {event_standing(event, timezone.now()).words}"


def _nobody(event: Event, people: int) -> str:
    if people:
        return ""
    return "ни у кого из записанных нет входа на портал" if event.everybody[0] else "никто не записан"

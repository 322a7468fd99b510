"""Planning, announcing, changing and cancelling events."""

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import Attendance, Community, Event
from communities.selectors.places import everywhere, taken, why_not_close
from communities.selectors.standing import why_not_edit
from communities.services.attendance import close_marking
from communities.services.notices import tell_participants, untell_participants
from communities.services.people import take_turn
from portal.accounts.models import District, Organisation
from portal.journal.lifecycle import advance
from portal.journal.models import Deed
from portal.journal.services import COUNTED, record
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import counted, day, quoted, short_name
from teachers.services.changes import said

PEOPLE = ("человек", "человека", "человек")


class Stale(Refusal):
    """Somebody saved the event meanwhile; `fresh` is what stands now."""

    def __init__(self, sentence: str, fresh: Event) -> None:
        super().__init__(sentence)
        self.fresh = fresh


@dataclass(frozen=True)
class EventData:
    """What a methodist writes about an event."""

    title: str
    format: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    mode: str = Event.Mode.OFFLINE
    level: str = "mun"
    topic: str = ""
    functions: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    place: str = ""
    organiser: Organisation | None = None
    community: Community | None = None
    capacity: int | None = None
    hours: int | None = None
    shared: bool = False
    about: str = ""


NAMES = tuple(one.name for one in fields(EventData))


def _values(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in NAMES}


@transaction.atomic
def create_event(*, data: EventData, district: District, by: Any) -> Event:
    """Put an event into the plan. Raises Refusal (with the field) for reversed dates or another district's organiser or community."""
    event = Event(district=district, **_values(data))
    _check(event)
    event.save()
    record(verb="добавил(а) событие в план", obj=event, by=by, after={"начало": day(event.starts_at, "time")})
    return event


@transaction.atomic
def edit_event(*, event: Event, data: EventData, version: int, by: Any) -> Event:
    """Save the event's page; who signed up is told of a new time or place.

    Raises Stale when `version` is not the present one, Refusal (with the field) for what cannot be.
    """
    take_turn(Event, event.pk)
    fresh = locked(Event.objects, event.pk)
    if fresh.version != version:
        raise Stale(_who_saved(fresh, by), fresh)
    before = _values(fresh)
    for name, value in _values(data).items():
        setattr(fresh, name, value)
    changed = {name: value for name, value in before.items() if getattr(fresh, name) != value}
    if not changed:
        return fresh
    _check(fresh)
    _check_people(fresh, changed)
    fresh.version += 1
    fresh.save()
    _follow(fresh, changed)
    record(verb="изменил(а) событие", obj=fresh, by=by, before=said(Event, changed), after=said(Event, _now(fresh, changed)))
    return fresh


@transaction.atomic
def move_event(*, event: Event, move: str, by: Any, comment: str = "", seen: int | None = None) -> Event:
    """Announce, cancel, hold …: the move with all that follows from it for the people."""
    if move == "hold":
        close_marking(event=event, by=by)
        return Event.objects.get(pk=event.pk)
    take_turn(Event, event.pk)
    fresh: Event = advance(event, move, by=by, comment=comment, seen=seen)
    if move == "cancel":
        tell_participants(fresh, lambda when: f"Отменено: {quoted(fresh.title)}, {when}. {comment.strip()}", _cancelled(fresh, fresh.version))
    if move == "restore":  # nothing can change a cancelled event: the version before is that of its cancelling
        untell_participants(fresh, lambda when: f"Отмена снята: {quoted(fresh.title)}, {when}.", _cancelled(fresh, fresh.version - 1))
    return fresh


def _cancelled(event: Event, version: int) -> str:
    return f"event-{event.pk}-cancelled-{version}"


def _now(event: Event, changed: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(event, name) for name in changed}


def _check(event: Event) -> None:
    if why := why_not_edit(event):
        raise Refusal(why)
    if event.ends_at <= event.starts_at:
        raise Refusal("Окончание раньше начала: проверьте дату и время.", field="ends_at")
    if event.organiser and event.organiser.district_id != event.district_id:
        raise Refusal("Эта организация не из вашего района.", field="organiser")
    if event.community and event.community.district_id != event.district_id:
        raise Refusal("Это сообщество не из вашего района.", field="community")


def _check_people(event: Event, changed: dict[str, Any]) -> None:
    """What was promised to those who signed up or came cannot be taken back unsaid."""
    if "capacity" in changed and event.capacity is not None and (people := taken(event)) > event.capacity:
        raise Refusal(f"Уже записано {counted(people, PEOPLE)}: мест не может быть меньше.", field="capacity")
    if why := why_not_close(event, changed.get("shared", event.shared)):
        raise Refusal(why, field="shared")
    came = Attendance.objects.filter(event=event, status=Attendance.Status.PRESENT)
    if "starts_at" in changed and event.starts_at > timezone.now() and came.exists():
        raise Refusal("Присутствие уже отмечено, поэтому дату нельзя перенести на будущее.", field="starts_at")


def _follow(event: Event, changed: dict[str, Any]) -> None:
    """The date of every attendance is the event's own; people expected learn of a new time or place."""
    if "starts_at" in changed:
        with everywhere(event):
            Attendance.objects.filter(event=event).update(held_on=timezone.localdate(event.starts_at))
    if {"starts_at", "place"} & changed.keys() and event.starts_at > timezone.now() and event.state == Event.State.ANNOUNCED:
        tell_participants(event, lambda when: f"Изменение: {quoted(event.title)} состоится {when}, {event.place}", f"event-{event.pk}-moved-{event.version}")


def _who_saved(event: Event, by: Any) -> str:
    last = Deed.objects.about(event).exclude(after__has_key=COUNTED).first()  # marking people does not change the page
    if last is None:
        return "Пока вы писали, событие изменилось. Ваш текст не потерян: сравните и сохраните нужное."
    who = "вы сами в другом окне" if last.actor_id == by.pk else short_name(last.actor_name)
    return f"Пока вы писали, событие изменили: {who}, {day(last.at, 'time')}. Ваш текст не потерян: сравните и сохраните нужное."

"""What is true of an event or community at a moment: a registration that has ended is no registration, whatever the last move was."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from communities.models import Community, Event
from portal.kit.words import day

E, C = Event.State, Community.State
OPEN = (E.PLANNED, E.ANNOUNCED)  # neither held nor cancelled


@dataclass(frozen=True)
class Standing:
    """A state as it is said: code for the filter, words, tone of the badge."""

    code: str
    words: str
    tone: str


EVENT = {
    "planned": Standing("planned", "в плане", "plain"),
    "announced": Standing("announced", "идёт регистрация", "info"),
    "going": Standing("going", "проходит сейчас", "good"),
    "unmarked": Standing("unmarked", "прошло, ждёт отметки", "warn"),
    "held": Standing("held", "проведено", "good"),
    "cancelled": Standing("cancelled", "отменено", "bad"),
}
EVENT_CHOICES = [(one.code, one.words) for one in EVENT.values()]
COMMUNITY_TONES = {"project": "plain", "active": "good", "finished": "info", "archived": "plain"}


def why_not_edit(event: Event) -> str:
    """Why the page of the event is closed to changes; empty when it is open."""
    return "Событие отменено. Чтобы изменить его, сначала верните его в план." if event.state == E.CANCELLED else ""


def event_standing(event: Event, now: dt.datetime) -> Standing:
    """The standing of an event at the moment."""
    if event.state not in OPEN or event.starts_at > now:
        return EVENT[event.state]
    return EVENT["unmarked" if event.ends_at < now else "going"]


def events_standing(code: str, now: dt.datetime) -> Q:
    """Events of the standing, the same split as `event_standing`; an unknown code narrows nothing."""
    if code == "going":
        return Q(state__in=OPEN, starts_at__lte=now, ends_at__gte=now)
    if code == "unmarked":
        return Q(state__in=OPEN, ends_at__lt=now)
    if code in OPEN:
        return Q(state=code, starts_at__gt=now)
    return Q(state=code) if code in EVENT else Q()


COMMUNITY_CHOICES = [
    (str(C.PROJECT), "проект"), ("soon", "ещё не начали работу"), (str(C.ACTIVE), "действует"), ("over", "срок прошёл"),
    (str(C.FINISHED), "завершено"), (str(C.ARCHIVED), "архив"),
]  # fmt: skip


def communities_standing(code: str, on: dt.date) -> Q:
    """Communities of the standing, the same split as `community_standing`; an unknown code narrows nothing."""
    if code == "over":
        return Q(state=C.ACTIVE, until__lt=on)
    if code == "soon":
        return Q(state=C.ACTIVE, since__gt=on) & ~Q(until__lt=on)
    if code == C.ACTIVE:
        return Q(state=C.ACTIVE, since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    return Q(state=code) if code in C else Q()


def community_standing(community: Community, on: dt.date) -> Standing:
    """The standing of a community on the date: past its term it works no more, though nobody has closed it yet."""
    if community.state == C.ACTIVE and community.until and community.until < on:
        return Standing("over", f"срок прошёл {day(community.until)}", "warn")
    if community.state == C.ACTIVE and community.since > on:
        return Standing("soon", f"начнёт работу {day(community.since)}", "info")
    return Standing(community.state, community.get_state_display(), COMMUNITY_TONES[community.state])

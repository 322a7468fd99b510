"""What events, communities, internships and practices put into the teacher's journal of growth."""

import datetime as dt
import json
from typing import Any

from django.db.models import CharField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse

from communities.models import Attendance, Authorship, Community, Event, Internship, Membership, Practice, Programme
from communities.selectors.events import FORMATS
from communities.selectors.practices import BANKS
from portal.accounts.selectors import Lexicon
from teachers.models import Teacher
from teachers.selectors.growth import Entry, hours_said, joined, level_said, lines, united

DICTIONARIES = (FORMATS, BANKS)
ROLES = dict(Membership.MemberRole.choices)
CAME = "участник"  # who has no other role in an event
PAGES = {"event": "communities:event", "community": "communities:community", "left": "communities:community", "internship": "communities:programme"}


def entries(teacher: Teacher, words: Lexicon) -> list[Entry]:
    """Attended events, memberships, completed internships, practices in the bank. One query; `words` hold DICTIONARIES and the levels."""
    own = {"teacher": teacher}
    members = Membership.objects.filter(**own)
    circle = _named(Community, "community", "name", "Сообщество партнёра")
    came = Attendance.objects.filter(status=Attendance.Status.PRESENT, **own)
    trained = Internship.objects.filter(state=Internship.State.COMPLETED, **own)
    taken = Authorship.objects.filter(practice__state=Practice.State.INCLUDED, practice__included_on__isnull=False, **own)
    found = united(
        [
            lines(came, "event", on="held_on", first=_named(Event, "event", "title", "Событие партнёра"), second=EVENT, note="role", ref="event_id"),
            lines(members, "community", on="since", first=circle, note="role", ref="community_id"),
            lines(members, "left", on="until", first=circle, note="product", ref="community_id"),
            lines(
                trained, "internship", on="completed_on", first=_named(Programme, "programme", "name", "Программа партнёра"), second=SITE, ref="programme_id"
            ),
            lines(taken, "practice", on="practice__included_on", first="practice__title", second="practice__bank", note="practice__level", ref="practice_id"),
        ]
    )
    return [_entry(*line, words) for line in found]


def _named(model: type, key: str, name: str, behind: str) -> Coalesce:
    """A partner's thing may have gone behind the wall with its agreement: the fact stays, only its name is hidden."""
    found = model._default_manager.filter(pk=OuterRef(key)).values(name)[:1]  # type: ignore[attr-defined]
    return Coalesce(Subquery(found), Value(behind), output_field=CharField())


def _known(model: type, key: str, **columns: str) -> Coalesce:
    """What is known of such a thing, as JSON; nothing of one behind the wall."""
    found = model._default_manager.filter(pk=OuterRef(key)).values(known=JSONObject(**columns))[:1]  # type: ignore[attr-defined]
    return Coalesce(Cast(Subquery(found), TextField()), Value("{}"))


EVENT = _known(Event, "event", format="format", level="level", hours="hours", place="organiser__short_name")
SITE = _known(Programme, "programme", hours="hours", place="organisation__short_name")


def _event(role: str, known: dict[str, Any], words: Lexicon) -> str:
    form = words.name(FORMATS, known["format"]) if "format" in known else ""
    return joined(form, level_said(words, known.get("level", "")), role or CAME, hours_said(known.get("hours")), known.get("place") or "")


def _site(known: dict[str, Any]) -> str:
    return joined(hours_said(known.get("hours")), f"площадка {known['place']}" if known.get("place") else "")


def _entry(on: dt.date, what: str, first: str, second: str, note: str, ref: int, words: Lexicon) -> Entry:
    url = reverse(PAGES[what], args=[ref]) if what in PAGES else ""
    if what == "community":
        return Entry(on, "community", f"Вступление: {first}", str(ROLES.get(note, note)), url)
    if what == "left":
        return Entry(on, "community", f"Завершено участие: {first}", f"продукт: {note}" if note else "", url)
    if what == "internship":
        return Entry(on, what, f"Завершена стажировка: {first}", _site(json.loads(second)), url)
    if what == "practice":
        return Entry(on, what, f"Практика включена в банк: {first}", joined(words.name(BANKS, second), level_said(words, note)))
    return Entry(on, what, first, _event(note, json.loads(second), words), url)

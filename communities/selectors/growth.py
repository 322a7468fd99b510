"""What events, communities, internships and practices put into the teacher's journal of growth."""

import datetime as dt

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from communities.models import Attendance, Authorship, Community, Event, Internship, Membership, Practice, Programme
from teachers.models import Teacher
from teachers.selectors.growth import Entry, lines, united

ROLES = dict(Membership.MemberRole.choices)
PAGES = {"event": "communities:event", "community": "communities:community", "left": "communities:community", "internship": "communities:programme"}


def entries(teacher: Teacher) -> list[Entry]:
    """Attended events, memberships, completed internships, practices in the bank. One query."""
    own = {"teacher": teacher}
    members = Membership.objects.filter(**own)
    circle = _named(Community, "community", "name", "Сообщество партнёра")
    came = Attendance.objects.filter(status=Attendance.Status.PRESENT, **own)
    trained = Internship.objects.filter(state=Internship.State.COMPLETED, **own)
    taken = Authorship.objects.filter(practice__state=Practice.State.INCLUDED, practice__included_on__isnull=False, **own)
    found = united(
        [
            lines(came, "event", on="held_on", first=_named(Event, "event", "title", "Событие партнёра"), note="role", ref="event_id"),
            lines(members, "community", on="since", first=circle, note="role", ref="community_id"),
            lines(members, "left", on="until", first=circle, note="product", ref="community_id"),
            lines(trained, "internship", on="completed_on", first=_named(Programme, "programme", "name", "Программа партнёра"), ref="programme_id"),
            lines(taken, "practice", on="practice__included_on", first="practice__title", ref="practice_id"),
        ]
    )
    return [_entry(*line) for line in found]


def _named(model: type, key: str, name: str, behind: str) -> Coalesce:
    """A partner's thing may have gone behind the wall with its agreement: the fact stays, only its name is hidden."""
    found = model._default_manager.filter(pk=OuterRef(key)).values(name)[:1]  # type: ignore[attr-defined]
    return Coalesce(Subquery(found), Value(behind), output_field=CharField())


def _entry(on: dt.date, what: str, first: str, second: str, note: str, ref: int) -> Entry:
    url = reverse(PAGES[what], args=[ref]) if what in PAGES else ""
    if what == "community":
        return Entry(on, "community", f"Вступление: {first}", str(ROLES.get(note, note)), url)
    if what == "left":
        return Entry(on, "community", f"Завершено участие: {first}", f"продукт: {note}" if note else "", url)
    if what == "internship":
        return Entry(on, what, f"Завершена стажировка: {first}", "", url)
    if what == "practice":
        return Entry(on, what, f"Практика включена в банк: {first}")
    return Entry(on, what, first, note, url)

"""The attendance sheet: who is on the list of an event, and whom to add."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from communities.models import Attendance, Event
from communities.selectors.people import found, own_districts
from portal.kit.naming import Register
from portal.kit.periods import today
from portal.kit.words import counted
from teachers.models import Teacher
from teachers.selectors import places, register

S = Attendance.Status
PEOPLE = ("человек", "человека", "человек")


@dataclass(frozen=True)
class Line:
    """One person on the sheet."""

    teacher_id: int
    name: str
    place: str
    status: str
    who_marked: str
    marked_at: dt.datetime | None

    @property
    def present(self) -> bool:
        return self.status == S.PRESENT


@dataclass(frozen=True)
class Sheet:
    """The list of one district at one event, in the order of names; `at` is the moment it was read."""

    event: Event
    lines: list[Line]
    at: dt.datetime
    can_mark: bool  # from the day of the event on

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def present(self) -> int:
        return sum(line.present for line in self.lines)

    @property
    def waiting(self) -> int:
        """Neither present nor absent yet."""
        return sum(line.status == S.REGISTERED for line in self.lines)


def sheet(event: Event, user: Any) -> Sheet:
    """The whole list with places of work on the day of the event, in two queries."""
    at = timezone.now()
    rows = list(_rows(event, user).order_by("teacher__last_name", "teacher__first_name", "teacher__patronymic", "teacher_id"))
    where = places([row.teacher_id for row in rows], timezone.localdate(event.starts_at))
    return Sheet(event, [_line(row, where) for row in rows], at, timezone.localdate(event.starts_at) <= today())


def last_enrolment(event: Event, user: Any) -> tuple[dt.datetime, list[int]] | None:
    """When the user last put people on the list, and who of them is still there and not marked.

    People are put on the list before the event's day and marked from that day on: what was written later may be a mark taken off.
    """
    if event.state == Event.State.CANCELLED:
        return None
    begins = timezone.localtime(event.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _rows(event, user).filter(marked_by=user, status=S.REGISTERED, marked_at__lt=begins)
    found = [(at, who) for at, who in rows.order_by("-marked_at").values_list("marked_at", "teacher_id") if at]
    return (found[0][0], [who for at, who in found if at == found[0][0]]) if found else None


def why_enrolment_stays(event: Event, user: Any) -> str:
    """Why people put on the list together are not taken off together any more; empty while nobody's presence is marked."""
    marked = _rows(event, user).exclude(status=S.REGISTERED).count()
    return f"Отменить запись всех сразу уже нельзя: присутствие отмечено ({counted(marked, PEOPLE)}). Лишних уберите на листе по одному." if marked else ""


def _rows(event: Event, user: Any) -> QuerySet[Attendance]:
    return Attendance.objects.filter(event=event, district__in=own_districts(event, user)).select_related("teacher", "marked_by")


def _line(row: Attendance, where: dict[int, str]) -> Line:
    who = row.marked_by.short_name if row.marked_by else ""
    return Line(row.teacher_id, row.teacher.full_name, where.get(row.teacher_id, ""), row.status, who, row.marked_at)


def changed_since(event: Event, user: Any, since: dt.datetime) -> list[Line]:
    """Lines that a colleague has marked or added since the moment."""
    rows = list(_rows(event, user).filter(marked_at__gt=since).exclude(marked_by=user))
    where = places([row.teacher_id for row in rows], timezone.localdate(event.starts_at)) if rows else {}
    return [_line(row, where) for row in rows]


def progress(event: Event, user: Any) -> tuple[int, int]:
    """(present, on the list) of the user's own people, in one query."""
    statuses = list(Attendance.objects.filter(event=event, district__in=own_districts(event, user)).values_list("status", flat=True))
    return statuses.count(S.PRESENT), len(statuses)


def to_add(event: Event, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the user's district who are not on the list, by any part of the name."""
    return found(event, user, words, timezone.localdate(event.starts_at), Attendance.objects.filter(event=event).values("teacher"))


def people_of(event: Event, user: Any) -> Register:
    """The register that a pasted list is matched with: who worked in the user's district on the day of the event."""
    return register(own_districts(event, user), timezone.localdate(event.starts_at))


def listed(event: Event) -> set[int]:
    """Ids of the people on the list."""
    return set(Attendance.objects.filter(event=event).values_list("teacher_id", flat=True))

"""Marking who came: one by one, all at once, from a list; with an undo, by two methodists at a time.

One mark changes one row and says who made it and when; deeds on many people are one statement each. A mark names the
state that is wanted, so that it may be sent twice, and touches nobody else's row.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from communities.models import Attendance, Event
from communities.selectors.places import taken
from communities.selectors.sheet import why_enrolment_stays
from communities.services.people import held, own_districts, own_teachers, tell_journal
from portal.journal.lifecycle import advance
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted, day
from teachers.models import Teacher

S = Attendance.Status
PLACES = ("человека", "человека", "человек")


@dataclass(frozen=True)
class Bulk:
    """A deed on many marks, with what it takes to undo it: the moment, and {teacher id: state before, "" for not listed}."""

    stamp: dt.datetime
    before: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.before)


@transaction.atomic
def mark(*, event: Event, teacher_id: int, present: bool, by: Any) -> Attendance:
    """Отметить присутствие одного педагога или снять отметку. The same mark again changes nothing.

    Raises Refusal before the day of the event, at a cancelled one, or when the person is not on the list.
    """
    event = held(event, together=True)
    _open_for_marks(event)
    row = _rows(event, by).select_for_update(of=("self",)).select_related("teacher").filter(teacher=teacher_id).first()
    if row is None:
        raise Refusal("Этого педагога нет в списке участников события. Обновите страницу и добавьте его.")
    if (row.status == S.PRESENT) is present:
        return row
    before, row.status = row.told, S.PRESENT if present else _unmarked(event)
    row.marked_by, row.marked_at = by, timezone.now()
    row.save(update_fields=["status", "marked_by", "marked_at"])
    verb = "отметил(а) присутствие" if present else "снял(а) отметку о присутствии"
    record(verb=verb, obj=row, by=by, before={"отметка": before}, after={"отметка": row.told}, comment=event.title)
    return row


def mark_everybody(*, event: Event, by: Any) -> Bulk:
    """«Отметить всех»: everybody on the list came."""
    return save_marks(event=event, present=_rows(event, by).values_list("teacher_id", flat=True), absent=(), by=by)


def unmark_everybody(*, event: Event, by: Any) -> Bulk:
    """«Снять всех»: nobody is marked."""
    return save_marks(event=event, present=(), absent=_rows(event, by).values_list("teacher_id", flat=True), by=by)


@transaction.atomic
def save_marks(*, event: Event, present: Iterable[int], absent: Iterable[int], by: Any) -> Bulk:
    """Set the marks of these people, and of nobody else, in two statements."""
    event = held(event, together=True)
    _open_for_marks(event)
    bulk = Bulk(timezone.now())
    rows = _rows(event, by)
    came = rows.filter(teacher__in=list(present)).exclude(status=S.PRESENT)
    tell_journal(event, "отметил(а) присутствие", _set(came, S.PRESENT, bulk, by), by)
    gone = rows.filter(teacher__in=list(absent), status=S.PRESENT)
    tell_journal(event, "снял(а) отметки о присутствии", _set(gone, _unmarked(event), bulk, by), by)
    return bulk


@transaction.atomic
def join(*, event: Event, teachers: Iterable[int], by: Any) -> Bulk:
    """Добавить людей в список: marked as present from the day of the event on, signed up before it.

    Who stands on the list already is not doubled. Raises Refusal for people of another district, a cancelled event,
    or more people than there are places while the event is still ahead.
    """
    event = held(event)
    _not_cancelled(event)
    people = own_teachers(event, teachers, by)
    bulk, came = Bulk(timezone.now()), day_has_come(event)
    new = _missing(event, people)
    if not came:
        _check_places(event, len(new))
    _insert(event, new, bulk, by)
    listed = _rows(event, by).filter(teacher__in=people)
    marked = _set(listed.exclude(status=S.PRESENT), S.PRESENT, bulk, by) if came else new
    bulk.before.update({one.pk: "" for one in new})
    tell_journal(event, "отметил(а) присутствие" if came else "записал(а) на событие", marked, by)
    return bulk


@transaction.atomic
def strike(*, event: Event, teacher_id: int, by: Any) -> None:
    """Убрать из списка того, кто не придёт. Doing it twice does nothing; raises Refusal when the person was present."""
    row = _rows(event, by).select_for_update(of=("self",)).select_related("teacher").filter(teacher=teacher_id).first()
    if row is None:
        return
    if row.status == S.PRESENT:
        raise Refusal("Присутствие отмечено: сначала снимите отметку.")
    record(verb="убрал(а) из списка события", obj=row, by=by, before={"отметка": row.told}, comment=event.title)
    row.delete()


@transaction.atomic
def undo(*, event: Event, stamp: dt.datetime, before: dict[int, str], by: Any) -> int:
    """Отменить действие: rows still as the deed left them go back; marks made since stay. Gives the number of rows.

    People put on the list before the event's day are taken off while nobody's presence is marked: Refusal says so.
    """
    event = held(event, together=True)
    _not_cancelled(event)
    rows = _rows(event, by).filter(marked_by=by, marked_at=stamp)
    enrolled = rows.filter(status=S.REGISTERED, teacher__in=[pk for pk, was in before.items() if was == ""])
    if enrolled.exists() and (why := why_enrolment_stays(event, by)):
        raise Refusal(why)
    people = list(Teacher.objects.filter(pk__in=rows.filter(teacher__in=before).values("teacher")))
    for state in S.values:
        same = [pk for pk, was in before.items() if was == state]
        rows.filter(teacher__in=same).update(status=state, marked_at=timezone.now())
    rows.filter(teacher__in=[pk for pk, was in before.items() if was == ""]).delete()
    tell_journal(event, "отменил(а) своё последнее действие с отметками", people, by)
    return len(people)


@transaction.atomic
def close_marking(*, event: Event, by: Any) -> int:
    """«Завершить отметку»: the event is held, who was not marked was absent. A partner's event is closed for own people only.

    Raises Refusal before the event begins or when nobody came. Gives the number of the absent.
    """
    event = held(event)
    mine = own_districts(event, by)
    if event.district_id in mine and event.state != Event.State.HELD:
        event = advance(event, "hold", by=by)
    _open_for_marks(event)
    bulk = Bulk(timezone.now())
    gone = _set(_rows(event, by).filter(status=S.REGISTERED), S.ABSENT, bulk, by)
    tell_journal(event, "отметил(а) отсутствие", gone, by)
    return bulk.count


def _rows(event: Event, by: Any) -> QuerySet[Attendance]:
    """The people that the actor answers for at the event."""
    return Attendance.objects.filter(event=event, district__in=own_districts(event, by))


def _set(rows: QuerySet[Attendance], state: str, bulk: Bulk, by: Any) -> list[Teacher]:
    """Give the rows a state in one statement, remember what they were; returns whose they are."""
    locked = list(rows.select_for_update(of=("self",)).select_related("teacher").order_by("pk"))
    Attendance.objects.filter(pk__in=[row.pk for row in locked]).update(status=state, marked_by=by, marked_at=bulk.stamp)
    bulk.before.update({row.teacher_id: row.status for row in locked})
    return [row.teacher for row in locked]


def _missing(event: Event, people: list[Teacher]) -> list[Teacher]:
    listed = set(Attendance.objects.filter(event=event, teacher__in=people).values_list("teacher_id", flat=True))
    return [one for one in people if one.pk not in listed]


def _insert(event: Event, people: list[Teacher], bulk: Bulk, by: Any) -> None:
    held_on = timezone.localdate(event.starts_at)
    rows = [Attendance(district_id=one.district_id, event=event, teacher=one, held_on=held_on, marked_by=by, marked_at=bulk.stamp) for one in people]
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)


def _unmarked(event: Event) -> str:
    """Without a mark a person is expected, after the event is closed she was absent."""
    return S.ABSENT if event.state == Event.State.HELD else S.REGISTERED


def day_has_come(event: Event) -> bool:
    return timezone.localdate(event.starts_at) <= today()


def _not_cancelled(event: Event) -> None:
    if event.state == Event.State.CANCELLED:
        raise Refusal("Событие отменено: участников в нём не отмечают.")


def _open_for_marks(event: Event) -> None:
    _not_cancelled(event)
    if not day_has_come(event):
        raise Refusal(f"Событие начнётся {day(event.starts_at, 'time')}: отмечать присутствие можно в день события.")


def _check_places(event: Event, more: int) -> None:
    left = None if event.capacity is None else max(0, event.capacity - taken(event))
    if left is not None and more > left:
        raise Refusal(f"Мест {event.capacity}, свободно {left}, а вы добавляете {counted(more, PLACES)}. Увеличьте число мест или сократите список.")

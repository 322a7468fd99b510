"""A teacher signs up for an event and changes her mind."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import Attendance, Event
from communities.selectors.places import taken, why_not_register
from communities.services.people import held
from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.words import day
from teachers.models import Teacher
from teachers.services.holding import held_cards


@transaction.atomic
def register(*, event: Event, teacher: Teacher, by: Any) -> Attendance:
    """Записаться. Who has signed up already gets the same row back; raises Refusal when the event is closed, past or full, or her card no more."""
    fresh = held(event)
    held_cards(Teacher.objects.all(), [teacher.pk])
    already = Attendance.objects.filter(event=fresh, teacher=teacher).first()
    if already:
        return already
    if why := why_not_register(fresh, teacher, taken(fresh)):
        raise Refusal(why)
    made = Attendance.objects.create(district_id=teacher.district_id, event=fresh, teacher=teacher, held_on=timezone.localdate(fresh.starts_at))
    record(verb="записался(ась) на событие", obj=made, by=by, comment=fresh.title)
    return made


@transaction.atomic
def unregister(*, event: Event, teacher: Teacher, by: Any) -> None:
    """Отменить свою запись. Doing it twice does nothing; raises Refusal when the event has begun or the presence is marked."""
    fresh = held(event)
    row = Attendance.objects.select_for_update().filter(event=fresh, teacher=teacher).first()
    if row is None:
        return
    if row.status != Attendance.Status.REGISTERED:
        raise Refusal("Ваше участие уже отмечено методистом. Если это ошибка, сообщите ему.")
    if fresh.starts_at <= timezone.now():
        raise Refusal(f"Событие началось {day(fresh.starts_at, 'time')}: отменить запись уже нельзя.")
    record(verb="отменил(а) запись на событие", obj=row, by=by, comment=fresh.title)
    row.delete()

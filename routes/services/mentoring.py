"""Pairs of mentoring: begun by an order, ended on a date."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import day
from routes.models import Mentoring
from teachers.models import Teacher
from teachers.selectors.people import works_from
from teachers.services.holding import held_cards

FAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class PairData:
    """What is written about a pair: the form and the kind are words of the dictionaries."""

    mentor: Teacher
    form: str
    kind: str
    since: dt.date
    order: str = ""


@transaction.atomic
def begin_mentoring(*, mentee: Teacher, data: PairData, by: Any) -> Mentoring:
    """Назначить наставника. Raises Refusal for oneself, a mentor of another district, who works nowhere and a pair that goes on then."""
    in_turn("routes.mentoring", mentee.pk)  # two presses at once make one pair
    held_cards(Teacher.objects.all(), [mentee.pk, data.mentor.pk])
    if data.mentor.pk == mentee.pk:
        raise Refusal("Наставник и наставляемый — разные люди.", field="mentor")
    if data.mentor.district_id != mentee.district_id:
        raise Refusal("Наставник работает в другом районе.", field="mentor")
    if data.since > today() + FAR:
        raise Refusal("Дата дальше чем через год: проверьте её.", field="since")
    if not works_from(mentee, max(data.since, today())):
        raise Refusal("Педагог нигде не работает: наставника назначать некому.")
    going = Mentoring.objects.filter(mentor=data.mentor, mentee=mentee).filter(Q(until__isnull=True) | Q(until__gte=data.since)).order_by("since").first()
    if going and going.since > today():
        raise Refusal(f"Эта пара уже записана с {day(going.since)}. Дата не та — отмените запись на карточке педагога и назначьте заново.", field="since")
    if going:
        raise Refusal("Эта пара уже действует.", field="mentor")
    made = Mentoring.objects.create(
        district_id=mentee.district_id, mentor=data.mentor, mentee=mentee, form=data.form, kind=data.kind, since=data.since, order=data.order
    )
    record(verb="назначил(а) наставника", obj=made, by=by)
    return made


@transaction.atomic
def end_mentoring(*, pair: Mentoring, on: dt.date, by: Any) -> Mentoring:
    """Закончить пару: the last day. Raises Refusal for a pair that has ended and for a day before it began."""
    fresh = locked(Mentoring.objects, pair.pk)
    if fresh.until is not None:
        raise Refusal(f"Пара уже закончена: {day(fresh.until)}.")
    if on < fresh.since:
        raise Refusal(f"Пара действует с {day(fresh.since)}: закончить её раньше нельзя.")
    fresh.until = on
    fresh.save(update_fields=["until"])
    record(verb="закончил(а) наставничество", obj=fresh, by=by, before={"until": ""}, after={"until": on.isoformat()})
    return fresh


@transaction.atomic
def withdraw_mentoring(*, pair: Mentoring, by: Any) -> None:
    """Отменить назначение, пока пара не начала работать: only the journal remembers it. Raises Refusal for one that has begun."""
    fresh = locked(Mentoring.objects, pair.pk)
    if fresh.since <= today():
        raise Refusal(f"Пара действует с {day(fresh.since)}: её можно закончить.")
    record(verb="отменил(а) назначение наставника", obj=fresh, by=by, before={"since": fresh.since.isoformat(), "order": fresh.order})
    fresh.delete()

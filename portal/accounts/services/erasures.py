"""Requirements to erase a person's data (152-ФЗ): recorded with a term, decided by the head of the district or the operator."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Appointment, District, Erasure, User
from portal.journal.services import notify, record
from portal.kit.access import require
from portal.kit.periods import today
from portal.kit.persons import Subject
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day

S = Erasure.State
ANSWER_IN = 10  # рабочих дней: прекратить обработку по требованию — 152-ФЗ, ст. 21, ч. 5.1
WHICH_LAW = "10 рабочих дней, чтобы прекратить обработку (152-ФЗ, ст. 21, ч. 5.1); уничтожить данные после отзыва согласия — не позже 30 дней (ст. 21, ч. 5)."


def due_after(on: dt.date) -> dt.date:
    """Ten working days later; holidays are not known here, so the day is never later than the law's."""
    left = ANSWER_IN
    while left:
        on += dt.timedelta(days=1)
        left -= on.weekday() < 5
    return on


@transaction.atomic
def ask_erasure(
    *, who: Subject, person: str, district: District, by: Any, asked_on: dt.date | None = None, way: str = Erasure.Way.PORTAL, text: str = ""
) -> Erasure:
    """Потребовать удалить данные: the person herself, or somebody of the service who records what came in writing.

    Raises Refusal when such a requirement is open already, or when somebody records another's without the right.
    """
    own = who.account is not None and by.pk == who.account
    if not own:
        require(by, "accounts.record_erasure", district)
    if asked_on and asked_on > today():
        raise Refusal("Требование не может поступить позже сегодняшнего дня.", field="asked_on")
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    same = {"card": who.cards[0]} if who.cards else {"user": who.account}
    if Erasure.objects.open().filter(district=district, **same).exists():
        raise Refusal("Требование об удалении уже есть и ждёт решения или исполнения.")
    on = asked_on or today()
    made = Erasure.objects.create(
        district=district, user_id=who.account, card=who.cards[0] if who.cards else None, person=person, way=way, text=text.strip(), asked_on=on, due_on=due_after(on), by=by
    )  # fmt: skip
    record(
        verb="потребовал(а) удалить свои данные" if own else "записал(а) требование об удалении данных",
        obj=made,
        by=by,
        after={"due_on": made.due_on.isoformat()},
    )
    _tell_deciders(made)
    return made


def _tell_deciders(made: Erasure) -> None:
    heads = Appointment.objects.in_force().filter(district=made.district_id, role="department_head").select_related("user")
    for post in heads:
        text = f"Требование об удалении персональных данных: ответить до {day(made.due_on)}."
        notify(user=post.user, text=text, url=f"/erasures/{made.pk}/", key=f"erasure-{made.pk}", district_id=made.district_id)


@transaction.atomic
def take_back(*, erasure: Erasure, by: Any) -> Erasure:
    """Отозвать своё требование, while nothing is decided."""
    fresh = _locked(erasure, S.ASKED)
    if fresh.user_id != by.pk:
        raise Refusal("Отозвать требование может только тот, кто его подал.")
    return _become(fresh, S.WITHDRAWN, "отозвал(а) требование об удалении", by)


@transaction.atomic
def refuse_erasure(*, erasure: Erasure, reason: str, by: Any) -> Erasure:
    """Отказать with the law's ground, which the person reads."""
    require(by, "accounts.decide_erasure", erasure)
    if not reason.strip():
        raise Refusal("Напишите, по какому закону данные нужно сохранить: ответ увидит человек.", field="reason")
    fresh = _locked(erasure, S.ASKED)
    _not_own(fresh, by)
    fresh.decided_by, fresh.decided_at, fresh.reason = by, timezone.now(), reason.strip()[:500]
    return _become(fresh, S.REFUSED, "отказал(а) в удалении данных", by)


@transaction.atomic
def decide_erasure(*, erasure: Erasure, words: list[str], elsewhere: bool, by: Any) -> Erasure:
    """Принять: a job does the rest within a minute and there is no way back.

    `words`: by which texts are searched for the person. `elsewhere`: she has a card or access in another district, whose data this one may not
    touch: the account stays, so her access here has to be over. Raises Refusal.
    """
    require(by, "accounts.decide_erasure", erasure)
    fresh = _locked(erasure, S.ASKED, S.FAILED)
    _not_own(fresh, by)
    if elsewhere and Appointment.objects.lasting().filter(user=fresh.user_id, district=fresh.district_id).exists():
        raise Refusal("Учётная запись останется: у человека есть карточка или доступ в другом районе. Сначала закончите его назначение в своём районе.")
    fresh.decided_by, fresh.decided_at, fresh.words = by, timezone.now(), words
    return _become(fresh, S.DECIDED, "решил(а) удалить данные по требованию", by)


def refuse_while_open(*, cards: list[int], accounts: list[int | None], district_id: int) -> None:
    """What is required is required of the person as the cards are: until it is done nobody joins or parts them. Raises Refusal."""
    found = Erasure.objects.open().filter(Q(card__in=cards) | Q(user__in=[one for one in accounts if one]), district=district_id).order_by("pk").first()
    if found:
        raise Refusal(f"По карточке есть открытое {str(found)[0].lower()}{str(found)[1:]}: сначала по нему решают, потом карточки объединяют или разъединяют.")


def _not_own(fresh: Erasure, by: User) -> None:
    if fresh.user_id == by.pk:
        raise Refusal("О своих данных решает другой: начальник управления или оператор портала.")


def _locked(erasure: Erasure, *states: str) -> Erasure:
    fresh = locked(Erasure.objects, erasure.pk)
    if fresh.state not in states:
        raise Refusal(f"Требование уже не ждёт этого: {fresh.get_state_display()}.")
    return fresh


def _become(fresh: Erasure, state: str, verb: str, by: Any) -> Erasure:
    before, fresh.state = fresh.state, state
    fresh.save()
    record(verb=verb, obj=fresh, by=by, before={"state": before}, after={"state": state})
    return fresh

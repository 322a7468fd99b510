"""Кадровые события as the forms send them: a fresh page, the right deed; taking on somebody whom the register may know already."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.journal.services import Stale, record
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from teachers.models import Move, Teacher
from teachers.selectors.alike import Alike, alike
from teachers.selectors.work import last_move
from teachers.services import moves
from teachers.services.card import store_card
from teachers.services.moves import Job

Kind = Move.Kind
ANOTHER = "another"  # «это другой человек»: a namesake, said by who knows the whole district
DEEDS: dict[str, Callable[..., Move]] = {
    Kind.HIRED: moves.hire,
    Kind.TRANSFERRED: moves.transfer,
    Kind.SECOND_JOB: moves.take_second_job,
    Kind.LEAVE: moves.go_on_leave,
    Kind.DISMISSED: moves.dismiss,
    Kind.RETURNED: moves.come_back,
}


class PossibleDuplicate(Refusal):
    """The register knows somebody like that; `people` are the cards, each with what is the same."""

    def __init__(self, sentence: str, people: list[Alike]) -> None:
        super().__init__(sentence)
        self.people = people


@transaction.atomic
def write_move(*, teacher: Teacher, kind: str, details: Mapping[str, Any], seen: int, by: Any) -> Move:
    """Записать кадровое событие; `seen` is the last event that the form had shown (0 for none).

    Raises Stale when another event was written or undone since, Refusal as the deed itself does.
    """
    job = details.get("job")
    moves.hold_work([teacher], [job.organisation] if job else [])  # before the card, as everybody takes them
    card = Teacher.objects.select_for_update(of=("self",), no_key=True).filter(pk=teacher.pk).first()
    if card is None:
        raise Refusal("Карточки больше нет: загрузку, которая её завела, отменили.")
    last = last_move(card)
    if (last.pk if last else 0) != seen:
        told = f"последнее теперь — {last.get_kind_display()} с {last.on:%d.%m.%Y}" if last else "событие отменили"
        raise Stale(f"Пока страница была открыта, кадровые события изменились: {told}. Сверьте введённое и сохраните ещё раз.", last.pk if last else 0)
    return DEEDS[kind](teacher=card, by=by, **details)


@dataclass(frozen=True)
class Hiring:
    """Кого принимают, куда и с какого дня; `decision` answers the question about namesakes: a card's id, `another` or nothing yet."""

    person: Mapping[str, Any]
    job: Job
    on: dt.date
    act: str = ""
    part_time: bool = False
    decision: str = ""


@transaction.atomic
def take_on(*, hiring: Hiring, by: Any) -> Move:
    """Принять человека: into the card that the register has already, or into a new one.

    Raises PossibleDuplicate while nobody has said whether a like card is the same person. That it is another one only a methodist may say,
    who can tell namesakes of the whole district.
    """
    place = hiring.job.organisation
    if not by.has_perm("teachers.employ", place):
        raise Refusal(moves.NOT_YOURS, field="organisation")
    in_turn("teachers.hire", place.district_id)  # the same person taken on twice at once is found by the second
    people = alike(place.district_id, hiring.person)
    teacher = _chosen(hiring, people, by) if people else _new(hiring.person, place.district_id, by)
    if hiring.part_time:
        return moves.take_second_job(teacher=teacher, job=hiring.job, on=hiring.on, act=hiring.act, by=by)
    worked = teacher.employments.filter(until__lt=hiring.on).exists() and not teacher.employments.on(hiring.on).exists()
    deed = moves.come_back if worked else moves.hire
    return deed(teacher=teacher, job=hiring.job, on=hiring.on, act=hiring.act, by=by)


def _chosen(hiring: Hiring, people: list[Alike], by: Any) -> Teacher:
    knows = by.has_perm("teachers.tell_namesakes", hiring.job.organisation)
    same = next((one.teacher for one in people if str(one.teacher.pk) == hiring.decision and (knows or one.likely)), None)
    if same is not None:
        return same
    if hiring.decision == ANOTHER and knows:
        return _new(hiring.person, hiring.job.organisation.district_id, by)
    way = "Скажите, это тот же человек или другой." if knows else "Если это другой человек, новую карточку заведёт методист района."
    raise PossibleDuplicate(f"В реестре района уже есть похожая карточка. {way}", people)


def _new(person: Mapping[str, Any], district_id: int, by: Any) -> Teacher:
    made = Teacher(district_id=district_id, **person)
    try:
        made.full_clean(exclude=["district"])
        made.validate_constraints()
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages), field="snils" if "СНИЛС" in " ".join(wrong.messages) else "") from wrong
    store_card(made)
    told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in person.items()}
    record(verb="завёл(а) карточку педагога", obj=made, by=by, after=told)
    return made

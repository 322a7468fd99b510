"""Which rows are written, and whose they are."""

from typing import Any

from django.db import transaction

from portal.kit.refusal import Refusal
from teachers.intake.jobs import ELSEWHERE
from teachers.models import Intake, IntakeRow
from teachers.selectors.intake import out_of_reach, rows_of
from teachers.services.intake.starting import NOT_YOURS

D, V = IntakeRow.Decision, IntakeRow.Verdict
PLAIN = (V.NEW, V.CHANGED)


@transaction.atomic
def decide(*, row: IntakeRow, decision: str, teacher: int | None = None, by: Any) -> IntakeRow:
    """Решение по одной строке. Raises Refusal for a decision that the row does not allow or a card that was not offered."""
    _locked(row.intake, by)
    fresh = IntakeRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.verdict == V.DOUBTFUL:
        if decision not in (D.SAME_PERSON, D.ANOTHER_PERSON, D.SKIP):
            raise Refusal("Решите, кто это: тот же человек, другой человек, или пропустите строку.", field="decision")
        if decision == D.SAME_PERSON and teacher not in [one["teacher"] for one in fresh.candidates]:
            raise Refusal("Выберите карточку из предложенных.", field="teacher")
        if decision == D.SAME_PERSON and out_of_reach(row.intake, [teacher], by):
            raise Refusal(f"{ELSEWHERE}.", field="teacher")
        fresh.teacher_id = teacher if decision == D.SAME_PERSON else None
    elif fresh.verdict not in PLAIN or decision not in (D.TAKE, D.SKIP):
        raise Refusal("Эту строку записать нельзя: в ней нечего менять или её нужно исправить в файле.", field="decision")
    elif decision == D.TAKE and fresh.decision in (D.SAME_PERSON, D.ANOTHER_PERSON):
        decision = fresh.decision
    fresh.decision = decision
    fresh.save(update_fields=["decision", "teacher"])
    return fresh


@transaction.atomic
def decide_all(*, intake: Intake, verdict: str, words: str, take: bool, by: Any) -> int:
    """Выбрать или пропустить все новые и изменённые строки отбора; returns how many. Doubtful ones are decided one by one."""
    _locked(intake, by)
    rows = rows_of(intake, verdict=verdict, words=words).filter(verdict__in=PLAIN).exclude(decision__in=(D.SAME_PERSON, D.ANOTHER_PERSON))
    numbers = list(rows.values_list("pk", flat=True))
    return IntakeRow.objects.filter(pk__in=numbers).update(decision=D.TAKE if take else D.SKIP)


def _locked(intake: Intake, by: Any) -> Intake:
    fresh = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if not by.has_perm("teachers.work_on_intake", fresh):
        raise Refusal(NOT_YOURS)
    if fresh.state != Intake.State.CHECKED:
        raise Refusal(f"Сейчас загрузка в состоянии «{fresh.get_state_display()}»: решения уже не изменить. Обновите страницу.")
    return fresh

"""Напоминания с досок КПК и аттестации: a methodist or a head reminds the people whom she has chosen, each once a day."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from portal.accounts.models import District
from portal.journal.services import notify_each, record_many
from portal.kit.many import agreed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.selectors.reminding import GRADE, key_of, remind_plan
from teachers.services.bulk import may_record

ABOUT = {True: ("напомнил(а) об аттестации", "teachers:mine"), False: ("напомнил(а) о КПК", "teachers:offers")}  # by «is it about attestation»


@transaction.atomic
def remind_of_board(*, ids: list[int], board: str, comment: str, mark: str, district: District, by: Any) -> int:
    """Напомнить выбранным; returns how many. `mark` is that of the previewed plan; raises Refusal when it is another by now, or they are not hers."""
    on = today()
    plan = agreed(Teacher, ids, mark, lambda: remind_plan(by, ids, board, on, district))
    if not may_record([line.about for line in plan.ready], district, by):
        raise Refusal("Напоминают методист района и руководитель организации — своим педагогам.")
    verb, page = ABOUT[board == GRADE]
    where, said = reverse(page), comment.strip()
    notify_each(told=[(line.about.user_id, district.pk, f"{line.note} {said}".strip(), where, key_of(line.pk, board, on)) for line in plan.ready])
    record_many(verb=verb, about=[(line.about, None, None) for line in plan.ready], by=by, comment=said)
    return len(plan.ready)

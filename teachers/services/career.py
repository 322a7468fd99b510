"""Ступени карьеры района: names, order, what is asked."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from portal.accounts.models import District
from portal.journal.services import Stale, record, who_was_faster
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from teachers.models import CareerStep
from teachers.services.facts import mark_of, told


def next_order(district: District) -> int:
    """The place after the last step."""
    return int(CareerStep.objects.filter(district=district).aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def save_step(*, step: CareerStep | None, district: District, values: Mapping[str, Any], seen: int, by: Any) -> CareerStep:
    """Завести или исправить ступень. Raises Refusal for a name that is taken, Stale when somebody has changed the step since."""
    if not by.has_perm("teachers.edit_career", step or district):
        raise Refusal("Ступени карьеры ведёт методист района.")
    in_turn("teachers.career", district.pk)  # the same name given twice at once is found by the second
    fresh = locked(CareerStep.objects, step.pk) if step else CareerStep(district=district)
    before = told(fresh) if step else None
    if step and mark_of(fresh) != seen:
        raise Stale(f"Пока вы вносили изменения, ступень исправили: {who_was_faster(fresh)}. Введённое вами осталось в форме.", mark_of(fresh))
    for name, value in values.items():
        setattr(fresh, name, value)
    try:
        fresh.validate_constraints()
    except ValidationError as wrong:
        raise Refusal("Ступень с таким названием уже есть.", field="name") from wrong
    fresh.save()
    if told(fresh) != before:
        record(verb="исправил(а) ступень карьеры" if step else "завёл(а) ступень карьеры", obj=fresh, by=by, before=before, after=told(fresh))
    return fresh

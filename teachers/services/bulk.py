"""Deeds on many people at once: all of the previewed or nobody; taken back while the rows are as they were made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import District, Organisation
from portal.journal.services import record, record_many
from portal.kit.many import Plan, agreed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import counted
from teachers.models import Bulk, Duty, Teacher
from teachers.selectors.bulk import chosen, has_duty, plan
from teachers.services.facts import KINDS, journalled, mark_of

PEOPLE = ("педагогу", "педагогам", "педагогам")
VERB = f"внёс(ла) {KINDS['duties'].named}"


@transaction.atomic
def add_duties(*, teachers: Iterable[int], values: Mapping[str, Any], said: str, mark: str, district: District, by: Any) -> Bulk:
    """Внести роль многим, each at her main place of work; `said` names the role, `mark` is that of the previewed plan.

    Raises Refusal when somebody of the previewed would now be passed by, or the other way round, or the row cannot be.
    """
    ids = sorted(set(teachers))
    now = agreed(Teacher, ids, mark, lambda: _plan(ids, values, district, by))
    if not may_record(now.ready, district, by):
        raise Refusal("Роли вносят методист района и руководитель организации — своим педагогам.")
    made = _write(now.ready, values, district)
    bulk = Bulk.objects.create(
        district=district,
        title=f"{said}: роль внесена {counted(len(made), PEOPLE)}"[:300],
        values={name: str(value) if value else "" for name, value in values.items()},
        made=[[one.teacher_id, one.pk, mark_of(one)] for one in made],
        skipped=[list(one) for one in now.passed],
        by=by,
    )
    known = {one.pk: one for one in now.ready}
    record_many(verb=VERB, about=[(known[one.teacher_id], None, journalled(one)) for one in made], by=by, comment=said)
    record(verb="внёс(ла) роль многим педагогам", obj=bulk, by=by, comment=counted(len(made), PEOPLE))
    return bulk


def _plan(ids: Sequence[int], values: Mapping[str, Any], district: District, by: Any) -> Plan:
    people = chosen(by, ids, today())
    return plan(people, len(ids), has_duty(people, values, by), values, district=district)


def _write(people: list[Any], values: Mapping[str, Any], district: District) -> list[Duty]:
    places = Organisation.objects.in_bulk({one.place_pk for one in people if one.place_pk})
    rows = [Duty(district=district, teacher=one, organisation=places.get(one.place_pk), **values) for one in people]
    try:
        rows[0].full_clean(exclude=["district"])  # the rest differ by person and place only
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages)) from wrong
    return Duty.objects.bulk_create(rows, batch_size=1000)


def may_undo(bulk: Bulk, by: Any) -> bool:
    """The district's methodist, and who did it while she may enter roles; the deed asks about each of the people too."""
    return by.has_perm("teachers.edit", bulk.district) or (bulk.by_id == by.pk and by.has_perm("teachers.hire", bulk.district))


def may_record(people: Iterable[Teacher], district: District, by: Any) -> bool:
    """Whether they are hers: of her district for its methodist, of her organisation for a head."""
    return by.has_perm("teachers.edit", district) or all(by.has_perm("teachers.record", one) for one in people)


@transaction.atomic
def undo_bulk(*, bulk: Bulk, by: Any) -> Bulk:
    """Отменить: the rows are removed while they are as they were made. Raises Refusal naming who was changed since."""
    fresh = locked(Bulk.objects, bulk.pk)
    if fresh.undone_at:
        raise Refusal("Это действие уже отменено.")
    found = Duty.objects.select_for_update(of=("self",)).select_related("teacher", "organisation").filter(pk__in=[row for _, row, _ in fresh.made])
    rows = {one.pk: one for one in found}
    if not may_undo(fresh, by) or not may_record([one.teacher for one in rows.values()], fresh.district, by):
        raise Refusal("Отменить может методист района или руководитель организации, который это сделал, — пока это его педагоги.")
    changed = [rows[row] for _, row, mark in fresh.made if row in rows and mark_of(rows[row]) != mark]
    if changed:
        raise Refusal(f"Отменить нельзя: роль уже исправили в карточке. Первая — {changed[0].teacher.short_name}. Уберите роль в карточках по одной.")
    record_many(
        verb=f"удалил(а) {KINDS['duties'].named}",
        about=[(one.teacher, journalled(one), {}) for one in rows.values()],
        by=by,
        comment=f"отменено: {fresh.title}",
    )
    Duty.objects.filter(pk__in=rows).delete()
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    record(verb="отменил(а) действие над многими", obj=fresh, by=by, comment=fresh.title)
    return fresh

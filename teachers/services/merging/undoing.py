"""Разъединение: exactly what was moved goes back, while nothing depends on it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Role
from portal.accounts.services.erasures import refuse_while_open
from portal.documents.models import NumberedDocument
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day, quoted
from teachers.models import Employment, IntakeRow, Merging, Move, Teacher
from teachers.selectors.card import SEPARATED
from teachers.services.merging import accounts
from teachers.services.merging.joining import NOT_YOURS
from teachers.services.merging.rows import put_back, require_untouched
from teachers.services.moves import hold_work


@transaction.atomic
def undo(*, merging: Merging, by: Any) -> Merging:
    """Разъединить: both cards stand as before; what was written since stays with the kept one. Raises Refusal naming what depends on the merging."""
    fresh = locked(Merging.objects, merging.pk)
    if fresh.undone_at:
        raise Refusal(f"Эти карточки уже разъединены {day(fresh.undone_at)}.")
    _remembered(fresh)
    hold_work([fresh.kept, fresh.duplicate], [])
    cards = {one.pk: one for one in Teacher.objects.select_for_update(of=("self",)).filter(pk__in=[fresh.kept_id, fresh.duplicate_id]).order_by("pk")}
    kept, duplicate = cards[fresh.kept_id], cards[fresh.duplicate_id]
    if not by.has_perm("teachers.merge", kept):
        raise Refusal(NOT_YOURS)
    _in_the_way(fresh, kept, duplicate)
    require_untouched(fresh.moved, kept)
    try:
        with transaction.atomic():
            _separate(fresh, kept, duplicate, by)
            if not all(by.has_perm("teachers.merge", one) for one in (kept, duplicate)):  # whose the second card is shows once it stands alone
                raise Refusal(NOT_YOURS)
    except IntegrityError as wrong:
        raise Refusal("Разъединить уже нельзя: после объединения внесли то, что пересекается с прежними записями (место работы, отпуск, СНИЛС).") from wrong
    fresh.undone_at = timezone.now()
    fresh.save(update_fields=["undone_at"])
    for one, other in ((kept, duplicate), (duplicate, kept)):
        record(verb=SEPARATED, obj=one, by=by, comment=f"Вторая карточка: {other.full_name}, {day(other.birth_date)}")
    return fresh


def why_not(*, merging: Merging, by: Any) -> str:
    """Why the person cannot take this merging back, said before she asks; empty when nothing is known to stand in the way.

    Whether every moved row still stands as it was left is asked by the deed itself, table by table.
    """
    if merging.undone_at:
        return f"Эти карточки уже разъединены {day(merging.undone_at)}."
    try:
        _remembered(merging)
        if not by.has_perm("teachers.merge", merging.kept) or not _hers_again(merging, by):
            raise Refusal(NOT_YOURS)
        _in_the_way(merging, merging.kept, merging.duplicate)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _remembered(merging: Merging) -> None:
    if not merging.moved:
        raise Refusal("О том, что перешло при этом объединении, сведений не осталось: разъединить его нельзя.")


def _hers_again(merging: Merging, by: Any) -> bool:
    """May the person merge the second card, once it has its places of work back? The methodist; a head whose people alone it would be."""
    if merging.district_id in by.districts_as(Role.METHODIST):
        return True
    label, trace = Employment._meta.label_lower, merging.moved
    was = {pk: values for name, pk, values, _ in trace["changed"] if name == label}
    names = ("pk", "organisation_id", "since", "until")
    moved = Employment.objects.filter(pk__in=trace["moved"].get(f"{label}.teacher_id", [])).values(*names)
    back = [*({**one, **was.get(one["pk"], {})} for one in moved), *(values for name, values in trace["dropped"] if name == label)]
    on = today().isoformat()
    places = {one["organisation_id"] for one in back if str(one["since"]) <= on and (not one["until"] or str(one["until"]) >= on)}
    return bool(places) and places <= set(by.organisations_as(Role.SCHOOL_HEAD))


def _in_the_way(merging: Merging, kept: Teacher, duplicate: Teacher) -> None:
    refuse_while_open(cards=[kept.pk, duplicate.pk], accounts=[kept.user_id, merging.moved["account"]["duplicate"]], district_id=merging.district_id)
    _nothing_later(merging, kept, duplicate)
    _values_as_left(merging, kept)


def _separate(fresh: Merging, kept: Teacher, duplicate: Teacher, by: Any) -> None:
    values = fresh.moved["card"]["was"]
    for name, value in values.items():
        field: Any = Teacher._meta.get_field(name)
        setattr(kept, name, field.to_python(value))
    kept.save(update_fields=[*values])
    duplicate.merged_into = None
    duplicate.save(update_fields=["merged_into"])
    put_back(fresh.moved, kept, duplicate)
    NumberedDocument.objects.filter(pk__in=fresh.moved["documents"]).update(object_id=duplicate.pk)
    accounts.separate(fresh.moved["account"], kept, duplicate, by)


def _nothing_later(fresh: Merging, kept: Teacher, duplicate: Teacher) -> None:
    """Deeds that rest on the card as it is now: another merging, a move, a certificate, an import."""
    if kept.merged_into_id:
        raise Refusal("Разъединить нельзя: оставшуюся карточку саму объединили с другой. Сначала отмените это.")
    if kept.erased_on or duplicate.erased_on:
        raise Refusal("Разъединить нельзя: карточки обезличены по требованию человека.")
    later = (
        Merging.objects.filter(Q(kept=kept) | Q(duplicate=kept), pk__gt=fresh.pk, undone_at__isnull=True).select_related("duplicate").order_by("-pk").first()
    )
    if later:
        raise Refusal(f"После этого с карточкой объединили ещё одну: {later.duplicate.full_name} ({day(later.at)}). Сначала разъедините её.")
    move = Move.objects.filter(teacher=kept, at__gt=fresh.at, undone_at__isnull=True).order_by("pk").first()
    if move:
        raise Refusal(f"После объединения записано кадровое событие: {move.get_kind_display()} с {day(move.on)}. Сначала отмените его.")
    papers = NumberedDocument.objects.filter(object_type=Teacher._meta.label_lower, object_id=kept.pk, revoked_on__isnull=True)
    paper = papers.exclude(pk__in=fresh.moved["documents"]).filter(pk__gt=fresh.moved["last_document"]).first()
    if paper:
        raise Refusal(f"После объединения выдан документ № {paper.number}: в нём записи обеих карточек. Сначала отзовите его.")
    row = (
        IntakeRow.objects.filter(teacher=kept, intake__state="applied", intake__applied_at__gt=fresh.at, applied__isnull=False)
        .select_related("intake__file")
        .first()
    )
    if row:
        raise Refusal(f"После объединения карточку изменила загрузка {quoted(row.intake.file.name)}. Сначала отмените её.")


def _values_as_left(fresh: Merging, kept: Teacher) -> None:
    for name, value in fresh.moved["card"]["became"].items():
        field: Any = Teacher._meta.get_field(name)
        if getattr(kept, name) != field.to_python(value):
            raise Refusal(f"Разъединить уже нельзя: после объединения в карточке исправили поле «{field.verbose_name}».")

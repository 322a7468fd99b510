"""Объединение карточек: in one transaction, said beforehand, remembered so that it can be taken back."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal.accounts.services.erasures import refuse_while_open
from portal.documents.models import NumberedDocument
from portal.journal.models import Deed
from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.words import day, gendered
from teachers.models import Merging, Namesakes, Teacher
from teachers.selectors.card import MERGED
from teachers.selectors.merging import plan_of
from teachers.selectors.twin_pair import FIELDS
from teachers.services.merging import accounts
from teachers.services.merging.rows import carry_out
from teachers.services.moves import hold_work

NOT_YOURS = "Объединяет карточки методист района; руководитель — только тех, кто работает в его организации и больше нигде."


@transaction.atomic
def merge(
    *, kept: Teacher, duplicate: Teacher, fields: Mapping[str, int], jobs: Mapping[str, str] | None = None, seen: Mapping[int, int] | None = None, by: Any
) -> Merging:
    """Объединить: everything of `duplicate` becomes `kept`'s, whose card shows the values chosen in `fields` (field → id of the card).

    `jobs` says what is true of each overlap of main jobs (`Clash.name` → option), `seen` what the page was shown with (`stamp_of`).
    Raises Refusal for what stands in the way: another district, a card changed since, an overlap nobody decided, two routes in preparation,
    a post of the service held by the account that would end.
    """
    ours, theirs = _locked(kept, duplicate)
    _may(ours, theirs, by)
    for one in (ours, theirs):
        _refuse_stale(one, seen)
    refuse_while_open(cards=[ours.pk, theirs.pk], accounts=[ours.user_id, theirs.user_id], district_id=ours.district_id)
    plan = plan_of(ours, theirs, jobs)
    if plan.obstacles:
        raise Refusal(" ".join(plan.obstacles))
    undecided = next((one for one in plan.clashes if not one.chosen), None)
    if undecided:
        raise Refusal(f"Две основные работы в одни дни: {undecided.told}. Выберите, что верно.", field=undecided.name)
    try:
        with transaction.atomic():
            trace = carry_out(plan.parts, ours, theirs)
    except IntegrityError as wrong:
        raise Refusal("Основные работы по-прежнему пересекаются. Выберите другое решение для мест работы.") from wrong
    trace["account"] = accounts.join(ours, theirs, by)
    trace["documents"] = _take_documents(ours, theirs)
    trace["last_document"] = NumberedDocument.objects.aggregate(last=Max("pk"))["last"] or 0  # what is issued from now on rests on the merging
    theirs.merged_into = ours
    theirs.save(update_fields=["merged_into"])
    trace["card"] = _take_values(ours, theirs, fields)
    made = Merging.objects.create(district_id=ours.district_id, kept=ours, duplicate=theirs, moved=trace, by=by)
    record(verb=MERGED, obj=ours, by=by, before=trace["card"]["was"], after=trace["card"]["became"], comment=_told(theirs))
    record(verb=MERGED, obj=theirs, by=by, comment=f"Осталась карточка: {ours.full_name}, {day(ours.birth_date)}")
    return made


def stamp_of(teacher: Teacher) -> int:
    """The newest deed about the card that is not a mere look at it; a page carries it to notice whoever was faster."""
    return Deed.objects.about(teacher).changing().values_list("pk", flat=True).first() or 0


def stamps_of(*teachers: Teacher) -> dict[int, int]:
    """The same for the cards of a page, in one query."""
    deeds = Deed.objects.filter(object_type=Teacher._meta.label_lower, object_id__in=[one.pk for one in teachers]).changing()
    found: dict[int, int] = dict(deeds.order_by().values_list("object_id").annotate(last=Max("pk")))
    return {one.pk: found.get(one.pk, 0) for one in teachers}


def _refuse_stale(teacher: Teacher, seen: Mapping[int, int] | None) -> None:
    if seen is None or seen.get(teacher.pk) == stamp_of(teacher):
        return
    last = Deed.objects.about(teacher).changing().first()
    told = f"{last.actor_name} {gendered(last.verb, last.actor_name)} ({day(last.at, 'time')})" if last else "её сохранили в другом окне"
    raise Refusal(f"Пока страница была открыта, карточка изменилась: {told}. Сверьте карточки и решите ещё раз.")


def _locked(kept: Teacher, duplicate: Teacher) -> tuple[Teacher, Teacher]:
    """Fresh rows, locked in one order so that two people at once wait instead of blocking each other; their places first, as a merger of those takes them."""
    hold_work([kept, duplicate], [])
    rows = Teacher.objects.shown().select_for_update(of=("self",)).select_related("user").filter(pk__in=[kept.pk, duplicate.pk]).order_by("pk")
    found = {one.pk: one for one in rows}
    if len(found) < 2:
        raise Refusal("Одной из карточек больше нет: её уже объединили или обезличили." if kept.pk != duplicate.pk else "Это одна и та же карточка.")
    return found[kept.pk], found[duplicate.pk]


def _may(kept: Teacher, duplicate: Teacher, by: Any) -> None:
    if not all(by.has_perm("teachers.merge", one) for one in (kept, duplicate)):
        raise Refusal(NOT_YOURS)
    if kept.district_id != duplicate.district_id:
        raise Refusal("Это карточки разных районов: каждый район ведёт свою.")
    told = Namesakes.objects.filter(one__in=[kept, duplicate], other__in=[kept, duplicate]).select_related("by").first()
    if told:
        who = f"{told.by.full_name}, {day(told.at)}" if told.by else day(told.at)
        raise Refusal(f"Об этих карточках сказано, что это разные люди ({who}). Сначала верните пару в список.")


def _take_documents(kept: Teacher, duplicate: Teacher) -> list[int]:
    """Certificates go along; their numbers, codes and lines stay, so that each check address tells what it told."""
    rows = NumberedDocument.objects.filter(object_type=Teacher._meta.label_lower, object_id=duplicate.pk)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(object_id=kept.pk)
    return ids


def _take_values(kept: Teacher, duplicate: Teacher, fields: Mapping[str, int]) -> dict[str, Any]:
    taken = [name for name in FIELDS if fields.get(name) == duplicate.pk and getattr(kept, name) != getattr(duplicate, name)]
    was = {name: _plain(getattr(kept, name)) for name in taken}
    for name in taken:
        setattr(kept, name, getattr(duplicate, name))
    if taken:
        kept.save(update_fields=taken)
    return {"was": was, "became": {name: _plain(getattr(kept, name)) for name in taken}}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _told(duplicate: Teacher) -> str:
    return f"Присоединена карточка: {duplicate.full_name}, {day(duplicate.birth_date)}"

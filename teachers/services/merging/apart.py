"""«Не дубликат»: two cards that look alike are two people; and taking that back."""

from typing import Any

from django.db import transaction

from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.words import day
from teachers.models import Namesakes, Teacher
from teachers.services.merging.joining import NOT_YOURS


@transaction.atomic
def tell_apart(*, one: Teacher, other: Teacher, by: Any) -> Namesakes:
    """Сказать, что это разные люди: the pair is asked about no more. Saying it twice is saying it once. Raises Refusal."""
    _may(one, other, by)
    if one.pk == other.pk or one.district_id != other.district_id:
        raise Refusal("Выберите две разные карточки своего района.")
    first, second = sorted((one, other), key=lambda card: card.pk)
    list(Teacher.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("pk"))
    made, new = Namesakes.objects.get_or_create(one=first, other=second, defaults={"district_id": one.district_id, "by": by})
    for card, twin in ((first, second), (second, first)) if new else ():
        record(verb="отметил(а): не дубликат", obj=card, by=by, comment=_told(twin))
    return made


@transaction.atomic
def ask_again(*, said: Namesakes, by: Any) -> None:
    """Вернуть пару: it stands in the list again. Saying it twice is saying it once. Raises Refusal."""
    _may(said.one, said.other, by)
    if Namesakes.objects.select_for_update(of=("self",)).filter(pk=said.pk).first() is None:
        return
    for card, twin in ((said.one, said.other), (said.other, said.one)):
        record(verb="вернул(а) пару в возможные дубликаты", obj=card, by=by, comment=_told(twin))
    said.delete()


def _may(one: Teacher, other: Teacher, by: Any) -> None:
    if not all(by.has_perm("teachers.merge", card) for card in (one, other)):
        raise Refusal(NOT_YOURS)


def _told(card: Teacher) -> str:
    return f"Вторая карточка: {card.full_name}, {day(card.birth_date)}"

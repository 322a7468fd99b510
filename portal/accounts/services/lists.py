"""Saved lists: keeping conditions under a name, showing them to colleagues, taking a removal back. Rights are never kept with them."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from portal.accounts.models import District, SavedList
from portal.journal.services import record
from portal.kit.listing import canonical
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.words import quoted

KEPT_DAYS = 30  # a removed list can be brought back so long
MOST = 50
TOO_LONG = {  # the field's own sentence does not say what is too long, and only the name was typed
    ("query", "max_length"): "Отбор слишком длинный, чтобы его сохранить: в нём слишком много значений или слов. Уберите часть условий и сохраните ещё раз.",
    ("name", "max_length"): "Название списка слишком длинное: уложите его в 80 знаков.",
}


@transaction.atomic
def save_list(*, page: str, name: str, query: str, district: District, by: Any) -> SavedList:
    """Сохранить список: the conditions of an address under a name; the same name again replaces what it kept."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("Назовите список, чтобы потом его найти.", field="name")
    _one_by_one(by)
    mine = SavedList.objects.filter(user=by, district=district, page=page, removed_at__isnull=True)
    made = mine.select_for_update().filter(name=name).first()
    if made is None and mine.exclude(name="").count() >= MOST:
        raise Refusal(f"У вас уже {MOST} списков этой страницы: удалите ненужный.")
    made = made or SavedList(user=by, district=district, page=page, name=name)
    before = {"query": made.query} if made.pk else None
    made.query = canonical(QueryDict(query))
    _save(made)
    record(verb="сохранил(а) список", obj=made, by=by, before=before, after={"query": made.query})
    return made


@transaction.atomic
def change_list(*, saved: SavedList, name: str, shared: bool, by: Any) -> SavedList:
    """Переименовать; показать коллегам или перестать показывать."""
    _one_by_one(by)
    fresh = _mine(saved, by)
    before = {"name": fresh.name, "shared": fresh.shared}
    fresh.name, fresh.shared = " ".join(name.split()), shared
    if not fresh.name:
        raise Refusal("Назовите список, чтобы потом его найти.", field="name")
    after = {"name": fresh.name, "shared": fresh.shared}
    if before != after:
        _save(fresh)
        record(verb="изменил(а) сохранённый список", obj=fresh, by=by, before=before, after=after)
    return fresh


@transaction.atomic
def adopt_list(*, saved: SavedList, by: Any) -> SavedList:
    """Сделать моим: a copy of a colleague's list that I may change; a name that I have already gets a number."""
    _one_by_one(by)
    taken = set(SavedList.objects.filter(user=by, district=saved.district_id, page=saved.page, removed_at__isnull=True).values_list("name", flat=True))
    names = (saved.name, *(f"{saved.name[:75]} {number}" for number in range(2, MOST + 3)))
    name = next(one for one in names if one not in taken)
    return save_list(page=saved.page, name=name, query=saved.query, district=saved.district, by=by)


@transaction.atomic
def remove_list(*, saved: SavedList, by: Any) -> None:
    """Удалить; for a month it can be brought back, then the next removal clears it away."""
    SavedList.objects.filter(user=by, removed_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS)).delete()
    fresh = _mine(saved, by)
    fresh.removed_at = timezone.now()
    fresh.save(update_fields=["removed_at"])
    record(verb="удалил(а) сохранённый список", obj=fresh, by=by)


@transaction.atomic
def bring_back_list(*, saved: SavedList, by: Any) -> SavedList:
    """Вернуть удалённый список. Raises Refusal when another has got its name since."""
    _one_by_one(by)
    fresh = SavedList.objects.select_for_update().filter(pk=saved.pk, user=by, removed_at__isnull=False).first()
    if fresh is None:
        raise Refusal("Этот список уже вернули или удалили совсем.")
    fresh.removed_at = None
    _save(fresh)
    record(verb="вернул(а) сохранённый список", obj=fresh, by=by)
    return fresh


def remember_columns(*, page: str, columns: str, district: District, by: Any) -> None:
    """Запомнить обычные столбцы; a way of looking, not a deed of the journal. Those of the page: of any list all its codes together find room."""
    SavedList.objects.update_or_create(user=by, district=district, page=page, name="", removed_at=None, defaults={"query": columns})


def _one_by_one(by: Any) -> None:
    """A person's lists are written one after another: a name that is asked for twice at once is found taken, not refused by the database."""
    in_turn("accounts.lists", by.pk)


def _mine(saved: SavedList, by: Any) -> SavedList:
    fresh = SavedList.objects.select_for_update().filter(pk=saved.pk, removed_at__isnull=True).first()
    if fresh is None:
        raise Refusal("Этого списка уже нет: его удалили, пока страница была открыта.")
    if fresh.user_id != by.pk:
        raise Refusal(f"Список {quoted(fresh.name)} — коллеги: менять его может только владелец. Нажмите «Сделать моим», и у вас появится свой такой же.")
    return fresh


def _save(saved: SavedList) -> None:
    try:
        saved.full_clean(exclude=["district", "user"])
        saved.validate_constraints()
    except ValidationError as wrong:
        told = [TOO_LONG.get((name, one.code or ""), " ".join(one.messages)) for name, some in wrong.error_dict.items() for one in some]
        raise Refusal(" ".join(told), field="name") from wrong
    saved.save()

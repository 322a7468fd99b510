"""Holding people's cards while something is written about them: a merger of cards waits and takes it along, or it has been, and is said."""

from collections.abc import Iterable

from django.db.models import QuerySet

from portal.kit.refusal import Refusal
from portal.kit.turns import hold
from portal.kit.words import day
from teachers.models import Teacher


def held_cards(rows: QuerySet[Teacher], ids: Iterable[int]) -> list[Teacher]:
    """Those of `rows`, which neither a merger of cards nor an erasure changes until the transaction ends.

    Raises Refusal when a card was merged into another since the page was opened, which it names, or made nameless.
    """
    wanted = sorted(set(ids))
    hold(Teacher, *wanted)
    found = list(rows.filter(pk__in=wanted).select_related("merged_into"))
    why = next((why for one in found if (why := _why_gone(one))), "")
    if why:
        raise Refusal(why)
    return found


def _why_gone(card: Teacher) -> str:
    if card.erased_on:
        return "Одной из выбранных карточек больше нет: её обезличили. Обновите страницу."
    kept = card.merged_into
    if kept is None:
        return ""
    return f"Карточки «{card.full_name}» больше нет: её объединили с карточкой «{kept.full_name}», {day(kept.birth_date)}. Обновите страницу и повторите с оставшейся."

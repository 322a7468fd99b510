"""Whose people the actor answers for: her own district's, also at what a partner has shared."""

from collections.abc import Iterable
from typing import Any, TypeVar

from communities.models import Community, Event, Practice, Programme
from communities.selectors import people
from communities.selectors.places import Hosted
from portal.journal.services import COUNTED, record
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.words import short_name
from teachers.models import Teacher
from teachers.services.holding import held_cards

NAMES_IN_JOURNAL = 200
H = TypeVar("H", Event, Community, Programme)


def own_districts(host: Hosted, by: Any) -> list[int]:
    """Districts whose people `by` may write into the event, community or programme. Raises Refusal when there is none."""
    mine = people.own_districts(host, by)
    if not mine:
        raise Refusal("Вести участников может только методист района.")
    return mine


def own_teachers(host: Hosted, ids: Iterable[int], by: Any) -> list[Teacher]:
    """The teachers behind ids from a form, held. Raises Refusal when one is not of the actor's own district or no more (`held_cards`)."""
    wanted = set(ids)
    if not wanted:
        raise Refusal("Никто не выбран.")
    found = held_cards(Teacher.objects.filter(district__in=own_districts(host, by)), wanted)
    if len(found) != len(wanted):
        raise Refusal("Кого-то из выбранных нет среди педагогов вашего района. Обновите страницу и выберите ещё раз.")
    return found


def tell_journal(host: Hosted | Practice, verb: str, whom: Iterable[Teacher], by: Any, **after: Any) -> None:
    """One deed about many people, in the journal of their own district, named as long as a person can read."""
    everybody = list(whom)
    if not everybody:
        return
    names = sorted(short_name(one) for one in everybody)
    more = f" и ещё {len(names) - NAMES_IN_JOURNAL}" if len(names) > NAMES_IN_JOURNAL else ""
    counted = {COUNTED: len(names), **after}
    record(verb=verb, obj=host, by=by, after=counted, comment=", ".join(names[:NAMES_IN_JOURNAL]) + more, district_id=everybody[0].district_id)


def held(host: H, *, together: bool = False) -> H:
    """The event, community or programme as it is now and stays until the transaction ends: who changes or moves it waits.

    Who asks `together` lets others do the same: marks of two methodists. A turn, not a lock: a partner cannot lock a row that the wall lets her
    only read. Taken before any card or row.
    """
    take_turn(type(host), host.pk, together=together)
    fresh: H = type(host)._default_manager.get(pk=host.pk)
    return fresh


def take_turn(model: type[Hosted], *pks: int, together: bool = False) -> None:
    """Nobody else changes these, or their people, until the transaction ends."""
    for pk in sorted(set(pks)):
        in_turn(model._meta.label_lower, pk, together=together)

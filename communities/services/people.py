"""Whose people the actor answers for: her own district's, also at what a partner has shared."""

from collections.abc import Iterable
from typing import Any

from communities.models import Practice
from communities.selectors import people
from communities.selectors.places import Hosted
from portal.journal.services import COUNTED, record
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn
from portal.kit.words import short_name
from teachers.models import Teacher

NAMES_IN_JOURNAL = 200


def own_districts(host: Hosted, by: Any) -> list[int]:
    """Districts whose people `by` may write into the event, community or programme. Raises Refusal when there is none."""
    mine = people.own_districts(host, by)
    if not mine:
        raise Refusal("Вести участников может только методист района.")
    return mine


def own_teachers(host: Hosted, ids: Iterable[int], by: Any) -> list[Teacher]:
    """The teachers behind ids from a form. Raises Refusal when one of them is not of the actor's own district."""
    wanted = set(ids)
    if not wanted:
        raise Refusal("Никто не выбран.")
    found = list(Teacher.objects.filter(pk__in=wanted, district__in=own_districts(host, by)))
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


def hold_places(event_id: int) -> None:
    """Take turns over the places of an event: a partner's teacher cannot lock a row that the wall lets her only read."""
    in_turn("communities.event.places", event_id)

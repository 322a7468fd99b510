"""What monitoring keeps of a person (152-ФЗ); reports and their frozen lists are mended by `monitoring.services.personal`."""

from typing import Any

from django.db.models import BooleanField, CharField, Func, QuerySet, Value

from monitoring.models import FrozenList, SiteParticipant
from portal.kit.persons import Fate, Held, Subject
from teachers.selectors.personal import NUMBERS

PLACES = 8  # of a fact's row: teacher is the third, the day the seventh, the words the eighth
HELD = (Held(SiteParticipant, "teacher", Fate.KEEP, NUMBERS),)


def lists_with(who: Subject) -> QuerySet[FrozenList]:
    """Frozen lists that hold one of the person's cards: the third place of a row is the card."""
    if not who.cards:
        return FrozenList.objects.none()
    asked = " || ".join(f"@[2] == {int(card)}" for card in who.cards)
    path = Value(f"$[*] ? ({asked})", output_field=CharField())
    holds = Func("rows", path, function="jsonb_path_exists", template="%(function)s(%(expressions)s::jsonpath)", output_field=BooleanField())
    return FrozenList.objects.annotate(holds=holds).filter(holds=True)


def frozen_facts(who: Subject) -> list[dict[str, Any]]:
    """Her lines in them: of which report, on which day, what."""
    return [
        {"report": str(one.report), "on": row[6], "what": row[7]}
        for one in lists_with(who).select_related("report").order_by("pk")
        for row in one.rows
        if len(row) > PLACES and row[2] in who.cards
    ]

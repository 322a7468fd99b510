"""The button that takes back the last deed on many people of an event's list."""

from typing import Any

from communities.models import Event
from communities.selectors import sheet as known
from communities.services.attendance import Bulk


def enrolled(event: Event, user: Any) -> dict[str, Any]:
    """What the button for the user's last entry of people sends, or the sentence why it may not be taken back any more."""
    last = known.last_enrolment(event, user)
    if last is None:
        return undoing(None)
    why = known.why_enrolment_stays(event, user)
    return {**undoing(None if why else Bulk(last[0], dict.fromkeys(last[1], ""))), "undo_shut": why}


def undoing(bulk: Bulk | None) -> dict[str, Any]:
    """What the button «Отменить» sends."""
    kept = bulk if bulk and bulk.count else None
    return {"undo": kept, "undo_rows": ",".join(f"{pk}:{state}" for pk, state in kept.before.items()) if kept else ""}

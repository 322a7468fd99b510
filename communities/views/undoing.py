"""The button that takes back the last deed on many people of an event's list."""

from typing import Any

from communities.models import Event
from communities.selectors import sheet as known
from communities.services.attendance import Bulk


def enrolled(event: Event, user: Any) -> Bulk | None:
    """The user's last entry of people into the list, as long as it may be taken back."""
    last = known.last_enrolment(event, user)
    return Bulk(last[0], dict.fromkeys(last[1], "")) if last else None


def undoing(bulk: Bulk | None) -> dict[str, Any]:
    """What the button «Отменить» sends."""
    kept = bulk if bulk and bulk.count else None
    return {"undo": kept, "undo_rows": ",".join(f"{pk}:{state}" for pk, state in kept.before.items()) if kept else ""}

"""The bank of practices."""

from typing import Any

from communities.models import Practice
from portal.journal.lifecycle import advance
from portal.kit.periods import today


def move_practice(*, practice: Practice, move: str, by: Any, comment: str = "", seen: int | None = None) -> Practice:
    """Передать на экспертизу, включить в банк (today), отклонить."""
    changes: dict[str, Any] = {"included_on": today()} if move == "include" else {}
    fresh: Practice = advance(practice, move, by=by, comment=comment, seen=seen, **changes)
    return fresh

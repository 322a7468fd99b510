"""One short engine for every life cycle: a table of moves, `advance` to make one, `open_to` to offer them.

The page's buttons and the server's refusals come from the same checks, so they cannot disagree.
"""

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from portal.journal.services import record, refuse_stale, who_was_faster
from portal.kit.refusal import Refusal
from portal.kit.turns import locked

Need = Callable[[Any, Any], str]  # (object, user) → why not, or ""


@dataclass(frozen=True)
class Move:
    """One lawful change of state: `label` on the button, `may` the permission, `needs` the conditions, `warns` of what follows and cannot be taken back."""

    name: str
    label: str
    source: tuple[str, ...]
    target: str
    may: str
    needs: tuple[Need, ...] = ()
    done: str = ""  # words in the journal: «утвердил(а) маршрут»
    ask_comment: bool = False
    tone: str = "primary"
    warns: Need | None = None


@dataclass(frozen=True)
class Offer:
    """A move as the page shows it: possible, perhaps with a warning that is said before, or with the sentence why not."""

    move: Move
    refusal: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The table of moves of one model; `field` holds the state."""

    model: str
    moves: tuple[Move, ...]
    field: str = "state"
    by_name: dict[str, Move] = dataclasses.field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update({move.name: move for move in self.moves})


_LIFECYCLES: dict[str, Lifecycle] = {}


def register(lifecycle: Lifecycle) -> Lifecycle:
    """Make the lifecycle known under its model's label; returns it."""
    _LIFECYCLES[lifecycle.model] = lifecycle
    return lifecycle


def lifecycle_of(obj: models.Model) -> Lifecycle:
    return _LIFECYCLES[obj._meta.label_lower]


def all_lifecycles() -> dict[str, Lifecycle]:
    return dict(_LIFECYCLES)


@transaction.atomic
def advance(obj: Any, name: str, *, by: Any, comment: str = "", seen: int | None = None, **changes: Any) -> Any:
    """Make the move on a locked, re-read row and journal it; returns the fresh object.

    `seen` is `seen_of` as the page carried it: nobody decides on what she has not seen. `changes` are further fields set in the
    same breath (dates, who). Raises Refusal with a sentence when the state has moved on or the row has changed meanwhile (with who
    and when), the permission is missing or a need is not met.
    """
    cycle = lifecycle_of(obj)
    fresh = locked(type(obj)._default_manager, obj.pk)
    move = cycle.by_name.get(name)
    if move is None:
        raise Refusal("Такого действия нет. Обновите страницу.")
    refusal = _closed(cycle, move, fresh, by)
    if not refusal:
        refuse_stale(fresh, seen, moving=True)
        refusal = _unmet(move, fresh, by)
    if not refusal and move.ask_comment and not comment.strip():
        refusal = "Напишите, что именно нужно исправить: без пояснения адресат не поймёт причину."
    if refusal:
        raise Refusal(refusal)
    before = getattr(fresh, cycle.field)
    for key, value in {cycle.field: move.target, **changes}.items():
        setattr(fresh, key, value)
    fresh.save(update_fields=[cycle.field, *changes, *(["version"] if _bump(fresh) else [])])
    record(verb=move.done or move.label.lower(), obj=fresh, by=by, before={cycle.field: before}, after={cycle.field: move.target}, comment=comment)
    return fresh


def open_to(obj: Any, user: Any) -> list[Offer]:
    """The moves that leave the present state and that the user may make, each with the reason when it cannot be made yet."""
    cycle = lifecycle_of(obj)
    state = getattr(obj, cycle.field)
    offered = [move for move in cycle.moves if state in move.source and user.has_perm(move.may, obj)]
    counted = copy.copy(obj)  # what the conditions count is kept on the copy: several may ask the same, and no later call gets it
    return [_offer(move, counted, user) for move in offered]


def _offer(move: Move, obj: Any, user: Any) -> Offer:
    refusal = _unmet(move, obj, user)
    return Offer(move, refusal, move.warns(obj, user) if move.warns and not refusal else "")


def _closed(cycle: Lifecycle, move: Move, obj: Any, by: Any) -> str:
    if not by.has_perm(move.may, obj):
        return "У вас нет права на это действие."
    if getattr(obj, cycle.field) not in move.source:
        shown = getattr(obj, f"get_{cycle.field}_display")()
        return f"Действие «{move.label}» уже невозможно: сейчас состояние «{shown}», {who_was_faster(obj)}. Обновите страницу."
    return ""


def _unmet(move: Move, obj: Any, user: Any) -> str:
    return next((why for need in move.needs if (why := need(obj, user))), "")


def _bump(obj: Any) -> bool:
    """Optimistic version, where the model keeps one: an open edit form must notice the move."""
    if not hasattr(obj, "version"):
        return False
    obj.version += 1
    return True

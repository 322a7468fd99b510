"""How rows of two cards of one person become rows of one card: each model that points to a person says it as `joining`.

The service that merges cards finds the models by their keys and asks them, so that the storey of cards names none of the storeys above it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def fullness(row: Any) -> int:
    """How many fields of a row are filled: of two equal facts the one that says more is better."""
    return sum(getattr(row, field.attname) not in (None, "", [], {}) for field in row._meta.concrete_fields)


def step_of(name: str, *order: str) -> Callable[[Any], int]:
    """A row is the better, the later the value of the field stands in the order; values that are not named stand before all."""
    return lambda row: order.index(value) if (value := getattr(row, name)) in order else -1


@dataclass(frozen=True)
class Joining:
    """`same` names the fields by which two rows are one fact (with the two cards taken for one); the better stays, the other is remembered.

    `only` narrows this to rows with such values of a field. `terms`: rows whose days overlap are one fact, too. `stays`: the row tells of the
    card itself and does not move. `either`: when both cards have rows with such values of a field, nothing is merged until one of them is
    closed; `says` is that sentence.
    """

    same: tuple[str, ...] = ()
    only: tuple[str, tuple[Any, ...]] | None = None
    better: Callable[[Any], Any] = fullness
    terms: bool = False
    stays: bool = False
    either: tuple[str, tuple[Any, ...]] | None = None
    says: str = ""


def pointing_at(model: Any) -> dict[Any, list[Any]]:
    """Every model with a foreign key to this one → those keys; also keys that have no name on the other side."""
    found: dict[Any, list[Any]] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            found.setdefault(relation.related_model, []).append(relation.field)
    return found

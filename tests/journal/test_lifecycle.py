"""The engine of life cycles, shown on the route's table of moves once; its refusals are sentences."""

import pytest

from portal.journal.lifecycle import all_lifecycles


def test_every_lifecycle_names_real_states_and_permissions(db: None) -> None:
    from django.apps import apps
    from rules.permissions import perm_exists

    for label, cycle in all_lifecycles().items():
        states = set(dict(apps.get_model(label)._meta.get_field(cycle.field).choices))
        for move in cycle.moves:
            assert {move.target, *move.source} <= states, f"{label}.{move.name}"
            assert perm_exists(move.may), f"{label}.{move.name}: {move.may}"


@pytest.mark.parametrize("attribute", ["name", "label", "may"])
def test_every_move_is_named(attribute: str) -> None:
    for cycle in all_lifecycles().values():
        assert all(getattr(move, attribute) for move in cycle.moves)

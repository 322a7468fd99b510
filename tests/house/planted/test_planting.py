"""The planting itself: nothing that a district owns is forgotten."""

from portal.kit import wall
from tests.house.planted.conftest import World
from tests.house.planting import walled_models


def test_every_walled_table_has_a_canary(world: World) -> None:
    """A new model with a district fails here: plant one in tests/house/planting.py, else no test looks for its leak."""
    with wall.scope([world.foreign.district.pk], common=True):
        bare = [model._meta.label for model in walled_models() if not model._base_manager.filter(district=world.foreign.district).exists()]
    assert bare == []

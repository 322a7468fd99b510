"""One of everything in a planted district moves to the card that stays, and comes back exactly as it was."""

from typing import Any

from portal.accounts.models import Erasure
from portal.kit import wall
from portal.kit.joining import pointing_at
from teachers.models import Teacher
from teachers.selectors.merging import FIRST, plan_of, rule_of
from teachers.services import merging
from tests import factories
from tests.house.planting import plant
from tests.house.register import everything

KEYS = pointing_at(Teacher)


def test_one_of_everything_moves_and_comes_back(ground: None) -> None:
    """Every table that points at a card has a row of it. Merging leaves nothing there but what is said of the card itself; undoing changes nothing."""
    home = factories.district("twins")
    with wall.scope([home.pk]):
        garden = plant(home, "Зимний")
        duplicate, methodist = garden["teacher"], garden.people["methodist"]
        assert _pointing(duplicate) == set(KEYS), "Plant a row that points at garden['teacher'] for each model (tests/house/register.py)."
        Erasure.objects.filter(card=duplicate.pk).update(state=Erasure.State.WITHDRAWN)  # an open requirement comes before any merging
        kept = factories.teacher(home, garden["organisation"], last_name="Зимняя", position="adm01")
        before = everything(home)
        jobs = {one.name: FIRST for one in plan_of(kept, duplicate).clashes}
        done = merging.merge(kept=kept, duplicate=duplicate, fields={}, jobs=jobs, by=methodist)
        assert _pointing(duplicate) == {model for model in KEYS if rule_of(model).stays}
        assert Teacher.objects.get(pk=kept.pk).user == garden.people["teacher"]
        merging.undo(merging=done, by=methodist)
        after = everything(home)
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def _pointing(card: Teacher) -> set[Any]:
    """Models with a row that points at the card."""
    return {model for model, keys in KEYS.items() for key in keys if model._base_manager.filter(**{key.attname: card.pk}).exists()}

"""Three planted districts, made once for a worker in a transaction that is rolled back at its end; so the tests of this folder are two groups of xdist."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from portal.accounts.models import Role, User
from portal.kit import wall
from portal.kit.wall import Walled
from portal.site.base import indicators, words
from tests import factories
from tests.house import golden
from tests.house.addresses import addresses, filled
from tests.house.asking import Visitor
from tests.house.planting import Garden, plant, sign

CANARY = "Канарей"  # in whatever the foreign district has; searched for by a part in lower case, which is no canary itself
PARTNER = "Снегир"  # in whatever a partner of the own district has; what is shared may be seen, people may not
FORMULA, SCRIPT = "=1+1", "<script>x()</script>"
OWN = f'{FORMULA}">{SCRIPT}Зимородк'  # the own people are named by an attacker
ROLES = ("anonymous", "teacher", "school_head", "methodist", "department_head", "mentor", "expert", "coordinator", "operator")


HERE = Path(__file__).parent
# About half of the time of the folder: the other half may go to another worker. What the first met on its walks the second does not ask again.
ASKING = ("test_canaries", "test_urls")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, whatever folder the run was given
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("planted-asking" if item.path.stem in ASKING else "planted"))


@dataclass(frozen=True)
class World:
    """The own district, a foreign one, and a partner that has signed an agreement with the own one."""

    own: Garden
    foreign: Garden
    partner: Garden

    def user(self, role: str) -> User | None:
        """Who asks: a role of the own district, `anonymous` or `foreign` (the methodist of the other one)."""
        if role == "anonymous":
            return None
        return self.foreign.people[Role.METHODIST] if role == "foreign" else self.own.people[role]


@pytest.fixture(scope="package")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Dictionaries and passports of indicators; everything done on it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with wall.scope(common=True):
            words.dictionaries()
            indicators.passports()
        yield
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture(scope="package")
def world(ground: None) -> World:
    gardens = []
    for code, word in (("sovgavan", OWN), ("amursk", CANARY), ("vanino", PARTNER)):
        home = factories.district(code)
        with wall.scope([home.pk]):
            gardens.append(plant(home, word))
    with wall.scope([home.pk]):
        sign(home, gardens[0].district)
    return World(*gardens)


@dataclass(frozen=True)
class Sample:
    """A named address with the sample that its golden table gives it."""

    name: str
    sample: str

    def of(self, garden: Garden) -> str:
        return filled(self.name, self.sample, garden)

    def walled(self, garden: Garden) -> bool:
        """The address names an object of a district."""
        parts = [part.partition("=")[2].split(".")[0] for part in self.sample.split(",")] if self.sample != "-" else []
        return any(isinstance(garden.things.get(name), Walled) for name in parts)


def samples() -> list[Sample]:
    """All addresses of our own rooms that the golden tables know."""
    rows = [row for path in sorted((golden.HERE / "urls").glob("*.txt")) if path.stem != "allauth" for row in golden.read(path)]
    known = {one.name for one in addresses()}
    return list(dict.fromkeys(Sample(row[0], row[1]) for row in rows if row[0] in known))


@pytest.fixture(scope="package")
def visitors(world: World) -> dict[str, Visitor]:
    return {role: Visitor(world.user(role)) for role in (*ROLES, "foreign")}

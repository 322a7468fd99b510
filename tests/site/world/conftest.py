"""The demo world in a database of its own for all tests of this folder, and everything done in it rolled back after the last."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from portal.accounts.models import District
from portal.engine import stamps
from portal.kit import statistics
from portal.kit.wall import scope
from portal.site.world.load import load_world
from tests import ground

TODAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class World:
    """What the loading left: districts by code, and how to load again."""

    districts: dict[str, District]

    def load(self, today: dt.date = TODAY) -> list[str]:
        return load_world(today=today, say=lambda line: None)


def make() -> None:
    load_world(today=TODAY, say=lambda line: None)
    statistics.refresh()  # as the command does: without it the planner takes the new rows for a handful


LOADED = ground.Ready("world", ground.APP, make, lambda: [*stamps.product(), Path(__file__)], ground.MIGRATED)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    name = f"{connection.settings_dict['NAME']}_world"
    with django_db_blocker.unblock(), ground.database(name, LOADED), transaction.atomic():
        yield World({one.code: one for one in District.objects.all()})
        transaction.set_rollback(True)


@pytest.fixture
def sovgavan(world: World) -> Iterator[District]:
    with scope([world.districts["sovgavan"].pk]):
        yield world.districts["sovgavan"]


@pytest.fixture
def amursk(world: World) -> Iterator[District]:
    with scope([world.districts["amursk"].pk]):
        yield world.districts["amursk"]


@pytest.fixture
def timashevsk(world: World) -> Iterator[District]:
    with scope([world.districts["timashevsk"].pk]):
        yield world.districts["timashevsk"]

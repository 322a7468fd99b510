"""The demo world, loaded once for all tests of this folder, in a transaction that is rolled back after the last."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from portal.accounts.models import District
from portal.kit import statistics
from portal.kit.wall import scope
from portal.site.world.load import load_world

TODAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class World:
    """What the loading left: districts by code, and how to load again."""

    districts: dict[str, District]

    def load(self, today: dt.date = TODAY) -> list[str]:
        return load_world(today=today, say=lambda line: None)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_world(today=TODAY, say=lambda line: None)
        statistics.refresh()  # as the command does: without it the planner takes the new rows for a handful
        connection.check_constraints()  # deferred keys answer now, as they would at commit
        yield World({one.code: one for one in District.objects.all()})
        transaction.set_rollback(True)
    connection.close()


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

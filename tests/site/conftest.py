"""The demo world, loaded once for all tests of a module in a transaction that is rolled back at its end."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from portal.accounts.models import District
from portal.site.world.load import load_world

TODAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class World:
    """What the loading left: districts by code, and how to load again."""

    districts: dict[str, District]

    def load(self, today: dt.date = TODAY) -> list[str]:
        return load_world(today=today, say=lambda line: None)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_world(today=TODAY, say=lambda line: None)
        connection.check_constraints()  # deferred keys answer now, as they would at commit
        yield World({one.code: one for one in District.objects.all()})
        transaction.set_rollback(True)
    connection.close()

"""The ground every test stands on: a real PostgreSQL, migrated by the owner, used as the application's role.

A test that ran as the owner would prove nothing about the wall.
"""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection
from hypothesis import settings as hypothesis_settings

from portal.accounts.models import District
from portal.kit import wall
from portal.kit.roomy import roomy
from tests import factories, ground

# A busy machine is no fault of the code, time is the bench's matter; and the same code gets the same answer. `HYPOTHESIS=search` looks for new examples.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.register_profile("search", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS", "portal"))


RARELY = (50_000, 20, 20)  # new objects until the collector looks, and looks deeper: by Python's own numbers it takes a tenth of all the time
GROUPS = ("journeys", "planted-asking", "planted", "world")  # by the time they take, in minutes


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[Any]:
    """Nothing that is imported meanwhile is garbage: looking for some takes a quarter of the collection."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first, so that no worker begins it when the others have finished; those that commit, and so empty the tables, still last."""
    items.sort(key=lambda item: (_commits(item), item.get_closest_marker("long") is None, _group(item)))


def _group(item: pytest.Item) -> int:
    """Where the item's group of xdist stands in the order; those without one after all groups."""
    asked = item.get_closest_marker("xdist_group")
    return GROUPS.index(asked.args[0]) if asked and asked.args else len(GROUPS)


def _commits(item: pytest.Item) -> bool:
    asked = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(asked and asked.kwargs.get("transaction"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests of one group share what is costly; spread over two workers they would start two portals that end each other's parts."""
    scattered = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("]")[2]]
    if session.config.getoption("loadgroup", False) and scattered:
        raise pytest.UsageError(f"pytest-xdist does not keep groups with pytest {pytest.__version__}: {scattered[0]} and {len(scattered) - 1} more")
    gc.collect()
    gc.freeze()  # what is imported stays to the end: the collector need not walk over it again and again
    gc.set_threshold(*RARELY)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """What pytest itself does, as roomy as a request on the running portal: a walk through all pages takes half the time."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    roomy(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """A database that the owner has migrated; every test runs as the application's role."""
    suffix = "" if worker_id == "master" else f"_{worker_id}"
    with django_db_blocker.unblock(), ground.database(f"test_{connection.settings_dict['NAME']}{suffix}"), django_db_blocker.block():
        yield


@pytest.fixture
def district(db: None) -> Iterator[District]:
    """A district whose wall is open for the test's own lines, as a request of its people would have it."""
    made = factories.district("sovgavan")
    with wall.scope([made.pk]):
        yield made


@pytest.fixture
def foreign(db: None) -> District:
    """Another district; its rows are made inside `wall.scope([foreign.pk])`."""
    return factories.district("amursk")

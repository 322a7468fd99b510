"""A page costs as many queries with twelve rows as with one, and a list never more than twelve."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.kit import wall
from tests import factories
from tests.house.asking import Visitor
from tests.house.planted.conftest import samples
from tests.house.planting import Garden, grow, plant

ROLES = tuple(Role.values)
MOST = 12  # of a list; a page about one thing with all its parts may take a few more
MOST_OF_DETAILS = 18
NO_LISTS = {"teachers:assessment"}


@pytest.fixture(scope="module")
def counted(ground: None) -> dict[str, dict[str, tuple[int, int]]]:
    """role → address → (queries with one row, with twelve)."""
    home = factories.district("growing")
    with wall.scope([home.pk]):
        garden = plant(home, "Растущ")
    visitors = {role: Visitor(garden.people[role]) for role in ROLES}
    files: set[str] = set()
    pages = {role: pages_of(visitor, garden, files) for role, visitor in visitors.items()}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10)):  # what was journalled at the planting is old news
        for role in ROLES:
            for page in pages[role]:
                visitors[role].client.get(page)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15)):
        visitors["methodist"].client.get(reverse("monitoring:indicators"))  # the first to look counts anew
        few = {role: {page: queries(visitors[role].client, page) for page in pages[role]} for role in ROLES}
    with wall.scope([home.pk]):
        grow(garden, 11)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)):
        visitors["methodist"].client.get(reverse("monitoring:indicators"))
        return {role: {page: (count, queries(visitors[role].client, page)) for page, count in few[role].items()} for role in ROLES}


def queries(client: Client, page: str) -> int:
    """Statements of one answer as the running portal sends them: savepoints and the last closing of the wall come from the test's own transaction."""
    with CaptureQueriesContext(connection) as seen:
        client.get(page)
    sent = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return len(sent) - sent[-1].startswith("SELECT set_config")


def pages_of(visitor: Visitor, garden: Garden, files: set[str]) -> list[str]:
    """Pages that open to the visitor; `files` gathers addresses of files, which are costly to ask for once more."""
    answers = [visitor.get(address) for address in dict.fromkeys(sample.of(garden) for sample in samples()) if address not in files]
    files |= {one.address for one in answers if one.status == 200 and not one.is_page}
    return [one.address for one in answers if one.status == 200 and one.is_page]


@pytest.mark.parametrize("role", ROLES)
def test_queries_do_not_grow_with_rows(role: str, counted: dict[str, dict[str, tuple[int, int]]]) -> None:
    assert {page: counts for page, counts in counted[role].items() if counts[0] != counts[1]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_list_takes_more_than_twelve_queries(role: str, counted: dict[str, dict[str, tuple[int, int]]]) -> None:
    lists = {reverse(one.name) for one in samples() if one.sample == "-" and one.name not in NO_LISTS}
    limits = {page: MOST if page in lists else MOST_OF_DETAILS for page in counted[role]}
    assert {page: counts for page, counts in counted[role].items() if counts[1] > limits[page]} == {}

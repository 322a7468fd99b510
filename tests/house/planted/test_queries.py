"""A page costs as many queries with a dozen rows as with two, and never more than twelve; every page with a paged list is in the bench."""

import datetime as dt

import pytest
import time_machine
from django.core.paginator import Page
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.kit import wall
from portal.site.bench.lists import LISTS
from tests import factories
from tests.house.asking import Visitor
from tests.house.planted.conftest import samples
from tests.house.planting import Garden, grow, plant

ROLES = tuple(Role.values)
MOST = 12  # session, sign-in and scope included
MORE = {
    "communities:event": 13,  # a shared event: the wall is opened for a moment to count the places that people of other districts took
    "accounts:district": 15,  # the operator's one district: sizes of its tables, heads, invitations, archives
    "routes:more": 14,  # four kinds of offers beside the route, its deficits and steps, the teacher's main work, and who read them
    "routes:offers": 14,  # the same
    "routes:print": 13,  # the whole route, its skills and approval, and notes who read them
    "site:certificate": 13,  # facts of six tables, papers issued, and notes who read them
    "teachers:twin_pair": 13,  # two cards side by side, and notes who read them
    "teachers:intake": 13,  # rows are counted by verdict, and told in the words of the dictionaries and the places
    "teachers:card": 14,  # facts of six tables on a date and their words; the head's right is a question of its own
    "teachers:record": 15,  # КПК, attestation, awards, roles, stages, the career line
    "site:my_erasure": 17,  # the wall is opened for her district alone, and asked whether she has a card or access in another one
    "site:erasure": 24,  # before the decision: the same, namesakes and places, the words that will go and the texts they stand in
    "teachers:profile": 14,  # compares two self-assessments and notes who read them
}
GALLERY = {"site:ui"}  # shows the components on made-up rows


@pytest.fixture(scope="module")
def paged() -> set[str]:
    """Names of the pages that were found to cut a list into pages; `counted` fills it."""
    return set()


@pytest.fixture(scope="module")
def counted(ground: None, paged: set[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """role → address → (queries with two rows, with a dozen)."""
    home = factories.district("growing")
    with wall.scope([home.pk]):
        garden = plant(home, "Растущ")
        grow(garden)  # people without an account too: a list that is empty for one has no rows to read
    visitors = {role: Visitor(garden.people[role]) for role in ROLES}
    files: set[str] = set()
    pages = {role: pages_of(visitor, garden, files) for role, visitor in visitors.items()}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10)):  # what was journalled at the planting is old news
        for role in ROLES:
            for page in pages[role]:
                if isinstance((visitors[role].client.get(page).context or {}).get("page"), Page):
                    paged.add(resolve(page).view_name)
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
def test_no_page_takes_more_than_twelve_queries(role: str, counted: dict[str, dict[str, tuple[int, int]]]) -> None:
    assert {page: counts for page, counts in counted[role].items() if counts[1] > MORE.get(resolve(page).view_name, MOST)} == {}


def test_every_page_with_a_paged_list_is_measured(counted: dict[str, dict[str, tuple[int, int]]], paged: set[str]) -> None:
    assert paged - {one.name for one in LISTS} - GALLERY == set()

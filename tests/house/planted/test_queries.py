"""A page costs as many queries with a dozen rows as with two, and never more than twelve; every page with a paged list is in the bench."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.paginator import Page
from django.db import connection
from django.urls import resolve, reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.journal.services import read_all
from portal.kit import wall
from portal.site.bench.lists import LISTS
from routes.views.shared import READ as ROUTE
from teachers.models import Teacher
from teachers.views.common import READ as CARD
from tests import factories
from tests.house.asking import Answer, Visitor
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
    "teachers:twin_pair": 14,  # two cards side by side, and notes who read them
    "teachers:intake": 13,  # rows are counted by verdict, and told in the words of the dictionaries and the places
    "teachers:card": 14,  # facts of six tables on a date and their words; the head's right is a question of its own
    "teachers:record": 15,  # КПК, attestation, awards, roles, stages, the career line
    "site:looked": 13,  # of one whose cards were merged: the accounts that the merging ended were hers too
    "site:my_erasure": 17,  # the wall is opened for her district alone, and asked whether she has a card or access in another one
    "site:erasure": 24,  # before the decision: the same, namesakes and places, the words that will go and the texts they stand in
    "teachers:profile": 15,  # compares two self-assessments, notes who read them, and asks for the route drawn up from it
}
GALLERY = {"site:ui"}  # shows the components on made-up rows


@dataclass
class Counted:
    """What all roles were asked for: role → address → (queries with two rows, with a dozen), and the names of pages that cut a list."""

    by_role: dict[str, dict[str, tuple[int, int]]]
    paged: set[str]


@pytest.fixture(scope="module")
def counted(ground: None) -> Counted:
    """Two walks of everybody through everything, a dozen rows apart; what a page does is undone after each answer, so both walks find the same."""
    home = factories.district("growing")
    with wall.scope([home.pk]):
        garden = plant(home, "Растущ")
        grow(garden)  # people without an account too: a list that is empty for one has no rows to read
    visitors = {role: Visitor(garden.people[role]) for role in ROLES}
    for user in garden.people.values():
        with wall.scope([home.pk], user=user.pk):  # the first reading of a day is written down; what a page costs is asked on the next
            for verb in (CARD, ROUTE):
                read_all(objects=list(Teacher.objects.all()), verb=verb, by=user)
    files: set[str] = set()
    paged: set[str] = set()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15)):  # what was journalled at the planting is old news
        visitors["methodist"].client.get(reverse("monitoring:indicators"))  # the first to look counts anew
        few = {role: walk(visitor, garden, files, paged) for role, visitor in visitors.items()}
    with wall.scope([home.pk]):
        grow(garden, 11)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)):
        visitors["methodist"].client.get(reverse("monitoring:indicators"))
        many = {role: {page: queries(visitors[role], page)[0] for page in few[role]} for role in ROLES}
    return Counted({role: {page: (count, many[role][page]) for page, count in few[role].items()} for role in ROLES}, paged)


def walk(visitor: Visitor, garden: Garden, files: set[str], paged: set[str]) -> dict[str, int]:
    """Pages that open to the visitor with their queries; `files` gathers addresses of files, which are costly to ask for once more, `paged` names of pages with a cut list."""
    found = {}
    for address in dict.fromkeys(sample.of(garden) for sample in samples()):
        if address in files:
            continue
        count, answer = queries(visitor, address)
        if answer.status != 200:
            continue
        if not answer.is_page:
            files.add(address)
            continue
        found[address] = count
        if isinstance((answer.context or {}).get("page"), Page):
            paged.add(resolve(address).view_name)
    return found


def queries(visitor: Visitor, address: str) -> tuple[int, Answer]:
    """Statements of one answer as the running portal sends them: savepoints and the last closing of the wall come from the test's own transaction."""
    sent: list[str] = []

    def note(execute: Any, sql: str, *given: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            sent.append(str(sql))
        return execute(sql, *given)

    with connection.execute_wrapper(note):
        answer = visitor.get(address)
    return len(sent) - sent[-1].startswith("SELECT set_config") if sent else 0, answer


@pytest.mark.parametrize("role", ROLES)
def test_queries_do_not_grow_with_rows(role: str, counted: Counted) -> None:
    assert {page: counts for page, counts in counted.by_role[role].items() if counts[0] != counts[1]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_takes_more_than_twelve_queries(role: str, counted: Counted) -> None:
    assert {page: counts for page, counts in counted.by_role[role].items() if counts[1] > MORE.get(resolve(page).view_name, MOST)} == {}


def test_every_page_with_a_paged_list_is_measured(counted: Counted) -> None:
    assert counted.paged - {one.name for one in LISTS} - GALLERY == set()

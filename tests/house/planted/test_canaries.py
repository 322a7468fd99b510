"""The wall on the pages: whatever anybody of one district opens, nothing of the other district is in it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from portal.accounts.models import Appointment, Role
from portal.kit import wall
from tests import factories
from tests.house import manners
from tests.house.asking import Answer, Visitor, with_query
from tests.house.planted.conftest import CANARY, OWN, ROLES, Sample, World, samples
from tests.house.planting import sign

PART = CANARY.lower()  # found by a search for it, and no canary itself when the page repeats what was asked
# The operator reads accounts, appointments and the journal of every district (docs/decisions/0005-operator.md), and nothing else of them.
OPERATOR_READS = ("/people/", "/journal/")
ACCOUNT_PAGES = ["/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/", "/accounts/email/"]
PUBLIC_CHECK = "documents:check"  # opens to everybody by number or code: its own test is in tests/documents


def opened(visitor: Visitor, world: World) -> list[Answer]:
    """All pages, files and parts that the person can reach, and every search of them."""
    found = visitor.walk([sample.of(world.own) for sample in samples()] + ACCOUNT_PAGES)
    searches = [with_query(one.address.partition("?")[0], q=PART) for one in found if one.is_page and b'name="q"' in one.body]
    return found + [visitor.get(address) for address in dict.fromkeys(searches)]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_the_foreign_district_is_shown_and_pages_have_manners(role: str, world: World, visitors: dict[str, Visitor]) -> None:
    """Two questions to the same answers, since asking is what takes time."""
    answers = opened(visitors[role], world)
    assert {one.address: found for one in answers if one.is_page and (found := manners.faults(one))} == {}
    allowed = OPERATOR_READS if role == Role.OPERATOR else ()
    assert [answer.address for answer in answers if CANARY in answer.text and not answer.address.startswith(allowed)] == []
    if role == Role.METHODIST:  # the same eyes do see the own district, so the words are looked for where they would be
        assert sum(OWN in answer.text for answer in answers) > len(answers) / 3


def foreign_samples(role: str, world: World) -> list[Sample]:
    """Addresses of objects of a district, without what the public or the operator may open."""
    return [one for one in samples() if one.walled(world.own) and one.name != PUBLIC_CHECK and not (role == Role.OPERATOR and one.name.startswith("accounts:"))]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES[1:])
def test_a_foreign_object_does_not_exist(role: str, method: str, world: World, visitors: dict[str, Visitor]) -> None:
    """404, or the refusal that an own object gets as well (403, 405)."""
    wrong = []
    for sample in foreign_samples(role, world):
        foreign = visitors[role].ask(method, sample.of(world.foreign))
        if foreign.status != 404 and (foreign.status not in (403, 405) or foreign.status != visitors[role].ask(method, sample.of(world.own)).status):
            wrong.append((sample.name, foreign.status))
    assert wrong == []


@pytest.fixture
def partners(world: World) -> Iterator[None]:
    """The foreign district has signed an agreement with the own one, which leads the network."""
    with transaction.atomic():
        with wall.scope([world.foreign.district.pk]):
            sign(world.foreign.district, world.own.district)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.METHODIST, Role.TEACHER, Role.DEPARTMENT_HEAD])
def test_a_signed_agreement_opens_shared_things_but_no_people(role: str, world: World, visitors: dict[str, Visitor], partners: None) -> None:
    answers = opened(visitors[role], world)
    seen = [answer.address for answer in answers for name in (f"{CANARY} Вера", f"{CANARY} В.", f"{CANARY}а") if name in answer.text]
    assert seen == []


@pytest.fixture
def both(world: World) -> Iterator[Visitor]:
    """A methodist of both districts."""
    with transaction.atomic():
        who = factories.user(Role.METHODIST, world.own.district, last_name="Двойная")
        with wall.scope([world.foreign.district.pk]):
            Appointment.objects.create(user=who, district=world.foreign.district, role=Role.METHODIST, since="2020-01-01")
        yield Visitor(who)
        transaction.set_rollback(True)


def test_a_methodist_of_two_districts_sees_both(world: World, both: Visitor, visitors: dict[str, Visitor]) -> None:
    """Every list that shows the own district to its methodist shows both to her; details of either open."""
    lists = [sample.of(world.own) for sample in samples() if sample.sample == "-"]
    shown = {address: both.get(address).text for address in lists if OWN in visitors[Role.METHODIST].get(address).text}
    assert sum(OWN in text for text in shown.values()) > len(shown) / 2  # the rest shows what is hers alone: her name, her notices
    assert [address for address, text in shown.items() if OWN in text and CANARY not in text] == []

"""The wall on the pages: whatever anybody of one district opens, nothing of the other district is in it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from portal.accounts.models import Appointment, Role
from portal.kit import wall
from tests import factories
from tests.house import manners
from tests.house.asking import Answer, Visitor, with_query
from tests.house.planted.conftest import CANARY, FORMULA, OWN, PARTNER, ROLES, SCRIPT, Sample, World, samples

PART = CANARY.lower()  # found by a search for it, and no canary itself when the page repeats what was asked
# The operator reads accounts, appointments, the journal and requirements of erasure of every district (docs/decisions/0005-operator.md), and nothing else of them.
OPERATOR_READS = ("/people/", "/journal/", "/erasures/")
OPERATOR_OPENS = ("accounts:", "site:erasure", "site:decide_erasure", "site:take_back")
PARTNER_PEOPLE = (f"{PARTNER} Вера", f"{PARTNER} В.", f"{PARTNER}а", f"{PARTNER}.pdf")
ACCOUNT_PAGES = ["/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/", "/accounts/email/"]
PUBLIC_CHECK = ("documents:check", "documents:check_line")  # open to everybody by number or code: their own tests are in tests/documents and tests/site


def opened(visitor: Visitor, world: World) -> list[Answer]:
    """All pages, files and parts that the person can reach, and every search of them."""
    found = visitor.walk([sample.of(world.own) for sample in samples()] + ACCOUNT_PAGES)
    searches = [with_query(one.address.partition("?")[0], q=PART) for one in found if one.is_page and b'name="q"' in one.body]
    return found + [visitor.get(address) for address in dict.fromkeys(searches)]


@pytest.mark.parametrize("role", ROLES)
def test_what_the_district_shows_is_its_own_and_well_written(role: str, world: World, visitors: dict[str, Visitor]) -> None:
    """Several questions to the same answers, since asking is what takes time."""
    answers = opened(visitors[role], world)
    allowed = OPERATOR_READS if role == Role.OPERATOR else ()
    assert [one.address for one in answers if CANARY in one.text and not one.address.startswith(allowed)] == []
    assert [one.address for one in answers if any(name in one.text for name in PARTNER_PEOPLE) and not one.address.startswith(allowed)] == []
    assert {one.address: found for one in answers if one.is_page and (found := manners.faults(one))} == {}
    assert [one.address for one in answers if one.is_page and SCRIPT.encode() in one.body] == []
    assert {one.address: found for one in answers if (found := manners.formulas(one, FORMULA))} == {}
    if role == Role.METHODIST:  # the same eyes do see the own district and what the partner shares
        assert sum(OWN in one.text for one in answers) > len(answers) / 3
        assert any(PARTNER in one.text for one in answers)


def foreign_samples(role: str, world: World) -> list[Sample]:
    """Addresses of objects of a district, without what the public or the operator may open."""
    return [
        one
        for one in samples()
        if one.walled(world.own) and one.name not in PUBLIC_CHECK and not (role == Role.OPERATOR and one.name.startswith(OPERATOR_OPENS))
    ]


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
def both(world: World) -> Iterator[Visitor]:
    """A methodist of both districts."""
    with transaction.atomic():
        who = factories.user(Role.METHODIST, world.own.district, last_name="Двойная")
        with wall.scope([world.foreign.district.pk]):
            Appointment.objects.create(user=who, district=world.foreign.district, role=Role.METHODIST, since="2020-01-01")
        yield Visitor(who)
        transaction.set_rollback(True)


def test_a_methodist_of_two_districts_sees_both(world: World, both: Visitor, visitors: dict[str, Visitor]) -> None:
    """Every list that shows the own district to its methodist shows both to her, at once or after a switch of district."""
    lists = [sample.of(world.own) for sample in samples() if sample.sample == "-"]
    shown = {address: both.get(address).text for address in lists if OWN in visitors[Role.METHODIST].get(address).text}
    theirs = {address: text for address, text in shown.items() if OWN in text}
    assert len(theirs) > len(shown) / 2  # the rest shows what is hers alone: her name, her notices
    one_by_one = [address for address, text in theirs.items() if CANARY not in text]
    assert len(one_by_one) < len(theirs) / 2
    both.enter(reverse("accounts:switch_district"), {"district": str(world.foreign.district.pk)})
    assert [address for address in one_by_one if CANARY not in both.get(address).text] == []

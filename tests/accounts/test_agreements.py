"""Agreements of networks: the operator writes them, a signed one in force opens the summary, its end closes it, the papers stay in the journal."""

import datetime as dt
from typing import Any

import pytest
from django.db.utils import ProgrammingError
from django.test import Client

from portal.accounts.models import Agreement, District, Network, Role, User
from portal.accounts.selectors import open_windows
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from tests import factories

LIST = "/people/agreements/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(db: None) -> District:
    return factories.district("lead", name="Ведущий район")


@pytest.fixture
def member(db: None) -> District:
    return factories.district("member", name="Район-участник")


@pytest.fixture
def network(lead: District) -> Network:
    return Network.objects.create(name="Сеть восьми служб", lead=lead)


@pytest.fixture
def operator(db: None) -> User:
    return factories.user(Role.OPERATOR, None)


@pytest.fixture
def desk(operator: User) -> Client:
    return factories.client(operator)


def paper(network: Network, **changes: Any) -> dict[str, Any]:
    return {"network": network.pk, "member": "", "partner": "", "number": "7-ТМС", "since": "2020-09-01", "until": "", **changes}


def made(desk: Client, network: Network, **changes: Any) -> Agreement:
    answer = desk.post(f"{LIST}new/", paper(network, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return kept()


def kept() -> Agreement:
    with wall.scope(common=True):
        return Agreement.objects.order_by("-pk")[0]


def moves(desk: Client, one: Agreement, move: str, **more: str) -> Any:
    seen = desk.get(f"{LIST}{one.pk}/").context["seen"]
    return desk.post(f"{LIST}{one.pk}/", {"move": move, "seen": seen, **more})


def seen_by_the_lead(lead: District) -> tuple[int, ...]:
    with wall.scope([lead.pk]):
        open_windows(factories.user(Role.COORDINATOR, lead))
        return wall.current().members


def in_the_summary(lead: District) -> list[District]:
    """Columns of the coordinator's page."""
    answer = factories.client(factories.user(Role.COORDINATOR, lead)).get("/monitoring/network/")
    districts: list[District] = answer.context["districts"]
    return districts


def test_the_window_opens_with_the_signature_and_closes_with_the_termination(desk: Client, network: Network, lead: District, member: District) -> None:
    one = made(desk, network, member=member.pk)
    assert (one.state, seen_by_the_lead(lead)) == ("planned", ())
    assert moves(desk, one, "sign").status_code == 302
    assert seen_by_the_lead(lead) == (member.pk,)
    assert in_the_summary(lead) == [member]
    moves(desk, one, "terminate", comment="Вышли из сети")
    assert (kept().state, kept().until) == ("terminated", today())
    assert seen_by_the_lead(lead) == ()
    assert in_the_summary(lead) == []


def test_an_agreement_that_begins_later_opens_nothing_yet(desk: Client, network: Network, lead: District, member: District) -> None:
    one = made(desk, network, member=member.pk, since=(today() + DAY).isoformat())
    moves(desk, one, "sign")
    assert seen_by_the_lead(lead) == ()
    assert "подписано, ещё не началось" in desk.get(LIST).content.decode()


def test_a_signature_needs_a_number(desk: Client, network: Network, member: District) -> None:
    one = made(desk, network, member=member.pk, number="")
    assert "Сначала впишите номер соглашения." in desk.get(f"{LIST}{one.pk}/").content.decode()
    assert moves(desk, one, "sign").status_code == 409
    assert kept().state == "planned"


def test_the_same_days_are_signed_once(desk: Client, network: Network, member: District) -> None:
    moves(desk, made(desk, network, member=member.pk, until="2021-08-31"), "sign")
    second = made(desk, network, member=member.pk, number="8-ТМС", since="2021-08-31")
    assert moves(desk, second, "sign").status_code == 409
    desk.post(f"{LIST}{second.pk}/edit/", {"number": "8-ТМС", "since": "2021-09-01", "seen": desk.get(f"{LIST}{second.pk}/edit/").context["seen"]})
    assert moves(desk, second, "sign").status_code == 302


def test_a_signed_one_keeps_its_number(desk: Client, network: Network, member: District) -> None:
    one = made(desk, network, member=member.pk)
    moves(desk, one, "sign")
    page = desk.get(f"{LIST}{one.pk}/edit/")
    answer = desk.post(f"{LIST}{one.pk}/edit/", {"number": "", "since": "2020-09-01", "seen": page.context["seen"]})
    assert "У подписанного соглашения есть номер" in answer.content.decode()
    assert kept().number == "7-ТМС"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "что-то одно"),
        ({"member": "own", "partner": "Институт"}, "что-то одно"),
        ({"member": "lead"}, "сам с собой"),
        ({"member": "own", "until": "2020-08-31"}, "Дата «по» раньше даты «с»."),
    ],
)
def test_a_wrong_paper_is_refused_beside_its_field(
    desk: Client, network: Network, lead: District, member: District, changes: dict[str, Any], sentence: str
) -> None:
    sides = {"own": member.pk, "lead": lead.pk}
    answer = desk.post(f"{LIST}new/", paper(network, **{name: sides.get(value, value) for name, value in changes.items()}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_partner_from_outside_opens_no_window(desk: Client, network: Network, lead: District) -> None:
    one = made(desk, network, partner="Институт развития образования")
    moves(desk, one, "sign")
    assert (kept().district, kept().partner) == (lead, "Институт развития образования")
    assert set(seen_by_the_lead(lead)) <= {lead.pk}


def test_whoever_was_faster_is_named_and_the_typed_text_stays(desk: Client, network: Network, member: District) -> None:
    one = made(desk, network, member=member.pk)
    seen = desk.get(f"{LIST}{one.pk}/edit/").context["seen"]
    desk.post(f"{LIST}{one.pk}/edit/", {"number": "9-ТМС", "since": "2020-09-01", "seen": seen})
    late = desk.post(f"{LIST}{one.pk}/edit/", {"number": "10-ТМС", "since": "2020-09-01", "seen": seen})
    assert late.status_code == 422
    assert "Петрова Анна Ильинична изменила соглашение" in late.content.decode()
    assert "10-ТМС" in late.content.decode()
    assert kept().number == "9-ТМС"


def test_what_was_done_stands_in_the_journal_of_the_member(desk: Client, operator: User, network: Network, member: District) -> None:
    one = made(desk, network, member=member.pk)
    moves(desk, one, "sign")
    moves(desk, one, "terminate", comment="Вышли из сети")
    with wall.scope([member.pk]):
        deeds = list(Deed.objects.about(one).values_list("actor", "verb", "district"))
    verbs = ["отметил(а) расторжение соглашения", "отметил(а) подписание соглашения", "завёл(а) соглашение"]
    assert deeds == [(operator.pk, verb, member.pk) for verb in verbs]


def test_the_list_is_searched_and_says_what_has_run_out(desk: Client, network: Network, member: District) -> None:
    moves(desk, made(desk, network, member=member.pk, until="2021-08-31"), "sign")
    made(desk, network, partner="Институт", number="ИРО-1")
    assert [row.side for row in desk.get(LIST, {"q": "институт"}).context["page"]] == ["Институт"]
    assert [row.said for row in desk.get(LIST, {"state": "expired"}).context["page"]] == ["истекло"]
    assert list(desk.get(LIST, {"state": "signed"}).context["page"]) == []


def test_a_network_is_led_by_one_district_once(desk: Client, lead: District, member: District) -> None:
    assert desk.post(f"{LIST}network/", {"name": "Сеть", "lead": lead.pk}).status_code == 302
    assert "уже ведёт сеть" in desk.post(f"{LIST}network/", {"name": "Другая", "lead": lead.pk}).content.decode()


def test_nobody_but_the_operator_comes_here_and_the_database_holds_too(network: Network, lead: District, member: District) -> None:
    for role in (Role.DEPARTMENT_HEAD, Role.COORDINATOR, Role.METHODIST):
        assert factories.client(factories.user(role, lead)).get(LIST).status_code == 403
        assert factories.client(factories.user(role, lead)).post(f"{LIST}new/", paper(network, member=member.pk)).status_code == 403
    with pytest.raises(ProgrammingError, match="row-level security"), wall.scope([lead.pk, member.pk]):
        Agreement.objects.create(network=network, lead=lead, district=member, number="1", state="signed", since=today())

"""The network's summary: aggregates of member districts under an agreement in force, and no way to a person."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from monitoring.models import Indicator, Summary
from monitoring.report.structure import Direction
from monitoring.selectors import network
from monitoring.services import summaries
from portal.accounts.models import Agreement, District, Network, Role, User
from portal.kit import wall
from portal.kit.periods import school_year, today
from portal.kit.words import NBSP, day
from teachers.models import Teacher
from tests import factories
from tests.monitoring import world


@pytest.fixture
def lead(db: None) -> District:
    return factories.district("lead", name="Ведущий район")


@pytest.fixture
def coordinator(lead: District) -> User:
    return factories.user(Role.COORDINATOR, lead)


@pytest.fixture
def members(lead: District) -> list[District]:
    """Two members with an agreement: one of two teachers has a course in the first, none of eight in the second."""
    made = Network.objects.create(name="Сеть", lead=lead)
    world.passports()
    homes = []
    for number, size in enumerate((2, 8)):
        home = factories.district(f"member{number}", name=f"Член {number}")
        with wall.scope([home.pk], common=True):
            staff = [factories.teacher(home, last_name="Канарейкина") for _ in range(size)]
            if not number:
                world.course(staff[0], finished_on=today())
            Agreement.objects.create(district=home, lead=lead, network=made, number="1", state="signed", since=dt.date(2020, 1, 1))
        homes.append(home)
    call_command("refresh_summaries")
    return homes


def page(who: User, url: str = "/monitoring/network/") -> str:
    response = factories.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_members_are_shown_with_the_total_sum_over_sum(coordinator: User, members: list[District]) -> None:
    html = page(coordinator)
    assert "Член 0" in html
    assert "Член 1" in html
    assert "50,0 %" in html
    assert "10,0 %" in html  # 1 of 10; the mean of percents would be 25
    assert "Канарейкина" not in html


def test_a_district_leaves_with_its_agreement(coordinator: User, members: list[District]) -> None:
    with wall.scope([members[0].pk], common=True):  # the operator's scope: neither side writes an agreement alone
        Agreement.objects.filter(district=members[0]).update(until=today() - dt.timedelta(days=1))
    html = page(coordinator)
    assert "Член 0" not in html
    assert "50,0 %" not in html
    with wall.scope([members[1].pk], common=True):
        Agreement.objects.filter(district=members[1]).update(state="terminated")
    assert "Районов в сети сейчас нет" in page(coordinator)


def test_the_coordinator_reaches_no_person(coordinator: User, members: list[District], lead: District) -> None:
    with wall.scope([lead.pk], members=[one.pk for one in members]):
        assert Summary.objects.exists()
        assert not Teacher.objects.exists()
    browser = factories.client(coordinator)
    assert browser.get("/monitoring/indicators/SG-VOSP-01/facts/").status_code == 403


def test_the_home_page_says_what_the_network_comes_to(coordinator: User, members: list[District], lead: District) -> None:
    """Σ / Σ beside last year's of the same districts, who is silent, whose agreement ends: districts and numbers, no person."""
    silent = factories.district("silent", name="Молчаливый район")
    with wall.scope([silent.pk, lead.pk], common=True):
        made = Network.objects.get()
        Agreement.objects.create(
            district=silent, lead=lead, network=made, number="2", state="signed", since=dt.date(2020, 1, 1), until=today() + dt.timedelta(days=9)
        )
    share = Indicator.objects.filter(unit="%").exclude(numerator="").first()
    assert share
    Indicator.objects.filter(pk=share.pk).update(accumulates=False)
    for number, home in enumerate(members):
        with wall.scope([home.pk]):
            for period, above in ((school_year(), 1), (school_year().previous(), 2)):
                Summary.objects.update_or_create(
                    indicator=share, period=period.code, district=home, defaults={"numerator": above, "denominator": 4 + number * 12, "version": 1}
                )
    client = factories.client(coordinator)
    with CaptureQueriesContext(connection) as asked:
        html = client.get("/").content.decode().replace("\xa0", " ")
    assert len(asked) <= 12
    assert f"/monitoring/network/?period={school_year().code}&amp;code={share.code}" in html
    assert "10,0 %" in html  # 2 of 20; the mean of percents would be 15,6
    assert f"−10,0 п. п. к {school_year().previous().short} · 2 района" in html
    assert "Пока без свежих значений: 1 район из 3." in html
    assert f"кончается {day(today() + dt.timedelta(days=9))}" in html
    assert "Канарейкина" not in html


def blocks(who: User) -> dict[str, Any]:
    return {one.title: one for one in factories.client(who).get("/").context["blocks"]}


def test_the_home_page_names_where_it_fell_and_whose_values_are_old(coordinator: User, members: list[District]) -> None:
    """By the direction of each indicator, of those that both years have; districts and numbers only."""
    shares = list(Indicator.objects.filter(unit="%").exclude(numerator="")[:3])
    Indicator.objects.filter(pk__in=[one.pk for one in shares]).update(accumulates=False, direction=Direction.GROWTH)
    Indicator.objects.filter(pk=shares[2].pk).update(direction=Direction.DECREASE)
    Summary.objects.all().delete()
    for home, now in zip(members, ((1, 3, 3), (3, 3, 1)), strict=True):
        with wall.scope([home.pk]):
            Summary.objects.filter(district=home).delete()
            for one, value in zip(shares, now, strict=True):
                for period, above in ((school_year(), value), (school_year().previous(), 2)):
                    if (one, period) != (shares[1], school_year().previous()):
                        Summary.objects.create(indicator=one, period=period.code, district=home, numerator=above, denominator=4, version=1)
    found = blocks(coordinator)
    assert [(line.text, line.note) for line in found["Где снизилось"].lines] == [("Член 0", f"хуже 2 из 2{NBSP}показателей")]
    assert found["Районы без свежих значений"].lines == []
    with wall.scope([members[1].pk]):
        Summary.objects.filter(district=members[1]).update(computed_at=timezone.now() - dt.timedelta(days=9))
    (old,) = blocks(coordinator)["Районы без свежих значений"].lines
    assert (old.text, old.tag) == ("Член 1", ("info", f"значения от {day(timezone.now() - dt.timedelta(days=9))}"))


def test_the_home_page_costs_the_same_for_a_network_of_any_size(coordinator: User, members: list[District], lead: District) -> None:
    client = factories.client(coordinator)

    def cost() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        return len(asked)

    few = cost()
    for number in range(12):
        home = factories.district(f"more{number}", name=f"Ещё {number}")
        with wall.scope([home.pk, lead.pk], common=True):
            until = today() + dt.timedelta(days=number + 1)
            Agreement.objects.create(
                district=home, lead=lead, network=Network.objects.get(), number="3", state="signed", since=dt.date(2020, 1, 1), until=until
            )
    assert cost() == few <= 12


def test_others_do_not_see_the_network(members: list[District], lead: District) -> None:
    for role in (Role.METHODIST, Role.DEPARTMENT_HEAD):
        assert factories.client(factories.user(role, lead)).get("/monitoring/network/").status_code == 403
    stranger = factories.user(Role.COORDINATOR, factories.district("stranger"))
    assert "Районов в сети сейчас нет" in page(stranger)


def test_the_summary_is_taken_as_a_file(coordinator: User, members: list[District]) -> None:
    answer = factories.client(coordinator).get("/monitoring/network/export/?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Член 0" in text
    assert "SG-VOSP-01" in text


def test_a_period_that_cannot_be_is_named_and_sums_nothing(coordinator: User, members: list[District]) -> None:
    """As in the table of indicators; a year without values is a year all the same."""
    html = page(coordinator, "/monitoring/network/?period=abc")
    assert ("Условие «Период» не действует" in html, "SG-VOSP-01" in html) == (True, False)
    assert factories.client(coordinator).get("/monitoring/network/export/?period=abc").status_code == 409
    empty = page(coordinator, "/monitoring/network/?period=2010-2011")
    assert ("list-gone" in empty, '<option value="2010-2011" selected>' in empty) == (False, True)


def test_summaries_count_all_districts_in_blocks(members: list[District], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "BLOCK", 1)
    assert summaries.refresh_all([school_year()]) == 3
    with wall.scope([one.pk for one in members]):
        row = Summary.objects.get(district=members[0], indicator=Indicator.objects.get(code="SG-VOSP-01"), period=school_year().code)
        assert (row.numerator, row.denominator) == (1, 2)


def test_districts_without_data_do_not_spoil_the_total(members: list[District], lead: District) -> None:
    empty = factories.district("empty", name="Пустой")
    with wall.scope([*[one.pk for one in members], empty.pk]):
        summaries.refresh([school_year()], [empty.pk])
        found = network.rows([*members, empty], school_year(), words="SG-VOSP-01")
        assert [cell.text for cell in found[0].cells][-1] == "нет данных"
        assert found[0].total.value == Decimal("10.0")

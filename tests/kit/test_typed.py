"""Text from addresses and forms: numbers that are none, characters that no person types."""

import datetime as dt

import pytest

from contests.models import Contest
from portal.accounts.models import District, Role
from portal.kit.periods import years_before
from portal.kit.typed import number, numbers
from tests import factories


@pytest.mark.parametrize("raw", ["²", "9" * 5000, "9" * 10, "-1", "1e3", "abc", "", " "])
def test_what_is_no_number_is_none(raw: str) -> None:
    assert number(raw) is None


def test_ids_of_a_form_are_the_numbers_among_the_texts() -> None:
    assert numbers(["7", " 12 ", "²", "9" * 30, "7"]) == {7, 12}


def test_years_before_the_first_year_end_at_the_first_day() -> None:
    assert years_before(dt.date(1, 1, 1), 35) == dt.date.min
    assert years_before(dt.date(36, 2, 29), 35) == dt.date(1, 2, 28)


@pytest.mark.parametrize("address", ["/people/?q=%00", "/check/%00/", "/teachers/?%00=1"])
def test_a_zero_byte_in_an_address_is_a_bad_request(district: District, address: str) -> None:
    page = factories.client(factories.user(Role.METHODIST, district)).get(address)
    assert page.status_code == 400


def test_a_zero_byte_in_a_form_is_a_bad_request(district: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    assert browser.post("/demo/", {"email": "a\x00"}).status_code == 400


def test_an_impossible_date_leaves_the_list_as_it_is(district: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    assert browser.get("/routes/missing/?on=0001-01-01").status_code == 200


def test_ids_that_are_no_numbers_are_a_sentence(district: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    event = factories.event(district)
    for wanted in ("²", "9" * 5000):
        marked = browser.post(f"/communities/events/{event.pk}/attendance/mark/", {"teacher": wanted, "present": wanted})
        assert marked.status_code == 409
        assert browser.post("/people/districts/switch/", {"district": wanted}).status_code == 302


@pytest.mark.parametrize("move", ["", "garbage"])
def test_an_unknown_move_is_a_sentence(district: District, move: str) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    event = factories.event(district)
    answer = browser.post(f"/communities/events/{event.pk}/move/", {"move": move})
    assert answer.status_code == 409
    assert "Такого действия нет" in answer.content.decode()


def test_results_of_a_contest_skip_what_is_no_number(district: District) -> None:
    found = Contest.objects.create(district=district, name="Учитель года", kind="prof", starts_on="2026-09-01", ends_on="2026-10-01")
    browser = factories.client(factories.user(Role.METHODIST, district))
    answer = browser.post(f"/contests/{found.pk}/results/", {"result-²": "winner", "result-7": "winner"})
    assert answer.headers["Location"] == f"/contests/{found.pk}/"

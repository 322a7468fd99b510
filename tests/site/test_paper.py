"""What every page says on paper: on which date its data stand, when and by whom it was printed."""

import re

import pytest
import time_machine

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.words import full_name
from teachers.models import Teacher
from tests import factories


def note(page: str) -> str:
    found = re.search(r'<p class="sheet-note[^"]*"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found, "the page says nothing of itself on paper"
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).replace("\xa0", " ").split())


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def card(district: District) -> Teacher:
    with wall.scope([district.pk]):
        return factories.teacher(district)


def test_a_list_says_its_day_and_who_opened_it(methodist: User, district: District) -> None:
    District.objects.filter(pk=district.pk).update(time_zone="Asia/Vladivostok")
    with time_machine.travel("2026-11-26T23:30:00Z", tick=False):  # in the district it is the 27th already
        said = note(factories.client(methodist).get("/teachers/").content.decode())
    assert said == f"Данные на 27.11.2026. Страница открыта 27.11.2026 в 09:30: {full_name(methodist)}"


def test_the_moment_of_printing_is_told_by_the_clocks_of_the_district(methodist: User, district: District) -> None:
    """The script writes the moment over the words of the page; it needs to know whose clocks."""
    page = factories.client(methodist).get("/teachers/").content.decode()
    assert f'data-printed-at="{district.time_zone}"' in page


def test_a_card_of_a_past_day_says_that_day(methodist: User, card: Teacher) -> None:
    desk = factories.client(methodist)
    assert "Данные на 01.09.2025." in note(desk.get(f"/teachers/{card.pk}/?on=2025-09-01").content.decode())


def test_an_organisation_of_a_past_day_says_that_day(methodist: User, district: District) -> None:
    place = Organisation.objects.filter(district=district).first() or factories.organisation(district)
    desk = factories.client(methodist)
    assert "Данные на 01.09.2025." in note(desk.get(f"/organisations/{place.pk}/?on=2025-09-01").content.decode())
    assert "Данные на 01.09.2025." in note(desk.get(f"/organisations/{place.pk}/people/?on=2025-09-01").content.decode())


def test_a_part_that_is_drawn_anew_brings_its_day_along(methodist: User, district: District) -> None:
    """The filter of a date swaps the list only: what is said of the whole page is taken from there."""
    desk = factories.client(methodist)
    for address, says in (("/organisations/?on=2025-09-01", "01.09.2025"), ("/organisations/", f"{today():%d.%m.%Y}")):
        part = desk.get(address, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
        assert f'data-stands="{says}"' in part
        assert "sheet-note" not in part

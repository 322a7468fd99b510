"""Organisations as a condition of a list: all while they are few, else the chosen ones and a search."""

import pytest
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from teachers.selectors import place_choice
from tests import factories


@pytest.fixture
def many(district: District, monkeypatch: pytest.MonkeyPatch) -> list[Organisation]:
    monkeypatch.setattr(place_choice, "MOST", 3)
    monkeypatch.setattr(place_choice, "FOUND", 2)
    return [factories.organisation(district, short_name=f"СШ № {number}", name=f"Школа {number}") for number in (1, 2, 10, 11)]


def test_a_page_offers_the_chosen_and_what_was_typed_and_not_the_rest(many: list[Organisation], methodist: User) -> None:
    """The list itself is narrowed as ever; its groups know every place."""
    people = {place.pk: factories.teacher(place.district, place) for place in many}
    client, chosen = factories.client(methodist), many[2]
    page = client.get(reverse("teachers:list"), {"organisation": chosen.pk, "organisation_find": "школа 11"}).content.decode()
    assert f'value="{chosen.pk}" checked' in page
    assert f'name="organisation" value="{many[3].pk}"' in page
    assert f'name="organisation" value="{many[0].pk}"' not in page
    assert (f"/teachers/{people[chosen.pk].pk}/" in page, f"/teachers/{people[many[0].pk].pk}/" in page) == (True, False)
    assert 'type="hidden" name="organisation_find"' not in page
    grouped = client.get(reverse("teachers:list"), {"group": "place"}).content.decode()
    titles = [grouped.index(f">{one.short_name} <") for one in many]
    assert titles == sorted(titles)
    for name in ("teachers:courses", "teachers:attestation", "teachers:twins", "routes:board", "routes:missing"):
        drawn = client.get(reverse(name)).content.decode()
        assert "data-pick-url" in drawn, name
        assert f'name="organisation" value="{many[0].pk}"' not in drawn, name


@pytest.mark.parametrize("name", ["teachers:list", "teachers:courses", "teachers:attestation", "routes:board", "routes:missing"])
def test_groups_read_every_place_and_offer_only_the_chosen(many: list[Organisation], methodist: User, name: str) -> None:
    """Words that were typed without a script still bring what they find."""
    client, box = factories.client(methodist), 'name="organisation" value="{}"'
    page = client.get(reverse(name), {"group": "place", "organisation": many[2].pk}).text
    assert [box.format(one.pk) in page for one in many] == [False, False, True, False]
    assert box.format(many[3].pk) in client.get(reverse(name), {"group": "place", "organisation_find": "школа 11"}).text


def test_the_search_shows_a_few_and_only_what_the_person_may_see(many: list[Organisation], methodist: User, foreign: District) -> None:
    address = reverse("organisations:choices")
    client = factories.client(methodist)
    found = client.get(address, {"q": "школа 1"}).content.decode()
    assert [one.short_name in found for one in many] == [True, False, False, False]
    assert "Показаны не все" in client.get(address, {"q": "СШ"}).content.decode()
    assert "не нашлось" in client.get(address, {"q": "гимназия"}).content.decode()
    assert client.get(address, {"q": "школа 10", "as": "options"}).content.decode().strip() == '<option value="СШ № 10"></option>'
    assert factories.client(factories.user(Role.TEACHER, many[0].district)).get(address, {"q": "СШ"}).status_code == 403
    stranger = factories.client(factories.user(Role.METHODIST, foreign))
    assert many[0].short_name not in stranger.get(address, {"q": "СШ"}).content.decode()

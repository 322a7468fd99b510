"""The page on which people of an organisation that is split are sent to their new places."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import District, Organisation, Reorganisation, User, Word
from portal.kit import wall
from teachers.models import Employment, Teacher
from tests import factories
from tests.seeing import Seeing
from tests.teachers.reorganising import ACT, ON
from tests.teachers.test_organisation_pages import page


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


def teaching(district: District, place: Organisation, name: str, subject: str) -> Teacher:
    made = factories.teacher(district, place, last_name=name)
    Employment.objects.filter(teacher=made).update(subject=subject)
    return made


def test_splitting_is_chosen_by_groups_by_search_and_many_at_once_without_a_script(
    district: District, visitor: Client, first: Organisation, second: Organisation
) -> None:
    """People stand by post and subject; what was chosen survives finding, giving a place to many and a refused form."""
    primary = [teaching(district, first, name, "начальные классы") for name in ("Азбукина", "Букварёва")]
    other = teaching(district, first, "Циркулева", "математика")
    address = f"{page(first, 'split')}?organisation={second.pk}&on={ON}"
    empty = visitor.get(address)
    assert [(len(one.lines), one.label.endswith("начальные классы")) for one in empty.context["form"].groups] == [(2, True), (1, False)]
    assert "Чьи места работы переходят" not in empty.text
    given: dict[str, Any] = {"act": "", "seen": empty.context["seen"], f"to-{other.pk}": "0"}
    found = visitor.post(address, given | {"q": "букварева", "find": "1"}).context["form"]
    assert [line.who.pk for group in found.groups for line in group.lines if line.shown] == [primary[1].pk]
    nowhere = visitor.post(address, given | {"group": "0", "put": "1", "place": ""}).context["form"]
    assert (nowhere.said, nowhere.ticked, nowhere.going) == ("Выберите, куда переходят отмеченные.", 2, 0)
    put = visitor.post(address, given | {"group": "0", "put": "1", "place": second.pk})
    assert (put.status_code, put.context["form"].going, put.context["form"].staying, put.context["form"].ticked) == (200, 2, 1, 0)
    chosen = given | {f"to-{one.pk}": second.pk for one in primary}
    refused = visitor.post(address, chosen)
    assert (refused.status_code, refused.context["form"].going) == (422, 2)
    unsaid = visitor.post(address, chosen | {"act": ACT, "who": other.pk})
    assert (unsaid.status_code, "Отмечено и не назначено: 1" in unsaid.text) == (422, True)
    assert not Reorganisation.objects.exists()
    assert visitor.post(address, chosen | {"act": ACT}).status_code == 302
    assert [Employment.objects.on(ON).get(teacher=who).organisation for who in (*primary, other)] == [second, second, first]


def test_a_new_organisation_is_opened_on_the_way_and_leads_back(first: Organisation, visitor: Client) -> None:
    address = page(first, "split")
    opening = f"{reverse('organisations:new')}?next={quote(address, safe='')}"
    assert f'href="{opening}"' in visitor.get(address).text
    with wall.scope(common=True):
        Word.objects.get_or_create(dictionary="org_kinds", code="sosh", defaults={"name": "Средняя школа"})
    made = visitor.post(opening, {"name": "Школа № 77", "short_name": "СШ № 77", "kind": "sosh", "on": str(ON), "act": ACT})
    assert (made.status_code, made.headers.get("Location")) == (302, address)
    elsewhere = visitor.get(f"{reverse('organisations:new')}?next=https://example.org/")
    assert 'href="https://example.org' not in elsewhere.text
    sent = visitor.post(
        f"{reverse('organisations:new')}?next=https://example.org/", {"name": "Школа № 78", "short_name": "СШ № 78", "kind": "sosh", "on": str(ON), "act": ACT}
    )
    assert sent.headers["Location"] == page(Organisation.objects.get(short_name="СШ № 78"))

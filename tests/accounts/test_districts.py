"""The operator's list of districts: found by words, cut into pages, each district counted behind its own wall."""

from django.urls import reverse

from portal.accounts.models import Role
from tests import factories


def test_districts_are_found_and_counted(db: None) -> None:
    factories.district("sovgavan")
    desk = factories.client(factories.user(Role.OPERATOR, None))
    page = desk.get(reverse("accounts:districts"), {"q": "sovgavan"}).context["page"]
    assert [(row.district.code, row.organisations) for row in page] == [("sovgavan", 0)]


def test_districts_come_in_pages(db: None) -> None:
    for number in range(26):
        factories.district(f"district-{number}")
    desk = factories.client(factories.user(Role.OPERATOR, None))
    page = desk.get(reverse("accounts:districts")).context["page"]
    assert (len(page.object_list), page.paginator.count) == (25, 26)


def test_no_district_is_a_sentence(db: None) -> None:
    desk = factories.client(factories.user(Role.OPERATOR, None))
    assert "Такого района нет" in desk.get(reverse("accounts:districts"), {"q": "ничего похожего"}).content.decode()

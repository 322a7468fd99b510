"""While the middleware leads every page away, the frame offers only what opens."""

import re

import pytest
from django.test import Client

from portal.accounts.models import District, Role, User
from portal.accounts.selectors.consents import current_text
from portal.accounts.services import consents
from portal.kit import wall
from tests import factories


def offered(browser: Client, page: str) -> list[str]:
    """Where the menu, the header and the person's own menu lead."""
    text = browser.get(page).text
    frame = text[text.index('<header class="masthead') : text.index("<main")]
    assert "site-search" not in frame
    return [one for one in dict.fromkeys(re.findall(r'(?:href|action)="(/[^"#]*)"', frame)) if one not in ("/", "/people/look/", "/accounts/logout/")]


@pytest.mark.parametrize("role", [Role.METHODIST, Role.TEACHER])
def test_after_the_withdrawal_of_consent_the_menu_shows_only_what_opens(district: District, settings: object, role: Role) -> None:
    settings.ASK_CONSENT = True  # type: ignore[attr-defined]
    place = factories.organisation(district) if role == Role.TEACHER else None
    who = factories.user(role, district, organisation=place)
    browser, text = factories.client(who), current_text()
    assert text
    browser.post("/me/consent/", {"text": text.pk, "agreed": "on"})
    assert "/communities/events/" in browser.get("/me/").text  # the whole menu
    with wall.scope([district.pk], user=who.pk):
        consents.withdraw(user=who, session=browser.session.session_key)
    for page in ("/me/", "/help/", "/accounts/2fa/"):
        assert offered(browser, page) == ["/me/", "/help/"]
    assert [browser.get(one).status_code for one in ("/me/", "/help/")] == [200, 200]


def test_before_the_second_step_the_menu_shows_only_what_opens(district: District, settings: object) -> None:
    settings.SECOND_STEP = True  # type: ignore[attr-defined]
    browser = factories.client(factories.user(Role.METHODIST, district))
    assert offered(browser, "/accounts/2fa/") == ["/accounts/2fa/"]
    assert browser.get("/accounts/2fa/").status_code == 200


def test_who_works_sees_everything(district: District, settings: object) -> None:
    settings.ASK_CONSENT = True  # type: ignore[attr-defined]
    who: User = factories.user(Role.METHODIST, district)
    browser, text = factories.client(who), current_text()
    assert text
    browser.post("/me/consent/", {"text": text.pk, "agreed": "on"})
    page = browser.get("/help/").text
    assert all(one in page for one in ("/people/me/", "/journal/notices/", "/search/", "/teachers/"))

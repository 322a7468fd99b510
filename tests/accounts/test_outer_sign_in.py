"""Signing in through an OpenID provider, a real one on loopback: only those who came in by invitation, by an address it has verified."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from portal.accounts.models import District, Role, User
from portal.kit import wall
from tests import factories
from tests.accounts.openid import CLIENT, SECRET, Provider

PASSWORD = "Дубрава-2026-ясень"
DOOR = "/accounts/oidc/sso/login/"


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider and the portal configured for it, as OIDC_URL, OIDC_CLIENT_ID and OIDC_SECRET would."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Provider()
    app = {"provider_id": "sso", "name": "Кабинет региона", "client_id": CLIENT, "secret": SECRET}
    settings.OIDC_URL = made.url
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app | {"settings": {"server_url": made.url, "oauth_pkce_enabled": True}}]}}
    yield made
    made.close()


def member(district: District) -> User:
    who = factories.user(Role.TEACHER, district)
    who.set_password(PASSWORD)
    who.save()
    return who


def come(provider: Provider, browser: Client, start: str = DOOR, **claims: Any) -> Any:
    """Press the button, agree at the provider, come back."""
    provider.claims = {"sub": "u-1", "email_verified": True, **claims}
    sent = browser.post(start)
    assert sent.headers["Location"].startswith(f"{provider.url}/authorize?")
    return browser.get(provider.authorize(sent.headers["Location"]).removeprefix("http://testserver"))


def test_the_button_stands_at_the_door_and_the_policy_lets_its_form_out(provider: Provider, db: None) -> None:
    page = factories.client().get("/accounts/login/")
    assert "Кабинет региона" in page.content.decode()
    assert f"form-action 'self' {provider.url};" in page.headers["Content-Security-Policy"]


def test_a_known_verified_address_comes_in_and_is_remembered(provider: Provider, district: District) -> None:
    who, browser = member(district), factories.client()
    assert come(provider, browser, email=who.email.upper()).headers["Location"] == "/"
    assert browser.get("/people/me/").status_code == 200
    assert provider.asked == ["/.well-known/openid-configuration", "/.well-known/openid-configuration", "/token", "/userinfo"]
    again = factories.client()
    assert come(provider, again, email="changed@elsewhere.example").headers["Location"] == "/"
    assert again.get("/people/me/").context["user"].pk == who.pk
    with wall.scope(user=who.pk, signin=True):
        assert User.objects.get(pk=who.pk).check_password(PASSWORD)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "yes"}, {"email": "nobody@portal.example"}])
def test_an_unverified_or_unknown_address_gets_a_sentence(provider: Provider, district: District, claims: dict[str, Any]) -> None:
    browser = factories.client()
    page = come(provider, browser, **{"email": member(district).email, **claims})
    assert page.status_code == 403
    assert "Войти не получилось" in page.content.decode()
    assert browser.get("/people/me/").status_code == 302
    with wall.scope(signin=True):
        assert not SocialAccount.objects.exists()


def test_an_address_that_only_looks_the_same_opens_nothing(provider: Provider, district: District) -> None:
    """PostgreSQL takes the dotless «ı» and «i» for one letter in two cases; whoever owns the look-alike at the service is not this person."""
    who = member(district)
    who.email = "irina@portal.example"
    who.save()
    assert come(provider, factories.client(), email="\u0131rina@portal.example").status_code == 403
    assert come(provider, factories.client(), email="Irina@portal.example").status_code == 302


def test_who_has_not_accepted_her_invitation_is_not_let_in(provider: Provider, district: District) -> None:
    waiting = factories.user(Role.TEACHER, district)
    assert come(provider, factories.client(), email=waiting.email).status_code == 403


def test_another_address_is_tied_from_inside(provider: Provider, district: District) -> None:
    who = member(district)
    come(provider, factories.client(who), f"{DOOR}?process=connect", sub="u-2", email="private@elsewhere.example", email_verified=False)
    later = factories.client()
    assert come(provider, later, sub="u-2", email="private@elsewhere.example").headers["Location"] == "/"
    assert later.get("/people/me/").context["user"].pk == who.pk


def test_the_second_step_is_asked_all_the_same(provider: Provider, district: District) -> None:
    who, browser = member(district), factories.client()
    with wall.scope(user=who.pk, signin=True):
        TOTP.activate(who, generate_totp_secret())
    assert come(provider, browser, email=who.email).headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert browser.get("/people/me/").status_code == 302


def test_a_code_serves_once(provider: Provider, district: District) -> None:
    who = member(district)
    provider.claims = {"sub": "u-1", "email": who.email, "email_verified": True}
    browser = factories.client()
    back = provider.authorize(browser.post(DOOR).headers["Location"]).removeprefix("http://testserver")
    browser.get(back)
    assert "Войти не получилось" in factories.client().get(back).content.decode()


def test_without_configuration_there_is_no_such_door(db: None) -> None:
    assert factories.client().get(DOOR).status_code == 404
    assert "oidc" not in factories.client().get("/accounts/login/").content.decode()

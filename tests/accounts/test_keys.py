"""Keys of devices: whatever is sent in place of one is answered with a sentence, never with a failure of the portal."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from fido2 import cbor

from portal.accounts.forms import SignedField
from portal.accounts.models import District, Role, User
from portal.kit import wall
from tests import factories

LONG, TOO_LONG = "Ключ, который никто не узнает в списке, потому что имя длиннее шестидесяти знаков", "Знаков не больше 60"
PASSWORD, SAID = "Дубрава-2026-ясень", "Устройство не подтвердило ключ. Попробуйте ещё раз."
CLIENT = b'{"type": "webauthn.create", "challenge": "YQ", "origin": "https://portal.example"}'
FLAT = bytes(32) + b"\x01" + bytes(4)  # the data of an authenticator without a key in it


def signed(client: bytes = CLIENT, authenticator: bytes = FLAT, **more: Any) -> dict[str, Any]:
    """What a browser sends for a new key and for a known one alike."""
    made = {"clientDataJSON": client, "authenticatorData": authenticator, "signature": b"a", "userHandle": b"1"}
    made["attestationObject"] = cbor.encode({"fmt": "none", "attStmt": {}, "authData": authenticator})
    response = {name: urlsafe_b64encode(value).decode().rstrip("=") for name, value in made.items()}
    return {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": response, **more}


SENT = {
    "nothing": "{}",
    "nested": "[" * 1500 + "]" * 1500,
    "a long number": '{"id": ' + "9" * 5000 + "}",
    "a long text": json.dumps(signed(id="a" * 20_000)),
    "client data of brackets": json.dumps(signed(b"[" * 5000)),
    "client data of a long number": json.dumps(signed(b'{"type": ' + b"9" * 5000 + b"}")),
    "client data that is a list": json.dumps(signed(b"[1]")),
    "another id": json.dumps(signed(id="YWE")),
    "an id of a number": json.dumps(signed(id=1)),
    "a cut authenticator": json.dumps(signed(authenticator=FLAT[:36] + b"\x01")),
    "an attestation that ends early": json.dumps(signed() | {"response": signed()["response"] | {"attestationObject": "GQ"}}),
    "no key": json.dumps(signed()),
}


def teacher(district: District) -> User:
    who = factories.user(Role.TEACHER, district)
    who.set_password(PASSWORD)
    who.save()
    return who


def with_step(who: User, kind: str) -> None:
    with wall.scope(user=who.pk, signin=True):
        if kind == "totp":
            TOTP.activate(who, generate_totp_secret())
        else:
            Authenticator.objects.create(user=who, type=kind, data={"name": "Ключ", "credential": {}})


def at_the_door(district: District) -> Any:
    return factories.client()


def adding(district: District) -> Any:
    browser = factories.client(teacher(district))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.get("/accounts/2fa/webauthn/add/").status_code == 200  # and so a challenge waits for the key
    return browser


def proving(district: District) -> Any:
    who = teacher(district)
    with_step(who, "webauthn")
    return factories.client(who)


def after_the_password(district: District) -> Any:
    who, browser = teacher(district), factories.client()
    with_step(who, "totp")
    answer = browser.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    return browser


@pytest.mark.parametrize(
    ("stands", "path", "status"),
    [
        (at_the_door, "/accounts/2fa/webauthn/login/", 302),
        (adding, "/accounts/2fa/webauthn/add/", 200),
        (proving, "/accounts/2fa/webauthn/reauthenticate/", 302),
        (after_the_password, "/accounts/2fa/authenticate/", 200),
    ],
)
def test_whatever_is_sent_as_a_key_is_refused_with_a_sentence(district: District, stands: Callable[[District], Any], path: str, status: int) -> None:
    browser, sentence = stands(district), "устройство не подтвердило его" if path.endswith("add/") else SAID
    told = {}
    for name, sent in SENT.items():
        cache.clear()  # tries are counted
        answer = browser.post(path, {"credential": sent, "name": "Ключ"})
        said = " ".join(str(one) for one in get_messages(answer.wsgi_request)) if answer.status_code == 302 else answer.text
        told[name] = (answer.status_code, sentence in said)
    assert told == dict.fromkeys(SENT, (status, True))
    assert Authenticator.objects.filter(type="webauthn").count() <= (stands is proving)


@pytest.mark.parametrize("sent", ['{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": "\\u0000"}', "[1]", "1", '"a"', "x"])
def test_what_the_database_cannot_keep_is_no_key(sent: str) -> None:
    with pytest.raises(ValidationError, match="не подтвердило"):
        SignedField().clean(sent)
    assert SignedField().clean(json.dumps(signed())) == signed()


def test_a_new_key_has_a_short_name(district: District) -> None:
    answer = adding(district).post("/accounts/2fa/webauthn/add/", {"credential": json.dumps(signed()), "name": LONG})
    assert TOO_LONG in answer.text
    assert 'maxlength="60"' in answer.text


def test_a_key_is_renamed_to_a_short_name(district: District) -> None:
    who = teacher(district)
    with_step(who, "webauthn")
    with wall.scope(user=who.pk):
        pk = Authenticator.objects.get(user=who).pk
    browser, address = factories.client(who), f"/accounts/2fa/webauthn/keys/{pk}/edit/"
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert TOO_LONG in browser.post(address, {"name": LONG}).text
    assert browser.post(address, {"name": "Рабочий ноутбук"}).status_code == 302
    assert "Рабочий ноутбук" in browser.get("/accounts/2fa/webauthn/").text


def test_the_database_keeps_no_long_name_of_a_key(district: District) -> None:
    who = teacher(district)
    with wall.scope(user=who.pk, signin=True), pytest.raises(IntegrityError, match="key_name_is_short"), transaction.atomic():
        Authenticator.objects.create(user=who, type="webauthn", data={"name": LONG, "credential": {}})
    with_step(who, "totp")  # what has no name is kept

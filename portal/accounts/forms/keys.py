"""Keys of devices (WebAuthn): whatever is sent in place of one is refused with a sentence."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.webauthn import forms as keys
from django import forms
from django.core.exceptions import ValidationError


class SignedField(forms.Field):
    """What a device has signed, as JSON (WebAuthn): an object that is small, shallow and can be kept.

    Anybody may send anything here, and Django's own field answers only to bad JSON: not to nesting and not to numbers of thousands of digits.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": "Устройство не подтвердило ключ. Попробуйте ещё раз."}
    LONGEST, BRACKETS = 16_000, 60  # a real one: up to about six thousand characters and five brackets

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if not text or len(text) > self.LONGEST or text.count("[") + text.count("{") > self.BRACKETS:
            return None
        try:
            found = json.loads(text)
            kept = json.dumps(found, allow_nan=False, ensure_ascii=False)
            kept.encode()  # half of a surrogate pair and U+0000 are what PostgreSQL cannot keep
        except ValueError:
            return None
        return found if isinstance(found, dict) and "\\u0000" not in kept else None


class _Signed(forms.Form):
    """The library hands what was sent to `fido2` as it came, and that falls over whatever is not as it expects."""

    credential = SignedField()

    def clean(self) -> dict[str, Any]:
        with _not_believed():
            return super().clean() or {}


class _Asked(_Signed):
    def clean_credential(self) -> Any:
        with _not_believed():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def _not_believed() -> Iterator[None]:
    """What cannot be read is what the device has not confirmed; the library's own word for that is of a code that nobody typed."""
    unread = ValidationError(SignedField.default_error_messages["required"], code="incorrect_code")
    try:
        yield
    except ValidationError as wrong:
        raise unread if wrong.code == unread.code else wrong from wrong
    except (AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError, struct.error) as wrong:
        raise unread from wrong


def key_name(*, required: bool) -> forms.CharField:
    """The name of a key; the database refuses a longer one too (accounts 0021)."""
    return forms.CharField(label="Как назвать", max_length=60, required=required)


class AddKeyForm(_Signed, keys.AddWebAuthnForm):
    """Новый ключ доступа."""

    name = key_name(required=False)


class EditKeyForm(keys.EditWebAuthnForm):
    """Название ключа доступа."""

    name = key_name(required=True)


class AuthenticateKeyForm(_Asked, keys.AuthenticateWebAuthnForm):
    """Ключ доступа после пароля."""


class LoginKeyForm(_Asked, keys.LoginWebAuthnForm):
    """Вход по ключу доступа без пароля."""


class ReauthenticateKeyForm(_Asked, keys.ReauthenticateWebAuthnForm):
    """Ключ доступа ещё раз, перед важным делом."""

"""Short secrets kept sealed in the database: whoever has a copy of it and not the keys of the settings reads nothing.

Decision and price: docs/decisions/0022-sealed-second-steps.md.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SEALED = "gAAAA"  # how every Fernet token begins; a secret of the library is of capitals and digits, or hexadecimal


class Unreadable(Exception):
    """No key of the settings opens it."""


def seal(text: str) -> str:
    """The text under the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(kept: str) -> str:
    """The text again, by the newest key or an old one; what was kept before there was a key stands as it is. Raises Unreadable."""
    if not kept.startswith(SEALED):
        return kept
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as fault:
        raise Unreadable from fault


def fresh(kept: str) -> bool:
    """Is it sealed with the newest key already?"""
    try:
        return kept.startswith(SEALED) and bool(_fernet(settings.SECOND_STEP_KEY).decrypt(kept.encode()))
    except InvalidToken:
        return False


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(one) for one in (settings.SECOND_STEP_KEY, *settings.SECOND_STEP_OLD_KEYS)])


def _fernet(key: str) -> Fernet:
    """A key is text of any length, as other secrets of the settings are; the label keeps it from being another use's key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"portal.second-step:{key}".encode()).digest()))

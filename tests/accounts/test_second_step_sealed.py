"""The second step's secrets lie sealed in the database, survive a change of the key, and their loss is said in a sentence."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.db import connection

from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.sealing import SEALED
from tests import factories
from tests.accounts.test_sign_in import PASSWORD, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "прежний ключ второго шага, длинный", "новый ключ второго шага, тоже длинный"


def code_now(secret: str = SECRET) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


@pytest.fixture
def careful(district: District, settings: Any) -> User:
    """A person with an application for codes and spare codes."""
    settings.SECOND_STEP_KEY, settings.SECOND_STEP_OLD_KEYS = OLD, []
    who = factories.user(Role.METHODIST, district)
    with wall.scope(user=who.pk, signin=True):
        who.set_password(PASSWORD)
        who.save()
        totp.TOTP.activate(who, SECRET)
        RecoveryCodes.activate(who)
    return who


def stored() -> dict[str, str]:
    """Type of the second step → what the table holds, read past the library."""
    with wall.scope(signin=True), connection.cursor() as cursor:
        cursor.execute("SELECT type, coalesce(data->>'secret', data->>'seed') FROM mfa_authenticator")
        return dict(cursor.fetchall())


def spare_codes(who: User) -> list[str]:
    with wall.scope(user=who.pk, signin=True):
        return RecoveryCodes(Authenticator.objects.get(user=who, type="recovery_codes")).generate_codes()


def at_second_step(who: User) -> Any:
    browser, answer = sign_in(who)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")  # type: ignore[attr-defined]
    return browser


def enters(who: User, code: str) -> Any:
    return at_second_step(who).post("/accounts/2fa/authenticate/", {"code": code})


def test_the_table_holds_neither_the_secret_nor_the_seed(careful: User) -> None:
    kept = stored()
    assert set(kept) == {"totp", "recovery_codes"}
    assert all(one.startswith(SEALED) for one in kept.values())
    assert SECRET not in str(kept)


def test_a_code_of_the_application_and_a_spare_one_open_the_portal(careful: User) -> None:
    assert enters(careful, code_now()).headers["Location"] == "/"
    assert enters(careful, spare_codes(careful)[0]).headers["Location"] == "/"


def test_after_a_change_of_the_key_the_old_one_still_opens(careful: User, settings: Any) -> None:
    settings.SECOND_STEP_KEY, settings.SECOND_STEP_OLD_KEYS = NEW, [OLD]
    assert enters(careful, code_now()).headers["Location"] == "/"


def test_reseal_makes_the_old_key_needless(careful: User, settings: Any) -> None:
    codes = spare_codes(careful)
    settings.SECOND_STEP_KEY, settings.SECOND_STEP_OLD_KEYS = NEW, [OLD]
    assert resealed() == "Запечатано новым ключом: 2."
    settings.SECOND_STEP_OLD_KEYS = []
    assert enters(careful, code_now()).headers["Location"] == "/"
    assert spare_codes(careful) == codes
    assert resealed() == "Запечатано новым ключом: 0."


def resealed() -> str:
    said = StringIO()
    call_command("reseal", stdout=said)
    return said.getvalue().strip()


def test_what_was_kept_open_before_is_read_and_then_sealed(careful: User) -> None:
    with wall.scope(user=careful.pk, signin=True):
        Authenticator.objects.filter(type="totp").update(data={"secret": SECRET})
    assert enters(careful, code_now()).headers["Location"] == "/"
    assert resealed() == "Запечатано новым ключом: 1."
    assert stored()["totp"].startswith(SEALED)


def test_a_lost_key_is_a_sentence_and_names_the_variable_in_the_log(careful: User, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SECOND_STEP_KEY = NEW
    answer = enters(careful, code_now())
    assert answer.status_code == 409
    assert "Портал не может прочесть сохранённый ключ второго шага" in answer.content.decode()
    assert "SECOND_STEP_KEY" in caplog.text


def test_reseal_leaves_what_no_key_opens_and_says_how_many(careful: User, settings: Any) -> None:
    before = stored()
    settings.SECOND_STEP_KEY = NEW
    with pytest.raises(CommandError, match="Не читается ни одним ключом: 2"):
        resealed()
    assert stored() == before

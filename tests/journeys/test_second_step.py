"""The second step of signing in: a code from an application, and the device's own key, with and without the password."""

import base64
import hmac
import struct
import time
from collections.abc import Callable

from tests.journeys.person import Person

Sit = Callable[..., Person]
EMAIL, PASSWORD = "expert@amursk.example", "demo"
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


def code(secret: str) -> str:
    """What an application would show now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def at_the_door(person: Sit, *, device: bool = False) -> Person:
    """Somebody at the sign-in page of the portal opened by its name: a key belongs to a name, never to a number."""
    she = person()
    if device:
        session = she.context.new_cdp_session(she.page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "automaticPresenceSimulation": True}})
    she.goes(she.base.replace("127.0.0.1", "localhost") + "/accounts/login/")
    return she


def signs_in(she: Person) -> None:
    she.page.get_by_label("Электронная почта").fill(EMAIL)
    she.page.get_by_label("Пароль").fill(PASSWORD)
    she.presses("Войти", exact=True)


def opens(she: Person, path: str) -> None:
    she.goes(she.base.replace("127.0.0.1", "localhost") + path)


def proves(she: Person) -> None:
    """Before the ways of signing in are changed the portal asks again who sits here."""
    she.sees("Подтвердите, что это вы")
    she.page.get_by_label("Ваш пароль").fill(PASSWORD)
    she.presses("Подтвердить", exact=True)


def leaves(she: Person) -> None:
    she.context.clear_cookies()
    opens(she, "/accounts/login/")


def test_a_code_is_asked_after_the_password(person: Sit) -> None:
    she = at_the_door(person)
    signs_in(she)
    she.sees("Здравствуйте")
    opens(she, "/accounts/2fa/totp/activate/")
    proves(she)
    she.sees("Подключить приложение с кодами")
    secret = she.page.locator(".totp-key").inner_text()
    she.page.get_by_label("Шесть цифр из приложения").fill(code(secret))
    she.presses("Подключить", exact=True)
    she.sees("Запасные коды")
    spare = she.page.locator(".codes code").first.inner_text()
    leaves(she)
    signs_in(she)
    she.sees("Второй шаг входа")
    she.page.get_by_label("Код").fill("000000")
    she.presses("Войти", exact=True)
    she.reads("Код не подошёл")
    she.page.get_by_label("Код").fill(spare)
    she.presses("Войти", exact=True)
    she.sees("Здравствуйте")
    opens(she, "/accounts/2fa/totp/deactivate/")
    proves(she)
    she.presses("Отключить", exact=True)
    she.reads("Приложение с кодами отключено")


def test_a_key_of_the_device_opens_the_portal_without_a_password(person: Sit) -> None:
    she = at_the_door(person, device=True)
    signs_in(she)
    she.sees("Здравствуйте")
    opens(she, "/accounts/2fa/webauthn/add/")
    proves(she)
    she.page.get_by_label("без пароля").check()
    she.presses("Добавить ключ", exact=True)
    she.reads("Ключ доступа добавлен")
    leaves(she)
    she.presses("Войти по ключу доступа", exact=True)
    she.sees("Здравствуйте")
    opens(she, "/accounts/2fa/webauthn/")
    she.page.get_by_role("link", name="Убрать").click()
    proves(she)
    she.presses("Убрать ключ", exact=True)
    she.reads("Ключ доступа убран")

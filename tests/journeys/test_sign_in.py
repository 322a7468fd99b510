"""The door: sign-in by hand, by one click of the demo, and without any script."""

import re
from collections.abc import Callable

from tests.journeys.person import Person

Sit = Callable[..., Person]


def test_sign_in_with_password(person: Sit) -> None:
    she = person()
    she.goes("/")
    she.sees("Вход на портал")
    she.page.get_by_label("Электронная почта").fill("methodist@sovgavan.example")
    she.page.get_by_label("Пароль").fill("не тот")
    she.presses("Войти", exact=True)
    she.sees("Вход на портал")
    she.reads("неверн")
    she.page.get_by_label("Пароль").fill("demo")
    she.presses("Войти", exact=True)
    she.sees("Здравствуйте")


def test_one_click_of_the_demo(person: Sit) -> None:
    she = person()
    she.goes("/accounts/login/")
    she.page.get_by_role("button", name=re.compile(r"Войти как\s+Методист\s*, Советско-Гаванский")).click()
    she.sees("Здравствуйте")

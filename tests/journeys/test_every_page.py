"""Every room of every role, in a wide window and on a phone: opens, has its heading, nothing serious for axe, nothing wider than the window."""

from collections.abc import Callable

import pytest

from tests.journeys.person import PHONE, Person

Sit = Callable[..., Person]
PEOPLE = ("teacher", "school", "methodist", "head", "mentor", "expert")
EVERYBODY = (*(f"{who}@amursk.example" for who in PEOPLE), "coordinator@timashevsk.example", "operator@portal.example")
ONWARD = "main table tbody a[href^='/'], main ul.plain a[href^='/']"  # what a list leads to


def rooms(she: Person) -> list[str]:
    """Addresses of the side navigation."""
    links = she.page.locator("nav.sidenav a, #sidenav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(link for link in links if link.startswith("/")))


def walk(she: Person) -> int:
    """All rooms, and the first thing that each room leads to; how many pages were looked at."""
    she.goes("/")
    seen: set[str] = set()
    for room in rooms(she):
        she.goes(room)
        she.sees("")
        seen.add(room)
        first = she.page.locator(ONWARD)
        onward = first.first.get_attribute("href") if first.count() else None
        if onward and onward.partition("?")[0] not in seen and not onward.endswith((".pdf", ".xlsx")):
            she.goes(onward)
            she.sees("")
            seen.add(onward.partition("?")[0])
    return len(seen)


@pytest.mark.parametrize("email", EVERYBODY)
def test_rooms_in_a_wide_window(person: Sit, email: str) -> None:
    assert walk(person(email)) > 2


@pytest.mark.parametrize("email", ["methodist@amursk.example", "teacher@amursk.example", "head@amursk.example"])
def test_rooms_on_a_phone(person: Sit, email: str) -> None:
    assert walk(person(email, viewport=PHONE, has_touch=True)) > 2


def test_public_pages(person: Sit) -> None:
    visitor = person()
    for path in ("/accounts/login/", "/accounts/password/reset/", "/check/"):
        visitor.goes(path)
        visitor.sees("")
    visitor.expected |= {404}
    visitor.goes("/check/NO-SUCH-NUMBER/")
    visitor.looks()
    visitor.goes("/no-such-page/")
    visitor.looks()

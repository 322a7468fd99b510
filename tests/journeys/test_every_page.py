"""Every room of every role, in a wide window and on a phone: opens, has its heading, nothing serious for axe, nothing wider than the window."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.urls import resolve

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
        visit(she, room)
        seen.add(room)
        first = she.page.locator(ONWARD)
        onward = first.first.get_attribute("href") if first.count() else None
        if onward and onward.partition("?")[0] not in seen and not onward.endswith((".pdf", ".xlsx")):
            visit(she, onward)
            seen.add(onward.partition("?")[0])
    return len(seen)


LOOKED: Counter[tuple[str, int]] = Counter()  # (view, width of the window) → by how many roles axe has looked at it
EYES = 2  # a page of one view is made of the same parts for all roles: two of them look whole, the others for its heading, width and errors


def visit(she: Person, address: str) -> None:
    """Open the page and look at it."""
    she.goes(address)
    view = (resolve(address.partition("?")[0]).view_name, (she.page.viewport_size or PHONE)["width"])
    LOOKED[view] += 1
    she.sees("", axe=LOOKED[view] <= EYES)


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

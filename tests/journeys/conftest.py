"""The running portal and the people at their browsers; one group of xdist, so that there is one portal."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from portal.engine import system
from tests.journeys.person import Person
from tests.journeys.running import ROOT, Portal

KEPT = ROOT / ".local" / "journeys"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
ARGUMENTS += ("--disable-background-networking", "--disable-component-update", "--disable-sync")
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, whatever folder the run was given
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.journey)


PRESENT = pytest.StashKey[list[Person]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A failed journey says where everybody stood, leaves a picture of it and shows the last lines of every part's log."""
    report = yield
    portal: Portal | None = getattr(item, "funcargs", {}).get("portal")
    if report.failed and portal:
        report.sections += [(f"browser {number}", seen) for number, seen in enumerate(pictures(item), 1)]
        report.sections += [(f"log of {name}", portal.tail(name)) for name in portal.services]
    return report


def pictures(item: pytest.Item) -> Iterator[str]:
    """Where each person of the journey stands, with the file of the picture; nothing for a browser that is closed."""
    name = re.sub(r"[^\w.@-]+", "-", item.name)
    for number, one in enumerate(item.stash.get(PRESENT, []), 1):
        if one.page.is_closed():
            continue
        picture = KEPT / f"{name}-{number}.png"
        try:
            one.page.screenshot(path=picture, full_page=True, timeout=10_000)
            yield f"{one.where()}\n{picture}"
        except Error as trouble:  # the failure itself is reported anyway
            yield f"{one.page.url}: {trouble.message}"


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    logs = KEPT / "log"
    logs.mkdir(parents=True, exist_ok=True)
    for old in (*logs.glob("*.log"), *KEPT.glob("*.png")):
        old.unlink()
    made = Portal(tmp_path_factory.mktemp("portal"), logs)
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Closed with the package: the loop of its driver must not stand in the way of other tests."""
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=system.browser(), args=list(ARGUMENTS))
        yield made
        made.close()


@pytest.fixture(scope="package")
def cookies() -> dict[str, list[Any]]:
    """Who has signed in already."""
    return {}


@pytest.fixture
def person(portal: Portal, chromium: Browser, cookies: dict[str, list[Any]], request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """`person("methodist@sovgavan.example")` sits signed in at a browser of her own; without an address somebody unknown does."""
    portal.mend()
    opened = request.node.stash[PRESENT] = []

    def sit_down(email: str = "", **more: Any) -> Person:
        made = Person(chromium, portal.url, cookies=cookies.get(email), **more)
        opened.append(made)
        if email and email not in cookies:
            made.goes("/accounts/login/")
            made.page.locator(f'form:has(input[value="{email}"]) button').click()
            made.page.wait_for_url("**/")
            cookies[email] = made.context.cookies()
        return made

    yield sit_down
    judge(opened, request.node)


def judge(opened: list[Person], item: pytest.Item) -> None:
    """The journey is over: whatever one of its people met in passing fails it, though she went on."""
    troubles = [trouble for one in opened for trouble in one.troubles]
    places = list(pictures(item)) if troubles else []
    for one in opened:
        one.context.close()
    assert not troubles, "\n".join([*troubles, *places])

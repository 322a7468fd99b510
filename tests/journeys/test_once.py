"""One press is one deed in a real browser: a double click around a dialog, «Назад» and the same button."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
METHODIST = "methodist@timashevsk.example"
DISTRICT = "district_id = (SELECT id FROM accounts_district WHERE code = 'timashevsk')"
WIDE = "box => Object.assign(box.style, { position: 'fixed', inset: '0', width: '100vw', height: '100vh' })"
LISTED = "SELECT e.id FROM communities_event e JOIN communities_attendance a ON a.event_id = e.id WHERE e.{} AND e.state <> 'cancelled' GROUP BY e.id ORDER BY e.id DESC LIMIT 1"


@pytest.fixture
def sheet(person: Sit, portal: Portal) -> Person:
    """The methodist at the marks of an event that is over and not finished."""
    event = portal.sql(LISTED.format(DISTRICT))
    portal.sql(
        f"UPDATE communities_event SET state = 'planned', starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE id = {event}"
    )
    she = person(METHODIST)
    she.goes(f"/communities/events/{event}/attendance/")
    she.sees("Отметка присутствия", axe=False)
    return she


def twice(page: Page, target: Locator) -> None:
    """Two presses in one place, as fast as a hand makes them."""
    box = target.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_timeout(120)
    page.mouse.click(x, y)


def test_a_double_click_on_yes_does_not_fall_on_what_lies_under(sheet: Person) -> None:
    page, finished, marked = sheet.page, [], []

    def finish(route: Route) -> None:
        finished.append(route.request.url)
        route.fulfill(status=204)  # she stays where she is, as on a slow line

    page.route(re.compile("/finish/$"), finish)
    page.on("request", lambda request: marked.append(request.url) if request.url.endswith("/mark/") else None)
    sheet.presses("Завершить отметку")
    box = page.locator(".mark-box").first
    box.evaluate(WIDE)  # somebody's mark is right under the dialog
    before = box.is_checked()
    twice(page, page.get_by_role("dialog").get_by_role("button", name="Завершить", exact=True))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_timeout(600)
    assert len(finished) == 1
    assert (box.is_checked(), marked) == (before, [])
    box.click()  # the page is alive again
    expect(box).to_be_checked(checked=not before)


def test_a_double_click_on_a_button_that_asks_leaves_the_question(sheet: Person) -> None:
    twice(sheet.page, sheet.page.get_by_role("button", name="Завершить отметку"))
    sheet.page.wait_for_timeout(600)
    question = sheet.page.get_by_role("dialog")
    expect(question).to_contain_text("Завершить отметку?")
    sheet.page.mouse.click(5, 5)  # beside the question, meaning it
    expect(question).to_have_count(0)


def test_back_and_the_same_button_come_to_what_was_made(person: Sit, portal: Portal) -> None:
    she = person(METHODIST)

    def made() -> str:
        return portal.sql(f"SELECT count(*) FROM communities_community WHERE name LIKE 'Возвращение%' AND {DISTRICT}")

    def sends() -> str:
        with she.page.expect_navigation(url=re.compile(r"/communities/\d+/$")):
            she.page.locator("main form button[type=submit]").last.click()
        return she.page.url

    she.goes("/communities/new/")
    she.page.locator("main [name=name]").fill("Возвращение")
    for choice in she.page.locator("main select:visible").all():
        if not choice.input_value():
            choice.select_option(index=1)
    first = sends()
    she.page.go_back()
    expect(she.page.locator("main [name=name]")).to_have_value("Возвращение")
    assert sends() == first
    she.reads("Эта форма уже отправлена", within="body")
    assert made() == "1"
    she.page.go_back()
    she.page.locator("main [name=name]").fill("Возвращение другое")
    assert sends() != first
    assert made() == "2"

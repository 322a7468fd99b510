"""What is printed: a teacher's card with its panels, a route and its printed form; and the menu has the open room in sight."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from pypdf import PdfReader

from tests.journeys.person import Person

Sit = Callable[..., Person]
METHODIST = "methodist@amursk.example"
A_REPORT = 180_000  # ms
MILLIMETRE = 96 / 25.4  # in pixels of a page
LAPTOP = {"width": 1366, "height": 700}
PRINTER = "window.print = () => { document.documentElement.dataset.printed = document.querySelectorAll('[hx-trigger=load].htmx-request').length }"
EMPTY_BOXES = """[...document.querySelectorAll("main .card")].filter((one) => one.checkVisibility() && !one.innerText.trim()).length"""
PANELS = ("Самооценки и дефициты", "ИОМ", "События и сообщества", "Конкурсы")


def opens_first(she: Person, address: str, within: str) -> None:
    she.goes(address)
    she.goes(str(she.page.locator(within).first.get_attribute("href")))


def test_a_card_is_printed_when_its_panels_have_come(person: Sit) -> None:
    """«Печать» waits for the slowest panel; on paper stand all of them, without menu, history and empty boxes."""
    she = person(METHODIST, viewport=LAPTOP)
    she.page.add_init_script(PRINTER)
    late: list[Route] = []
    she.page.route("**/routes/teacher/*/", lambda asked: late.append(asked))
    opens_first(she, "/teachers/", "main td a[href^='/teachers/']")
    expect(she.page.locator(".ta-panels [hx-get].htmx-request")).to_have_count(1)  # the others have come
    panel_came = late[0].fetch()  # however slow the portal is, the page waits for the answer below only
    she.presses("Печать")
    sheet = she.page.locator("html[data-printed]")
    expect(sheet).to_have_count(0)
    late[0].fulfill(response=panel_came)
    expect(sheet).to_have_attribute("data-printed", "0")
    she.page.emulate_media(media="print")
    panels = she.page.locator(".ta-panels > .card")
    expect(panels).to_have_count(len(PANELS))
    for panel, heading in zip(panels.all(), PANELS, strict=True):
        expect(panel).to_be_visible()
        expect(panel).to_contain_text(heading)
        expect(panel.locator("[hx-get] > a:only-child")).to_have_count(0)  # not the link that stands for it
    for gone in (".sidenav", ".tabs", "button[data-print]"):
        expect(she.page.locator(gone).first).to_be_hidden()
    expect(she.page.get_by_role("heading", name="История")).to_be_hidden()
    assert she.page.evaluate(EMPTY_BOXES) == 0


def test_a_route_stands_on_paper_as_on_the_screen(person: Sit) -> None:
    """Its page, waiting or approved, keeps the goal and has no empty box; its printed form is printed by its own button."""
    she = person(METHODIST, viewport=LAPTOP)
    she.page.add_init_script(PRINTER)
    for tab in ("waiting", ""):
        opens_first(she, f"/routes/?tab={tab}", "main tbody a[href^='/routes/']")
        goal = she.page.get_by_role("heading", name="Цель и срок")
        expect(goal).to_be_visible()
        she.page.emulate_media(media="print")
        expect(goal).to_be_visible()
        expect(she.page.locator("main textarea:visible, main .btn:visible")).to_have_count(0)
        assert she.page.evaluate(EMPTY_BOXES) == 0
        she.page.emulate_media(media="screen")
    she.follows("Печать")
    she.page.wait_for_url("**/print/")
    she.presses("Напечатать")
    expect(she.page.locator("html[data-printed]")).to_have_attribute("data-printed", "0")
    she.page.emulate_media(media="print")
    expect(she.page.locator("article.iom")).to_be_visible()
    expect(she.page.locator(".sidenav")).to_be_hidden()


@pytest.mark.parametrize("address", ["/teachers/", "/routes/", "/communities/events/?when=all", "/contests/"])
def test_a_list_with_all_its_columns_stands_whole_on_a_sheet(person: Sit, address: str) -> None:
    """A4 turned, within its margins: nothing to the right of the sheet is lost."""
    she = person(METHODIST, viewport={"width": round((297 - 18) * MILLIMETRE), "height": 700})
    she.goes(address)
    columns = she.page.locator("input[name=col]").evaluate_all("boxes => boxes.map(one => one.value).join()")
    she.goes(f"{address}{'&' if '?' in address else '?'}cols={columns}")
    she.page.emulate_media(media="print")
    expect(she.page.locator(".sidenav")).to_be_hidden()  # the styles of paper come when they are asked for
    edges = she.page.locator("[data-list] thead th:visible").evaluate_all("cells => cells.map(one => one.getBoundingClientRect().right)")
    assert len(edges) >= 9
    assert max(edges) <= she.page.viewport_size["width"]  # type: ignore[index]
    sheets = PdfReader(io.BytesIO(she.page.pdf(prefer_css_page_size=True))).pages
    assert {sheet.mediabox.width > sheet.mediabox.height for sheet in sheets} == {True}


def test_paper_says_what_when_and_who_on_numbered_sheets(person: Sit) -> None:
    """«Печать» of a card: the day of its data, the moment of printing by the district's clocks, the name; a box's heading stays with what it heads."""
    she = person(METHODIST, viewport=LAPTOP)
    for address, within in (("/teachers/", "main td a[href^='/teachers/']"), ("/organisations/", "main td a[href^='/organisations/']")):
        opens_first(she, address, within)
        expect(she.page.locator("[hx-trigger=load] > a:only-child")).to_have_count(0)
        expect(she.page.locator(".sheet-note")).to_be_hidden()
        sheets = ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(she.page.pdf(prefer_css_page_size=True))).pages]
        assert re.search(r"Данныена\d\d\.\d\d\.\d{4}\.Напечатано\d\d\.\d\d\.\d{4}в\d\d:\d\d:[А-ЯЁ]", sheets[0])
        assert [f"страница{number}из{len(sheets)}" in one for number, one in enumerate(sheets, 1)] == [True] * len(sheets)
        she.page.emulate_media(media="print")
        headings = ["".join(one.split()) for one in she.page.locator("main .card-title:visible").all_inner_texts()]
        assert len(headings) > 5
        assert [(heading, one[-30:]) for heading in headings for one in sheets if one.endswith(heading)] == []  # none is the last on its sheet
        she.page.emulate_media(media="null")  # neither: the next PDF is paper by itself


def test_a_report_is_printed_with_what_its_folds_hold(person: Sit) -> None:
    """Ctrl+P fetches what comes when a fold is opened; printed past it, no title stands without content."""
    she = person("head@sovgavan.example", viewport=LAPTOP)
    she.page.add_init_script(PRINTER)
    she.goes("/monitoring/reports/")
    she.page.get_by_label("Период отчёта").select_option("2025-2026")
    she.presses("Составить отчёт")
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=A_REPORT)
    folds = she.page.locator("details.fold")
    expect(folds.first).to_be_visible()
    she.page.emulate_media(media="print")
    expect(folds.locator("visible=true")).to_have_count(0)
    expect(she.page.get_by_role("heading", name="Каждый показатель подробно")).to_be_hidden()
    she.page.emulate_media(media="screen")
    she.types("Control+p")
    expect(she.page.locator("html[data-printed]")).to_have_count(1)
    she.page.emulate_media(media="print")
    expect(she.page.locator(".fold-body > a:only-child")).to_have_count(0)
    expect(folds.locator(".fold-body:visible")).to_have_count(folds.count())


def test_the_menu_has_the_open_room_in_sight(person: Sit) -> None:
    """The last of many rooms is scrolled to, the first leaves the menu at its beginning."""
    she = person(METHODIST, viewport=LAPTOP)
    for address, moved in (("/erasures/", True), ("/routes/", False)):
        she.goes(address)
        expect(she.page.locator(".sidenav-link[aria-current]")).to_be_in_viewport(ratio=1)
        assert (she.page.locator(".sidenav-inner").evaluate("one => one.scrollTop") > 0) is moved

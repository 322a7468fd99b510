"""The department head's story: indicators → the people behind a number → a report with progress → Excel and PDF that open."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.person import Person, number
from tests.journeys.running import Portal

Sit = Callable[..., Person]
HEAD = "head@sovgavan.example"
YEAR = "2020-2021"
NUMBERS = "documents_counter"  # a report takes its number after everything is counted
A_REPORT = 120_000


def test_department_head_makes_a_report_of_numbers_that_open(person: Sit, portal: Portal, tmp_path: Path) -> None:
    she = person(HEAD)
    reads_the_indicators(she)
    opens_numbers_to_their_lists(she)
    sees_charts(she)
    asks_for_a_report(she, portal)
    reads_the_preview(she)
    codes = shown_codes(she)
    excel, pdf = (she.downloads(f"Скачать {kind}", tmp_path) for kind in ("Excel", "PDF"))
    opens_the_excel(excel, codes)
    anybody_checks_the_number(person(), opens_the_pdf(pdf, codes))


def reads_the_indicators(she: Person) -> None:
    she.goes("/")
    she.sees("Здравствуйте")
    she.opens_menu("Показатели")
    she.sees("Показатели")
    she.goes(f"/monitoring/indicators/?period={YEAR}")
    lights = she.page.locator("td .light").all_inner_texts()
    assert lights
    assert all(text.strip() for text in lights)  # in words, not by colour alone


def opens_numbers_to_their_lists(she: Person) -> None:
    """Numerator and denominator of three indicators: the number on the page is the length of the list."""
    links = she.page.get_by_role("link", name=re.compile("^(Числитель|Знаменатель)"))
    wanted = [(str(one.evaluate("link => link.href")), number(one.inner_text())) for one in links.all()[:6]]
    assert len(wanted) == 6
    for address, value in wanted:
        she.goes(address)
        she.sees("")
        assert number(she.page.locator(".facts-count").inner_text()) == value, address
        she.goes(f"{address}&per=100")
        assert listed(she) == value, address


def listed(she: Person) -> int:
    """Rows of the whole list, over all its pages."""
    rows = she.page.locator("#list table tbody tr")
    onward = she.page.locator("a[rel=next]")
    total = rows.count()
    while onward.count():
        she.goes(str(onward.evaluate("link => link.href")))
        total += rows.count()
    return total


def sees_charts(she: Person) -> None:
    she.goes(f"/monitoring/indicators/PR-01/?period={YEAR}")
    she.sees("")
    for title in ("По годам", "По организациям"):
        expect(she.page.locator(".card", has=she.page.get_by_role("heading", name=title)).locator("svg").first).to_be_visible()


def asks_for_a_report(she: Person, portal: Portal) -> None:
    """Asked for and made beside the page: progress first, then the preview comes by itself."""
    she.opens_menu("Отчёты")
    she.sees("Отчёты")
    she.page.get_by_label("Период отчёта").select_option(YEAR)
    with portal.holding(NUMBERS):  # the maker waits before the last part, so that the progress can be looked at
        she.presses("Составить отчёт")
        she.page.wait_for_url(re.compile(r"/reports/\d+/$"))
        expect(she.page.get_by_role("progressbar")).to_be_visible()
        she.reads(re.compile(r"\d+ %"))
        she.looks()
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=A_REPORT)


def reads_the_preview(she: Person) -> None:
    she.sees("")
    for title in ("Главное", "Показатели", "Факт и цель", "Каждый показатель подробно", "Что западает"):
        expect(she.page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def shown_codes(she: Person) -> list[str]:
    """Codes of the indicators in the preview."""
    return [text.partition("·")[0].strip() for text in she.page.locator("table.indicators .indicators-name .sub").all_inner_texts()]


def opens_the_excel(path: Path, codes: list[str]) -> None:
    """The file has its sheets and the preview's indicators, numbers as numbers."""
    book = openpyxl.load_workbook(path)
    assert set(book.sheetnames) >= {"Показатели", "По организациям", "Динамика", "Как считали"}
    lines = {row[0]: row for row in book["Показатели"].iter_rows(values_only=True) if row[0] in codes}
    assert list(lines) == codes
    assert any(isinstance(cell, int | float) for row in lines.values() for cell in row)


def opens_the_pdf(path: Path, codes: list[str]) -> str:
    """The file holds the indicators as text; returns the address of the check, printed under the QR code."""
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert not [code for code in codes if code not in text]
    found = re.search(r"(/check/[\w-]+/)", text.replace("\n", ""))
    assert found, text[-800:]
    return found[1]


def anybody_checks_the_number(visitor: Person, check: str) -> None:
    visitor.goes(check)
    visitor.sees("")
    visitor.reads("Отчёт по показателям")


def facts(she: Person, period: str) -> set[str]:
    """What the column «Факт» says for the period."""
    she.goes(f"/monitoring/indicators/?period={period}")
    she.sees("Показатели")
    return set(she.page.locator("td[data-label='Факт']").all_inner_texts())


def test_a_calendar_year_is_another_report(person: Sit) -> None:
    she = person(HEAD)
    assert facts(she, "2021") != facts(she, YEAR)


def test_a_year_without_data_says_so_and_shows_no_zero(person: Sit) -> None:
    assert facts(person(HEAD), "2014-2015") == {"нет данных"}

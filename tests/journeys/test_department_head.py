"""The department head's story: indicators → the people behind a number → a report with progress → Excel and PDF that open."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.person import Person, number
from tests.journeys.running import Portal

Sit = Callable[..., Person]
HEAD = "head@sovgavan.example"
YEAR = "2020-2021"


def test_department_head_makes_a_report_of_numbers_that_open(person: Sit, portal: Portal, tmp_path: Path) -> None:
    she = person(HEAD)
    reads_the_indicators(she)
    opens_numbers_to_their_lists(she)
    sees_charts(she)
    report = asks_for_a_report(she)
    excel, pdf = (she.downloads(f"Скачать {kind}", tmp_path) for kind in ("Excel", "PDF"))
    assert "Показатели" in openpyxl.load_workbook(excel).sheetnames
    check = printed_check(pdf)
    she.goes(report)
    anybody_checks_the_number(person(), check)


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
    wanted = [(one.get_attribute("href"), number(one.inner_text())) for one in links.all()[:6]]
    assert len(wanted) == 6
    for address, value in wanted:
        she.goes(f"/monitoring/indicators/{address}" if not str(address).startswith("/") else str(address))
        she.sees("")
        assert number(she.page.locator(".facts-count").inner_text()) == value, address


def sees_charts(she: Person) -> None:
    she.goes(f"/monitoring/indicators/PR-01/?period={YEAR}")
    she.sees("")
    for title in ("По годам", "По организациям"):
        expect(she.page.locator(".card", has=she.page.get_by_role("heading", name=title)).locator("svg").first).to_be_visible()


def asks_for_a_report(she: Person) -> str:
    """Asked for, made beside the page with progress, previewed; its address."""
    she.opens_menu("Отчёты")
    she.sees("Отчёты")
    she.page.get_by_label("Период отчёта").select_option(YEAR)
    she.presses("Составить отчёт")
    she.page.wait_for_url(re.compile(r"/reports/\d+/$"))
    address = she.page.url
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=90_000)
    she.sees("")
    she.reads("Как считали")
    return address


def printed_check(pdf: Path) -> str:
    """The address under the QR code, as printed."""
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    found = re.search(r"(/check/[\w-]+/)", text.replace("\n", ""))
    assert found, text[-800:]
    return found[1]


def anybody_checks_the_number(visitor: Person, check: str) -> None:
    visitor.goes(check)
    visitor.sees("")
    visitor.reads("Отчёт по показателям")


@pytest.mark.parametrize("period", ["2021", "2014-2015"])
def test_other_periods_have_their_own_truth(person: Sit, period: str) -> None:
    """A calendar year is another report; a year without data says so and shows no zero."""
    she = person(HEAD)
    she.goes(f"/monitoring/indicators/?period={period}")
    she.sees("Показатели")

"""Real parts fail under real people: the database, the broker, the worker. Nothing is lost, nothing happens twice, and the page says what is wrong."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from portal.engine.processes import wait_until
from portal.kit.periods import school_year
from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
HEAD, METHODIST = "head@timashevsk.example", "methodist@timashevsk.example"
YEAR = school_year()
PERIODS = [YEAR.code, YEAR.previous().code, YEAR.previous().previous().code, str(YEAR.year)]  # a report each: nobody meets another's
DISTRICT = "district_id = (SELECT id FROM accounts_district WHERE code = 'timashevsk')"
NUMBERS = "documents_counter"  # a report takes its number after everything is counted
A_REPORT = 120_000


def of_report(portal: Portal, what: str, period: str) -> str:
    return portal.sql(f"SELECT {what} FROM monitoring_report WHERE period = '{period}' AND {DISTRICT}")


def chooses(she: Person, period: str) -> None:
    she.goes("/monitoring/reports/")
    she.page.get_by_label("Период отчёта").select_option(period)


def asks(she: Person, period: str) -> None:
    chooses(she, period)
    she.presses("Составить отчёт")
    she.page.wait_for_url(re.compile(r"/reports/\d+/$"))


def gets_the_report(she: Person) -> None:
    """The page has waited all the time and shows the files by itself."""
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=A_REPORT)
    she.looks()


def test_while_the_database_is_away_the_page_says_so_and_then_works(person: Sit, portal: Portal) -> None:
    she = person(METHODIST)
    she.goes("/routes/")
    she.sees("Маршруты")
    portal.kill("db")
    she.expected.add(503)
    she.goes("/routes/")
    she.sees("Портал временно недоступен")
    portal.start("db")
    she.expected.clear()
    for _ in range(3):  # every connection of the pool has lost its server
        she.goes("/routes/")
        she.sees("Маршруты")


def test_a_worker_killed_in_the_middle_leaves_a_report_that_is_made_once(person: Sit, portal: Portal) -> None:
    she, period = person(HEAD), PERIODS[0]
    with portal.holding(NUMBERS) as awaited:
        asks(she, period)
        assert wait_until(awaited, 120)
        portal.kill("worker")
    assert of_report(portal, "state", period) == "running"
    portal.sql(f"UPDATE monitoring_report SET heartbeat_at = heartbeat_at - interval '5 minutes' WHERE state = 'running' AND {DISTRICT}")
    portal.start("worker")
    gets_the_report(she)
    assert of_report(portal, "count(*) || ' ' || max(attempt)", period) == "1 2"
    report = of_report(portal, "id", period)
    assert portal.sql(f"SELECT count(*) FROM documents_numbereddocument WHERE object_type = 'monitoring.report' AND object_id = {report}") == "1"


def test_without_a_broker_the_page_says_so_and_the_report_is_made_when_it_returns(person: Sit, portal: Portal) -> None:
    she, period = person(HEAD), PERIODS[1]
    portal.kill("broker")
    asks(she, period)
    she.reads("Очередь сейчас недоступна")
    she.looks()
    portal.start("broker")
    gets_the_report(she)
    assert of_report(portal, "count(*)", period) == "1"


def test_a_double_click_makes_one_report(person: Sit, portal: Portal) -> None:
    she, period = person(HEAD), PERIODS[2]
    chooses(she, period)
    she.page.get_by_role("button", name="Составить отчёт").dblclick()
    she.page.wait_for_url(re.compile(r"/reports/\d+/$"))
    gets_the_report(she)
    assert of_report(portal, "count(*)", period) == "1"


def test_two_people_who_ask_at_once_get_one_report(person: Sit, portal: Portal) -> None:
    she, colleague = person(HEAD), person(HEAD)
    for one in (she, colleague):
        chooses(one, PERIODS[3])
    with portal.holding(NUMBERS):  # the first is not ready before the second has asked
        for one in (she, colleague):
            one.presses("Составить отчёт")
        for one in (she, colleague):
            one.page.wait_for_url(re.compile(r"/reports/\d+/$"))
    assert she.page.url == colleague.page.url
    gets_the_report(she)


def test_two_browsers_with_one_form_the_slower_keeps_what_she_typed(person: Sit) -> None:
    """A card of a community is edited in two windows: the second is told who saved and when, and saves after a look."""
    she, colleague = person(METHODIST), person(METHODIST)
    she.goes("/communities/")
    card = str(she.page.locator("main table tbody a").first.evaluate("link => link.href"))
    for one in (she, colleague):
        one.goes(f"{card}edit/")
        one.sees("")
    name = she.page.get_by_label("Название").input_value()
    for one, addition in ((colleague, "первая"), (she, "вторая")):
        one.page.get_by_label("Название").fill(f"{name} — {addition}")
    colleague.presses("Сохранить")
    colleague.sees("первая")
    she.expected.add(422)
    she.presses("Сохранить")
    she.reads(re.compile(r"Пока вы вносили изменения, эту запись тронули: .+ \(\d\d\.\d\d\.\d{4}"))
    assert she.page.get_by_label("Название").input_value() == f"{name} — вторая"
    she.looks()
    she.presses("Сохранить")
    she.sees("вторая")

"""Real parts fail under real people: the database, the broker, the worker. Nothing is lost, nothing happens twice, and the page says what is wrong."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from portal.engine.processes import wait_until
from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
METHODIST = "methodist@timashevsk.example"


def test_after_a_restart_of_the_database_the_next_page_works(person: Sit, portal: Portal) -> None:
    she = person(METHODIST)
    she.goes("/routes/")
    she.sees("Маршруты")
    portal.kill("db")
    she.expected |= {500, 503}
    she.goes("/routes/")
    she.sees("ошибка")
    portal.start("db")
    she.expected.clear()
    for _ in range(3):  # every connection of the pool has lost its server
        she.goes("/routes/")
        she.sees("Маршруты")


HEAD = "head@timashevsk.example"
REPORT = "SELECT {what} FROM monitoring_report WHERE period = '{period}' AND district_id = (SELECT id FROM accounts_district WHERE code = 'timashevsk')"


def asks(she: Person, period: str) -> None:
    she.goes("/monitoring/reports/")
    she.page.get_by_label("Период отчёта").select_option(period)
    she.presses("Составить отчёт")
    she.page.wait_for_url(re.compile(r"/reports/\d+/$"))


def test_a_worker_killed_in_the_middle_leaves_a_report_that_is_made_once(person: Sit, portal: Portal) -> None:
    she = person(HEAD)
    period = "2025-2026"
    portal.stop("worker")
    asks(she, period)
    portal.start("worker")
    state = REPORT.format(what="state", period=period)
    assert wait_until(lambda: portal.sql(state) != "queued", 30)
    portal.kill("worker")
    assert portal.sql(state) == "running", "the worker was faster than the test"
    portal.sql(f"UPDATE monitoring_report SET heartbeat_at = heartbeat_at - interval '5 minutes' WHERE id = ({REPORT.format(what='id', period=period)})")
    portal.start("worker")
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=90_000)  # the page waited all the time
    she.looks()
    assert portal.sql(REPORT.format(what="count(*) || ' ' || max(attempt)", period=period)) == "1 2"
    number = (
        f"SELECT count(*) FROM documents_numbereddocument WHERE object_type = 'monitoring.report' AND object_id = ({REPORT.format(what='id', period=period)})"
    )
    assert portal.sql(number) == "1"


def test_without_a_broker_the_page_says_so_and_the_report_is_made_when_it_returns(person: Sit, portal: Portal) -> None:
    she = person(HEAD)
    portal.kill("broker")
    asks(she, "2024-2025")
    she.reads("Очередь сейчас недоступна")
    she.looks()
    portal.start("broker")
    expect(she.page.get_by_role("link", name="Скачать Excel")).to_be_visible(timeout=90_000)
    assert portal.sql(REPORT.format(what="count(*)", period="2024-2025")) == "1"


def test_two_clicks_make_one_report(person: Sit, portal: Portal) -> None:
    she, colleague = person(HEAD), person(HEAD)
    for one in (she, colleague):
        one.goes("/monitoring/reports/")
        one.page.get_by_label("Период отчёта").select_option("2023-2024")
    for one in (she, colleague):
        one.presses("Составить отчёт")
    for one in (she, colleague):
        one.page.wait_for_url(re.compile(r"/reports/\d+/$"))
    assert she.page.url == colleague.page.url

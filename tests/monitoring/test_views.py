"""The pages of indicators: what they show, to whom, and what they refuse."""

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from monitoring.models import Edition, Indicator, Target
from portal.accounts.models import District, Role
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import school_year, today, years_before
from tests import factories
from tests.monitoring import world

TABLE = "/monitoring/indicators/?period=2020-2021"
PAGE = "/monitoring/indicators/SG-VOSP-01/?period=2020-2021"
FACTS = "/monitoring/indicators/SG-VOSP-01/facts/?period=2020-2021"


@pytest.fixture
def facts(district: District) -> list[Any]:
    """Four teachers of two organisations, one of whom finished a course; all passports of the catalogue."""
    world.passports()
    places = [factories.organisation(district) for _ in range(2)]
    staff = [factories.teacher(district, places[number % 2]) for number in range(4)]
    world.course(staff[0])
    return staff


def page(who: Any, url: str) -> str:
    response = factories.client(who).get(url)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode().replace("\xa0", " ")


def test_the_table_shows_facts_that_open(district: District, facts: list[Any]) -> None:
    Target.objects.create(district=district, indicator=Indicator.objects.get(code="SG-VOSP-01"), period="2020-2021", base=10, target=Decimal("30"))
    html = page(factories.user(Role.DEPARTMENT_HEAD, district), TABLE)
    assert "25,0 %" in html
    assert "−5,0 п. п." in html
    assert "западает" in html
    assert f"{FACTS.replace('?', '?').replace('&', '&amp;')}&amp;part=numerator" in html


def test_a_period_that_cannot_be_is_named_and_shows_no_figures(district: District, facts: list[Any]) -> None:
    """Neither the list nor its file, nor the page of one number, tells of another year than was asked for; nothing is set for it."""
    browser = factories.client(factories.user(Role.METHODIST, district))
    for wrong in ("abc", "2020-2025", "0"):
        shown = browser.get("/monitoring/indicators/", {"period": wrong})
        assert (shown.status_code, shown.context["page"].paginator.count, 'class="list-gone"' in shown.text) == (200, 0, True)
        assert "Условие «Период» не действует" in shown.text
        for address in ("export/", "SG-VOSP-01/", "SG-VOSP-01/facts/", "SG-VOSP-01/facts/export/", "SG-VOSP-01/target/", "SG-VOSP-01/passport/"):
            refused = browser.get(f"/monitoring/indicators/{address}", {"period": wrong})
            assert (address, refused.status_code, "Период указывают как" in refused.text) == (address, 409, True)
    assert browser.post("/monitoring/indicators/SG-VOSP-01/target/?period=abc", {"target": "5", "version": 0}).status_code == 409
    assert not Target.objects.exists()


def test_a_running_year_is_said_to_be_running(district: District, facts: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    who = factories.user(Role.METHODIST, district)
    told = []
    for on in (dt.date(2020, 9, 1), dt.date(2020, 11, 26), dt.date(2021, 8, 30), dt.date(2021, 8, 31), dt.date(2022, 1, 1)):
        monkeypatch.setattr("monitoring.views.table.today", lambda on=on: on)
        found = re.search(r"Год идёт: (\d+)-й месяц из 12; цель — на конец года", page(who, TABLE))
        told.append(found and int(found[1]))
    assert told == [1, 3, 12, None, None]


def test_what_grows_through_the_year_is_judged_at_its_end(district: District, facts: list[Any]) -> None:
    """The table and the indicator's page: 0 of 30 % in November is on its way, and far behind after the last day."""
    one = Indicator.objects.get(code="SG-VOSP-01")
    Target.objects.create(district=district, indicator=one, period="2020-2021", target=Decimal("30"))
    with time_machine.travel(dt.datetime(2020, 11, 26, 12, tzinfo=dt.UTC)):
        who = factories.user(Role.DEPARTMENT_HEAD, district)
        running = [page(who, address) for address in (TABLE, PAGE)]
    assert [("идёт, 0 % плана" in html, "западает" in html) for html in running] == [(True, False)] * 2
    assert ["западает" in page(who, address) for address in (TABLE, PAGE)] == [True, True]


def test_a_new_fact_is_seen_at_once(district: District, facts: list[Any]) -> None:
    who = factories.user(Role.METHODIST, district)
    assert "25,0 %" in page(who, TABLE)
    from portal.journal.services import record

    made = world.course(facts[1])
    record(verb="записал(а) курсы", obj=made, by=who)
    assert "50,0 %" in page(who, TABLE)


def test_the_list_behind_a_number_is_as_long(district: District, facts: list[Any]) -> None:
    who = factories.user(Role.METHODIST, district)
    html = page(who, f"{FACTS}&part=numerator")
    assert "1 человек" in html
    assert facts[0].short_name in html.replace(" ", " ")
    assert "Воспитание сегодня" in html
    place = facts[0].employments.get().organisation
    html = page(who, f"{FACTS}&part=denominator&organisation={place.pk}")
    assert "2 человека" in html
    assert place.short_name in html


def test_lists_are_taken_as_files_and_journalled(district: District, facts: list[Any]) -> None:
    who = factories.user(Role.METHODIST, district)
    answer = factories.client(who).get("/monitoring/indicators/SG-VOSP-01/facts/export/?period=2020-2021&part=denominator&format=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len([row for row in rows if isinstance(row[0], int)]) == 4
    deed = Deed.objects.get(verb="выгрузил(а) список")
    assert "SG-VOSP-01 знаменатель 2020–2021" in deed.comment
    assert "строк: 4" in deed.comment
    answer = factories.client(who).get("/monitoring/indicators/export/?period=2020-2021&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "SG-VOSP-01" in text
    assert not set("−'") & set(text)  # a change is a number: decimal comma, plain minus, nothing that guards against formulas


@pytest.mark.parametrize("query", ["part=other", "part=denominator&organisation=abc", "part=denominator&organisation=999999", "part=numerator&organisation=-1"])
def test_what_is_not_there_is_not_found(district: District, facts: list[Any], query: str) -> None:
    assert factories.client(factories.user(Role.METHODIST, district)).get(f"{FACTS}&{query}").status_code == 404


def test_a_foreign_organisation_opens_nothing(district: District, foreign: District, facts: list[Any]) -> None:
    with wall.scope([foreign.pk]):
        place = factories.teacher(foreign).employments.get().organisation
    who = factories.user(Role.METHODIST, district)
    assert factories.client(who).get(f"{FACTS}&part=denominator&organisation={place.pk}").status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.EXPERT, Role.MENTOR, Role.COORDINATOR, Role.OPERATOR])
@pytest.mark.parametrize("url", [TABLE, PAGE, f"{FACTS}&part=numerator", "/monitoring/reports/"])
def test_numbers_are_for_the_district_staff(district: District, facts: list[Any], role: Role, url: str) -> None:
    who = factories.user(role, None if role == Role.OPERATOR else district)
    assert factories.client(who).get(url).status_code == 403


def test_the_passport_is_edited_as_a_new_version(district: District, facts: list[Any]) -> None:
    who = factories.user(Role.METHODIST, district)
    browser = factories.client(who)
    url = "/monitoring/indicators/PR-04/passport/?period=2020-2021"
    typed = {"who": "all", "hours": "72", "span": "3", "filter_text": "не менее 72 часов", "note": "Приказ № 12", "version": "1"}
    trial = browser.post(url, {**typed, "try": "1"}).content.decode().replace("\xa0", " ")
    assert "с этой формулой: 0,0 % (0 из 4). Сейчас: 25,0 %" in trial
    assert not Edition.objects.exists()
    assert browser.post(url, typed).status_code == 302
    made = Edition.objects.get()
    assert (made.version, made.params["hours"], made.note, made.by) == (2, 72, "Приказ № 12", who)
    assert "Приказ № 12" in page(who, "/monitoring/indicators/PR-04/?period=2020-2021")
    stale = browser.post(url, {**typed, "hours": "36", "note": "Моё обоснование"})
    assert stale.status_code == 422
    assert "Пока вы правили паспорт, его сохранил: Петрова" in stale.content.decode().replace("\xa0", " ")
    assert "Моё обоснование" in stale.content.decode()
    assert Edition.objects.count() == 1


def test_the_head_reads_passports_and_does_not_edit(district: District, facts: list[Any]) -> None:
    browser = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    for name in ("passport", "target"):
        assert browser.get(f"/monitoring/indicators/PR-04/{name}/").status_code == 403


def test_a_target_is_set_once_and_stale_forms_are_refused(district: District, facts: list[Any]) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    url = "/monitoring/indicators/PR-04/target/?period=2020-2021"
    assert browser.post(url, {"base": "70,5", "target": "80", "note": "", "version": "0"}).status_code == 302
    row = Target.objects.get()
    assert (row.base, row.target, row.version) == (Decimal("70.50"), Decimal(80), 1)
    stale = browser.post(url, {"base": "71", "target": "90", "note": "", "version": "0"})
    assert stale.status_code == 422
    assert "Пока вы правили цель" in stale.content.decode()
    assert "90" in stale.content.decode()
    high = browser.post(url, {"base": "71", "target": "130", "note": "", "version": "1"})
    assert "от 0 до 100" in high.content.decode()


def test_pages_take_a_constant_number_of_queries(district: District, facts: list[Any]) -> None:
    who = factories.user(Role.METHODIST, district)
    urls = (TABLE, PAGE, f"{FACTS}&part=denominator", "/monitoring/reports/", "/monitoring/indicators/PR-06/facts/?period=2020-2021&part=numerator")
    world.category(facts[0], "first", dt.date(2020, 9, 1))
    before = [queries(who, url) for url in urls]
    for _ in range(12):
        where = factories.organisation(district)
        for teacher in (factories.teacher(district, where) for _ in range(3)):
            world.course(teacher), world.category(teacher, "first", dt.date(2020, 9, 1))
    assert [queries(who, url) for url in urls] == before
    assert max(before) <= 12, dict(zip(urls, before, strict=True))


def queries(who: Any, url: str) -> int:
    browser = factories.client(who)
    browser.get(url)
    with CaptureQueriesContext(connection) as spent:
        assert browser.get(url).status_code == 200
    asked = [one["sql"] for one in spent if not one["sql"].startswith(("SAVEPOINT", "RELEASE")) and "set_config" not in one["sql"]]
    return len(asked)


def test_whom_the_share_of_routes_lacks_is_a_list_one_step_away(district: District, facts: list[Any]) -> None:
    """As many people as the denominator has beyond the numerator; of a year that is over nothing is offered, for the list is of today."""
    place, year = factories.organisation(district), school_year()
    for number in range(3):
        who = factories.teacher(district, place, birth_date=years_before(today(), 30))
        if not number:
            factories.route(who, state="active", approved_on=year.starts, starts_on=year.starts)
    browser = factories.client(factories.user(Role.METHODIST, district))
    address = "/routes/missing/?who=both&held=year"
    assert f'<a href="{address.replace("&", "&amp;")}">без маршрута — 2</a>' in browser.get("/monitoring/indicators/KIP-6/").text
    assert browser.get(address).context["page"].paginator.count == 2
    assert "без маршрута —" not in browser.get("/monitoring/indicators/KIP-6/", {"period": year.previous().code}).text

"""The list of contests, its conditions, columns and files; a second one of a name."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contests.models import Contest, Participation
from portal.accounts.models import District, Role, User
from portal.kit.periods import school_year, today
from teachers.models import Teacher
from tests import factories
from tests.contests.conftest import csv_rows, enter, text_of


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "учитель"}, 1), ({"kind": "auction"}, 1), ({"state": "open"}, 1), ({"where": "external"}, 1), ({"where": "own"}, 1), ({"kind": "нет"}, 0)],
)
def test_filters(desk: Client, contest: Contest, query: dict[str, str], found: int) -> None:
    Contest.objects.create(district=contest.district, name="Аукцион", kind="auction", external=True, starts_on=today(), ends_on=today())
    assert len(desk.get("/contests/", query).context["page"].object_list) == found


def test_filter_by_school_year_and_mine(contest: Contest, people: list[Teacher], methodist: User) -> None:
    old = school_year().previous()
    Contest.objects.create(district=contest.district, name="Прошлый", starts_on=old.starts, ends_on=old.ends, state="finished")
    account = factories.user(Role.TEACHER, contest.district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    enter(contest, people, methodist)
    browser = factories.client(account)

    def names(**query: str) -> list[str]:
        return [row.contest.name for row in browser.get("/contests/", query).context["page"]]

    assert (names(year=old.code), names(mine="on"), names()) == (["Прошлый"], ["Учитель года"], ["Учитель года", "Прошлый"])
    browser = factories.client(methodist)  # her link opened by who has no contests of her own: none, not all
    assert names(mine="on") == []


def test_a_second_contest_of_one_name_in_a_year_is_asked_about(desk: Client) -> None:
    """In another school year the same contest is held again: nothing is asked."""
    plain = {"name": "Учитель года", "kind": "prof", "level": "mun", "starts_on": today().isoformat(), "ends_on": today().isoformat()}
    first = desk.post("/contests/new/", plain)["Location"]
    page = desk.post("/contests/new/", {**plain, "name": "учитель  ГОДА"})
    assert page.status_code == 422
    assert f'<a href="{first}">Учитель года</a>' in page.text
    box = re.search(r'name="again" value="(\d+)"', page.text)
    assert box
    assert desk.post("/contests/new/", {**plain, "again": box[1]}).status_code == 302
    later = {name: (today() + dt.timedelta(days=366)).isoformat() for name in ("starts_on", "ends_on")}
    assert desk.post("/contests/new/", {**plain, **later}).status_code == 302
    Contest.objects.update(state="cancelled")
    assert desk.post("/contests/new/", plain).status_code == 302
    assert Contest.objects.count() == 4


@pytest.mark.parametrize("changes", [{"name": "«Учитель года»"}, {"kind": "prof"}, {"ends_on": today().isoformat()}])
def test_a_contest_that_becomes_one_with_another_is_asked_about(changes: dict[str, str], desk: Client) -> None:
    """By its name, its kind or the school year of its results; what was so before is not asked about."""
    plain = {"name": "Учитель года", "kind": "prof", "level": "mun", "starts_on": today().isoformat(), "ends_on": today().isoformat()}
    first = desk.post("/contests/new/", plain)["Location"]
    (which,) = changes
    apart = {"name": "Другой", "kind": "auction", "ends_on": (today() + dt.timedelta(days=366)).isoformat()}
    other = desk.post("/contests/new/", {**plain, which: apart[which]})["Location"]
    asked = desk.post(f"{other}edit/", {**plain, **changes})
    assert (asked.status_code, f'<a href="{first}">Учитель года</a>' in asked.text) == (422, True)
    box = re.search(r'name="again" value="(\d+)"', asked.text)
    assert box
    assert desk.post(f"{other}edit/", {**plain, **changes, "again": box[1]}).status_code == 302
    assert desk.post(f"{other}edit/", {**plain, **changes, "topic": "метка"}).status_code == 302


def test_conditions_that_exclude_each_other_are_named(desk: Client, contest: Contest) -> None:
    past = school_year().previous().code
    assert "Этот учебный год прошёл" in desk.get("/contests/", {"year": past, "state": ["open", "planned"]}).text
    assert "Этот учебный год прошёл" not in desk.get("/contests/", {"year": past, "state": ["open", "due"]}).text
    assert "Этот учебный год прошёл" not in desk.get("/contests/", {"year": [past, school_year().code], "state": "open"}).text


def test_exports_and_panel(desk: Client, contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    enter(contest, people, methodist)
    for path in ("/contests/export/", "/contests/export/?format=csv", f"/contests/{contest.pk}/export/"):
        assert desk.get(path)["Content-Disposition"].startswith("attachment")
    assert factories.client(factories.user(Role.TEACHER, district)).get("/contests/export/").status_code == 403
    assert "Учитель года" in text_of(desk.get(f"/contests/teacher/{people[0].pk}/", headers={"HX-Request": "true"}))
    assert factories.client(factories.user(Role.TEACHER, district)).get(f"/contests/teacher/{people[0].pk}/").status_code == 404


def test_lists_cost_the_same_for_one_and_for_many(desk: Client, contest: Contest, people: list[Teacher], methodist: User, district: District) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len([one for one in queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    enter(contest, people[:1], methodist)
    addresses = ("/contests/", f"/contests/{contest.pk}/", f"/contests/teacher/{people[0].pk}/")
    desk.get(addresses[2])  # the first reading of a card is written down
    few = [cost(one) for one in addresses]
    enter(contest, people, methodist)
    for n in range(12):
        other = Contest.objects.create(district=district, name=f"Конкурс {n}", starts_on=today(), ends_on=today(), state="open")
        enter(other, people, methodist)
    assert [cost(one) for one in addresses] == few
    assert few[0] <= 12


@pytest.mark.parametrize(
    ("fields", "told"), [({"state": "expertise"}, False), ({"state": "finished"}, True), ({"external": True}, True), ({"state": "cancelled"}, False)]
)
def test_the_list_and_files_tell_awards_as_the_page_does(
    contest: Contest, people: list[Teacher], desk: Client, methodist: User, district: District, fields: dict[str, Any], told: bool
) -> None:
    """How many were awarded and who: before the results are summed up only who manages the contest knows."""
    enter(contest, people, methodist)
    Participation.objects.filter(teacher__in=people[:2]).update(result="winner")
    Contest.objects.update(**fields)
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=people[0].employments.get().organisation))
    above = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))

    def read(browser: Client) -> tuple[Any, ...]:
        page = browser.get("/contests/")
        (row,) = page.context["page"]
        listed = csv_rows(browser.get("/contests/export/?format=csv&cols=awarded"))[-1]
        shown = {line[4] for line in csv_rows(browser.get(f"/contests/{contest.pk}/export/?format=csv"))[1:]}
        return row.awarded, 'data-label="Награждены">2<' in page.text, listed[2] == "2", "победитель" in shown

    assert read(desk) == (2, True, True, True)
    assert [read(one) for one in (head, above)] == [(2, True, True, True) if told else (None, False, False, False)] * 2
    teacher = factories.client(factories.user(Role.TEACHER, district)).get("/contests/")
    assert ('data-label="Награждены">2<' in teacher.text) is told
    assert ("итоги не подведены" in text_of(teacher)) is (fields.get("state") == "expertise")


def test_the_list_has_columns_order_and_saved_lists_as_others(desk: Client, contest: Contest, district: District) -> None:
    """What is chosen is shown and goes into the file; the conditions stand as chips and can be kept under a name."""
    Contest.objects.create(district=district, name="Аукцион", kind="auction", external=True, starts_on=today(), ends_on=today())
    page = desk.get("/contests/?kind=prof&kind=auction&cols=starts,whose&sort=-starts")
    assert [one.code for one in page.context["view"].shown] == ["whose", "starts"]
    assert [row.contest.name for row in page.context["page"]] == ["Аукцион", "Учитель года"]
    assert [chip.value for chip in page.context["view"].chips] == ["конкурс мастерства", "аукцион"]
    rows = csv_rows(desk.get("/contests/export/?format=csv&kind=auction&cols=starts,whose"))
    assert rows[-2:] == [["№", "Конкурс", "Чей", "Начало"], ["1", "Аукцион", "внешний", today().strftime("%d.%m.%Y")]]
    desk.post("/people/lists/save/", {"page": "contests:list", "name": "Аукционы", "query": "kind=auction"})
    assert [one.name for one in desk.get("/contests/").context["view"].lists.mine] == ["Аукционы"]


def test_the_list_begins_with_what_is_next_and_the_latest_of_what_is_over(district: District, methodist: User) -> None:
    for name, days in (("далёкий", 300), ("близкий", 10), ("недавний", -10), ("давний", -400)):
        day = today() + dt.timedelta(days=days)
        Contest.objects.create(district=district, name=name, kind="prof", level="mun", starts_on=day, ends_on=day)
    shown = [row.contest.name for row in factories.client(methodist).get("/contests/").context["page"]]
    assert shown == ["близкий", "далёкий", "недавний", "давний"]

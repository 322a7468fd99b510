"""The home page tells a teacher what is next and what is meant for her."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Attendance
from monitoring.models import Indicator, Summary, Target
from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.periods import school_year, today, years_before
from portal.site.home import NO_ROLES, blocks
from portal.site.home.figures import main_numbers
from portal.site.home.staff import awaiting, young_without_route
from portal.site.home.teacher import nearest_events, steps_due
from routes.models import Route
from tests import factories


@pytest.fixture
def mine(district: District) -> tuple[Any, Any]:
    """A teacher of five years' standing and her account."""
    place = factories.organisation(district)
    user = factories.user(Role.TEACHER, district, organisation=place)
    return user, factories.teacher(district, place, user=user, position="ped01", teaching_since=years_before(today(), 5), birth_date=dt.date(1980, 1, 1))


def test_nearest_events_are_those_meant_for_her(district: District, mine: tuple[Any, Any]) -> None:
    """A stage of work that is named must be hers, though the position fits; what she has signed up for stands whatever it is for."""
    user, teacher = mine
    soon = factories.noon(3)
    factories.event(district, title="Для всех", starts_at=soon)
    factories.event(district, title="Первый год", starts_at=soon, audience=["ped01", "years1"])
    factories.event(district, title="До трёх лет", starts_at=soon, audience=["years3"])
    factories.event(district, title="Для воспитателей", starts_at=soon, audience=["ped02"])
    factories.event(district, title="Учителям", starts_at=soon, audience=["ped01"])
    chosen = factories.event(district, title="Записалась", starts_at=soon, audience=["ped02", "years1"])
    Attendance.objects.create(district=district, event=chosen, teacher=teacher, held_on=today())
    assert {line.text for line in nearest_events(user).lines} == {"Для всех", "Учителям", "Записалась"}
    teacher.teaching_since = today()
    teacher.save()
    assert {line.text for line in nearest_events(user).lines} == {"Для всех", "Учителям", "Записалась", "Первый год", "До трёх лет"}


def said(user: User) -> str:
    """The page asked by an account read anew: what one page has read stays with its account."""
    return steps_due(User.objects.get(pk=user.pk)).empty


def test_without_a_route_it_is_said_what_brings_her_to_one(mine: tuple[Any, Any], district: District) -> None:
    """«На ближайший месяц шагов нет» is said of a route in work only."""
    user, teacher = mine
    assert "пройдите самооценку" in said(user)
    factories.assessment(teacher, {"A/01.6": 1})
    assert "составьте ИОМ" in said(user)
    place = teacher.employments.get().organisation
    route = Route.objects.create(district=district, teacher=teacher, organisation=place, starts_on=today(), ends_on=today(), state="review")
    assert "когда маршрут (ИОМ) утвердят" in said(user)
    Route.objects.filter(pk=route.pk).update(state="active")
    assert said(user) == "На ближайший месяц таких шагов нет."


def test_who_decides_nothing_is_not_told_that_nobody_waits(district: District, mine: tuple[Any, Any]) -> None:
    place = mine[1].employments.get().organisation
    Route.objects.create(district=district, teacher=mine[1], organisation=place, starts_on=today(), ends_on=today(), state="review")
    assert awaiting(factories.user(Role.DEPARTMENT_HEAD, district)).empty == "От вас решения не ждут."
    assert awaiting(factories.user(Role.METHODIST, district)).lines


def test_a_person_without_any_role_is_told_whom_to_ask() -> None:
    user = User(first_name="Анна")
    user.posts = []
    assert [block.empty for block in blocks(user)] == [NO_ROLES]


def test_the_head_begins_with_what_lags_and_each_number_opens(district: District) -> None:
    """Two queries, however many numbers are kept; without any the way to them is said."""
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    assert (main_numbers(head).tiles, "пока нет" in main_numbers(head).empty) == ([], True)
    period = school_year().code
    for order, (code, value) in enumerate((("PR-06", 60), ("PR-12", 10), ("PR-04", 58))):
        one = Indicator.objects.create(code=code, name=f"Доля {code}", unit="%", direction="рост", numerator="staff", order=order)
        Target.objects.create(district=district, indicator=one, period=period, target=60)
        Summary.objects.create(district=district, indicator=one, period=period, numerator=value, denominator=100, version=1)
    with CaptureQueriesContext(connection) as asked:
        block = main_numbers(head)
    assert [(tile.label, tile.value, tile.tone) for tile in block.tiles] == [
        ("PR-12. Доля PR-12", "10,0\u00a0%", "bad"), ("PR-04. Доля PR-04", "58,0\u00a0%", "warn"), ("PR-06. Доля PR-06", "60,0\u00a0%", "good"),
    ]  # fmt: skip
    assert (len(asked), block.tiles[0].url) == (2, f"{reverse('monitoring:indicator', args=['PR-12'])}?period={period}")
    assert "Цель есть у 3 показателей: 1 западает, 1 близко к цели, 1 достиг цели." in block.empty.replace("\u00a0", " ")


def test_what_is_written_once_says_to_each_her_own_district_and_day(district: District, foreign: District) -> None:
    """The query of the first who asks serves the next: another person, another district, another age."""
    people = {}
    for here, surname in ((district, "Агапова"), (foreign, "Белкина")):
        with wall.scope([here.pk]):
            place = factories.organisation(here)
            factories.teacher(here, place, last_name=surname, birth_date=years_before(today(), 30))
            factories.teacher(here, place, last_name="Старшая", birth_date=years_before(today(), 50))
            people[surname] = factories.user(Role.METHODIST, here)
    for here, surname in ((district, "Агапова"), (foreign, "Белкина"), (district, "Агапова")):
        with wall.scope([here.pk]):
            block = young_without_route(people[surname])
            assert [line.text.split()[0] for line in block.lines] == [surname]
            assert block.lead is not None
            assert block.lead.text.endswith("1\N{NO-BREAK SPACE}педагог.")


def test_a_block_says_how_many_more_there_are_and_leads_to_them(district: District) -> None:
    place = factories.organisation(district)
    for number in range(7):
        factories.teacher(district, place, last_name=f"Юная{number}", birth_date=years_before(today(), 30))
    user = factories.user(Role.METHODIST, district)
    block = young_without_route(user)
    assert (len(block.lines), block.left) == (5, 2)
    assert f'<a href="{reverse("routes:missing")}">Ещё 2</a>' in factories.client(user).get("/").text

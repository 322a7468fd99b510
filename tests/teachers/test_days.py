"""People by days: any slice is the same stretch of the whole list sorted by day and name; tabs are stretches of the calendar."""

import datetime as dt

import pytest

from portal.accounts.models import District, Organisation
from teachers.models import Teacher
from teachers.selectors import days
from teachers.selectors.days import ByDay, Calendar, Tab
from tests import factories

DAYS = (dt.date(2024, 5, 1), None, dt.date(2023, 1, 9), dt.date(2024, 5, 1), None, dt.date(2024, 5, 1), dt.date(2025, 2, 3))
NAMES = ("Яшина", "Ёлкина", "Зимина", "Агапова", "Белкина", "Жарова", "Орлова")


@pytest.fixture
def people(district: District, school: Organisation) -> list[Teacher]:
    return [factories.teacher(district, school, last_name=name) for name in NAMES]


def calendar(people: list[Teacher]) -> Calendar:
    told = ((one.pk, f"DATE '{day}'" if day else "NULL::date") for one, day in zip(people, DAYS, strict=True))
    return days.calendar(
        Teacher.objects.order_by().values_list("pk").query.sql_with_params(), (f"VALUES {', '.join(f'({pk}, {day})' for pk, day in told)}", [])
    )


@pytest.mark.parametrize(
    ("latest_first", "unknown_first", "order"),
    [
        (False, True, "Белкина Ёлкина Зимина Агапова Жарова Яшина Орлова"),
        (False, False, "Зимина Агапова Жарова Яшина Орлова Белкина Ёлкина"),
        (True, False, "Орлова Агапова Жарова Яшина Зимина Белкина Ёлкина"),
    ],
)
def test_every_slice_is_a_stretch_of_one_order(people: list[Teacher], latest_first: bool, unknown_first: bool, order: str) -> None:
    keys = ByDay(calendar(people), latest_first=latest_first, unknown_first=unknown_first)
    whole = [next(one.pk for one in people if one.last_name == name) for name in order.split()]
    assert len(keys) == len(whole)
    assert [(a, b) for a in range(8) for b in range(9) if keys[a:b] != whole[a:b]] == []


def test_tabs_hold_their_bounds_and_only_the_people_asked_for(people: list[Teacher]) -> None:
    every = calendar(people)
    may = Tab("май", after=dt.date(2024, 4, 30), until=dt.date(2024, 5, 1))
    assert set(may.of(every).keys) == {people[0].pk, people[3].pk, people[5].pk}
    assert [tab.count(every) for tab in (may, Tab("никогда", until=dt.date.min, unknown=True), Tab("все", unknown=True))] == [3, 2, 7]
    assert every.only({people[0].pk, people[1].pk}).keys == [people[0].pk, people[1].pk]
    assert every.only(set()) == Calendar.of(None) == Calendar([])


def test_the_last_of_all_days_is_not_the_day_of_who_has_none(people: list[Teacher]) -> None:
    one, other = people[:2]
    facts = (f"VALUES ({one.pk}, DATE '9999-12-31'), ({other.pk}, DATE '0001-01-02')", [])
    every = days.calendar(Teacher.objects.filter(pk__in=[one.pk, other.pk, people[2].pk]).order_by().values_list("pk").query.sql_with_params(), facts)
    assert every.keys == [other.pk, one.pk, people[2].pk]
    assert Tab("с днём").of(every).keys == [other.pk, one.pk]
    assert Tab("без дня", until=dt.date.min, unknown=True).of(every).keys == [people[2].pk]

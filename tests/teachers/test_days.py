"""People by days: any slice is the same stretch of the whole list sorted by day and name; tabs are stretches of the calendar."""

import datetime as dt

import pytest

from portal.accounts.models import District, Organisation
from teachers.models import Teacher
from teachers.selectors.days import ByDay, Calendar, Tab
from tests import factories

DAYS = (dt.date(2024, 5, 1), None, dt.date(2023, 1, 9), dt.date(2024, 5, 1), None, dt.date(2024, 5, 1), dt.date(2025, 2, 3))
NAMES = ("Яшина", "Ёлкина", "Зимина", "Агапова", "Белкина", "Жарова", "Орлова")


@pytest.fixture
def people(district: District, school: Organisation) -> list[Teacher]:
    return [factories.teacher(district, school, last_name=name) for name in NAMES]


def calendar(people: list[Teacher]) -> Calendar:
    return Calendar.of((str(one.pk) for one in people), (day.isoformat() if day else "NULL" for day in DAYS))


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
    assert every.only({people[0].pk, people[1].pk}) == Calendar([dt.date(2024, 5, 1)], [[str(people[0].pk)]], [str(people[1].pk)])
    assert every.only(set()) == Calendar([], [])

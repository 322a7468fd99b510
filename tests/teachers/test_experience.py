"""Experience on a date, less breaks: one arithmetic for the card, the lists and the measures; and cards that are shown nowhere."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Membership
from monitoring.measures.people import novice_at_entry, staff_on
from monitoring.measures.registry import Params
from portal.accounts.models import District, Role
from portal.kit.periods import Period
from teachers.models import Absence, Teacher
from teachers.selectors.staff import ordered, staff
from tests import factories
from tests.monitoring import world

PERIOD = Period.parse("2020-2021")
ON = PERIOD.as_of  # 31.08.2021
BEGAN = dt.date(2015, 9, 1)


def away(who: Teacher, since: dt.date, until: dt.date | None, kind: str = "break") -> None:
    Absence.objects.create(district=who.district, teacher=who, kind=kind, since=since, until=until)


def fresh(who: Teacher) -> Teacher:
    return Teacher.objects.get(pk=who.pk)


@pytest.fixture
def who(district: District) -> Teacher:
    return factories.teacher(district, teaching_since=BEGAN, working_since=dt.date(2010, 9, 1))


@pytest.mark.parametrize(
    ("since", "until", "kind", "years"),
    [
        (dt.date(2016, 1, 1), dt.date(2017, 12, 31), "childcare", 5),  # a leave counts
        (dt.date(2017, 1, 1), dt.date(2017, 12, 31), "break", 5),  # 365 days: five years to the day
        (dt.date(2017, 1, 1), dt.date(2018, 1, 1), "break", 4),
        (dt.date(2017, 1, 1), dt.date(2017, 1, 1), "break", 5),  # one day
        (dt.date(2010, 1, 1), dt.date(2014, 12, 31), "break", 5),  # before teaching
        (dt.date(2014, 9, 1), dt.date(2016, 8, 31), "break", 4),  # partly before: 366 days are lost
        (dt.date(2018, 9, 1), None, "break", 3),  # lasts still
        (dt.date(2020, 9, 1), dt.date(2030, 1, 1), "break", 5),  # the days after the date are not lost yet
        (ON, None, "break", 5),
        (dt.date(2022, 1, 1), dt.date(2023, 1, 1), "break", 5),  # not yet
    ],
)
def test_experience_is_less_by_breaks_before_the_date(who: Teacher, since: dt.date, until: dt.date | None, kind: str, years: int) -> None:
    away(who, since, until, kind)
    assert fresh(who).experience(ON) == years


def test_general_experience_is_its_own_and_unknown_stays_unknown(who: Teacher, district: District) -> None:
    away(who, dt.date(2012, 1, 1), dt.date(2013, 12, 31))  # before she taught: only the general one is less
    assert (fresh(who).general_experience(ON), fresh(who).experience(ON)) == (8, 5)
    unknown = factories.teacher(district, teaching_since=None)
    assert (unknown.general_experience(ON), unknown.experience(ON)) == (None, None)


def test_several_breaks_add_up(who: Teacher) -> None:
    for year in (2016, 2018, 2020):
        away(who, dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert fresh(who).experience(ON) == 2


@pytest.fixture
def people(district: District) -> dict[str, Teacher]:
    """Around the bound of three years, with and without breaks."""
    begins = {
        "on the bound": dt.date(2018, 8, 31),
        "a day over": dt.date(2018, 8, 30),
        "a day over, a day lost": dt.date(2018, 8, 30),
        "two days over, a day lost": dt.date(2018, 8, 29),
        "long ago, away for long": dt.date(2010, 9, 1),
        "long ago, away still": dt.date(2018, 1, 1),
        "long ago, on leave": dt.date(2010, 9, 1),
        "away before she began": dt.date(2018, 8, 30),
        "away later": dt.date(2018, 8, 30),
        "begins later": dt.date(2021, 9, 1),
        "today": ON,
        "unknown": None,
    }
    made = {name: factories.teacher(district, teaching_since=begun, birth_date=dt.date(1970, 1, 1)) for name, begun in begins.items()}
    away(made["a day over, a day lost"], dt.date(2019, 1, 1), dt.date(2019, 1, 1))
    away(made["two days over, a day lost"], dt.date(2019, 1, 1), dt.date(2019, 1, 1))
    away(made["long ago, away for long"], dt.date(2011, 9, 1), dt.date(2019, 8, 31))
    away(made["long ago, away still"], dt.date(2020, 1, 1), None)
    away(made["long ago, on leave"], dt.date(2011, 9, 1), dt.date(2019, 8, 31), "childcare")
    away(made["away before she began"], dt.date(2017, 1, 1), dt.date(2018, 8, 29))
    away(made["away later"], dt.date(2021, 9, 1), dt.date(2022, 9, 1))
    return made


NOVICES = {"on the bound", "a day over, a day lost", "long ago, away for long", "long ago, away still", "today"}


def test_the_card_the_list_and_the_measure_agree(people: dict[str, Teacher]) -> None:
    def named(keys: set[int]) -> set[str]:
        return {name for name, one in people.items() if one.pk in keys}

    assert named({one.pk for one in Teacher.objects.all() if one.is_novice(ON)}) == NOVICES
    assert named({one.pk for one in Teacher.objects.with_breaks() if one.is_novice(ON)}) == NOVICES
    assert named(set(Teacher.objects.all().novices(ON).values_list("pk", flat=True))) == NOVICES
    assert named(set(staff_on(PERIOD, Params({"who": "novice"})).values_list("teacher", flat=True))) == NOVICES
    assert named(set(staff_on(PERIOD, Params({"who": "young_or_novice"})).values_list("teacher", flat=True))) == NOVICES


def test_the_day_of_entry_counts_breaks_before_it(people: dict[str, Teacher], district: District) -> None:
    """The same bound on a date that each row has of its own; who began to teach later was new as well."""
    circle = world.community(district, kind="smp")
    for one in people.values():
        world.member(one, circle, since=ON, until=None)
    entered = set(Membership.objects.filter(novice_at_entry(3)).values_list("teacher", flat=True))
    assert {name for name, one in people.items() if one.pk in entered} == NOVICES | {"begins later"}


@pytest.mark.parametrize("sort", ["experience", "-experience"])
def test_the_order_is_that_of_the_years_shown(sort: str, people: dict[str, Teacher], district: District) -> None:
    rows = ordered(staff(factories.user(Role.METHODIST, district), ON), sort, ON)
    years = [one.experience(ON) for one in rows]
    known = [one for one in years if one is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert years == [*known, None]


def test_breaks_of_a_list_come_with_its_one_query(people: dict[str, Teacher], district: District) -> None:
    user = factories.user(Role.METHODIST, district)
    assert user.posts
    with CaptureQueriesContext(connection) as seen:
        assert len([one.experience(ON) for one in staff(user, ON)]) == len(people)
    assert len(seen.captured_queries) == 1


@pytest.mark.parametrize("role", Role.values)
def test_duplicates_and_nameless_cards_are_shown_to_nobody(role: str, district: District) -> None:
    place = factories.organisation(district)
    user = factories.user(role, None if role == Role.OPERATOR else district, organisation=place if role in (Role.TEACHER, Role.SCHOOL_HEAD) else None)
    kept = factories.teacher(district, place)
    factories.teacher(district, place, merged_into=kept, user=user)
    factories.teacher(district, place, erased_on=dt.date(2021, 1, 1))
    sees = role in (*Role.district_wide(), Role.SCHOOL_HEAD)
    assert list(Teacher.objects.all().visible_to(user)) == ([kept] if sees else [])

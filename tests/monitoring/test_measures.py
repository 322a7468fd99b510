"""Every measure on a small exact world."""

import datetime as dt

import pytest
from django.utils import timezone

from monitoring.models import Campaign, NormativeAct
from portal.accounts.models import District
from portal.kit import wall
from portal.kit.periods import Period
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import CALENDAR, DAY, SCHOOL, figures

END = SCHOOL.ends


def at(date: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, dt.time(14)))


def test_staff_counts_each_person_once_at_the_main_organisation(district: District) -> None:
    first, second = factories.organisation(district), factories.organisation(district)
    who = factories.teacher(district, first)
    world.second_job(who, second)
    factories.teacher(district, second, is_pedagogical=False)  # a head
    factories.teacher(district, second, until=dt.date(2021, 6, 30))  # left before the date
    factories.teacher(district, second, since=dt.date(2021, 9, 1))  # came after it
    compiled = world.compiled("PR-01")
    assert {place: one.denominator for place, one in compiled.places(world.passport("PR-01"), district.pk).items()} == {first.pk: 1}


def test_a_transfer_does_not_change_last_year(district: District) -> None:
    first, second = factories.organisation(district), factories.organisation(district)
    who = factories.teacher(district, first)
    world.course(who)
    world.transfer(who, second, dt.date(2021, 10, 1))
    passport = world.passport("SG-VOSP-01")
    assert list(world.compiled("SG-VOSP-01").places(passport, district.pk)) == [first.pk]
    assert list(world.compiled("SG-VOSP-01", CALENDAR).places(passport, district.pk)) == [second.pk]


def test_courses_need_topic_and_period(district: District) -> None:
    for fields in ({}, {"topic": "цифра"}, {"finished_on": SCHOOL.starts - dt.timedelta(days=1)}, {"finished_on": END}):
        world.course(factories.teacher(district), **fields)
    twice = factories.teacher(district)
    world.course(twice), world.course(twice, finished_on=DAY + dt.timedelta(days=3))
    assert figures("SG-VOSP-01", district) == (3, 5)


def test_courses_of_three_years_need_sixteen_hours(district: District) -> None:
    for hours, day in ((16, END), (15, END), (72, END.replace(year=2018) + dt.timedelta(days=0)), (72, dt.date(2018, 8, 30))):
        world.course(factories.teacher(district), hours=hours, finished_on=day, topic="")
    assert figures("PR-04", district) == (2, 4)


def test_events_count_presence_by_format_and_topic(district: District) -> None:
    seminar = factories.event(district, format="ef01", topic="воспитание", starts_at=at(DAY))
    meeting = factories.event(district, format="ef47", topic="воспитание", starts_at=at(DAY))
    table = factories.event(district, format="ef10", topic="воспитание", starts_at=at(DAY))
    other = factories.event(district, format="ef01", topic="цифра", starts_at=at(DAY))
    late = factories.event(district, format="ef01", topic="воспитание", starts_at=at(END + dt.timedelta(days=1)))
    both, absent = factories.teacher(district), factories.teacher(district)
    factories.attendance(seminar, both), factories.attendance(meeting, both)
    factories.attendance(seminar, absent, "absent")
    for event in (table, other, late):
        factories.attendance(event, factories.teacher(district))
    assert figures("SG-VOSP-02", district) == (1, 5)


def test_authors_stay_in_the_bank(district: District) -> None:
    one, two, outside = (factories.teacher(district) for _ in range(3))
    world.practice(one, two)
    world.practice(one)
    world.practice(outside, state="review", included_on=None)
    world.practice(outside, topic="цифра")
    world.practice(outside, level="oo")
    world.practice(outside, included_on=END + dt.timedelta(days=1))
    assert figures("SG-VOSP-03", district) == (2, 3)
    assert figures("SG-VOSP-03", district, Period.parse("2021-2022")) == (3, 3)


def test_young_are_younger_than_35_on_the_date(district: District) -> None:
    for born in (END.replace(year=1986), END.replace(year=1986) + dt.timedelta(days=1), dt.date(1990, 1, 1)):
        factories.route(factories.teacher(district, birth_date=born), state="done", completed_on=DAY, approved_on=SCHOOL.starts)
    assert figures("KIP-1", district) == (2, 2)
    assert figures("KIP-1", district, CALENDAR) == (1, 1)


def test_finished_route_and_mastered_standard_are_different(district: District) -> None:
    born = dt.date(1992, 5, 5)
    factories.route(factories.teacher(district, birth_date=born), state="done", completed_on=DAY, mastered=True)
    factories.route(factories.teacher(district, birth_date=born), state="done", completed_on=DAY, mastered=None)
    factories.route(factories.teacher(district, birth_date=born), state="not_done", completed_on=DAY, mastered=False)
    factories.route(factories.teacher(district, birth_date=born), state="done", completed_on=dt.date(2020, 8, 31), mastered=True)
    assert figures("KIP-1", district) == (2, 4)
    assert figures("KIP-5", district) == (1, 4)


def test_contests_and_motivating_events_count_a_person_once(district: District) -> None:
    one, two, jury, none = (factories.teacher(district) for _ in range(4))
    world.contest(district, one, level="reg", external=True)
    world.contest(district, one, two, name="Учитель года", topic="")
    world.contest(district, jury, role="jury", name="Дебют")
    world.contest(district, none, state="cancelled", name="Отменён")
    factories.attendance(factories.event(district, format="ef31", starts_at=at(DAY)), one)
    factories.attendance(factories.event(district, format="ef31", starts_at=at(DAY)), none)
    assert figures("KIP-2", district) == (3, None)
    assert figures("KIP-2", district, event_formats=[]) == (2, None)


def test_graduates_were_novices_and_were_attested_in_the_period(district: District) -> None:
    school = world.community(district, kind="smp", topic="", since=dt.date(2018, 9, 1), until=None, state="active")
    day = dt.date(2021, 6, 4)
    novices = [factories.teacher(district, teaching_since=dt.date(2018, 9, 1), since=dt.date(2018, 9, 1)) for _ in range(3)]
    for who in novices:
        world.member(who, school, since=dt.date(2019, 9, 1), until=day, graduated_on=day)
    old = factories.teacher(district, teaching_since=dt.date(2016, 8, 31))
    world.member(old, school, since=dt.date(2019, 9, 1), until=day, graduated_on=day)
    still = factories.teacher(district, teaching_since=dt.date(2020, 9, 1))
    world.member(still, school, since=dt.date(2020, 9, 1))
    world.category(novices[0], "sootv", dt.date(2021, 10, 5))
    world.category(novices[1], "first", dt.date(2020, 12, 31))
    world.category(old, "first", dt.date(2021, 10, 5))
    assert figures("KIP-3", district, CALENDAR) == (1, 3)
    assert figures("KIP-3", district, SCHOOL) == (1, 3)  # the first category of December 2020


def test_internships_are_completed_enrolments(district: District) -> None:
    who = factories.teacher(district)
    world.internship(who), world.internship(who)
    world.internship(factories.teacher(district), state="enrolled", completed_on=None)
    world.internship(factories.teacher(district), completed_on=dt.date(2020, 8, 31))
    assert figures("KIP-4", district) == (2, None)


def test_routes_of_young_and_novices(district: District) -> None:
    young = {"birth_date": dt.date(1995, 1, 1)}
    novice = {"birth_date": dt.date(1970, 1, 1), "teaching_since": dt.date(2019, 9, 1)}
    running = {"starts_on": dt.date(2020, 10, 1), "ends_on": dt.date(2021, 5, 31), "approved_on": dt.date(2020, 10, 5)}
    factories.route(factories.teacher(district, **young), state="active", **running)
    factories.route(factories.teacher(district, **novice), state="expertise", **running)
    factories.route(factories.teacher(district, **young), state="cancelled", **running)
    factories.route(factories.teacher(district, **young), state="review", **{**running, "approved_on": None})
    factories.route(factories.teacher(district), state="active", **running)  # neither young nor new
    assert figures("KIP-6", district) == (2, 4)


def test_diagnostics_and_routes_drawn_from_them(district: District) -> None:
    running = {"starts_on": dt.date(2020, 10, 1), "ends_on": dt.date(2021, 5, 31), "approved_on": dt.date(2020, 10, 5), "state": "active"}
    one, two, three, four = (factories.teacher(district) for _ in range(4))
    for who, day in ((one, DAY), (two, DAY), (three, dt.date(2020, 8, 31))):
        factories.assessment(who, {"A/01.6": 1}, finished_on=day)
    factories.route(one, assessment=one.assessments.get(), **running)
    factories.route(two, **running)  # not from the diagnostics
    factories.route(three, assessment=three.assessments.get(), **running)
    assert figures("PR-01", district) == (2, 4)
    assert figures("PR-02", district) == (1, 2)
    assert four.pk


def test_categories_are_in_force_on_the_date(district: District) -> None:
    for code, awarded, until in (
        ("first", dt.date(2016, 8, 31), END),
        ("first", dt.date(2016, 8, 30), END - dt.timedelta(days=1)),
        ("high", dt.date(2020, 1, 1), None),
        ("sootv", dt.date(2020, 1, 1), None),
        ("first", END + dt.timedelta(days=1), None),
    ):
        world.category(factories.teacher(district), code, awarded, until)
    assert figures("PR-06", district) == (2, 5)


def test_members_of_network_communities(district: District) -> None:
    network = world.community(district, kind="network", topic="", until=None, state="active", since=dt.date(2019, 9, 1))
    other = world.community(district, kind="rmo", topic="")
    for since, until in ((dt.date(2019, 9, 1), None), (dt.date(2019, 9, 1), dt.date(2020, 8, 31)), (END, None), (END + dt.timedelta(days=1), None)):
        world.member(factories.teacher(district), network, since=since, until=until)
    world.member(factories.teacher(district), other)
    assert figures("PR-12", district) == (2, 5)


def test_communities_and_memberships_of_the_year(district: District) -> None:
    one, two = factories.teacher(district), factories.teacher(district)
    first, second = world.community(district), world.community(district, name="Воркшоп")
    world.community(district, topic="цифра")
    world.community(district, state="project")
    world.community(district, since=dt.date(2021, 9, 6), until=None)
    world.member(one, first), world.member(one, second), world.member(two, first)
    world.member(two, second, role="leader")
    assert figures("SG-CNT-01", district) == (2, None)
    assert figures("SG-CNT-02", district) == (3, None)


def test_memberships_are_counted_where_the_person_worked_then(district: District) -> None:
    first, second = factories.organisation(district), factories.organisation(district)
    who, gone = factories.teacher(district, first), factories.teacher(district, second, until=dt.date(2020, 8, 31))
    circle = world.community(district)
    world.member(who, circle), world.member(gone, circle)
    world.transfer(who, second, dt.date(2021, 2, 1))
    places = world.compiled("SG-CNT-02").places(world.passport("SG-CNT-02"), district.pk)
    assert {place: one.numerator for place, one in places.items()} == {first.pk: 1, None: 1}


def test_events_held_in_the_local_days_of_the_period(district: District) -> None:
    factories.teacher(district)
    first = timezone.make_aware(dt.datetime(2020, 9, 1, 0, 30))
    last = timezone.make_aware(dt.datetime(2021, 8, 31, 22, 0))
    for starts, state in (
        (first, "held"),
        (last, "held"),
        (first - dt.timedelta(hours=1), "held"),
        (last + dt.timedelta(hours=3), "held"),
        (last, "cancelled"),
    ):
        factories.event(district, starts_at=starts, state=state)
    assert figures("SG-CNT-03", district) == (2, None)
    District.objects.update(time_zone="Asia/Vladivostok")  # there the last evening is already the next school year, the night before the first day is in it
    assert figures("SG-CNT-03", district) == (2, None)
    assert {str(row.fact_on) for row in world.facts("SG-CNT-03", "numerator").listed()} == {"2020-09-01"}


def test_contests_of_the_district_and_their_entrants(district: District) -> None:
    one, two = factories.teacher(district), factories.teacher(district)
    auction = world.contest(district, one, role="author", kind="auction")
    auction.participations.create(district=district, teacher=one, role="buyer", happened_on=DAY)
    auction.participations.create(district=district, teacher=two, role="jury", happened_on=DAY)
    world.contest(district, two, name="Открыт", state="open")
    world.contest(district, two, name="Другая тема", topic="цифра")
    world.contest(district, two, name="Внешний", external=True, level="reg")
    assert figures("SG-CNT-04", district) == (1, None)
    assert figures("SG-CNT-05", district) == (2, None)


def test_external_contests_of_the_region_with_our_people(district: District) -> None:
    one, two = factories.teacher(district), factories.teacher(district)
    world.contest(district, one, two, external=True, level="reg")
    world.contest(district, one, external=True, level="fed")
    world.contest(district, external=True, level="reg")
    assert figures("SG-CNT-06", district) == (1, None)


def test_papers_make_a_sign(district: District) -> None:
    factories.teacher(district)
    world.papers(district)
    assert figures("SG-VOSP-04", district) == (3, 3)
    assert figures("SG-VOSP-05", district) == (2, 2)
    NormativeAct.objects.filter(kind="положение").update(repealed_on=DAY)
    Campaign.objects.update(report="")
    assert figures("SG-VOSP-04", district) == (2, 3)
    assert figures("SG-VOSP-05", district) == (1, 2)
    passport = world.passport("SG-VOSP-05")
    assert world.compiled("SG-VOSP-05").result(passport, district.pk).value == 0


@pytest.mark.parametrize("period", ["2020-2021", "2021"])
def test_papers_serve_both_calendars(district: District, period: str) -> None:
    factories.teacher(district)
    world.papers(district)
    code = Period.parse(period)
    assert world.compiled("SG-VOSP-04", code).result(world.passport("SG-VOSP-04"), district.pk).value == 1


def test_no_measure_sees_another_district(district: District, foreign: District) -> None:
    factories.teacher(district)
    with wall.scope([foreign.pk]):
        who = factories.teacher(foreign, birth_date=dt.date(1995, 1, 1))
        world.course(who), world.practice(who), world.contest(foreign, who), world.internship(who), world.papers(foreign)
        world.member(who, world.community(foreign))
        factories.event(foreign, starts_at=at(DAY), state="held")
    compiled = world.compile_indicators(SCHOOL, indicators=world.passports())
    for indicator in compiled.indicators:
        result = compiled.result(indicator, district.pk)
        assert result.numerator == 0, indicator.code

"""Compiling: Σ / Σ, editions, no data, the same rows behind every number, a constant number of queries."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring.catalogue import COMPUTED
from monitoring.models import Edition, Indicator
from monitoring.selectors.compiled import Compiled, compile_indicators, compile_periods, facts_of
from monitoring.selectors.facts import Listing, all_of
from portal.accounts.models import District
from portal.kit import wall
from portal.kit.periods import Period
from teachers.selectors import walking
from tests import factories
from tests.monitoring import world
from tests.monitoring.world import CALENDAR, DAY, SCHOOL


def busy(home: District, people: int = 3) -> None:
    """A little of everything that the catalogue counts, in a new organisation."""
    place = factories.organisation(home)
    staff = [factories.teacher(home, place, birth_date=dt.date(1990, 1, 1 + n), teaching_since=dt.date(2019, 9, 1)) for n in range(people)]
    one, two = staff[0], staff[1]
    world.course(one), world.practice(one, two), world.internship(two), world.category(one, "first", DAY)
    world.contest(home, one, two), world.contest(home, two, external=True, level="reg")
    world.member(one, world.community(home)), world.member(two, world.community(home, kind="network"))
    world.member(two, world.community(home, kind="smp", topic=""), graduated_on=DAY), world.category(two, "sootv", DAY)
    factories.attendance(factories.event(home, topic="воспитание", starts_at=dt.datetime(2021, 3, 10, 12, tzinfo=dt.UTC), state="held"), one)
    test = factories.assessment(one, {"A/01.6": 1}, finished_on=DAY)
    factories.route(one, assessment=test, state="done", starts_on=DAY, approved_on=DAY, completed_on=dt.date(2021, 5, 5), mastered=True)


def test_district_share_is_sum_over_sum(district: District) -> None:
    small, big = factories.organisation(district), factories.organisation(district)
    world.course(factories.teacher(district, small))
    for _ in range(9):
        factories.teacher(district, big)
    passport = world.passport("SG-VOSP-01")
    compiled = compile_indicators(SCHOOL, indicators=[passport])
    assert compiled.result(passport, district.pk).value == Decimal("10.0")  # the mean of 100 % and 0 % would be 50
    assert {key: one.value for key, one in compiled.places(passport, district.pk).items()} == {small.pk: Decimal("100.0"), big.pk: Decimal("0.0")}


def test_a_year_without_staff_has_no_data(district: District) -> None:
    busy(district)
    compiled = compile_indicators(Period.parse("1995-1996"), indicators=world.passports())
    for indicator in compiled.indicators:
        result = compiled.result(indicator, district.pk)
        assert (result.numerator, result.denominator, result.value) == (None, None, None)
        assert compiled.places(indicator, district.pk) == {}


@pytest.mark.parametrize("period", [SCHOOL, CALENDAR])
def test_every_number_is_the_length_of_its_list(district: District, period: Period) -> None:
    """For every computed indicator, both parts, the district and each organisation."""
    busy(district), busy(district, people=4)
    world.papers(district)
    compiled = compile_indicators(period, indicators=world.passports())
    assert {one.code for one in compiled.indicators} == set(COMPUTED)
    for indicator in compiled.indicators:
        formula = compiled.formulas[district.pk, indicator.pk]
        for part in ("numerator", "denominator") if indicator.denominator else ("numerator",):
            facts = facts_of(formula, part, period)
            expected = getattr(compiled.result(indicator, district.pk), part)
            assert expected, f"{indicator.code} {part} is not planted"
            assert len(facts.within(district.pk).listed()) == facts.within(district.pk).count() == expected
            for place, result in compiled.places(indicator, district.pk).items():
                assert len(facts.within(district.pk, place or 0).listed(sort="-date")) == getattr(result, part)


def test_numerators_are_within_denominators(district: District) -> None:
    busy(district)
    compiled = compile_indicators(SCHOOL, indicators=world.passports())
    for indicator in compiled.indicators:
        if indicator.unit == "%":
            formula = compiled.formulas[district.pk, indicator.pk]
            above, below = ({row.fact_id for row in facts_of(formula, part, SCHOOL).listed()} for part in ("numerator", "denominator"))
            assert above <= below, indicator.code


def test_lists_are_searched_and_sorted(district: District) -> None:
    busy(district)
    formula = compile_indicators(SCHOOL, indicators=[world.passport("PR-01")]).formulas
    facts = facts_of(next(iter(formula.values())), "denominator", SCHOOL).within(district.pk)
    names = [row.fact_surname for row in facts.listed()]
    assert names == sorted(names)
    assert [row.fact_surname for row in facts.listed(sort="-name")] == names[::-1]
    assert [row.fact_surname for row in facts.listed(search=names[0].upper())] == [names[0]]


def test_an_edition_counts_for_its_district_only(district: District, foreign: District) -> None:
    passport = world.passport("PR-04")
    for home in (district, foreign):
        with wall.scope([home.pk]):
            world.course(factories.teacher(home), hours=20)
    Edition.objects.create(district=district, indicator=passport, version=2, params={**passport.params, "hours": 72}, note="Приказ")
    with wall.scope([district.pk, foreign.pk]):
        compiled = compile_indicators(SCHOOL, indicators=[passport])
    assert compiled.result(passport, district.pk).numerator == 0
    assert compiled.result(passport, foreign.pk).numerator == 1
    assert compiled.formulas[district.pk, passport.pk].version == 2


def test_queries_do_not_grow_with_organisations_and_districts(district: District, foreign: District) -> None:
    world.passports()
    busy(district)
    few = queries([district])
    for _ in range(5):
        busy(district)
    with wall.scope([foreign.pk]):
        busy(foreign)
    assert queries([district, foreign]) == few == 4


def queries(homes: list[District]) -> int:
    with (
        wall.scope([home.pk for home in homes]),
        CaptureQueriesContext(
            connection,
        ) as spent,
    ):
        assert isinstance(compile_indicators(SCHOOL), Compiled)
    return len([one for one in spent if one["sql"].startswith(("SELECT", "(SELECT", "DECLARE")) and "set_config" not in one["sql"]])


def test_a_year_before_the_data_were_kept_is_no_data_and_not_zero(district: District) -> None:
    factories.teacher(district)
    indicator = Indicator.objects.create(code="T-1", name="Прошли КПК", unit="%", numerator="staff_with_course", denominator="staff", params={})
    district.data_since = dt.date(2020, 1, 1)
    district.save()
    early, first = compile_periods([Period.parse("2019-2020"), Period.parse("2020-2021")], [district.pk], [indicator])
    assert early.result(indicator, district.pk).value is None
    assert first.result(indicator, district.pk).value == 0


@pytest.mark.parametrize("near", [0, 1000], ids=["walked", "joined"])
@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_pages_are_the_list_cut(district: District, monkeypatch: pytest.MonkeyPatch, near: int, part: str) -> None:
    """Found by names of people or by keys of rows, near the beginning or far from it: the rows of all pages are those of the list."""
    monkeypatch.setattr(walking, "NEAR", near)
    for name in "ВАБГ":
        who = factories.teacher(district, last_name=name)
        if name != "Б":
            world.course(who, finished_on=SCHOOL.ends, topic="")
    behind = world.facts("PR-04", part).within(district.pk)
    whole, listing = all_of(behind), Listing(behind)
    assert len(whole) == listing.count() == {"numerator": 3, "denominator": 4}[part]
    assert [listing[at : min(at + 2, len(whole))] for at in range(0, len(whole), 2)] == [whole[at : at + 2] for at in range(0, len(whole), 2)]

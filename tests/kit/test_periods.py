"""Periods: two calendars, read from either dash and printed in type."""

import pytest

from portal.kit import words
from portal.kit.periods import Period


@pytest.mark.parametrize("typed", ["2020-2021", "2020–2021"])
def test_a_school_year_is_read_with_either_dash_and_printed_with_an_en_dash(typed):
    period = Period.parse(typed)
    assert (period.code, period.short, period.label) == ("2020-2021", "2020–2021", "2020–2021 учебный год")


def test_a_calendar_year_is_printed_as_it_is():
    assert (Period.parse("2021").short, Period.parse("2021").label) == ("2021", "2021 год")


@pytest.mark.parametrize("typed", ["2020-2022", "2020/2021", "21", "", "2020-21"])
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="учебный год «2020–2021» или календарный «2021»"):
        Period.parse(typed)


def test_years_touch_nothing_but_school_years():
    assert words.years("№ ОТЧ-2026-00001, 2020-2021 и 8-2021") == "№ ОТЧ-2026-00001, 2020–2021 и 8-2021"


def test_names_with_numbers_are_sorted_as_people_read_them():
    names = ["СШ № 10", "д/с № 2", "СШ № 2", "Ёлочка", "Ель", "д/с № 12"]
    assert sorted(names, key=words.natural) == ["д/с № 2", "д/с № 12", "Ель", "Ёлочка", "СШ № 2", "СШ № 10"]

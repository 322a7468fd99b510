"""Which years the chart on an indicator's page shows."""

import datetime as dt

import pytest

from monitoring.selectors.indicator import window
from portal.kit.periods import Period


@pytest.mark.parametrize(
    ("code", "since", "years"),
    [
        ("2020-2021", None, range(2015, 2021)),
        ("2015-2016", dt.date(2015, 1, 1), range(2015, 2021)),  # the facts begin here: the years after it join
        ("2015", dt.date(2015, 1, 1), range(2015, 2021)),
        ("2015", dt.date(2015, 2, 1), range(2015, 2021)),  # before the first whole year: itself and what came after
        ("2017-2018", dt.date(2015, 9, 2), range(2016, 2022)),
        ("2020-2021", dt.date(2010, 9, 1), range(2015, 2021)),
    ],
)
def test_six_years_with_the_chosen_one_among_them(code: str, since: dt.date | None, years: range) -> None:
    period = Period.parse(code)
    assert [one.year for one in window(period, since)] == list(years)
    assert period in window(period, since)

"""A year that nobody meant is a sentence beside the field."""

import datetime as dt

import pytest
from django import forms

from portal.kit.dates import SENTENCE, DateField, DateTimeField


class When(forms.Form):
    day = DateField()
    moment = DateTimeField()


@pytest.mark.parametrize("year", ["0001", "0202", "1899", "2101", "9999"])
def test_an_impossible_year_is_a_sentence(year: str) -> None:
    form = When({"day": f"{year}-12-01", "moment": f"{year}-12-01T00:00"})
    assert form.errors == {"day": [SENTENCE], "moment": [SENTENCE]}


def test_an_ordinary_date_is_taken() -> None:
    form = When({"day": "2026-12-01", "moment": "2026-12-01T10:30"})
    assert form.is_valid()
    assert (form.cleaned_data["day"], form.cleaned_data["moment"].hour) == (dt.date(2026, 12, 1), 10)

"""No prepared query keeps the day, the hour or the person of the one who happened to ask it first."""

import datetime as dt
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone

from portal.kit.prepared import BLANKS, Prepared


def _known() -> list[Prepared]:
    get_resolver().url_patterns  # noqa: B018  # every view, and with it every selector, is imported
    return list(Prepared.made)


def test_the_portal_has_prepared_queries() -> None:
    """The list that the next test walks is not empty."""
    assert len(_known()) > 5


def test_prepared_queries_say_the_same_on_another_day_in_another_district(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """What depends on today, or on the district's clocks, must come as a value: the SQL is written once and lives as long as the process."""
    later = timezone.now() + dt.timedelta(days=500, hours=7)
    known = _known()
    before = [_written(one) for one in known]
    monkeypatch.setattr(timezone, "now", lambda: later)
    with timezone.override("Asia/Vladivostok"):
        after = [_written(one) for one in known]
    assert [one.build for one, first, second in zip(known, before, after, strict=True) if first != second] == []


def _written(one: Prepared) -> Any:
    return one.build(**one.blanks).query.sql_with_params()


def test_blanks_of_one_type_differ() -> None:
    for make in BLANKS.values():
        assert make(0) != make(1)

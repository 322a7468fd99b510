"""The structure of a report: pure data, frozen, JSON both ways, and its judgements."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from monitoring.report import figures, judge
from monitoring.report.structure import PERCENT, YES_NO, Direction, IndicatorRow, OrganisationRow, Report, Status

from .report_samples import any_report, empty_report


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(any_report)
def test_report_survives_json_unchanged(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_report_keeps_the_digits_of_a_decimal():
    report = dataclasses.replace(empty_report(), rows=(IndicatorRow("К", "Доля", PERCENT, fact=Decimal("7.0")),))
    assert str(Report.from_json(report.to_json()).rows[0].fact) == "7.0"


def test_report_of_an_earlier_release_stays_readable():
    data = empty_report().to_json()
    del data["author"]
    data["emblem"] = "герб"
    assert Report.from_json(data) == empty_report()


@pytest.mark.parametrize("data", [{}, [], None, {"rows": [{"code": 1}]}, empty_report().to_json() | {"as_of": "вчера"}])
def test_report_refuses_what_is_no_report(data):
    with pytest.raises(ValueError, match=r".+"):
        Report.from_json(data)


def test_report_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        empty_report().number = "1"


def test_title_names_the_period():
    assert empty_report().title == "Отчёт по показателям за 2020–2021 учебный год"
    calendar = dataclasses.replace(empty_report(), period_label="2021", period_kind="calendar")
    assert calendar.title == "Отчёт по показателям за 2021 год"


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(35, 500, "7.0"), (90, 500, "18.0"), (13, 500, "2.6"), (1, 3, "33.3"), (1, 16, "6.3"), (0, 5, "0.0")],
)
def test_share_is_per_cent_with_one_digit(numerator, denominator, expected):
    assert str(judge.share(numerator, denominator)) == expected


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (None, None), (0, 0), (3, None)])
def test_share_is_none_without_data(numerator, denominator):
    assert judge.share(numerator, denominator) is None


@pytest.mark.parametrize(
    ("fact", "target", "direction", "expected"),
    [
        ("40", "40", Direction.GROWTH, Status.OK),
        ("36", "40", Direction.GROWTH, Status.NEAR),
        ("35.9", "40", Direction.GROWTH, Status.LAG),
        ("41", "40", Direction.DECREASE, Status.NEAR),
        ("39", "40", Direction.DECREASE, Status.OK),
        ("45", "40", Direction.DECREASE, Status.LAG),
        ("0", "0", Direction.NONE, Status.OK),
        ("0", "1", Direction.NONE, Status.LAG),
        (None, "1", Direction.GROWTH, Status.NONE),
        ("1", None, Direction.GROWTH, Status.NONE),
    ],
)
def test_status(fact, target, direction, expected):
    assert judge.status(fact and Decimal(fact), target and Decimal(target), direction) == expected


def test_status_text_says_what_is_missing():
    assert judge.judged_row(code="К", name="Доля", unit=PERCENT, target=Decimal(1)).status_text == "нет данных"
    assert judge.judged_row(code="К", name="Доля", unit=PERCENT, fact=Decimal(1)).status_text == "цель не задана"
    lagging = judge.judged_row(code="К", name="Доля", unit=PERCENT, fact=Decimal(1), target=Decimal(5))
    assert (lagging.status_text, lagging.deviation) == ("западает", Decimal(-4))


@pytest.mark.parametrize(
    ("fact", "target", "direction", "expected"),
    [
        (0, 18, Direction.GROWTH, "идёт, 0\u00a0% плана"),
        ("17.99", 18, Direction.NONE, "идёт, 99\u00a0% плана"),  # the plan is whole or it is not
        (18, 18, Direction.GROWTH, "цель достигнута"),
        (3, 5, Direction.DECREASE, "год идёт"),  # may still come to more than its limit
        (9, 5, Direction.DECREASE, "западает"),
        (None, 5, Direction.GROWTH, "нет данных"),
    ],
)
def test_what_grows_through_a_running_year_is_not_behind_before_its_end(fact, target, direction, expected):
    row = judge.judged_row(
        code="К", name="Число", unit="ед.", fact=None if fact is None else Decimal(fact), target=Decimal(target), direction=direction, running=True
    )
    assert row.status_text == expected


def test_in_a_running_year_organisations_are_compared_with_the_district_only():
    rows = (judge.judged_row(code="К", name="Доля", unit=PERCENT, fact=Decimal(20), target=Decimal(60), running=True),)
    organisations = [OrganisationRow(1, "А", 10, 100, Decimal(10)), OrganisationRow(2, "Б", 30, 100, Decimal(30))]
    (found,) = judge.find_lagging(rows, (judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=organisations),))
    assert (found.organisation, figures.weakness(found.indicators[0])) == ("А", "ниже района")


def test_district_value_is_sum_by_sum():
    rows = (OrganisationRow(1, "А", 1, 10, Decimal(10)), OrganisationRow(2, "Б", 30, 40, Decimal(75)))
    table = judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=rows)
    assert (table.numerator, table.denominator, table.value) == (31, 50, Decimal("62.0"))


def test_organisation_without_data_stays_out_of_both_sums():
    rows = (OrganisationRow(1, "А", 1, 10), OrganisationRow(2, "Б", None, 40))
    table = judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=rows)
    assert (table.numerator, table.denominator, table.value) == (1, 10, Decimal("10.0"))


def test_table_without_data_has_no_total():
    table = judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=[OrganisationRow(1, "А")])
    assert (table.numerator, table.denominator, table.value) == (None, None, None)


def test_lagging_lists_what_is_below_district_or_target():
    rows = (judge.judged_row(code="К", name="Доля", unit=PERCENT, fact=Decimal(50), target=Decimal(60)),)
    schools = [("А", 40), ("Б", 55), ("В", 60), ("Г", None)]
    organisations = [OrganisationRow(n, name, v, 100, v and Decimal(v)) for n, (name, v) in enumerate(schools)]
    tables = (judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=organisations),)
    found = {item.organisation: item.indicators[0] for item in judge.find_lagging(rows, tables)}
    assert {name: weak.value for name, weak in found.items()} == {"А": 40, "Б": 55}
    assert not judge.worse_than(found["Б"], found["Б"].district)


def test_lagging_turns_round_for_a_decreasing_indicator():
    rows = (judge.judged_row(code="К", name="Доля", unit=PERCENT, fact=Decimal(5), direction=Direction.DECREASE),)
    organisations = [OrganisationRow(1, "А", 9, 100, Decimal(9)), OrganisationRow(2, "Б", 1, 100, Decimal(1))]
    tables = (judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=organisations),)
    assert [item.organisation for item in judge.find_lagging(rows, tables)] == ["А"]


def test_lagging_puts_the_widest_gap_first():
    rows = [judge.judged_row(code=code, name=code, unit=PERCENT, fact=Decimal(50)) for code in ("К1", "К2")]
    tables = [
        judge.organisation_table(code=code, name=code, unit=PERCENT, rows=[OrganisationRow(1, "А", v, 100, Decimal(v))]) for code, v in (("К1", 45), ("К2", 5))
    ]
    (lagging,) = judge.find_lagging(rows, tables)
    assert [weak.code for weak in lagging.indicators] == ["К2", "К1"]


def test_counts_are_not_compared_with_the_district():
    rows = (judge.judged_row(code="К", name="Число", unit="ед.", fact=Decimal(50)),)
    tables = (judge.organisation_table(code="К", name="Число", unit="ед.", rows=[OrganisationRow(1, "А", 2, None, Decimal(2))]),)
    assert judge.find_lagging(rows, tables) == ()


def test_yes_no_table_shows_the_share_of_yes():
    rows = [OrganisationRow(n, "А", n % 2, 1, Decimal(n % 2)) for n in range(4)]
    assert judge.organisation_table(code="К", name="Есть", unit=YES_NO, rows=rows).value == Decimal("50.0")


@pytest.mark.parametrize("direction", [Direction.NONE, Direction.DECREASE])
@pytest.mark.parametrize("mark", ["84.8", "76.5", "50.0", "0.9", "100.0"])
def test_the_first_share_behind_is_where_the_light_turns(mark: str, direction: Direction) -> None:
    """What the page says of «ниже района» is what the mark is put by."""
    edge = judge.first_behind(Decimal(mark), direction)
    assert edge is not None
    nearer = edge + Decimal("0.1") * (-1 if direction == Direction.DECREASE else 1)
    assert judge.status(edge, Decimal(mark), direction) == Status.LAG
    assert judge.status(nearer, Decimal(mark), direction) != Status.LAG

"""The report on a page: the same words, and every number a way to its list."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings

from monitoring.report import figures, judge, pictures
from monitoring.report.preview import details, preview
from monitoring.report.structure import PERCENT, YES_NO, Direction, OrganisationRow, WeakIndicator
from portal.kit import charts

from .report_samples import any_report, empty_report, report_of


def page(report, link=None) -> str:
    return render_to_string("monitoring/report/preview.html", preview(report, link) if link else preview(report))


def link(code: str, organisation_id: int | None, part: str) -> str:
    return f"/numbers/{code}/{organisation_id or 'район'}/{part}/"


def link_numbers_only(code: str, organisation_id: int | None, part: str) -> str:
    return "" if part in ("details", "lagging") else link(code, organisation_id, part)


def test_without_links_the_whole_report_is_plain():
    text = page(report_of(6, 5))
    assert "href" not in text.replace('<a href="https://portal.example/check/SG-2021-0017/"', "")
    assert "hx-get" not in text
    for words in ("Показатели", "Что западает", "Как считали", "Итого по району", "<svg", "нет данных", "не задана"):
        assert words in text


def test_every_known_number_opens_its_list():
    report = report_of(6, 1)
    text = page(report, link_numbers_only)
    row, table = report.rows[0], report.organisations[0]
    for part, number in (("value", figures.figure(row.fact, "%")), ("numerator", str(row.numerator)), ("denominator", str(row.denominator))):
        assert f'<a href="/numbers/Р-01/район/{part}/">{number}</a>' in text
    for line in table.rows:
        expected = 0 if line.numerator is None else 3
        assert len(re.findall(rf'"/numbers/Р-01/{line.organisation_id}/\w+/"', text)) == expected


def test_missing_numbers_open_nothing():
    assert "/6/" not in page(report_of(6, 1), link_numbers_only).replace("https://portal.example/check/SG-2021-0017/", "")


def test_a_phone_has_pictures_of_its_own():
    """Upright bars of many years and long names do not fit 340 pixels: they lie, and everything stays on the screen."""
    report = report_of(6, 1)
    for made in (pictures.years_on_screen(report.dynamics[0], pictures.HALF), pictures.organisations_on_screen(report.organisations[0], pictures.HALF)):
        assert made.svg.startswith('<svg class="ch-narrow"')
        assert made.phone.startswith('<svg class="ch-phone"')
        assert f'viewBox="0 0 {charts.PHONE} ' in made.phone


def test_heavy_parts_come_when_they_are_opened():
    report = report_of(60, 25)
    text = page(report, link)
    assert text.count("hx-get=") == len(report.rows) + 1
    assert 'hx-get="/numbers/Р-01/район/details/"' in text
    assert '<a href="/numbers/Р-01/район/details/">' in text
    assert text.count("<svg") == 3  # facts against targets for a wide and a narrow screen, and the code of the check
    assert len(text.encode()) < 110_000


def test_details_of_one_indicator_have_its_chart_and_table():
    found = details(report_of(6, 3), "Р-03", link)
    text = render_to_string("monitoring/report/details.html", {"details": found, "nobody_note": figures.NOBODY_NOTE})
    assert (found.code, found.chart is not None, len(found.table.rows)) == ("Р-03", True, 6)
    assert text.count("<tr>") == 6 + 2 + 4
    assert "/numbers/Р-03/1/numerator/" in text


def test_details_of_an_unknown_indicator_are_refused():
    with pytest.raises(KeyError):
        details(report_of(6, 3), "Р-99")


def test_empty_report_says_so():
    assert "Показателей нет" in page(empty_report())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_report)
def test_typed_texts_never_become_markup(report):
    text = page(report)
    assert "<script>alert" not in text
    assert "<b>Школа" not in text
    for row in report.rows:
        assert html.escape(row.name) in text


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("7.0", PERCENT, "7,0 %"),
        ("2.55", PERCENT, "2,6 %"),
        ("1204", "чел.", "1 204"),
        ("12.5", "ед.", "12,5"),
        ("1", YES_NO, "да"),
        ("0", YES_NO, "нет"),
        (None, PERCENT, "нет данных"),
    ],
)
def test_figure(value, unit, expected):
    assert figures.figure(value and Decimal(value), unit).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("3", PERCENT, "+3,0 п. п."), ("-5", "чел.", "−5"), ("0", PERCENT, "0,0 п. п."), ("0", "ед.", "0"), (None, PERCENT, "—"), ("-1", YES_NO, "—")],
)
def test_difference(value, unit, expected):
    assert figures.difference(value and Decimal(value), unit).replace("\u00a0", " ") == expected


def test_nobody_to_count_is_not_the_same_as_no_data():
    assert figures.organisation_figure(OrganisationRow(1, "А", 0, 0), PERCENT) == "—"
    assert figures.organisation_figure(OrganisationRow(1, "А", None, 0), PERCENT) == "нет данных"
    assert figures.organisation_figure(OrganisationRow(1, "А", 0, 5, judge.share(0, 5)), PERCENT).replace("\u00a0", " ") == "0,0 %"


@pytest.mark.parametrize(
    ("unit", "value", "district", "target", "direction", "expected"),
    [
        (PERCENT, 10, 20, 30, Direction.GROWTH, "ниже района и цели"),
        (PERCENT, 25, 20, 30, Direction.NONE, "ниже цели"),
        (PERCENT, 10, 20, None, Direction.GROWTH, "ниже района"),
        (PERCENT, 25, 20, 30, Direction.DECREASE, "выше района"),
        (YES_NO, 0, 1, 1, Direction.NONE, "не выполнено"),
    ],
)
def test_weakness(unit, value, district, target, direction, expected):
    weak = WeakIndicator("К", "К", unit, Decimal(value), Decimal(district), target and Decimal(target), direction)
    assert figures.weakness(weak) == expected

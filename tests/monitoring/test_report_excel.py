"""The workbook of a report: reopened, it says what the report says."""

from __future__ import annotations

import dataclasses
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from monitoring.report import figures, judge
from monitoring.report.excel import write_excel
from monitoring.report.pictures import worth_drawing
from monitoring.report.structure import PERCENT, STATUS_WORDS, YES_NO, OrganisationRow, Point, Report, Series

from .report_samples import any_report, empty_report, report_of

SHEETS = ["Показатели", "По организациям", "Динамика", "Что западает", "Как считали"]
FIRST = 6  # the first row under the heading


def opened(report: Report, **options):
    return openpyxl.load_workbook(io.BytesIO(write_excel(report)), **options)


def row_of(sheet, row: int) -> list:
    return [cell.value for cell in sheet[row]]


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(8, 5)


@pytest.fixture(scope="module")
def book(report):
    return opened(report)


def test_sheets_are_named_in_the_fields_words(book):
    assert book.sheetnames == SHEETS


def test_every_sheet_is_headed_frozen_filtered_and_ready_for_printing(book, report):
    for sheet in book:
        assert sheet["A1"].value == report.title
        assert report.district_name in sheet["A2"].value
        assert "31.08.2021" in sheet["A3"].value
        assert report.number in sheet["A3"].value
        assert sheet.freeze_panes == "A6"
        assert sheet.auto_filter.ref.startswith("A5:")
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text == "Страница &P из &N"


def test_the_document_names_its_title_and_author(book, report):
    assert book.properties.title == f"{report.title}. {report.district_name}"
    assert book.properties.creator == report.service_name


def test_indicators_are_numbers_in_their_own_formats(book, report):
    sheet, row = book["Показатели"], report.rows[0]
    assert row_of(sheet, 5) == ["Код", "Показатель", "Ед. изм.", "База", "Цель", "Факт", "Отклонение от цели", "Состояние"]
    assert row_of(sheet, FIRST) == [row.code, row.name, "%", 0.125, float(row.target) / 100, float(row.fact) / 100, float(row.deviation), row.status_text]
    assert {cell.data_type for cell in sheet[FIRST][3:7]} == {"n"}
    assert {cell.number_format for cell in sheet[FIRST][3:6]} == {"[$-419]0.0\\ %"}
    assert "п. п." in sheet.cell(FIRST, 7).number_format


def test_yes_no_stays_a_number_that_reads_as_a_word(book, report):
    at = FIRST + next(n for n, row in enumerate(report.rows) if row.unit == YES_NO)
    cell = book["Показатели"].cell(at, 6)
    assert (cell.value, cell.number_format) == (1, '[=1]"да";[=0]"нет";[$-419]0.0')


def test_missing_figures_are_words_and_never_zero():
    rows = (judge.judged_row(code="К", name="Доля", unit=PERCENT),)
    sheet = opened(dataclasses.replace(empty_report(), rows=rows))["Показатели"]
    assert row_of(sheet, FIRST)[3:] == ["—", "не задана", "нет данных", "—", "нет данных"]


def test_the_traffic_light_has_a_colour_and_words(book):
    rules = [rule for found in book["Показатели"].conditional_formatting for rule in found.rules]
    said = " ".join(rule.formula[0] for rule in rules)
    assert [words for words in (*STATUS_WORDS.values(), "идёт,") if f'"{words}"' not in said] == ["не оценивается"]
    assert len({rule.dxf.fill.bgColor.rgb for rule in rules}) == 4


def test_totals_are_formulas_that_give_the_reports_totals(report):
    formulas, values = opened(report)["По организациям"], opened(report, data_only=True)["По организациям"]
    row = FIRST
    for table in report.organisations:
        under = f"{row + 1}:{{0}}{row + len(table.rows)}"
        assert formulas.cell(row, 4).value == f"=SUM(D{under.format('D')})"
        assert values.cell(row, 4).value == table.numerator == summed(values, row, 4, len(table.rows))
        if table.denominator is not None:
            assert formulas.cell(row, 5).value == f"=SUM(E{under.format('E')})"
            assert values.cell(row, 5).value == table.denominator == summed(values, row, 5, len(table.rows))
        share = figures.total_unit(table.unit) == PERCENT
        assert formulas.cell(row, 6).value.startswith("=ROUND(SUM(" if share else "=SUM(")
        assert Decimal(str(values.cell(row, 6).value)) == (table.value / 100 if share else table.value)
        row += len(table.rows) + 1


def summed(sheet, total: int, column: int, count: int) -> int:
    return sum(value for row in range(total + 1, total + count + 1) if isinstance(value := sheet.cell(row, column).value, int | float))


def test_an_organisation_without_data_is_left_out_of_both_sums():
    rows = [OrganisationRow(1, "А", 1, 10, Decimal(10)), OrganisationRow(2, "Б", None, 40), OrganisationRow(3, "В", 0, 0)]
    table = judge.organisation_table(code="К", name="Доля", unit=PERCENT, rows=rows)
    report = dataclasses.replace(empty_report(), organisations=(table,))
    sheet = opened(report)["По организациям"]
    assert row_of(sheet, FIRST + 2)[3:] == ["нет данных", "нет данных", "нет данных"]
    assert row_of(sheet, FIRST + 3)[3:] == [0, 0, "—"]
    assert [cell.value for cell in opened(report, data_only=True)["По организациям"][FIRST]][3:] == [1, 10, 0.1]


def test_organisations_fold_under_their_total(book, report):
    sheet = book["По организациям"]
    table = report.organisations[0]
    assert [sheet.cell(row, 2).value for row in (FIRST, FIRST + 1)] == [f"{table.name}. {figures.TOTAL}", table.rows[0].organisation]
    assert [sheet.row_dimensions[row].outlineLevel for row in (FIRST, FIRST + 1, FIRST + 8, FIRST + 9)] == [0, 1, 1, 0]
    assert not sheet.sheet_properties.outlinePr.summaryBelow


def test_dynamics_has_native_charts_over_the_table(book, report):
    sheet = book["Динамика"]
    assert row_of(sheet, 5) == ["Код", "Показатель", "Ед. изм.", "Ряд", "2018–2019", "2019–2020", "2020–2021"]
    assert row_of(sheet, FIRST)[3:] == ["факт", 0.125, None, float(report.rows[0].fact) / 100]
    drawn = [series for series in report.dynamics if worth_drawing(series)]
    *by_year, aims = sheet._charts
    assert len(by_year) == len(drawn) > 0
    assert (aims.type, [series.val.numRef.f.split("$")[1] for series in aims.series]) == ("bar", ["C", "D"])
    for chart in by_year:
        assert not chart.x_axis.delete
        assert not chart.y_axis.delete
        facts = chart.series[0]
        assert facts.val.numRef.f.startswith("'Динамика'!$E$")
        assert facts.cat.strRef.f == "'Динамика'!$E$5:$G$5"
        assert all(not series.smooth for line in chart._charts[1:] for series in line.series)


def test_years_stand_in_order_and_those_without_data_are_left_out():
    series = (
        Series("А", "А", "ед.", (Point("2021", Decimal(1)),)),
        Series("Б", "Б", "ед.", (Point("2018"), Point("2019", target=Decimal(3)), Point("2020", Decimal(2)))),
    )
    sheet = opened(dataclasses.replace(empty_report(), dynamics=series))["Динамика"]
    assert row_of(sheet, 5)[4:] == ["2019", "2020", "2021"]
    assert row_of(sheet, FIRST)[4:] == [None, None, 1]


def test_lagging_and_methods_have_a_line_each(book, report):
    weak = report.lagging[0].indicators[0]
    assert row_of(book["Что западает"], FIRST)[:3] == [report.lagging[0].organisation, weak.code, weak.name]
    assert row_of(book["Что западает"], FIRST)[6] == figures.weakness(weak)
    assert book["Как считали"].max_row == FIRST - 1 + len(report.methods)
    assert row_of(book["Как считали"], FIRST)[2] == "Σ числителей / Σ знаменателей × 100 %"


def test_empty_report_opens_with_all_its_sheets():
    book = opened(empty_report())
    assert book.sheetnames == SHEETS
    assert all(sheet.max_row <= FIRST for sheet in book)


def test_long_texts_make_their_rows_taller():
    rows = (judge.judged_row(code="К", name="Доля " * 100, unit=PERCENT), judge.judged_row(code="К2", name="Доля", unit=PERCENT))
    heights = opened(dataclasses.replace(empty_report(), rows=rows))["Показатели"].row_dimensions
    assert heights[FIRST].height > 5 * heights[FIRST + 1].height


OWN_FORMULA = re.compile(r"=(SUM\([DE]\d+:[DE]\d+\)|ROUND\(SUM\(D\d+:D\d+\)/SUM\(E\d+:E\d+\),3\))")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_report)
def test_no_text_of_a_report_becomes_a_formula(report):
    book = opened(report)
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert [formula for formula in formulas if not OWN_FORMULA.fullmatch(formula)] == []
    codes = [cell.value or "" for (cell,) in book["Показатели"].iter_rows(min_row=FIRST, max_row=FIRST + len(report.rows) - 1, max_col=1)]
    assert len(codes) >= len(report.rows)

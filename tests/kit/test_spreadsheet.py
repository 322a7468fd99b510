"""Exports of lists: text stays text, numbers stay numbers, and the file is complete before anybody reads it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit import spreadsheet
from portal.kit.spreadsheet import Column

COLUMNS = [Column("ФИО"), Column("Возраст"), Column("Доля"), Column("Принят"), Column("Заметка", 40)]
ROW = ("Иванова А. П.", 34, Decimal("7.5"), date(2021, 12, 31), "=1+1")

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=2),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.sampled_from(["=cmd|' /C calc'!A0", "+1", "-1", "@a", "\t=1", "  =1", "#N/A", "<b>&</b>", "Ж" * 40_000, 'a;b\n"c"', "\ufffe"]),
)


def workbook(**export):
    return openpyxl.load_workbook(io.BytesIO(spreadsheet.export_xlsx(**export).read()))


def test_export_xlsx_keeps_the_types_of_values():
    sheet = workbook(title="Педагоги", columns=COLUMNS, rows=[ROW], about=["Школа № 1", "на 31.12.2021"], author="ИМЦ").active
    assert [cell.value for cell in sheet[5]] == ["Иванова А. П.", 34, 7.5, datetime(2021, 12, 31), "=1+1"]
    assert [cell.data_type for cell in sheet[5]] == ["s", "n", "n", "d", "s"]
    assert sheet["D5"].number_format == "dd.mm.yyyy"
    assert sheet["E5"].quotePrefix
    assert not sheet["A5"].quotePrefix


def test_export_xlsx_is_ready_for_reading_and_printing():
    book = workbook(title="Педагоги", columns=COLUMNS, rows=[ROW] * 30, about=["Школа № 1"], author="ИМЦ района")
    sheet = book.active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Педагоги", "A4", "A3:E33")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.right.text == "Страница &P из &N"
    assert (book.properties.title, book.properties.creator, book.properties.language) == ("Педагоги", "ИМЦ района", "ru-RU")
    assert sheet.column_dimensions["E"].width == 40
    assert [cell.value for cell in sheet[3]] == [column.title for column in COLUMNS]


def test_export_xlsx_of_nothing_has_its_heading():
    sheet = workbook(title="Педагоги", columns=COLUMNS, rows=[]).active
    assert (sheet.max_row, sheet.auto_filter.ref) == (2, "A2:E2")


def test_export_xlsx_shows_the_local_time():
    sheet = workbook(title="Журнал", columns=[Column("Когда")], rows=[(datetime(2021, 9, 1, 9, 30, tzinfo=UTC),)]).active
    assert sheet["A3"].value == datetime(2021, 9, 1, 12, 30)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=4))
def test_export_xlsx_never_makes_a_formula(rows):
    sheet = workbook(title="=Список", columns=[Column("@а"), Column("б"), Column("в")], rows=rows).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet.max_row == len(rows) + 2
    for given_row, written in zip(rows, sheet.iter_rows(min_row=3), strict=True):
        for value, cell in zip(given_row, written, strict=True):
            if isinstance(value, str) and value:
                assert cell.data_type in ("s", "n")
                assert cell.value is None or is_same_text(cell.value, value)


def is_same_text(read: str, given: str) -> bool:
    """As XML carries it: line ends are one, unprintable characters are gone, too long texts are cut."""
    plain = spreadsheet.clean(given).replace("\r\n", "\n").replace("\r", "\n")
    return read.replace("\r\n", "\n").replace("\r", "\n") == plain


@pytest.mark.parametrize("title", ["[Список]: а/б?", "'кавычки'", "", "Ж" * 99, "=1+1", "***"])
def test_sheet_name_is_allowed_by_excel(title):
    name = spreadsheet.sheet_name(title)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name.strip("'") == name


def test_a_sheet_s_name_is_cut_between_words():
    assert spreadsheet.sheet_name("Заявка на повышение квалификации") == "Заявка на повышение"
    assert spreadsheet.sheet_name("Участники конкурса") == "Участники конкурса"


def test_export_csv_opens_in_russian_excel():
    raw = spreadsheet.export_csv(columns=COLUMNS, rows=[ROW, (None, -5, Decimal("-0.5"), date(2021, 1, 9), True)]).read()
    assert raw.decode("utf-8") == ("\ufeffФИО;Возраст;Доля;Принят;Заметка\r\nИванова А. П.;34;7,5;31.12.2021;'=1+1\r\n;-5;-0,5;09.01.2021;да\r\n")


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
def test_export_csv_guards_every_text_that_looks_like_a_formula(rows):
    raw = spreadsheet.export_csv(columns=[Column("а"), Column("б")], rows=rows).read().decode("utf-8")
    read = list(csv.reader(io.StringIO(raw.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert len(read) == len(rows) + 1
    for given_row, fields in zip(rows, read[1:], strict=True):
        for value, field in zip(given_row, fields, strict=True):
            assert not (isinstance(value, str) and spreadsheet.is_formula_like(field))


def test_export_reads_its_rows_once_and_before_it_returns():
    rows = iter([ROW] * (spreadsheet.SAMPLE + 50))
    sheet = workbook(title="Список", columns=COLUMNS, rows=rows).active
    assert sheet.max_row == spreadsheet.SAMPLE + 52
    assert next(rows, "пусто") == "пусто"


def test_download_names_the_file_in_russian():
    response = spreadsheet.download(io.BytesIO(b"x"), "Педагоги.xlsx")
    assert response["Content-Type"] == spreadsheet.XLSX
    assert "filename*=utf-8''%D0%9F" in response["Content-Disposition"]
    assert spreadsheet.download(io.BytesIO(b"x"), "a.csv")["Content-Type"] == "text/csv; charset=utf-8"


def test_lines_in_counts_wrapped_and_broken_lines():
    assert spreadsheet.lines_in("", 10) == 1
    assert spreadsheet.lines_in("слово", 10) == 1
    assert spreadsheet.lines_in("слово " * 10, 11) > 5
    assert spreadsheet.lines_in("а\nб\nв", 10) == 3

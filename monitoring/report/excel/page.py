"""One sheet of the workbook: title lines, a heading row that stays in sight and on paper, and rows written downwards."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from monitoring.report.figures import NO_DATA
from monitoring.report.structure import PERCENT, YES_NO, Report
from portal.kit import spreadsheet, words

HEADING_ROW = 5
FORMATS = {PERCENT: "[$-419]0.0\\ %", YES_NO: '[=1]"да";[=0]"нет";[$-419]0.0'}
WHOLE, FRACTION = "[$-419]#,##0", "[$-419]#,##0.0"
POINTS = '[$-419]+0.0" п. п.";[$-419]-0.0" п. п.";[$-419]0.0" п. п."'
SIGNED_WHOLE, SIGNED_FRACTION = "[$-419]+#,##0;[$-419]-#,##0;0", "[$-419]+#,##0.0;[$-419]-#,##0.0;0"
MUTED = spreadsheet.NOTE_FONT
CENTRED = Alignment(horizontal="center", vertical="top")
PLAIN = Alignment(vertical="top")


class Page:
    """A sheet of the report being written; ``row`` is the next free row."""

    def __init__(self, book: Workbook, name: str, report: Report, columns: Sequence[tuple[str, float]]) -> None:
        self.sheet: Any = book.create_sheet(name)
        self.name = name
        self.row = HEADING_ROW + 1
        self.values: dict[str, Decimal | int] = {}  # what each formula gives, by the address of its cell
        self.last = get_column_letter(len(columns))
        self._widths = [width for _, width in columns]
        self._lines = 1
        spreadsheet.set_widths(self.sheet, self._widths)
        self._write_title(report)
        self._write_headings([title for title, _ in columns])
        spreadsheet.set_print(self.sheet, header_row=HEADING_ROW, title=report.title)

    def _write_title(self, report: Report) -> None:
        lines = ((report.title, spreadsheet.TITLE_FONT), (place(report), MUTED), (circumstances(report), MUTED))
        for number, (text, font) in enumerate(lines, 1):
            cell = self.sheet.cell(number, 1)
            spreadsheet.fill(cell, text)
            cell.font, cell.alignment = font, spreadsheet.WRAP
            self.sheet.merge_cells(f"A{number}:{self.last}{number}")
            scale = font.size / spreadsheet.SIZE
            self._set_height(number, spreadsheet.lines_in(text, sum(self._widths) / scale) * scale)

    def _write_headings(self, titles: Sequence[str]) -> None:
        for column, title in enumerate(titles, 1):
            cell = self.sheet.cell(HEADING_ROW, column)
            spreadsheet.fill(cell, title)
            spreadsheet.dress_header(cell)
        self._set_height(HEADING_ROW, 2.4)
        self.sheet.freeze_panes = f"A{HEADING_ROW + 1}"

    def _set_height(self, row: int, lines: float) -> None:
        height = min(spreadsheet.TALLEST, lines * spreadsheet.LINE_HEIGHT + 2)
        self.sheet.row_dimensions[row].height = height

    def end_row(self, *, level: int = 0) -> None:
        """Goes to the next row; the finished one gets the height of its longest text and its outline level."""
        self._set_height(self.row, self._lines)
        if level:
            self.sheet.row_dimensions[self.row].outlineLevel = level
        self.row, self._lines = self.row + 1, 1

    def put(self, column: int, value: Any, *, font: Font | None = None, align: Alignment = spreadsheet.WRAP) -> Any:
        """Text or a plain value into a boxed cell of the current row."""
        cell = self.sheet.cell(self.row, column)
        spreadsheet.fill(cell, value)
        cell.alignment, cell.border = align, spreadsheet.BOX
        if font:
            cell.font = font
        if align.wrap_text and isinstance(value, str):
            self._lines = max(self._lines, spreadsheet.lines_in(value, self._widths[column - 1]))
        return cell

    def put_figure(self, column: int, value: Decimal | None, unit: str, missing: str = NO_DATA) -> Any:
        """A value in its unit as a number; per cents as Excel's own fractions; None as the words ``missing``."""
        cell = self.put(column, missing if value is None else as_stored(value, unit), align=spreadsheet.NUMERIC)
        if value is None:
            cell.font = MUTED
        else:
            cell.number_format = FORMATS.get(unit) or (WHOLE if is_whole(value) else FRACTION)
        return cell

    def put_count(self, column: int, value: int | None, missing: str = NO_DATA) -> Any:
        """A numerator or a denominator."""
        return self.put_figure(column, None if value is None else Decimal(value), "", missing)

    def put_formula(self, column: int, formula: str, value: Decimal | int, unit: str) -> Any:
        """A live formula together with what it gives, for viewers that do not compute (phones, protected view)."""
        cell = self.put_figure(column, Decimal(value), unit)
        cell.value = formula
        self.values[cell.coordinate] = as_stored(Decimal(value), unit)
        return cell

    def filter_rows(self) -> None:
        """Autofilter over everything written so far."""
        self.sheet.auto_filter.ref = f"A{HEADING_ROW}:{self.last}{max(HEADING_ROW, self.row - 1)}"


def is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def as_stored(value: Decimal, unit: str) -> Decimal:
    """A value as the workbook holds it: per cents as fractions of one."""
    return value / 100 if unit == PERCENT else value


def place(report: Report) -> str:
    """District and service, for the second line of every sheet."""
    return " · ".join(filter(None, (report.district_name, report.service_name)))


def circumstances(report: Report) -> str:
    """Date of the figures, number and moment of making, for the third line of every sheet."""
    number = f"№ {report.number}" if report.number else ""
    made = f"составлен {words.day(report.created_at, 'time')}"
    return " · ".join(filter(None, (f"По состоянию на {words.day(report.as_of)}", number, made)))

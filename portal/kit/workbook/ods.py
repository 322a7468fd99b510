"""Tables of LibreOffice (.ods); repeated rows and cells are written once there, so they are counted before they are unrolled."""

import datetime as dt
import math
from typing import Any

from portal.kit.workbook.book import LONGEST, MOST_COLUMNS, Book, Content, Fault, Line, Merge, Sheet, Tally, Value
from portal.kit.workbook.package import Package

FARTHEST = 1_048_576
NUMBERS = ("float", "percentage", "currency")


def open_ods(package: Package, name: str) -> Book:
    """All sheets of the file; Refusal when there is too much of it."""
    reader = _Reader()
    package.parse("content.xml", start=reader.start, end=reader.end, text=reader.text)
    return Book(name, reader.sheets, format="ods")


def _times(attributes: dict[str, str], name: str) -> int:
    raw = attributes.get(name, "1")
    return max(1, min(int(raw), FARTHEST)) if raw.isdecimal() and len(raw) < 9 else 1


class _Reader:
    """Callbacks of the parser."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._tally = Tally()
        self._hidden_styles: set[str] = set()
        self._style = self._name = ""
        self._content = Content()
        self._row, self._at, self._hidden, self._row_times, self._cell_times = 1, 0, False, 1, 1
        self._values: list[Value] = []
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._skipping = 0  # inside a note, a picture: their text is not the cell's

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("office:annotation", "draw:frame", "draw:custom-shape"):
            self._skipping += 1
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table":
            self._start_sheet(attributes)
        elif name == "table:table-row":
            self._values, self._at, self._row_times = [], 0, _times(attributes, "table:number-rows-repeated")
            self._hidden = attributes.get("table:visibility") in ("collapse", "filter")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._pieces = attributes, []
            self._cell_times = _times(attributes, "table:number-columns-repeated")
        elif self._cell is not None and name in ("text:p", "text:line-break", "text:s", "text:tab"):
            self._pieces.append("\n" if name in ("text:p", "text:line-break") else " ")

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._content, self._row = Content(), 1
        content = self._content
        hidden = attributes.get("table:style-name") in self._hidden_styles
        self.sheets.append(Sheet(attributes.get("table:name", "")[:100], hidden, lambda: content, content))

    def text(self, piece: str) -> None:
        if self._cell is not None and not self._skipping:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if name in ("office:annotation", "draw:frame", "draw:custom-shape"):
            self._skipping -= 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        value = _value(attributes, "".join(self._pieces)[:LONGEST].strip())
        times = self._cell_times
        if value is not None and self._at < MOST_COLUMNS:
            self._values.extend([None] * (self._at - len(self._values)))
            self._values.extend([value] * min(times, MOST_COLUMNS - self._at))
        wide, tall = _times(attributes, "table:number-columns-spanned"), _times(attributes, "table:number-rows-spanned")
        if wide > 1 or tall > 1:
            self._content.merges.append(Merge(self._row, self._at, self._row + tall - 1, min(self._at + wide - 1, MOST_COLUMNS)))
        self._at += times

    def _end_row(self) -> None:
        if filled := len(self._values) - self._values.count(None):
            for number in range(self._row, self._row + self._row_times):
                self._tally.line(filled, self.sheets[-1].name)
                self._content.lines.append(Line(number, self._hidden, self._values))
        self._row += self._row_times


def _value(attributes: dict[str, str], text: str) -> Value:
    kind = attributes.get("office:value-type", "")
    if text.startswith(("#", "Err:")) and attributes.get("table:formula"):
        return Fault(f"В ячейке ошибка {text[:20]}", "Исправьте формулу или впишите значение вместо неё")
    if kind in NUMBERS:
        return _number(attributes.get("office:value", ""), text)
    if kind == "date":
        try:
            return dt.date.fromisoformat(attributes.get("office:date-value", "")[:10])
        except ValueError:
            return text or None
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    return text or None


def _number(raw: str, text: str) -> Any:
    try:
        number = float(raw)
    except ValueError:
        return text or None
    if not math.isfinite(number):
        return text or None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number

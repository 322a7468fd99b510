"""A sheet of an .xlsx, read as a stream: filled rows, hidden rows, merged cells, values kept beside formulas."""

import datetime as dt
import math
import re
from functools import lru_cache, partial
from typing import NamedTuple

from portal.kit.workbook.book import LONGEST, MOST_COLUMNS, Content, Fault, Line, Merge, Tally, Value, column_number
from portal.kit.workbook.package import Package

NOT_COMPUTED = Fault("В ячейке формула, значение которой не сохранено", "Откройте файл в Excel и сохраните его, или впишите значение вместо формулы")
ERROR = "Исправьте формулу или впишите значение вместо неё"
AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
EPOCH, EPOCH_1904, LAST_SERIAL = dt.date(1899, 12, 30), dt.date(1904, 1, 1), 2_958_465
MOST_MERGES = 50_000
REPEATED = 4_096  # numbers of a sheet that are remembered
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Shared(NamedTuple):
    """What all sheets of a book share."""

    texts: list[str]
    date_styles: set[str]
    since_1904: bool


def read_sheet(package: Package, part: str, title: str, shared: Shared, tally: Tally) -> Content:
    """The filled rows of a sheet and its merged cells; Refusal when there is too much of it."""
    reader = Reader(title, shared, tally)
    package.parse(part, start=reader.start, end=reader.end, text=reader.pieces.append, sheet=title)
    reader.content.lines.sort(key=lambda line: line.number)
    return reader.content


def serial_date(serial: float, since_1904: bool = False) -> dt.date | None:
    """The day that Excel means by a number; None when it means none."""
    if not 1 <= serial <= LAST_SERIAL:
        return None
    if since_1904:
        return EPOCH_1904 + dt.timedelta(days=min(int(serial), LAST_SERIAL - 1462))
    return EPOCH + dt.timedelta(days=int(serial) + (serial < 60))  # Excel believes in 29.02.1900


class Reader:
    """Callbacks of the parser. Called for every element of a sheet, hence flat and plain, the most frequent names first."""

    def __init__(self, title: str, shared: Shared, tally: Tally) -> None:
        self.content, self.title, self.shared, self.tally = Content(), title, shared, tally
        self.pieces: list[str] = []
        self._columns: dict[str, int] = {}
        self._number = lru_cache(maxsize=REPEATED)(partial(_number, since_1904=shared.since_1904))  # dates and loads repeat themselves
        self._row, self._hidden, self._values = 0, False, list[Value]()
        self._cell: dict[str, str] = {}
        self._at, self._formula, self._value = 0, False, None  # type: tuple[int, bool, str | None]
        self._ignored = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            address = attributes.get("r")
            if address is None:
                self._at += 1
            else:
                letters = address.rstrip("0123456789")
                at = self._columns.get(letters)
                if at is None:
                    at = self._columns[letters] = column_number(letters)
                self._at = at
            self._cell, self._formula, self._value, self._ignored = attributes, False, None, False
        elif name == "v" or name == "t":
            self.pieces.clear()
        elif name == "is":  # only holds «t»
            return
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._ignored = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif ":" in name:
            self.start(name.rpartition(":")[2], attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._values, self._at = [], -1

    def end(self, name: str) -> None:
        if name == "v":
            self._value = "".join(self.pieces)
            self.pieces.clear()
        elif name == "c":
            if (value := self._read()) is not None and 0 <= (at := self._at) < MOST_COLUMNS:
                values = self._values
                if missing := at - len(values):
                    self._apart(value, missing)
                else:
                    values.append(value)
        elif name == "t":
            if not self._ignored and len(self._value or "") < LONGEST:
                self._value = (self._value or "") + "".join(self.pieces)[:LONGEST]
            self.pieces.clear()
        elif name == "is":
            return
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._ignored = False
        elif ":" in name:
            self.end(name.rpartition(":")[2])

    def _apart(self, value: Value, missing: int) -> None:
        """A cell that does not stand right behind the one before it."""
        if missing > 0:
            self._values.extend([None] * missing)
            self._values.append(value)
        else:
            self._values[self._at] = value

    def _read(self) -> Value:
        raw, kind = self._value, self._cell.get("t", "n")
        if kind == "s":
            if not raw:
                return None
            return self.shared.texts[int(raw)].strip() or None if raw.isdecimal() else None
        if self._formula and not raw and not (kind == "str" and raw is not None):
            return NOT_COMPUTED
        if raw is None or not (raw := raw[:LONGEST].strip()):
            return None
        if kind == "n":
            return self._number(raw, self._cell.get("s", "0") in self.shared.date_styles)
        if kind == "inlineStr" or kind == "str":
            return _unescaped(raw) if "_x" in raw else raw
        if kind == "b":
            return raw in ("1", "true")
        if kind == "e":
            return Fault(f"В ячейке ошибка {raw[:20]}", ERROR)
        return _iso(raw) if kind == "d" else _unescaped(raw)

    def _end_row(self) -> None:
        if filled := len(self._values) - self._values.count(None):
            self.tally.line(filled, self.title)
            self.content.lines.append(Line(self._row, self._hidden, self._values))
        self._values = []

    def _merge(self, reference: str) -> None:
        if (match := AREA.fullmatch(reference)) and len(self.content.merges) < MOST_MERGES:
            self.content.merges.append(Merge(int(match[2]), column_number(match[1]), int(match[4]), min(column_number(match[3]), MOST_COLUMNS)))


def _number(raw: str, is_date: bool, since_1904: bool) -> Value:
    try:
        number = int(raw) if raw.isdecimal() and len(raw) < 16 else float(raw)
    except ValueError:
        return raw
    if not math.isfinite(number):
        return None
    if is_date and (day := serial_date(number, since_1904)):
        return day
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number


def _iso(raw: str) -> Value:
    try:
        return dt.date.fromisoformat(raw[:10])
    except ValueError:
        return raw


def _unescaped(text: str) -> str:
    """Excel writes control characters as «_x000D_»."""
    return ESCAPED.sub(_character, text).strip() if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """What no database keeps (zero, half of a pair) is nothing."""
    code = int(found[1], 16)
    return "" if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)

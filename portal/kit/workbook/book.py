"""What a file of tables is once it is read: sheets, lines, cells; and how much of it is read at most."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from portal.kit.refusal import Refusal

MOST_LINES, MOST_CELLS, MOST_COLUMNS = 20_000, 500_000, 256
LONGEST = 2_000  # characters of a cell that are kept
BROKEN = "Файл повреждён, прочитать его не удалось. Откройте его в Excel, сохраните заново как «Книга Excel (*.xlsx)» и загрузите снова."

Kind = Literal["blank", "text", "number", "date", "flag", "fault"]


class Fault(NamedTuple):
    """What stands in a cell instead of a value: an error of Excel (#ССЫЛКА!) or a formula that was never computed."""

    reason: str
    mend: str


Value = str | int | float | bool | dt.date | Fault | None


class Cell(NamedTuple):
    """One cell: its address («D12»), value and what kind of value it is."""

    address: str
    value: Value
    kind: Kind


class Line(NamedTuple):
    """A filled row: its number in the file, whether it is hidden there, its values from column A on."""

    number: int
    hidden: bool
    values: list[Value]


class Merge(NamedTuple):
    """Merged cells; rows from 1, columns from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Tally:
    """Counts what has been read of a whole file and refuses when it is more than a list of people can be."""

    def __init__(self) -> None:
        self.lines = self.cells = 0

    def line(self, cells: int, sheet: str) -> None:
        self.lines += 1
        self.cells += cells
        if self.lines > MOST_LINES:
            raise too_big(sheet, "больше 20 000 заполненных строк")
        if self.cells > MOST_CELLS:
            raise too_big(sheet, "больше 500 000 заполненных ячеек")


def too_big(sheet: str, how: str) -> Refusal:
    """The refusal of a table that no school has."""
    where = f"На листе «{sheet[:60]}» {how}" if sheet else f"В файле {how}"
    return Refusal(f"{where}. Оставьте в файле только список сотрудников или разделите его на несколько файлов.", field="file")


@dataclass
class Content:
    """Lines and merges of a sheet as a reader gives them."""

    lines: list[Line] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


@dataclass
class Sheet:
    """A sheet; hidden ones are read only when asked for."""

    name: str
    hidden: bool
    _read: Callable[[], Content]
    _content: Content | None = None

    @property
    def content(self) -> Content:
        if self._content is None:
            self._content = self._read()
        return self._content

    @property
    def lines(self) -> list[Line]:
        """Filled rows only, as plain values."""
        return self.content.lines

    @property
    def merges(self) -> list[Merge]:
        return self.content.merges

    @property
    def rows(self) -> Iterator[list[Cell]]:
        """All rows as cells, made one by one; a row that is empty in the file is an empty list, so the n-th is row n."""
        last = 0
        for line in self.lines:
            for _ in range(min(line.number - last - 1, MOST_LINES)):
                yield []
            last = line.number
            yield cells_of(line)


@dataclass
class Book:
    """A file of tables."""

    name: str
    sheets: list[Sheet]
    format: str = "xlsx"

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; Refusal when there is none."""
        for one in self.sheets:
            if one.name == name:
                return one
        raise Refusal(f"В файле нет листа «{name[:60]}».", field="sheet")


def cells_of(line: Line) -> list[Cell]:
    """The values of a line with their addresses."""
    return [Cell(f"{column_letter(at)}{line.number}", value, kind_of_value(value)) for at, value in enumerate(line.values)]


def kind_of_value(value: Value) -> Kind:
    if value is None:
        return "blank"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    return "fault" if isinstance(value, Fault) else "date"


def column_letter(at: int) -> str:
    """0 → «A», 27 → «AB»."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """«A» → 0; ValueError for what is no column of a sheet."""
    if not 1 <= len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1

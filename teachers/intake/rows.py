"""People of a table, row by row: values, and what is wrong in which cell.

Left out are empty rows, headings repeated on every page, rows of column numbers, headings of sections, totals and notes
under the table. Nothing else is dropped: what cannot be read is a row with a problem.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from portal.kit.naming import normal
from portal.kit.workbook import Book, Line, Merge, Sheet, Value, column_number
from teachers.intake import names, posts
from teachers.intake.columns import EXAMPLE, Table, heading_lines
from teachers.intake.fields import BY_CODE
from teachers.intake.reading import FIRST, Found, reader_of
from teachers.intake.words import Unreadable, Vocabulary, text_of

NOTE = re.compile(
    r"\*|примечани|подпис|согласован|утвержда|ведомост|м\.? ?п\.|(?:директор|заведующ[ийая]{2}|руководител[ьи]|дата|тел|телефон|секретарь|начальник|верно|всего|итого)\b"
    r"|(?:исп|отв|зам)\.|исполнител|ответственн|составил|заместител"
)
TOTAL = re.compile(r"(итого|всего)\b")
VACANCY = re.compile(r"ваканс|вакант")
SECOND_JOB = re.compile(r"совместител")
REMEMBERED = 20_000
NAMES = ("name", "last_name", "first_name", "patronymic")


@dataclass(frozen=True)
class Problem:
    """Something about a cell: why, and how to mend it. A fatal one refuses the row."""

    cell: str
    reason: str
    mend: str
    fatal: bool


@dataclass(frozen=True)
class ReadRow:
    """A person's row: its number in the file, values by field of the register (dates as ISO; None was empty), problems."""

    number: int
    values: dict[str, str | int | None]
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(one.fatal for one in self.problems)


class LeftOut(NamedTuple):
    """A row that is not a person: its number, why it was left out, its first text."""

    number: int
    why: str
    text: str


class _Taken(NamedTuple):
    """A line that is a person, with the section it stands in."""

    line: Line
    values: list[Value]
    organisation: str | None
    second_job: bool


def read_all(book: Book, table: Table, vocabulary: Vocabulary) -> tuple[list[ReadRow], list[LeftOut]]:
    """Rows of people in the order of the file, and the rows that are none, so that the person can see nothing was lost."""
    reader, read, aside = _Reader(table, vocabulary), list[ReadRow](), list[LeftOut]()
    for one in _sorted(book, table, vocabulary):
        if isinstance(one, _Taken):
            read.append(reader.read(one))
        else:
            aside.append(one)
    return read, aside


def read_rows(book: Book, table: Table, vocabulary: Vocabulary) -> Iterator[ReadRow]:
    """Rows of people alone."""
    return iter(read_all(book, table, vocabulary)[0])


def left_out(book: Book, table: Table, vocabulary: Vocabulary) -> list[LeftOut]:
    """Rows that are no people alone."""
    return read_all(book, table, vocabulary)[1]


class _Reader:
    """Reads lines of one table. What was read from a value is remembered: columns repeat themselves."""

    def __init__(self, table: Table, words: Vocabulary) -> None:
        self.words = words
        self.columns = sorted(((column_number(one.letter), one.letter, one.field) for one in table.columns if one.field), key=lambda one: one[2] not in FIRST)
        self.name_letter = next((letter for _, letter, code in self.columns if code in NAMES), "A")
        self.readers = {one.field: reader_of(one.field, one.title) for one in table.columns if one.field}
        self._known: dict[str, dict[Value | tuple[type, Value], Found | Unreadable]] = {code: {} for _, _, code in self.columns}

    def read(self, taken: _Taken) -> ReadRow:
        number = taken.line.number
        values: dict[str, str | int | None] = {}
        problems: list[Problem] = []
        cells, wide = taken.values, len(taken.values)
        for at, letter, code in self.columns:
            raw = cells[at] if at < wide else None
            found = self._known[code].get(raw if isinstance(raw, str) else (type(raw), raw)) or self._found(code, raw)
            if isinstance(found, Unreadable):
                fatal = BY_CODE[code].strict if found.fatal is None else found.fatal
                problems.append(Problem(f"{letter}{number}", found.reason, found.mend, fatal))
                continue
            for key, value in found.values.items():
                if values.get(key) is None:
                    values[key] = value
            if found.notes:
                problems += [Problem(f"{letter}{number}", note.reason, note.mend, False) for note in found.notes]
        self._by_section(taken, values)
        problems += [Problem(f"{self.name_letter}{number}", *said) for said in _about_row(taken, values, problems)]
        return ReadRow(number, values, problems)

    def _found(self, code: str, raw: Value) -> Found | Unreadable:
        known = self._known[code]
        try:
            found: Found | Unreadable = self.readers[code](raw, self.words)
        except Unreadable as wrong:
            found = wrong.with_traceback(None)
        if len(known) > REMEMBERED:
            known.clear()
        known[raw if isinstance(raw, str) else (type(raw), raw)] = found  # 1, 1.0 and True are three different cells
        return found

    def _by_section(self, taken: _Taken, values: dict[str, str | int | None]) -> None:
        if taken.organisation and values.get("organisation") is None:
            values["organisation"] = taken.organisation
        if taken.second_job and values.get("is_main") is None:
            values["is_main"] = False


def _about_row(taken: _Taken, values: dict[str, str | int | None], problems: list[Problem]) -> Iterator[tuple[str, str, bool]]:
    """What is wrong with a row as a whole: (reason, mend, fatal); fills in the sex that the patronymic tells."""
    refused = any(one.fatal for one in problems)
    if not (values.get("last_name") and values.get("first_name")) and not refused:
        yield "Нет фамилии или имени", "Впишите ФИО; если это вторая работа человека из строки выше, повторите его ФИО", True
    seen = names.sex_of(str(values.get("patronymic") or ""))
    if values.get("sex") is None:
        values["sex"] = seen  # when nothing tells it, `comparing` asks, and only for a person who is new to the register
    elif seen and values["sex"] != seen:
        yield "Пол в ячейке не такой, как видно из отчества", "Проверьте пол и отчество", False
    since, until, birth = (str(values.get(key) or "") for key in ("since", "until", "birth_date"))
    if since and until and until < since:
        yield "Дата увольнения раньше даты приёма", "Проверьте обе даты", True
    if birth:
        for key, what in (("since", "Дата приёма"), ("working_since", "Начало общего стажа"), ("teaching_since", "Начало педагогического стажа")):
            if values.get(key) and str(values[key]) < f"{int(birth[:4]) + 14:04d}{birth[4:]}":
                yield f"{what} раньше, чем человеку исполнилось 14 лет", "Проверьте дату рождения и стаж", True
    working, teaching = (str(values.get(key) or "") for key in ("working_since", "teaching_since"))
    if working and teaching and teaching < working:
        yield "Педагогический стаж больше общего", "Проверьте оба стажа", False
    if taken.line.hidden:
        yield "Строка скрыта в файле, но прочитана", "Если её не нужно загружать, пропустите строку", False


def _sorted(book: Book, table: Table, words: Vocabulary) -> Iterator[_Taken | LeftOut]:
    sheet = book.sheet(table.sheet)
    sorter = _Sorter(sheet, table, words)
    for line, values in _filled_down(sheet, table.header_row):
        if line.number > table.header_row:
            yield sorter.sort(line, values)


def _filled_down(sheet: Sheet, header_row: int) -> Iterator[tuple[Line, list[Value]]]:
    """Lines with the values of cells that are merged downwards repeated in each of their rows."""
    starts: dict[int, list[Merge]] = {}
    for one in sheet.merges:
        if one.bottom > one.top > header_row:
            starts.setdefault(one.top, []).append(one)
    active: dict[int, tuple[int, Value]] = {}
    for line in sheet.lines:
        values = line.values
        for one in starts.get(line.number, ()):
            active[one.left] = (one.bottom, values[one.left] if one.left < len(values) else None)
        for at, (bottom, value) in list(active.items()):
            if line.number > bottom:
                del active[at]
            elif value is not None and (at >= len(values) or values[at] is None):
                values = [*values, *[None] * (at + 1 - len(values))]
                values[at] = value
        yield line, values


class _Sorter:
    """Tells rows of people from the rest."""

    def __init__(self, sheet: Sheet, table: Table, words: Vocabulary) -> None:
        self.words = words
        self.mapped = [(column_number(one.letter), one.field) for one in table.columns if one.field]
        self.titles = {(at, value) for line in heading_lines(sheet, table.header_row) for at, value in enumerate(line.values) if isinstance(value, str)}
        self.organisation: str | None = None
        self.second_job = False

    def sort(self, line: Line, values: list[Value]) -> _Taken | LeftOut:
        cells: dict[str, Value] = {code: value for at, code in self.mapped if at < len(values) and (value := values[at]) is not None}
        own: list[Value] = [value for value in line.values if value is not None]
        if why := self._why_not(line, values, cells, own):
            return LeftOut(line.number, why, _first_text([*(one for one in own if isinstance(one, str) and not one.isdecimal()), *own]))
        return _Taken(line, values, self.organisation, self.second_job)

    def _why_not(self, line: Line, values: list[Value], cells: dict[str, Value], own: list[Value]) -> str:
        text = _first_text([cells[code] for code in NAMES if code in cells])
        if not cells:
            return self._section(own) if own and not all(isinstance(one, int | float) for one in own) else "строка без сведений"
        if self._is_heading(values):
            return "повтор заголовка"
        if _is_numbering(list(cells.values())):
            return "номера столбцов"
        plain = text.lower()
        if EXAMPLE.search(plain):
            return "пример заполнения"
        if VACANCY.search(plain):
            return "вакансия"
        if not text:
            return self._section(own) if len(own) == 1 else ("примечание" if len(own) == 2 and len(cells) < 3 and NOTE.match(normal(_first_text(own))) else "")
        if NOTE.match(plain) and not names.is_person(text) and len(cells) <= 3:
            return "итог" if TOTAL.match(plain) else "примечание"
        numbered = len(own) == 2 and str(own[0]).rstrip(".").isdecimal()
        lone = not set(cells) - {"name", "last_name"} and len(own) <= 2 and not numbered
        return self._section(own) if lone and not names.is_person(text) else ""

    def _section(self, own: list[Value]) -> str:
        """A heading inside the table; an organisation or «Совместители» in it speaks for the rows that follow."""
        text = _first_text(own)
        if place := posts.place(text[:300], self.words):
            self.organisation = place
        self.second_job = bool(SECOND_JOB.search(normal(text))) if not NOTE.match(normal(text)) else self.second_job
        if TOTAL.match(normal(text)):
            return "итог"
        return "примечание" if NOTE.match(normal(text)) or len(text) > 80 else "раздел"

    def _is_heading(self, values: list[Value]) -> bool:
        same = sum(one in self.titles for one in enumerate(values))
        return same >= 2 and same * 2 >= sum(isinstance(value, str) for value in values)


def _is_numbering(values: list[Value]) -> bool:
    """«1 2 3 4 5» under the heading."""
    if len(str(values[0])) > 2:
        return False
    figures = [int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 4) else None for value in values]
    return len(figures) > 2 and None not in figures and all(b is not None and a is not None and 0 < b - a < 4 for a, b in pairwise(figures))


def _first_text(values: Iterable[Value]) -> str:
    for value in values:
        try:
            if text := text_of(value):
                return text
        except Unreadable:
            continue
    return ""

"""Where the table of people is in a file, and what each of its columns holds."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from portal.kit.naming import normal
from portal.kit.refusal import Refusal
from portal.kit.workbook import Book, Fault, Line, Sheet, Value, column_letter
from teachers.intake import contents
from teachers.intake.fields import BY_CODE, FIELDS, Field, field_of, normal_title
from teachers.intake.words import Unreadable, Vocabulary, clean, text_of

__all__ = ["FIELDS", "Column", "Field", "Table", "find_table", "normal_title", "table_under", "with_columns"]

EXAMPLE = re.compile(r"\((?:пример|образец)\)")
SEARCHED = 100  # filled rows from the top of a sheet among which the heading is looked for
TALLEST = 3  # rows of a heading
SAMPLED = 30
LONGEST_TITLE = 200
SPEAKING = {"last_name", "first_name", "patronymic", "birth_date", "snils", "phone", "email"}  # named by one word whatever stands above it


@dataclass(frozen=True)
class Column:
    """A column of the file: its letter, its heading, the field it goes to («» when it is not taken), its first value."""

    letter: str
    title: str
    field: str
    sample: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the file; `header_row` is the last row of the heading (0 when there is none), data follow it."""

    sheet: str
    header_row: int
    columns: list[Column]

    @property
    def fields(self) -> dict[str, str]:
        """Field → letter of the columns that are taken."""
        return {one.field: one.letter for one in self.columns if one.field}

    @property
    def lacks(self) -> list[str]:
        """What the columns do not give and nobody can be loaded without: sentences for the person; empty when all is there."""
        have = self.fields
        lacking = []
        if "name" not in have and "last_name" not in have:
            lacking.append("Укажите, в каком столбце ФИО (или фамилия).")
        if "last_name" in have and "first_name" not in have and "name" not in have:
            lacking.append("Укажите, в каком столбце имя.")
        return lacking


@dataclass(frozen=True)
class _Heading:
    """A heading that may be the one: how many fields it names, weighted, and what stands in it."""

    score: float
    sheet: Sheet
    row: int
    titles: dict[int, str]


def find_table(book: Book, memory: Mapping[str, str] | None = None, words: Vocabulary | None = None) -> Table:
    """The best sheet and heading by content; hidden sheets are not chosen while there is a visible one.

    `memory` is how the organisation's headings were understood before (`normal_title` → field or «»). When no heading is
    known, the columns are told by their contents and whatever is left can be set by hand. What `words` name is a value, no heading.
    """
    memory = memory or {}
    visible = [one for one in book.sheets if not one.hidden] or book.sheets
    filled = [one for one in visible if one.lines]
    if not filled:
        raise Refusal("В файле нет ни одной заполненной строки.", field="file")
    found = [heading for sheet in filled if (heading := _best_heading(sheet, memory, words))]
    if not found:
        longest = max(filled, key=lambda sheet: len(sheet.lines))
        return table_under(longest, _row_above_data(longest, words), memory, words)
    best = max(found, key=lambda one: one.score + min(len(one.sheet.lines), 1000) / 1000)
    return _table(best.sheet, best.row, best.titles, _settled(best.titles, memory, _told_by_contents(best.sheet, best.row, words)))


def table_under(sheet: Sheet, row: int, memory: Mapping[str, str] | None = None, words: Vocabulary | None = None) -> Table:
    """The table under this row of headings (0: there are none): a column is what its heading says, else what most of its values are."""
    memory, titles = memory or {}, titles_at(sheet, row)
    told = _told_by_contents(sheet, row, words)
    fields = _settled(titles, memory, told)
    unwanted = {at for at, title in titles.items() if memory.get(normal_title(title)) == ""}
    for at, code in told.items():
        named = {"name", "last_name"} & {*fields.values()}
        if at not in fields and code not in fields.values() and not (named if code == "name" else at in unwanted):
            fields[at] = code
    return _table(sheet, row, titles, fields)


def with_columns(book: Book, sheet: str, header_row: int, mapping: Mapping[str, str]) -> Table:
    """The table as corrected by hand: `mapping` is letter → field («» for a column that is not taken)."""
    chosen = book.sheet(sheet)
    titles = titles_at(chosen, header_row)
    wide = max((len(line.values) for line in chosen.lines), default=0)
    letters = {column_letter(at): at for at in range(wide)}
    taken = {letters[letter]: field for letter, field in mapping.items() if letter in letters and field}
    table = _table(chosen, header_row, titles, taken)
    once(table)
    return table


def once(table: Table) -> None:
    """Raises Refusal (field «columns») for a field that is not known or is chosen for two columns."""
    taken = [one for one in table.columns if one.field]
    if strange := next((one.field for one in taken if one.field not in BY_CODE), None):
        raise Refusal(f"Поля «{strange[:40]}» нет.", field="columns")
    for field, times in Counter(one.field for one in taken).items():
        if times > 1:
            twice = " и ".join(one.letter for one in taken if one.field == field)
            raise Refusal(f"Поле «{BY_CODE[field].label}» выбрано для столбцов {twice}: оставьте одно.", field="columns")


def titles_at(sheet: Sheet, row: int) -> dict[int, str]:
    """Headings by column; a heading in several rows is joined along its merged cells («Стаж: общий»)."""
    rows = {line.number: line for line in heading_lines(sheet, row)}
    if row not in rows:
        return {}
    titles = {at: text for at, value in enumerate(rows[row].values) if (text := _text(value))}
    for upper in range(row - 1, row - TALLEST, -1):
        if upper not in rows or not (above := _spread(sheet, rows[upper], row)):
            break
        for at, text in above.items():
            titles[at] = f"{text}: {titles[at]}" if at in titles and titles[at] != text else text
    return {at: title[:LONGEST_TITLE] for at, title in titles.items()}


def heading_lines(sheet: Sheet, row: int) -> list[Line]:
    """The filled rows that may make up the heading whose last row is given."""
    number = attrgetter("number")
    return sheet.lines[bisect_right(sheet.lines, row - TALLEST, key=number) : bisect_right(sheet.lines, row, key=number)]


def _spread(sheet: Sheet, line: Line, bottom: int) -> dict[int, str]:
    """The texts of an upper row of a heading over all columns that their merged cells cover; empty when nothing links it to the row below."""
    merges = [one for one in sheet.merges if one.top <= line.number <= one.bottom and one.top > bottom - TALLEST]
    across = [one for one in merges if one.top == line.number and one.right > one.left]
    down = [one for one in merges if one.left == one.right and line.number < bottom <= one.bottom]
    wide = {at: text for one in across if (text := _text(_at(line, one.left))) for at in range(one.left, min(one.right, 255) + 1)}
    tall = {one.left: text for one in down if (text := _text(_at(line, one.left)))}
    full_width = any(one.right - one.left + 1 >= max(len(line.values), 2) and one.left == 0 for one in across) and len(set(wide.values())) == 1
    return {} if full_width and not tall else {**wide, **tall}


def _at(line: Line, at: int) -> Value:
    return line.values[at] if at < len(line.values) else None


def _text(value: Value) -> str:
    try:
        return clean(text_of(value)) if not isinstance(value, Fault) else ""
    except Unreadable:
        return ""


def _best_heading(sheet: Sheet, memory: Mapping[str, str], words: Vocabulary | None) -> _Heading | None:
    best: _Heading | None = None
    for at, line in enumerate(sheet.lines[:SEARCHED]):
        if sum(isinstance(value, str) for value in line.values) < 1:
            continue
        titles = titles_at(sheet, line.number)
        score = _score(titles, memory)
        if score and (best is None or score > best.score + 0.5) and not _is_person(sheet, at, len(set(_fields(titles, memory).values())), words):
            best = _Heading(score - at / 1000, sheet, line.number, titles)
    return best


def _is_person(sheet: Sheet, nth: int, named: int, words: Vocabulary | None) -> bool:
    """Whether a row is somebody's rather than a heading: a whole name stands in it, or values in as many cells as those that name fields («Учитель», «Школа № 3»)."""
    texts = [_text(value) for value in sheet.lines[nth].values]
    return any(map(contents.is_whole_name, texts)) or sum(_are_data(sheet, nth, texts, words)) >= named


def _are_data(sheet: Sheet, nth: int, texts: list[str], words: Vocabulary | None) -> Iterator[bool]:
    """Which cells are values: by their looks, as words of a dictionary, or because the row above or below says the same."""
    beside = [sheet.lines[at].values for at in (nth - 1, nth + 1) if 0 <= at < len(sheet.lines)]
    for at, (value, text) in enumerate(zip(sheet.lines[nth].values, texts, strict=True)):
        repeated = bool(text) and any(at < len(other) and other[at] == value for other in beside)
        yield repeated or contents.is_data(value, text) or (words is not None and normal(text) in words.values)


def _row_above_data(sheet: Sheet, words: Vocabulary | None) -> int:
    """The row of headings that nobody knows: the nearest one above the first person, else the first row; 0 when people begin at once."""
    lines = sheet.lines[:SEARCHED]
    texts = [[_text(value) for value in line.values] for line in lines]
    named = (at for at, said in enumerate(texts) if any(map(contents.is_whole_name, said)))
    valued = (at for at, said in enumerate(texts) if at and sum(_are_data(sheet, at, said, words)) > 1)  # «Ким Ли» is known by what stands beside
    first = next(named, next(valued, None))
    if first == 0:
        return 0
    above = (line.number for line in reversed(lines[: first or 0]) if sum(bool(text) and not text.isdecimal() for text in map(_text, line.values)) > 1)
    return next(above, lines[0].number)


def _score(titles: Mapping[int, str], memory: Mapping[str, str]) -> float:
    """How much the headings look like those of a list of people; 0 when they do not name a person and something else."""
    fields = set(_fields(titles, memory).values())
    if not fields & {"name", "last_name"} or len(fields) < 2:
        return 0
    wordy = sum(len(title) > 80 for title in titles.values())
    return len(fields) + 2 * len(fields & {"name", "last_name", "birth_date", "position", "snils"}) - wordy


def _fields(titles: Mapping[int, str], memory: Mapping[str, str]) -> dict[int, str]:
    """Column → field; what was decided before wins, then the surest heading; each field once."""
    wanted = []
    for at, title in titles.items():
        plain = normal_title(title)
        if plain in memory:
            wanted.append((10_000, at, memory[plain] if memory[plain] in BY_CODE else ""))
        else:
            code, weight = _field_of(title)
            wanted.append((weight, at, code))
    found: dict[int, str] = {}
    for weight, at, code in sorted(wanted, key=lambda one: (-one[0], one[1])):
        if weight and code and code not in found.values():
            found[at] = code
    return found


def _field_of(title: str) -> tuple[str, int]:
    """What a heading says. In a joined one the lower part tells what the column holds: the name in «Работник: имя», the date in «Категория: дата присвоения»."""
    parts = title.split(": ")
    lowest = field_of(normal_title(parts[-1]))
    return lowest if lowest[0] in SPEAKING else field_of(normal_title(" ".join(reversed(parts))))


def _table(sheet: Sheet, row: int, titles: Mapping[int, str], fields: Mapping[int, str]) -> Table:
    below = _below(sheet, row)
    wide = max([*(at + 1 for at in (*titles, *fields)), *(len(line.values) for line in below)], default=0)
    columns = [Column(column_letter(at), titles.get(at, ""), fields.get(at, ""), _sample(below, at)) for at in range(wide)]
    return Table(sheet.name, row, [one for one in columns if one.title or one.sample or one.field])


def _below(sheet: Sheet, row: int) -> list[Line]:
    return list(islice((line for line in sheet.lines if line.number > row and not _is_example(line)), SAMPLED))


def _is_example(line: Line) -> bool:
    """The template's own «(пример)» is not what the file says."""
    return any(EXAMPLE.search(_text(value).lower()) for value in line.values)


def _sample(lines: Sequence[Line], at: int) -> str:
    return next((text[:80] for line in lines if (text := _text(_at(line, at)))), "")


def _told_by_contents(sheet: Sheet, row: int, words: Vocabulary | None) -> dict[int, str]:
    """Column → field by what most of its values are; of two columns of days the earlier days are birthdays, of others the first is taken."""
    below = _below(sheet, row)
    texts = {at: [text for line in below if (text := _text(_at(line, at)))] for at in range(max((len(line.values) for line in below), default=0))}
    told = {at: code for at, said in texts.items() if said and (code := contents.column_of(said, words))}
    first: dict[str, int] = {}
    for at, code in sorted(told.items(), key=lambda one: contents.middle(texts[one[0]]) if one[1] == "birth_date" else contents.ANY_DAY):
        first.setdefault(code, at)
    return {at: code for code, at in first.items()}


def _settled(titles: Mapping[int, str], memory: Mapping[str, str], told: Mapping[int, str]) -> dict[int, str]:
    """Column → field by the headings. Where the values of another column are the field's own and these are not, it is that one's."""
    owners = {code: at for at, code in told.items()}
    fields = _fields(titles, memory)
    fits = {at for at, code in fields.items() if owners.get(code, at) == at or (at not in told and normal_title(titles[at]) not in memory)}
    moved = {owners[code]: code for at, code in fields.items() if at not in fits}
    return moved | {at: code for at, code in fields.items() if at in fits}

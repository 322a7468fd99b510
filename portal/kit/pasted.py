"""A table pasted as text: rows copied from a spreadsheet come with tabs, rows of a CSV file with semicolons."""

import re
from collections.abc import Sequence

TAB, SEMICOLON = "\t", ";"
LONGEST = 2_000  # characters of a cell in quotes: further on a quote is only a sign
# a cell in quotes may hold the separator and a new line; a quote that nothing closes belongs to the text («"Солнышко" детский сад»)
_CELL = {one: re.compile(rf'"((?:[^"]|""){{0,{LONGEST}}}+)"(?={one}|\n|\Z)|([^{one}\n]*)') for one in (TAB, SEMICOLON)}


def separator(text: str) -> str:
    return TAB if TAB in text else SEMICOLON


def table_of(text: str) -> list[list[str]]:
    """Rows of cells with single spaces in them; blank rows are left out."""
    text = "\n".join(text.splitlines())
    cell, at, rows, row = _CELL[separator(text)], 0, list[list[str]](), list[str]()
    while at <= len(text):
        found = cell.match(text, at)
        assert found is not None  # the second way matches nothing too
        row.append(" ".join((found[2] if found[1] is None else found[1].replace('""', '"')).split()))
        at = found.end() + 1
        if found.end() == len(text) or text[found.end()] == "\n":
            rows.append(row)
            row = []
    return [one for one in rows if any(one)]


def text_of(rows: Sequence[Sequence[str]], between: str) -> str:
    """The rows as a text that `table_of` reads again."""
    return "\n".join(between.join(_quoted(cell) if between in cell or cell.startswith('"') else cell for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'

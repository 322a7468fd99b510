"""Lists of the board as lines of a file: exactly the columns that are shown, read by blocks."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from portal.kit.listing import Col
from portal.kit.pages import ByKeys
from portal.kit.spreadsheet import Column
from routes.models import Route
from routes.selectors.board import BoardQuery, board, board_rows
from routes.selectors.columns import COUNTED, with_columns
from routes.selectors.missing import MissingQuery, missing, missing_rows, missing_shown

BLOCK = 2000
FIRST = (Column("№", 6), Column("Фамилия, имя, отчество", 36))


def heads(shown: Sequence[Col]) -> list[Column]:
    """The headings of a file."""
    return [*FIRST, *(Column(one.title, one.width) for one in shown)]


def board_lines(user: Any, query: BoardQuery, on: dt.date, shown: Sequence[Col], people: set[int]) -> Iterator[list[Any]]:
    """Every route of the filtered board; two queries for each block. `people` is filled with the cards that the file names."""
    codes = {one.code for one in shown}
    found = ByKeys(board(user, query, on), with_columns(Route.objects.all(), codes, on), at_once=True)
    rows = (row for start in range(0, found.count(), BLOCK) for row in board_rows(found[start : start + BLOCK], user, on, counted=bool(codes & COUNTED)))
    for number, row in enumerate(rows, 1):
        people.add(row.route.teacher_id)
        yield [number, row.route.teacher.full_name, *(one.value(row) for one in shown)]


def missing_lines(user: Any, query: MissingQuery, shown: Sequence[Col], people: set[int]) -> Iterator[list[Any]]:
    """Every teacher without an approved route on the date; one query."""
    rows = missing_shown(missing(user, query), query, [one.code for one in shown])
    for number, row in enumerate(missing_rows(list(rows), query.on), 1):
        people.add(row.teacher.pk)
        yield [number, row.teacher.full_name, *(one.value(row) for one in shown)]

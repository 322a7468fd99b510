"""Lists of the board as tables for a file."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.kit.spreadsheet import Column
from portal.kit.words import day
from routes.selectors.board import BoardQuery, MissingQuery, board, board_rows, missing, missing_rows


@dataclass(frozen=True)
class Table:
    """Columns and rows of a file, values still as dates and numbers."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    people: Sequence[int]  # ids of the cards that it names


ROUTE_COLUMNS = tuple(
    Column(title)
    for title in (
        "Педагог", "Организация", "Должность", "Состояние", "Срок с", "Срок по", "Отправлен", "Утверждён", "Завершён", "Освоены компетенции",
        "Шагов", "Выполнено", "Просрочено",
    )
)  # fmt: skip
MASTERED = {True: "да", False: "нет", None: ""}


def board_table(user: Any, query: BoardQuery, on: dt.date, title: str) -> Table:
    """Every route of the filtered board; two queries for any number of rows."""
    rows = board_rows(list(board(user, query, on)), user, on)
    return Table(title, ROUTE_COLUMNS, [_route(row.route, row.progress) for row in rows], [row.route.teacher_id for row in rows])


def _route(route: Any, progress: Any) -> Sequence[Any]:
    return (
        route.teacher.full_name,
        route.organisation.short_name,
        route.position or "",
        route.get_state_display(),
        route.starts_on,
        route.ends_on,
        timezone.localdate(route.submitted_at) if route.submitted_at else None,
        route.approved_on,
        route.completed_on,
        MASTERED[route.mastered],
        progress.total,
        progress.done,
        progress.overdue,
    )


MISSING_COLUMNS = tuple(Column(title) for title in ("Педагог", "Организация", "Должность", "Возраст", "Стаж, лет", "Молодой специалист", "Маршрут сегодня"))


def missing_table(user: Any, query: MissingQuery) -> Table:
    """Teachers without an approved route on the date."""
    rows = missing_rows(list(missing(user, query)), query.on)
    table = [
        (
            row.teacher.full_name,
            row.organisation,
            row.position,
            row.age,
            row.experience,
            "да" if row.novice else "нет",
            row.started[1] if row.started else "не составлен",
        )
        for row in rows
    ]
    return Table(f"Без утверждённого ИОМ на {day(query.on)}", MISSING_COLUMNS, table, [row.teacher.pk for row in rows])

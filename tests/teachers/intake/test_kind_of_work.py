"""«Да» under a heading is an answer to what the heading asks: second work, or the main one."""

from __future__ import annotations

import pytest

from portal.kit.workbook import open_book
from teachers.intake.columns import find_table, normal_title, with_columns
from teachers.intake.rows import read_rows
from tests.kit.books import xlsx
from tests.teachers.intake.files import WORDS

PLAIN = {"основная": True, "совместитель": False, "внутр. совм.": False, "не совместитель": True, "": None}


@pytest.mark.parametrize(
    ("title", "yes"),
    [
        ("Совместительство", False), ("Совместительство: да/нет", False), ("Внешний совместитель", False), ("Работа по совместительству", False),
        ("Неосновное место работы (совм.)", False), ("Основное место работы", True), ("Основной / совместитель", True), ("Осн./совм.", True), ("Кем оформлен", True),
    ],
)  # fmt: skip
def test_yes_means_what_the_heading_asks(title: str, yes: bool) -> None:
    """However the column came to its field: by its heading, by hand, by what was remembered."""
    said = {**PLAIN, "да": yes, "нет": not yes, "+": yes}
    book = open_book(xlsx([["ФИО", "Должность", title], *(["Иванова Мария Петровна", "учитель", raw] for raw in said)]), "список.xlsx")
    for table in (
        with_columns(book, "Лист1", 1, {"A": "name", "B": "position", "C": "is_main"}),
        find_table(book, {normal_title(title): "is_main"}),
    ):
        assert [row.values.get("is_main") for row in read_rows(book, table, WORDS)] == list(said.values())
    if "совместит" in title.lower():
        assert find_table(book).fields["is_main"] == "C"

"""The district of these tests and the lists that its schools send; people in them are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from portal.kit.workbook import open_book
from teachers.intake.columns import Table, find_table
from teachers.intake.rows import ReadRow, read_rows
from teachers.intake.words import Vocabulary
from tests.kit.books import xlsx

ON = dt.date(2026, 9, 1)
SUBJECTS = (
    "Русский язык", "Литература", "Математика", "Алгебра", "Информатика", "История", "Обществознание", "Химия", "Биология", "Физическая культура", "Труд (технология)",
    "Изобразительное искусство", "Музыка", "Начальные классы", "Иностранный язык (английский)", "Иностранный язык (немецкий)",
    "Основы безопасности и защиты Родины (ОБЗР)",
)  # fmt: skip
WORDS = Vocabulary(
    on=ON,
    positions={
        "ped01": "Учитель", "ped02": "Воспитатель", "ped03": "Старший воспитатель", "ped04": "Педагог дополнительного образования", "ped06": "Педагог-организатор",
        "ped07": "Педагог-психолог", "ped08": "Социальный педагог", "ped10": "Учитель-логопед (логопед)", "ped12": "Педагог-библиотекарь", "ped13": "Музыкальный руководитель",
        "ped18": "Преподаватель-организатор основ безопасности и защиты Родины (ранее ОБЖ)", "ped19": "Преподаватель", "ped21": "Методист",
        "ped28": "Советник директора по воспитанию и взаимодействию с детскими общественными объединениями",
        "adm01": "Директор", "adm02": "Заведующий", "adm03": "Заместитель директора по УВР", "adm04": "Заместитель директора по ВР",
    },
    subjects={name: name for name in SUBJECTS},
    categories={"none": "без категории", "sootv": "соответствие занимаемой должности", "first": "первая", "high": "высшая"},
    education={
        "higher_ped": "высшее педагогическое", "higher": "высшее", "mid_ped": "среднее профессиональное педагогическое", "mid": "среднее профессиональное",
        "school": "среднее общее", "student": "обучается в вузе",
    },
    organisations={
        "1": ["МБОУ СШ № 1", "Муниципальное бюджетное общеобразовательное учреждение средняя школа № 1"],
        "5": ["МБОУ СОШ № 5 р. п. Лесной"],
        "7": ["МБДОУ детский сад № 7 «Ромашка»"],
        "9": ["ЦДТ «Паллада»"],
        "11": ["Гимназия № 1"],
    },
)  # fmt: skip


def table_of(rows: Sequence[Sequence[Any]], **how: Any) -> tuple[Any, Table]:
    """The book of these rows and the table found in it."""
    book = open_book(xlsx(rows, **how), "список.xlsx")
    return book, find_table(book)


def people(rows: Sequence[Sequence[Any]], **how: Any) -> list[ReadRow]:
    """What is read from a sheet with these rows."""
    book, table = table_of(rows, **how)
    return list(read_rows(book, table, WORDS))


def value(title: str, raw: Any) -> dict[str, Any]:
    """What a cell under this heading gives, for a person without other problems."""
    row = one(title, raw)
    assert not [problem for problem in row.problems if problem.cell.startswith("B")], row.problems
    return row.values


def problem(title: str, raw: Any) -> tuple[str, bool]:
    """(reason, fatal) of the only problem of a cell under this heading."""
    [found] = [found for found in one(title, raw).problems if found.cell == "B2"]
    assert found.mend
    return found.reason, found.fatal


def one(title: str, raw: Any) -> ReadRow:
    book, _ = table_of([["ФИО", title], ["Иванова Мария Петровна", raw]])
    [row] = read_rows(book, find_table(book), WORDS)
    return row

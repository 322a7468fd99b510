"""The workbook to download: what it offers is what the portal reads back."""

from __future__ import annotations

import dataclasses
import io

import openpyxl

from portal.kit.workbook import open_book
from teachers.intake.columns import find_table
from teachers.intake.rows import left_out, read_rows
from teachers.intake.template import COLUMNS, template_book
from tests.teachers.intake.files import WORDS


def filled(*people: dict[str, object]) -> bytes:
    """The template with these people below its example."""
    book = openpyxl.load_workbook(io.BytesIO(template_book(WORDS)))
    for row, cells in enumerate(people, 3):
        for at, code in enumerate(COLUMNS, 1):
            book.worksheets[0].cell(row, at).value = cells.get(code)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_column_is_understood():
    table = find_table(open_book(template_book(WORDS), "x"))
    assert (table.sheet, table.header_row, list(table.fields)) == ("Сотрудники", 1, list(COLUMNS))


def test_the_example_is_not_loaded_but_would_be_without_problems_under_a_real_name():
    book = open_book(template_book(WORDS), "x")
    table = find_table(book)
    assert list(read_rows(book, table, WORDS)) == []
    assert [one.why for one in left_out(book, table, WORDS)] == ["пример заполнения"]
    line = book.sheets[0].lines[1].values
    example = dict(zip(COLUMNS, line, strict=False)) | {"name": "Образцова Анна Петровна"}
    again = open_book(filled(example), "x")
    [row] = read_rows(again, find_table(again), WORDS)
    assert row.problems == []
    assert not [code for code, value in row.values.items() if value is None]


def example_of(own: int | None = None, **more: object) -> dict[str, object]:
    words = dataclasses.replace(WORDS, **more)
    cells = openpyxl.load_workbook(io.BytesIO(template_book(words, own))).worksheets[0][2]
    return dict(zip(COLUMNS, (cell.value for cell in cells), strict=True))


def test_the_example_agrees_with_itself_and_is_not_shown_as_the_first_value():
    first = example_of(organisations={"7": ["МБДОУ детский сад № 7 «Ромашка»"], "1": ["МБОУ СШ № 1"]})
    assert (first["organisation"], first["position"], first["subject"], first["category"]) == ("МБОУ СШ № 1", "Учитель", "Математика", "первая")
    kindergarten = example_of(7)
    assert (kindergarten["position"], kindergarten["subject"] or "") == ("Воспитатель", "")
    nobody = example_of(categories={"none": "без категории"})
    assert not any(nobody[code] for code in ("category", "category_on", "category_until", "category_act"))
    table = find_table(open_book(filled({"name": "Иванова Анна Петровна"}), "x"))
    assert table.columns[0].sample == "Иванова Анна Петровна"


def test_every_word_of_its_lists_is_read_back():
    lists = openpyxl.load_workbook(io.BytesIO(template_book(WORDS)))["Списки"]
    columns = {cells[0].value: [cell.value for cell in cells[1:] if cell.value] for cells in lists.iter_cols()}
    assert columns["Должность"] == list(WORDS.positions.values())
    offered = [
        (key, word, wanted)
        for title, key, expected in [
            ("Должность", "position", WORDS.positions), ("Предмет", "subject", WORDS.subjects), ("Категория", "category", WORDS.categories),
            ("Уровень образования", "education_level", WORDS.education), ("Организация", "organisation", WORDS.organisations),
        ]
        for word, wanted in zip(columns[title], expected, strict=True)
    ]  # fmt: skip
    book = open_book(filled(*({"name": "Иванова Анна Петровна", key: word} for key, word, _ in offered)), "x")
    rows = list(read_rows(book, find_table(book), WORDS))
    assert [row.values[key] for row, (key, _, _) in zip(rows, offered, strict=True)] == [wanted for _, _, wanted in offered]
    assert not any(row.problems for row in rows)


def test_it_has_lists_to_choose_from_and_explanations():
    book = openpyxl.load_workbook(io.BytesIO(template_book(WORDS)))
    assert book.sheetnames == ["Сотрудники", "Как заполнять", "Списки"]
    assert {one.formula1 for one in book.worksheets[0].data_validations.dataValidation} >= {"='Списки'!$B$2:$B$19"}
    assert book.worksheets[0]["D50"].number_format == "@"


def test_the_example_works_in_the_schools_own_organisation():
    own, names = list(WORDS.organisations.items())[-1]
    sheet = openpyxl.load_workbook(io.BytesIO(template_book(WORDS, int(own)))).worksheets[0]
    assert sheet.cell(2, list(COLUMNS).index("organisation") + 1).value == names[0]

"""Headings that nobody knows: a row of values is no heading, and columns are told by what stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kit.workbook import open_book
from teachers.intake.columns import find_table, table_under
from teachers.intake.contents import column_of, is_data
from tests.kit.books import xlsx
from tests.teachers.intake.files import WORDS

HEAD = ["Кто", "Когда родился", "Кем трудится", "Где", "С какого"]
PEOPLE = [
    ["Ромашкина Зоя Петровна", "07.07.1987", "Учитель", "Средняя школа № 3", "01.09.2020"],
    ["Василькова Ия Львовна", "08.07.1979", "Учитель", "Средняя школа № 3", "01.09.2020"],
    ["Незабудкина Яна Олеговна", "09.07.1990", "Учитель", "Средняя школа № 3", "01.09.2020"],
]


def _found(rows: list[list[Any]], **how: Any) -> tuple[int, dict[str, str]]:
    table = find_table(open_book(xlsx(rows), "x"), **how)
    return table.header_row, table.fields


def test_a_row_of_a_person_is_no_heading():
    """«Учитель» and «Средняя школа № 3» are words of headings too: the last person was taken for one, and all people were lost."""
    assert _found([HEAD, *PEOPLE]) == (1, {"name": "A", "birth_date": "B"})
    assert _found([HEAD, *PEOPLE], words=WORDS) == (1, {"name": "A", "birth_date": "B", "position": "C"})


@pytest.mark.parametrize(
    "row",
    [
        ["Ким", "Учитель", "Школа № 1", "1985"],
        ["Ким Ли", "Учитель", "Школа № 1", 1],
        ["Иванов И. И.", "учитель", "школа 3"],
        ["Петрова", "Анна", "Ильинична", "учитель", "школа 3"],
        ["Петрова", "Анна", "Учитель", "Гимназия № 1"],  # two words of the district's dictionaries
    ],
)
def test_values_do_not_make_a_heading(row: list[Any]):
    assert _found([["Кто", "Что", "Где", "Когда", "Как"], row], words=WORDS)[0] == 1


def test_words_that_are_headings_and_posts_both_stay_headings():
    assert _found([["Учитель", "Предмет", "Школа"], ["Ким Ли", "Химия", "Гимназия № 1"]], words=WORDS) == (
        1,
        {"name": "A", "subject": "B", "organisation": "C"},
    )


def test_an_unknown_heading_stands_right_above_the_people():
    assert _found([["Наши люди"], ["На сентябрь"], HEAD, *PEOPLE])[0] == 3


def test_values_beside_a_name_of_two_words_tell_where_people_begin():
    assert _found([["Список"], ["№", "Кто", "Кем"], [1, "Ким Ли", "Учитель"], [2, "Цой Вера", "Учитель"]], words=WORDS) == (2, {"position": "C"})


def test_people_from_the_first_row_have_no_heading():
    assert _found(PEOPLE, words=WORDS) == (0, {"name": "A", "birth_date": "B", "position": "C"})


def test_columns_under_a_row_chosen_by_hand_are_told_by_their_values():
    rows = [
        ["Список"],
        ["А", "Б", "В", "Г", "Д", "Е"],
        ["01.09.2001", "Иванова Мария Петровна", "12.03.1980", "111-111-111 45", "a@mail.ru", "8 914 123-45-67"],
        ["01.09.2003", "Петрова Анна Ильинична", "13.03.1981", "112-233-445 95", "b@mail.ru", "89141234568"],
    ]
    table = table_under(open_book(xlsx(rows), "x").sheets[0], 2)
    assert table.fields == {"name": "B", "birth_date": "C", "snils": "D", "email": "E", "phone": "F"}


def test_a_word_remembered_wrongly_gives_way_to_what_stands_in_the_columns():
    sheet = open_book(xlsx([HEAD, *PEOPLE]), "x").sheets[0]
    assert table_under(sheet, 1, {"кем трудится": "name"}, WORDS).fields == {"name": "A", "birth_date": "B", "position": "C"}
    assert _found([HEAD, *PEOPLE], memory={"кем трудится": "name", "где": "organisation"})[1]["name"] == "A"


def test_a_column_that_was_not_wanted_is_not_offered_again():
    sheet = open_book(xlsx([["ФИО", "Личный адрес"], ["Иванова Мария Петровна", "a@mail.ru"]]), "x").sheets[0]
    assert table_under(sheet, 1, {"личный адрес": ""}).fields == {"name": "A"}


def test_the_heading_of_shortened_names_keeps_them():
    """Another column with whole names is not the people's own."""
    sheet = open_book(xlsx([["ФИО", "Кто ведёт"], ["Ким Ли", "Иванова Мария Петровна"]]), "x").sheets[0]
    assert table_under(sheet, 1).fields == {"name": "A"}


@pytest.mark.parametrize(
    ("text", "code"), [("31.12.2015", ""), ("2", ""), ("5-12-34", ""), ("112-233-445 96", ""), ("Учитель", "position"), ("Иванова М. П.", "name")]
)
def test_what_a_column_holds_is_not_guessed_from_little(text: str, code: str):
    assert column_of([text], WORDS) == code


def test_plain_words_are_no_data():
    assert not any(is_data(one, one) for one in ("ФИО", "Дата рождения", "Кв. категория", "№ п/п", "Имя", "Отчество", ""))

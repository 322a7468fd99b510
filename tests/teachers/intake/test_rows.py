"""Whole lists: what is a person's row and what is not, and what a row says about itself."""

from __future__ import annotations

import datetime as dt
import json

from portal.kit.workbook import open_book
from teachers.intake.columns import find_table
from teachers.intake.rows import left_out, read_rows
from tests.kit.books import csv
from tests.teachers.intake.files import WORDS, people, table_of

HEAD = ["№", "ФИО", "Дата рождения", "Должность"]
ANNA = [1, "Иванова Анна Петровна", dt.date(1980, 3, 12), "учитель"]
VERA = [2, "Ким Вера Сергеевна", "01.02.1990", "воспитатель"]


def out(rows, **how):
    book, table = table_of(rows, **how)
    return [(one.number, one.why) for one in left_out(book, table, WORDS)]


def last_names(rows, **how):
    return [row.values.get("last_name") for row in people(rows, **how)]


def test_a_row_says_its_number_and_values_that_json_can_keep():
    [row] = people([HEAD, ANNA])
    assert (row.number, row.problems) == (2, [])
    assert row.values == {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна", "birth_date": "1980-03-12", "position": "ped01", "sex": "f"}
    assert json.loads(json.dumps(row.values)) == row.values


def test_empty_rows_and_numbers_written_ahead_are_left_out():
    rows = [HEAD, ANNA, [], [None, None, None, None], VERA, [3], [4, None, None, None]]
    assert last_names(rows) == ["Иванова", "Ким"]
    assert out(rows) == [(6, "строка без сведений"), (7, "строка без сведений")]


def test_headings_repeated_on_every_page_and_numbers_of_columns_are_left_out():
    rows = [HEAD, [1, 2, 3, 4], ANNA, HEAD, ["1", "2", "3", "4"], VERA]
    assert last_names(rows) == ["Иванова", "Ким"]
    assert out(rows) == [(2, "номера столбцов"), (4, "повтор заголовка"), (5, "номера столбцов")]


def test_sections_inside_the_table_are_left_out():
    rows = [HEAD, ["Начальная школа"], ANNA, [None, "Старшая школа"], VERA, ["Администрация", None, None, None]]
    assert last_names(rows, dress=lambda book: book.worksheets[0].merge_cells("A2:D2")) == ["Иванова", "Ким"]
    assert out(rows) == [(2, "раздел"), (4, "раздел"), (6, "раздел")]


def test_an_organisation_as_a_section_is_that_of_the_rows_below_it():
    rows = people([HEAD, ["МБОУ СШ № 1"], ANNA, ["Детский сад № 7"], VERA])
    assert [row.values["organisation"] for row in rows] == ["1", "7"]


def test_people_under_the_section_of_second_jobs_have_a_second_job_there():
    rows = people([HEAD, ANNA, ["Внешние совместители"], VERA, ["Администрация"], [3, "Цой Ольга Ивановна", "03.03.1970", "директор"]])
    assert [row.values.get("is_main") for row in rows] == [None, False, None]


def test_totals_signatures_and_notes_under_the_table_are_left_out():
    rows = [HEAD, ANNA, VERA, ["Итого: 2 человека"], [None, "Всего", 2], [], ["Директор школы", None, None, "А. А. Сидорова"], [None, "* - внешний совместитель"], ["Исп. Петрова И. И., тел. 5-12-34"],
            [None, "Примечание: данные на 1 сентября"], ["Директор", "Сидорова А. А."]]  # fmt: skip
    assert last_names(rows) == ["Иванова", "Ким"]
    assert out(rows) == [(4, "итог"), (5, "итог"), *((number, "примечание") for number in range(7, 12))]


def test_vacancies_and_examples_are_left_out():
    rows = [HEAD, [1, "Вакансия", None, "учитель"], [2, "Образцова Анна Петровна (пример)", "12.03.1980", "учитель"], ANNA]
    assert last_names(rows) == ["Иванова"]
    assert out(rows) == [(2, "вакансия"), (3, "пример заполнения")]


def test_a_person_alone_in_a_row_is_a_person():
    assert last_names([HEAD, ANNA, [None, "Ким Вера Сергеевна"]]) == ["Иванова", "Ким"]


def test_surnames_that_begin_like_a_note_are_surnames():
    rows = [
        HEAD,
        [1, "Итоговая Анна"],
        [2, "Директоренко Вера"],
        [3, "Замятина Ольга Ивановна"],
        [4, "Телегина Ирина", None, "учитель"],
        [None, "Зам. директора Орлова"],
    ]
    assert last_names(rows) == ["Итоговая", "Директоренко", "Замятина", "Телегина"]


def test_a_row_with_data_but_without_a_name_is_refused_not_dropped():
    [_, row] = people([HEAD, ANNA, [2, None, "01.02.1990", "воспитатель"]])
    assert (row.number, row.refused) == (3, True)
    assert [(one.cell, one.reason) for one in row.problems] == [("B3", "Нет фамилии или имени")]


def test_cells_merged_downwards_speak_for_each_of_their_rows():
    def dress(book):
        for area in ("A2:A3", "B2:B3", "C2:C3"):
            book.worksheets[0].merge_cells(area)

    rows = people([[*HEAD, "Ставка"], [*ANNA, 1], [None, None, None, "педагог-организатор", 0.5], [*VERA, 1]], dress=dress)
    assert [(row.values["last_name"], row.values["birth_date"], row.values["position"], row.values["load"]) for row in rows] == [
        ("Иванова", "1980-03-12", "ped01", "1"),
        ("Иванова", "1980-03-12", "ped06", "0.5"),
        ("Ким", "1990-02-01", "ped02", "1"),
    ]


def test_hidden_rows_are_read_and_marked():
    def dress(book):
        book.worksheets[0].row_dimensions[3].hidden = True

    rows = people([HEAD, ANNA, VERA], dress=dress)
    assert [[(one.cell, one.reason, one.fatal) for one in row.problems] for row in rows] == [[], [("B3", "Строка скрыта в файле, но прочитана", False)]]


def test_problems_name_their_cells():
    [row] = people([[*HEAD, "СНИЛС", "Телефон"], [1, "Иванова А. П.", "31.02.1980", "повар", "111-111-111 46", "нету"]])
    assert [(one.cell, one.fatal) for one in row.problems] == [("B2", True), ("C2", True), ("D2", True), ("E2", True), ("F2", False)]


def test_dates_that_contradict_each_other_are_said():
    head = ["ФИО", "Дата рождения", "Дата приёма", "Дата увольнения", "Общий стаж", "Пед. стаж"]
    [left, young, more] = people(
        [
            head,
            ["Иванова Анна Петровна", "12.03.1980", "01.09.2015", "01.09.2014"],
            ["Иванова Анна Петровна", "12.03.1980", "01.09.1985"],
            ["Иванова Анна Петровна", "12.03.1980", None, None, 10, 12],
        ]
    )
    assert [(one.reason, one.fatal) for one in left.problems] == [("Дата увольнения раньше даты приёма", True)]
    assert [(one.reason, one.fatal) for one in young.problems] == [("Дата приёма раньше, чем человеку исполнилось 14 лет", True)]
    assert [(one.reason, one.fatal) for one in more.problems] == [("Педагогический стаж больше общего", False)]


def test_the_same_from_csv():
    book = open_book(csv([["ФИО", "Дата рождения", "СНИЛС"], ["ИВАНОВА АННА ПЕТРОВНА", "12 марта 1980", "11111111145"]], encoding="cp1251"), "x.csv")
    [row] = read_rows(book, find_table(book), WORDS)
    assert (row.values["birth_date"], row.values["snils"], row.problems) == ("1980-03-12", "11111111145", [])


def test_an_empty_cell_gives_none_so_that_it_erases_nothing():
    [row] = people([[*HEAD, "Телефон", "Категория"], [*ANNA, None, "-"]])
    assert (row.values["phone"], row.values["category"]) == (None, None)

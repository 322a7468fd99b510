"""Finding the table in a file: which sheet, which row is the heading, what each column holds."""

from __future__ import annotations

import pytest

from portal.kit.refusal import Refusal
from portal.kit.workbook import open_book
from teachers.intake.columns import FIELDS, find_table, normal_title, with_columns
from teachers.intake.fields import field_of
from tests.kit.books import csv, xlsx
from tests.teachers.intake.files import table_of

PERSON = ["Иванова Мария Петровна", "12.03.1980", "учитель"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("ФИО", "name"), ("Ф.И.О.", "name"), ("Ф. И. О. педагога (полностью)", "name"), ("Фамилия, имя, отчество", "name"), ("ФИО сотрудника", "name"),
        ("ФИO", "name"),  # латинская O
        ("Фамилия", "last_name"), ("Имя", "first_name"), ("Отчество (при наличии)", "patronymic"), ("Пол", "sex"), ("Пол (м/ж)", "sex"),
        ("Дата рождения", "birth_date"), ("Дата рожд.", "birth_date"), ("Д/р", "birth_date"), ("Число, месяц, год рождения", "birth_date"), ("Год рождения", "birth_date"),
        ("СНИЛС", "snils"), ("Страховой номер", "snils"), ("№ страхового свидетельства (СНИЛС)", "snils"),
        ("Телефон", "phone"), ("Контактный телефон", "phone"), ("моб. тел.", "phone"), ("E-mail", "email"), ("Электронная почта", "email"), ("эл. адрес", "email"),
        ("Организация", "organisation"), ("Место работы", "organisation"), ("Наименование ОО", "organisation"), ("Образовательное учреждение", "organisation"),
        ("Должность", "position"), ("Занимаемая должность, предмет", "position"), ("Должность, преподаваемый предмет", "position"), ("Доп. нагрузка", ""), ("Преподаваемый предмет", "subject"), ("Предмет", "subject"),
        ("Ставка", "load"), ("Кол-во ставок", "load"), ("Объём работы (ставка)", "load"), ("Основной/совместитель", "is_main"),
        ("Дата приёма на работу", "since"), ("Дата приема", "since"), ("Приказ о приёме (номер, дата)", "act"), ("Дата увольнения", "until"),
        ("Общий стаж", "experience"), ("Стаж работы (общий)", "experience"), ("Педагогический стаж", "teaching"), ("Пед. стаж", "teaching"), ("Стаж общий / педагогический", "experiences"),
        ("Образование", "education"), ("Какое учебное заведение окончил, год", "education"), ("Уровень образования", "education_level"), ("Специальность по диплому", "education"),
        ("Категория", "category"), ("Квалификационная категория", "category"), ("Кв. категория, дата присвоения", "category"), ("Дата присвоения категории", "category_on"),
        ("Дата аттестации", "category_on"), ("Срок действия категории", "category_until"), ("№ и дата приказа о присвоении категории", "category_act"), ("Тема по самообразованию", "topic"),
        ("№ п/п", ""), ("Примечание", ""), ("Дата рождения ребёнка", ""), ("ФИО директора", ""), ("Награды и др.", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_are_known_by_many_names(title: str, field: str):
    assert field_of(normal_title(title))[0] == field


def test_the_portals_own_names_of_fields_are_known():
    assert {field.code: field_of(normal_title(field.label))[0] for field in FIELDS} == {field.code: field.code for field in FIELDS}


def test_the_heading_is_found_under_titles_and_empty_rows():
    _, table = table_of(
        [
            ["Утверждаю: директор школы"],
            [],
            ["Список педагогических работников (ФИО, дата рождения)"],
            [],
            ["№ п/п", "ФИО", "Дата рождения", "Должность"],
            [1, *PERSON],
        ]
    )
    assert (table.header_row, table.fields) == (5, {"name": "B", "birth_date": "C", "position": "D"})
    assert [(one.letter, one.title, one.field, one.sample) for one in table.columns][:2] == [
        ("A", "№ п/п", "", "1"),
        ("B", "ФИО", "name", "Иванова Мария Петровна"),
    ]


def test_of_several_sheets_the_one_with_people_is_chosen():
    sheets = [[["Отчёт"], ["Классов", 12]], [["ФИО", "Дата рождения", "Должность"], PERSON], [["ФИО", "Телефон"]]]
    assert find_table(open_book(xlsx(*sheets, titles=["Титул", "Кадры", "Пусто"]), "x")).sheet == "Кадры"


def test_hidden_sheets_are_not_chosen():
    def dress(book):
        book.worksheets[0].sheet_state = "hidden"

    sheets = [[["ФИО", "Дата рождения", "Должность", "СНИЛС"], PERSON], [["ФИО", "Дата рождения"], PERSON[:2]]]
    assert find_table(open_book(xlsx(*sheets, dress=dress, titles=["Архив", "Сейчас"]), "x")).sheet == "Сейчас"


def test_a_heading_in_two_rows_is_joined_along_its_merged_cells():
    def dress(book):
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            book.worksheets[0].merge_cells(area)

    rows = [
        ["ФИО", "Должность", "Стаж", None, "Категория", None],
        [None, None, "общий", "педагогический", "какая", "дата присвоения"],
        ["Иванова Мария Петровна", "учитель", 25, 20, "первая"],
    ]
    _, table = table_of(rows, dress=dress)
    assert table.header_row == 2
    assert table.fields == {"name": "A", "position": "B", "experience": "C", "teaching": "D", "category": "E", "category_on": "F"}
    assert [one.title for one in table.columns][2:4] == ["Стаж: общий", "Стаж: педагогический"]


def test_a_merged_title_of_the_whole_table_is_no_part_of_the_heading():
    _, table = table_of(
        [["Кадры школы", None, None], ["ФИО", "Дата рождения", "Должность"], PERSON], dress=lambda book: book.worksheets[0].merge_cells("A1:C1")
    )
    assert [one.title for one in table.columns] == ["ФИО", "Дата рождения", "Должность"]


def test_of_columns_with_one_meaning_the_surest_is_taken():
    _, table = table_of([["ФИО", "Телефон", "Контактный телефон (сотовый)", "Должность"], ["Иванова Мария Петровна", "1", "2", "учитель"]])
    assert [one.field for one in table.columns].count("phone") == 1


def test_headings_that_a_school_explained_before_are_remembered():
    rows = [["ФИО", "Кто", "Телефон", "Дата рождения"], ["Иванова Мария Петровна", "учитель", "1", "12.03.1980"]]
    table = find_table(open_book(xlsx(rows), "x"), {normal_title("КТО "): "position", normal_title("Телефон"): ""})
    assert table.fields == {"name": "A", "position": "B", "birth_date": "D"}


def test_columns_are_corrected_by_hand():
    book = open_book(xlsx([["Кто", "Когда"], ["Иванова Мария Петровна", "12.03.1980"]]), "x")
    table = with_columns(book, "Лист1", 1, {"A": "name", "B": "birth_date"})
    assert (table.fields, table.lacks, table.columns[0].title) == ({"name": "A", "birth_date": "B"}, [], "Кто")


def test_a_field_chosen_twice_is_refused_with_both_letters():
    book = open_book(xlsx([["Кто", "Когда"], ["a", "b"]]), "x")
    with pytest.raises(Refusal, match="Поле «СНИЛС» выбрано для столбцов A и B: оставьте одно"):
        with_columns(book, "Лист1", 1, {"A": "snils", "B": "snils"})


def test_an_unknown_field_is_refused():
    with pytest.raises(Refusal, match="Поля «pk» нет"):
        with_columns(open_book(xlsx([["Кто"]]), "x"), "Лист1", 1, {"A": "pk"})


def test_what_is_lacking_is_said():
    _, table = table_of([["Фамилия", "Должность"], ["Иванова", "учитель"]])
    assert table.lacks == ["Укажите, в каком столбце имя."]


def test_a_list_without_a_heading_is_told_by_its_contents():
    rows = [["Иванова Мария Петровна", "111-111-111 45", "a@mail.ru"], ["Петрова Анна Ильинична", "112-233-445 95", "b@mail.ru"]]
    _, table = table_of(rows)
    assert (table.header_row, table.fields) == (0, {"name": "A", "snils": "B", "email": "C"})


def test_a_heading_nobody_knows_leaves_everything_to_the_person():
    _, table = table_of([["Ученик", "Класс"], ["Петя", "5А"]])
    assert (table.header_row, table.fields, table.lacks) == (1, {}, ["Укажите, в каком столбце ФИО (или фамилия)."])


def test_an_empty_file_is_refused():
    with pytest.raises(Refusal, match="нет ни одной заполненной строки"):
        find_table(open_book(xlsx([[]]), "x"))


def test_a_table_in_csv_is_found_as_well():
    assert find_table(open_book(csv([["Список"], ["ФИО", "Д.р."], ["Иванова Мария Петровна", "12.03.1980"]]), "x.csv")).fields == {
        "name": "A",
        "birth_date": "B",
    }

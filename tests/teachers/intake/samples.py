"""Whole files as schools, kindergartens and programs make them; the same three people stand in each. Made up, built by code."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.styles import Font

from teachers.intake.template import COLUMNS, template_book
from tests.kit.books import csv, ods, raw_xlsx, xlsx
from tests.teachers.intake.files import WORDS

# What every sample says of its people, as it should be read.
PEOPLE = [
    {"last_name": "Иванова", "first_name": "Мария", "patronymic": "Петровна", "birth_date": "1980-03-12", "snils": "11111111145", "position": "ped01", "subject": "Математика"},
    {"last_name": "Семёнов", "first_name": "Пётр", "patronymic": "Ильич", "birth_date": "1992-11-05", "snils": "11223344595", "position": "ped01", "subject": "Начальные классы"},
    {"last_name": "Петрова-Водкина", "first_name": "Анна", "patronymic": "Сергеевна", "birth_date": "1975-01-31", "snils": "08765430300", "position": "adm03", "subject": None},
]  # fmt: skip


def tidy() -> bytes:
    """A careful secretary: one heading, dates as dates."""
    return xlsx(
        [
            ["ФИО", "Дата рождения", "СНИЛС", "Должность"],
            ["Иванова Мария Петровна", dt.date(1980, 3, 12), "111-111-111 45", "учитель математики"],
            ["Семёнов Пётр Ильич", dt.date(1992, 11, 5), "112-233-445 95", "учитель начальных классов"],
            ["Петрова-Водкина Анна Сергеевна", dt.date(1975, 1, 31), "087-654-303 00", "заместитель директора по УВР"],
        ]
    )


def official() -> bytes:
    """A table made for printing: stamps above, a heading in two rows, numbers of columns, sections, pages, signatures below."""

    def dress(book: Any) -> None:
        sheet = book.worksheets[0]
        for area in ("A1:H1", "A2:H2", "A4:A5", "B4:D4", "E4:E5", "F4:F5", "G4:H4", "A7:H7", "A11:H11"):
            sheet.merge_cells(area)
        sheet["A2"].font = Font(bold=True)
        sheet.row_dimensions[9].hidden = True

    return xlsx(
        [
            ["«Утверждаю» Директор МБОУ СШ № 1 ______________ А. А. Сидорова"],
            ["Сведения о педагогических работниках (ФИО, дата рождения, должность) на 01.09.2026 г."],
            [],
            ["№\nп/п", "Работник", None, None, "Дата рожде-\nния", "Страховой номер (СНИЛС)", "Работа", None],
            [None, "Фамилия", "Имя", "Отчество", None, None, "Должность", "Предмет"],
            [1, 2, 3, 4, 5, 6, 7, 8],
            ["Учителя"],
            [1, "ИВАНОВА", "МАРИЯ", "ПЕТРОВНА", "12.03.1980 г.", 11111111145, "Учитель", "Математика"],
            [2, "Cемёнов", "Пётр ", "Ильич", "5 ноября 1992", "112 233 445 95", "уч.", "нач. классы"],  # первая буква — латинская
            [None, "Фамилия", "Имя", "Отчество", None, None, "Должность", "Предмет"],
            ["Администрация"],
            [3, "Петрова–Водкина", "Анна\u00a0", "Сергеевна", "31/01/75", "08765430300", "завуч", "-"],
            [4],
            ["Итого", None, None, None, None, None, 3],
            [],
            ["Исполнитель: Орлова И. И., тел. 5-12-34"],
        ],
        dress=dress,
    )


def of_a_program() -> bytes:
    """An export of an accounting program: CSV in Windows-1251, Latin abbreviations, dates with time."""
    return csv(
        [
            ["Таб. №", "Сотрудник", "Дата рождения", "Страховой номер ПФР (СНИЛС)", "Должность", "Подразделение"],
            ["0001", "Иванова Мария Петровна", "12.03.1980 0:00:00", "111-111-111 45", "Учитель математики", "Основное"],
            ["0002", "Семёнов Пётр Ильич", "05.11.1992 0:00:00", "112-233-445 95", "Учитель начальных классов", "Основное"],
            ["0003", "Петрова-Водкина Анна Сергеевна", "31.01.1975 0:00:00", "087-654-303 00", "Зам. директора по УВР", "АУП"],
        ],
        encoding="cp1251",
    )


def numbers_gone_wrong() -> bytes:
    """Excel has had its way: dates are serial numbers, СНИЛС has lost its zero, formulas keep their values."""
    cells = [
        ["ФИО", "Д.р.", "СНИЛС", "Должность, предмет"],
        ["Иванова Мария Петровна", 29292, 11111111145, "учитель математики"],
        ["Семёнов Пётр Ильич", 33913, 11223344595, "учитель нач. кл."],
        ["Петрова-Водкина Анна Сергеевна", 27425, 8765430300, "зам. дир. по УВР"],
    ]

    def cell(value: object, at: str) -> str:
        if isinstance(value, int):
            return f'<c r="{at}"><f>1*{value}</f><v>{float(value)!r}</v></c>'
        return f'<c r="{at}" t="str"><f>"x"</f><v>{value}</v></c>'

    rows = "".join(
        f'<row r="{n}">' + "".join(cell(value, f"{letter}{n}") for letter, value in zip("ABCD", row, strict=True)) + "</row>" for n, row in enumerate(cells, 3)
    )
    return raw_xlsx(f"<sheetData>{rows}</sheetData>")


def of_many_sheets() -> bytes:
    """A title page, last year's list hidden, this year's list, a sheet of words."""

    def dress(book: Any) -> None:
        book.worksheets[1].sheet_state = "hidden"

    now = [
        ["Фамилия, имя, отчество", "Число, месяц, год рождения", "снилс", "Занимаемая должность"],
        ["1. Иванова (Орлова) Мария Петровна", "12.III.1980", "111-111-111-45", "учитель математики"],
        ["2. Семёнов Пётр Ильич", "05,11,1992", "11223344595", "учитель начальных классов"],
        ["3. Петрова-Водкина Анна Сергеевна", "1975-01-31", "087 654 303 00", "Заместитель директора по учебно-воспитательной работе"],
    ]
    past = [["ФИО", "Дата рождения", "СНИЛС", "Должность", "Телефон"], ["Орлова Мария Петровна", "12.03.1980", "111-111-111 45", "учитель", "1"]]
    return xlsx([["Кадры"], ["2026 год"]], past, now, [["учитель"], ["воспитатель"]], dress=dress, titles=["Титул", "2025", "2026", "Справочник"])


def of_libreoffice() -> bytes:
    """An .ods."""

    def cell(text: str) -> str:
        if text.count("-") == 2 and len(text) == 10:
            return f'<table:table-cell office:value-type="date" office:date-value="{text}"><text:p>{text}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = [
        ["ФИО", "Дата рождения", "СНИЛС", "Должность"],
        ["Иванова Мария Петровна", "1980-03-12", "111-111-111 45", "учитель математики"],
        ["Семёнов Пётр Ильич", "1992-11-05", "112-233-445 95", "учитель начальных классов"],
        ["Петрова-Водкина Анна Сергеевна", "1975-01-31", "087-654-303 00", "заместитель директора по УВР"],
    ]
    body = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
    return ods(
        f'<table:table table:name="Кадры">{body}<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
    )


def filled_template() -> bytes:
    """The portal's own template, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(template_book(WORDS)))
    people = [
        {"name": "Иванова Мария Петровна", "birth_date": "12.03.1980", "snils": "111-111-111 45", "position": "Учитель", "subject": "Математика"},
        {"name": "Семёнов Пётр Ильич", "birth_date": dt.date(1992, 11, 5), "snils": "112-233-445 95", "position": "Учитель", "subject": "Начальные классы"},
        {"name": "Петрова-Водкина Анна Сергеевна", "birth_date": "31.01.1975", "snils": "087-654-303 00", "position": "Заместитель директора по УВР"},
    ]
    for row, person in enumerate(people, 3):
        for code, value in person.items():
            book.worksheets[0].cell(row, list(COLUMNS).index(code) + 1).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "аккуратный список.xlsx": tidy,
    "сведения для печати.xlsx": official,
    "выгрузка из программы.csv": of_a_program,
    "числа вместо дат.xlsx": numbers_gone_wrong,
    "несколько листов.xlsx": of_many_sheets,
    "кадры.ods": of_libreoffice,
    "шаблон портала.xlsx": filled_template,
}

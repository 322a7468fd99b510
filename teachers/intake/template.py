"""The workbook to download and fill in: headings that the portal knows, an example, lists to choose from, explanations."""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.kit import spreadsheet
from teachers.intake.fields import BY_CODE
from teachers.intake.words import Vocabulary

ROWS = 1_000  # rows with formats and lists
TEXT, LISTS = "@", "Списки"
CHOICES = "choices"
SCHOOL = re.compile(r"\b(?:школа|С?О?О?Ш|ООШ|НОШ|гимназия|лицей)\b", re.IGNORECASE)
KINDERGARTEN = re.compile(r"\b(?:д/с|детский сад|ЦРР|М?[БАК]?ДОУ)\b", re.IGNORECASE)
TEACHER, EDUCATOR = re.compile(r"^учитель$", re.IGNORECASE), re.compile(r"^воспитатель$", re.IGNORECASE)
MATHS = re.compile(r"^математика", re.IGNORECASE)
GRADED = re.compile(r"^(?:первая|высшая)", re.IGNORECASE)

# field → (width, what the example says, what to write)
COLUMNS: dict[str, tuple[float, Any, str]] = {
    "name": (34, "Образцова Анна Петровна (пример)", "Фамилия, имя и отчество полностью. Можно и в трёх отдельных столбцах"),
    "sex": (7, "ж", "«ж» или «м». Если пусто, определяется по отчеству"),
    "birth_date": (14, "12.03.1980", "Дата: 31.12.1980"),
    "snils": (17, "111-111-111 45", "Одиннадцать цифр, с чёрточками или без них"),
    "phone": (18, "8 914 123-45-67", "Номер с кодом"),
    "email": (24, "obraztsova@mail.ru", "Один адрес"),
    "organisation": (26, CHOICES, "Краткое название, как на портале. Если файл по одной организации, столбец можно удалить"),
    "position": (26, CHOICES, "Из списка; «учитель математики» тоже понятно. Вторая работа — отдельной строкой с тем же ФИО"),
    "subject": (22, CHOICES, "Один предмет из списка"),
    "load": (9, "1", "Доля ставки: 1; 0,75; 1,5"),
    "is_main": (18, "основное", "«основное» или «совместительство». Пусто — основное"),
    "since": (14, "01.09.2015", "Дата приёма на эту должность"),
    "act": (22, "№ 45-к от 31.08.2015", "Номер и дата приказа о приёме"),
    "experience": (12, 20, "Полных лет на дату списка или дата, с которой идёт стаж"),
    "teaching": (14, 18, "Полных лет на дату списка или дата, с которой идёт стаж"),
    "education_level": (24, CHOICES, "Из списка"),
    "education": (34, "ХГПУ, 2002, учитель математики", "Что и когда окончено"),
    "category": (22, CHOICES, "Из списка"),
    "category_on": (16, "25.03.2021", "Дата приказа о категории"),
    "category_until": (16, "25.03.2026", "Если у категории есть срок"),
    "category_act": (24, "№ 112 от 25.03.2021", "Номер и дата приказа"),
    "topic": (34, "Приёмы смыслового чтения", "Тема самообразования"),
}
DATES = ("birth_date", "since", "category_on", "category_until")
TEXTS = ("snils", "phone", "load", "act", "category_act")
RULES = (
    "Каждая строка — один человек на одной работе. Строка «(пример)» не загружается, её можно удалить.",
    "Названия столбцов можно менять, столбцы — переставлять и удалять; добавленные Вами портал предложит сопоставить.",
    "Обязательны ФИО, для нового человека ещё дата рождения и должность. Пустая ячейка ничего не стирает в карточке.",
    "Перед записью портал покажет, что изменится, и ничего не запишет без Вашего решения.",
)


def template_book(vocabulary: Vocabulary, own: int | None = None) -> bytes:
    """An .xlsx with the sheets «Сотрудники», «Как заполнять» and «Списки»; `own` is the organisation that the example works in."""
    book = Workbook()
    spreadsheet.prepare(book, title="Список сотрудников для загрузки", author="Портал методической службы")
    lists = _lists(vocabulary)
    ranges = _write_lists(book, lists)
    place = next(iter(vocabulary.organisations.get(str(own), ())), "")
    _write_staff(book.worksheets[0], lists, ranges, _example(lists, place))
    _write_guide(book.create_sheet("Как заполнять", 1))
    book.active = 0
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _example(lists: dict[str, list[str]], place: str) -> dict[str, Any]:
    """The example's words from the lists that agree with each other: a school has a teacher of a subject, a kindergarten neither; an act has its category."""
    place = place or _first(lists["organisation"], SCHOOL)
    preschool = bool(KINDERGARTEN.search(place))
    grade = _first(lists["category"], GRADED)
    said: dict[str, Any] = {"organisation": place, "category": grade, "position": _first(lists["position"], EDUCATOR if preschool else TEACHER)}
    said["subject"] = _first(lists["subject"], MATHS)
    if preschool:
        said |= {"subject": "", "education": "ХГПУ, 2002, дошкольная педагогика", "topic": "Развитие речи дошкольников"}
    if not GRADED.search(grade):
        said |= {"category": "", "category_on": "", "category_until": "", "category_act": ""}
    return said


def _first(names: list[str], wanted: re.Pattern[str]) -> str:
    return next((name for name in names if wanted.search(name)), next(iter(names), ""))


def _lists(words: Vocabulary) -> dict[str, list[str]]:
    return {
        "organisation": [names[0] for names in words.organisations.values() if names],
        "position": list(words.positions.values()),
        "subject": list(words.subjects.values()),
        "education_level": list(words.education.values()),
        "category": list(words.categories.values()),
        "is_main": ["основное", "внутреннее совместительство", "внешнее совместительство"],
        "sex": ["ж", "м"],
    }


def _write_lists(book: Workbook, lists: dict[str, list[str]]) -> dict[str, str]:
    """Fills «Списки»; gives the range of each list."""
    sheet: Any = book.create_sheet(LISTS)
    ranges = {}
    for at, (code, names) in enumerate(lists.items(), 1):
        letter = get_column_letter(at)
        _put(sheet, 1, at, BY_CODE[code].label, header=True)
        for row, name in enumerate(names, 2):
            _put(sheet, row, at, name)
        sheet.column_dimensions[letter].width = spreadsheet.width_of([BY_CODE[code].label, *names[:200]])
        if names:
            ranges[code] = f"'{LISTS}'!${letter}$2:${letter}${len(names) + 1}"
    return ranges


def _put(sheet: Any, row: int, column: int, value: Any, *, header: bool = False) -> Any:
    cell = sheet.cell(row, column)
    spreadsheet.fill(cell, value)
    if header:
        spreadsheet.dress_header(cell)
    return cell


def _write_staff(sheet: Any, lists: dict[str, list[str]], ranges: dict[str, str], own: dict[str, Any]) -> None:
    sheet.title = "Сотрудники"
    for at, (code, (width, example, _)) in enumerate(COLUMNS.items(), 1):
        letter = get_column_letter(at)
        _put(sheet, 1, at, BY_CODE[code].label, header=True)
        shown = own[code] if code in own else next(iter(lists[code]), "") if example == CHOICES else example
        _put(sheet, 2, at, shown).font = spreadsheet.NOTE_FONT
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = spreadsheet.DAY if code in DATES else TEXT
        _format(sheet, letter, code)
        if code in ranges:
            _offer(sheet, letter, ranges[code])
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    spreadsheet.set_print(sheet, header_row=1, title="Список сотрудников")


def _format(sheet: Any, letter: str, code: str) -> None:
    """Formats that keep zeros and dates as typed; on the first rows, the column's own format serves the rest."""
    form = spreadsheet.DAY if code in DATES else TEXT if code in TEXTS else None
    if form:
        for row in range(2, 102):
            sheet[f"{letter}{row}"].number_format = form


def _offer(sheet: Any, letter: str, source: str) -> None:
    """A list to choose from; other words are allowed, the portal understands many."""
    offer = DataValidation(type="list", formula1=f"={source}", allow_blank=True, showErrorMessage=False)
    offer.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(offer)


def _write_guide(sheet: Any) -> None:
    lines: Sequence[tuple[str, str]] = [(BY_CODE[code].label, what) for code, (_, _, what) in COLUMNS.items()]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 42, 90
    for row, rule in enumerate(RULES, 1):
        _put(sheet, row, 1, rule)
    first = len(RULES) + 2
    _put(sheet, first, 1, "Столбец", header=True)
    _put(sheet, first, 2, "Что писать", header=True)
    for row, (label, what) in enumerate(lines, first + 1):
        _put(sheet, row, 1, label).font = spreadsheet.BOLD
        _put(sheet, row, 2, what)

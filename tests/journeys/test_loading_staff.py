"""A school secretary brings her list with a real worker behind the page: takes it, chooses, writes with progress, takes it back."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.journeys.person import Person
from tests.journeys.running import Portal

Sit = Callable[..., Person]
HEAD = "school@amursk.example"
PEOPLE = (
    ("ФИО", "Дата рождения", "Должность", "Предмет", "Дата приёма"),
    ("Загрузова Анна Петровна", "12.03.1980", "учитель", "Математика", "01.09.2025"),
    ("Загрузов Пётр Ильич", "05.11.1992", "учитель", "Физика", "01.09.2025"),
    ("Загрузова Ольга Львовна", "12.13.1980", "учитель", "Физика", "01.09.2025"),
)
A_JOB = 120_000
CAME = "SELECT count(*) FROM teachers_teacher WHERE last_name LIKE 'Загрузов%'"


def test_a_secretary_brings_a_list_and_takes_it_back(person: Sit, portal: Portal, tmp_path: Path) -> None:
    she = person(HEAD)
    she.goes("/teachers/intake/")
    she.page.locator("input[type=file]").set_input_files(a_list(tmp_path))
    she.presses("Загрузить файл")
    she.page.wait_for_url(re.compile(r"/intake/\d+/$"))
    she.presses("Проверить строки")
    she.page.get_by_role("button", name="Записать выбранное").wait_for(timeout=A_JOB)
    she.reads("Месяца 13 не бывает")
    she.reads("B4")
    she.looks()
    she.presses("Пропустить строку 3")
    expect(she.page.get_by_role("button", name="Записать выбранное: 1 строка")).to_be_visible()
    she.presses("Записать выбранное")
    she.agrees("Записать")
    undo = she.page.get_by_role("button", name="Отменить загрузку")
    expect(undo).to_be_visible(timeout=A_JOB)  # the page showed the progress and then by itself what came of it
    assert portal.sql(CAME) == "1"
    undo.click()
    she.agrees("Отменить загрузку")
    expect(she.page.locator(".page-pretitle")).to_contain_text("отменено", timeout=A_JOB)
    assert portal.sql(CAME) == "0"
    she.looks()


def a_list(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in PEOPLE:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    path = folder / "Сотрудники.xlsx"
    path.write_bytes(file.getvalue())
    return path

"""ФИО as they are typed: in one cell or three, in capitals, with Latin letters, numbering, notes."""

from __future__ import annotations

import pytest

from teachers.intake import names
from teachers.intake.names import Name
from teachers.intake.words import Unreadable
from tests.teachers.intake.files import people


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Иванова Мария Петровна", ("Иванова", "Мария", "Петровна")), ("ИВАНОВА МАРИЯ ПЕТРОВНА", ("Иванова", "Мария", "Петровна")), ("иванова мария петровна", ("Иванова", "Мария", "Петровна")),
        ("  Иванова \u00a0 Мария\tПетровна ", ("Иванова", "Мария", "Петровна")), ("Ивaнoвa Mария Пeтpoвнa", ("Иванова", "Мария", "Петровна")), ("1. Иванова Мария Петровна", ("Иванова", "Мария", "Петровна")),
        ("12) Иванова Мария Петровна", ("Иванова", "Мария", "Петровна")), ("Иванова (Сидорова) Мария Петровна", ("Иванова", "Мария", "Петровна")), ("Иванова, Мария Петровна", ("Иванова", "Мария", "Петровна")),
        ("Иванова Мария Петровна (декрет)", ("Иванова", "Мария", "Петровна")), ("Мария Петровна Иванова", ("Иванова", "Мария", "Петровна")), ("Петрова–Водкина Анна Ильинична", ("Петрова-Водкина", "Анна", "Ильинична")),
        ("ПЕТРОВА-ВОДКИНА АННА ИЛЬИНИЧНА", ("Петрова-Водкина", "Анна", "Ильинична")), ("Алиев Руслан Гасан оглы", ("Алиев", "Руслан", "Гасан оглы")), ("АЛИЕВА ЛЕЙЛА ГАСАН КЫЗЫ", ("Алиева", "Лейла", "Гасан кызы")),
        ("Ким Вера", ("Ким", "Вера", "")), ("Семёнова Алёна Фёдоровна", ("Семёнова", "Алёна", "Фёдоровна")), ("Заи\u0306цев Пётр Ильич", ("Зайцев", "Пётр", "Ильич")), ("Де Лонг Анна Ивановна", ("Де Лонг", "Анна", "Ивановна")),
        ("Д'Артаньян Ольга Ивановна", ("Д'Артаньян", "Ольга", "Ивановна")), ("О’Нил Анна Ивановна", ("О'Нил", "Анна", "Ивановна")), ("ОʼНИЛ АННА ИВАНОВНА", ("О'Нил", "Анна", "Ивановна")), ("Smith Anna", ("Smith", "Anna", "")),
    ],
)  # fmt: skip
def test_a_name_in_one_cell(text: str, parts: tuple[str, str, str]):
    assert names.whole(text) == Name(*parts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Иванова М. П.", "Имя сокращено до инициалов: «Иванова М. П.»"), ("Иванова М.П.", "Имя сокращено до инициалов: «Иванова М.П.»"), ("Иванова М П", "Имя сокращено до инициалов: «Иванова М П»"),
        ("Иванова", "В ячейке только одно слово: «Иванова»"), ("Иванова Мария 2 кл", "В имени есть лишние знаки: «Иванова Мария 2 кл»"), ("***", "Не похоже на имя: «***»"),
        ("Иванова Мария Петровна она же Сидорова", "Не похоже на ФИО: «Иванова Мария Петровна она же Сидорова»"),
    ],
)  # fmt: skip
def test_what_is_no_full_name_is_said(text: str, reason: str):
    with pytest.raises(Unreadable) as wrong:
        names.whole(text)
    assert (wrong.value.reason, wrong.value.fatal) == (reason, True)


@pytest.mark.parametrize(
    ("patronymic", "sex"),
    [("Петровна", "f"), ("Ильинична", "f"), ("Гасан кызы", "f"), ("Петрович", "m"), ("Ильич", "m"), ("Гасан оглы", "m"), ("", None), ("Ким", None)],
)
def test_sex_by_the_patronymic(patronymic: str, sex: str | None):
    assert names.sex_of(patronymic) == sex


def test_a_name_in_three_cells():
    [row] = people([["Фамилия", "Имя", "Отчество", "Должность"], ["ИВАНОВА ", "мария", "Петровна", "учитель"]])
    assert [row.values[key] for key in ("last_name", "first_name", "patronymic", "sex")] == ["Иванова", "Мария", "Петровна", "f"]
    assert not row.problems


def test_the_whole_name_typed_into_the_surnames_column():
    [row] = people([["Фамилия", "Имя", "Отчество", "Должность"], ["Иванова Мария Петровна", None, None, "учитель"]])
    assert [row.values[key] for key in ("last_name", "first_name", "patronymic")] == ["Иванова", "Мария", "Петровна"]


def test_sex_that_contradicts_the_patronymic_is_a_remark():
    rows = people([["ФИО", "Пол", "Должность"], ["Ким Вера", None, "учитель"], ["Иванова Мария Петровна", "м", "учитель"], ["Ким Вера", "ж", "учитель"]])
    assert [[problem.reason for problem in row.problems] for row in rows] == [
        [],  # `comparing` asks for it, and only of a person who is new
        ["Пол в ячейке не такой, как видно из отчества"],
        [],
    ]
    assert not any(row.refused for row in rows)

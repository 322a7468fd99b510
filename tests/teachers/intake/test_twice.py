"""The same file twice changes nothing, whatever its rows tell of one another; what contradicts is refused and says with which cell."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kit.workbook import Book, Line, Sheet
from portal.kit.workbook.book import Content
from teachers.intake.afterwards import Told, afterwards
from teachers.intake.columns import with_columns
from teachers.intake.comparing import CHANGED, NEW, SAME, File, Finding, Row
from teachers.intake.jobs import Desk, Place
from teachers.intake.people import People, Person
from teachers.intake.rows import read_rows
from teachers.intake.twice import judge_file
from tests.teachers.intake.files import ON, WORDS

COLUMNS = {
    "name": ("Иванова Анна Петровна", "Семёнов Пётр Ильич", "Орлов Ян"), "birth_date": ("12.03.1980", "05.11.1992", ""),
    "snils": ("111-111-111 45", "112-233-445 95", "", ""), "position": ("учитель", "учитель", "директор", ""), "subject": ("Математика", "Химия", ""),
    "load": ("1", "0,5", ""), "since": ("01.09.2015", "01.09.2025", ""), "until": ("31.08.2016", "31.08.2027", "", "", ""),
    "experience": ("25", "10", "", ""), "category": ("первая", "высшая", "", ""), "category_on": ("25.03.2021", "26.03.2022", ""),
    "email": ("a@b.ru", "c@d.ru", "", ""), "organisation": ("МБОУ СШ № 1", "Гимназия № 1"), "is_main": ("основное", "совместительство", "", ""),
    "category_until": ("25.03.2026", "25.03.2027", "", ""), "act": ("№ 5", "№ 6", "", ""), "phone": ("8 914 123-45-67", "8 914 123-45-68", "", ""),
}  # fmt: skip
DESK = Desk(ON.isoformat(), {1: Place("СШ № 1", None, None), 11: Place("Гимназия № 1", None, None)}, None)
files = st.lists(st.tuples(*map(st.sampled_from, COLUMNS.values())), min_size=1, max_size=6)


def load(people: list[Person], rows: Sequence[Sequence[str]], keys: Any) -> tuple[list[Finding], list[Person]]:
    """What is found in the file, and the register after it."""
    lines = [Line(at, False, [value or None for value in row]) for at, row in enumerate([list(COLUMNS), *rows], 1)]
    book = Book("x", [Sheet("Лист1", False, lambda: Content(lines, []))])
    table = with_columns(book, "Лист1", 1, {chr(65 + at): code for at, code in enumerate(COLUMNS)})
    read = [Row(one.number, dict(one.values), [asdict(problem) for problem in one.problems]) for one in read_rows(book, table, WORDS)]
    found = judge_file(read, File(People(people), DESK, None))
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        if one.verdict in (NEW, CHANGED):
            groups[one.key].append(one)
    made = {one.pk: one for one in people}
    for group in groups.values():
        card = afterwards(group[0].person, [Told(one.row.number, one.row.values, one.changes) for one in group], DESK.on).person
        card.pk = next(keys) if card.pk < 0 else card.pk
        card.jobs = [job._replace(pk=next(keys)) if job.pk < 0 else job for job in card.jobs]
        card.grades = [grade._replace(pk=next(keys)) if grade.pk < 0 else grade for grade in card.grades]
        made[card.pk] = card
    return found, list(made.values())


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(files, files)
def test_the_same_file_offers_nothing_the_second_time(before: list[tuple[str, ...]], rows: list[tuple[str, ...]]) -> None:
    keys = itertools.count(1)
    _, register = load([], before, keys)
    _, register = load(register, rows, keys)
    again, _ = load(register, rows, keys)
    assert [(one.row.number, one.changes) for one in again if one.verdict in (NEW, CHANGED)] == []


def table(*rows: dict[str, str]) -> list[tuple[str, ...]]:
    she = {"name": "Иванова Анна Петровна", "birth_date": "12.03.1980", "organisation": "МБОУ СШ № 1", "position": "учитель"}
    return [tuple((she | row).get(key, "") for key in COLUMNS) for row in rows]


def told(rows: list[tuple[str, ...]]) -> list[str]:
    found, _ = load([], rows, itertools.count(1))
    return [f"{one.stop.field}: {one.stop.reason} → {one.stop.beside}" if one.stop else one.verdict for one in found]


def test_rows_that_differ_in_a_term_name_each_other() -> None:
    rows = table({"category": "высшая", "category_until": "25.03.2027"}, {"category": "высшая", "category_on": "25.03.2021", "organisation": "Гимназия № 1"})
    assert told(rows) == [
        "category_until: Расходится со строкой 3: «Категория действует до» → 3",
        "category_until: Расходится со строкой 2: «Категория действует до» → 2",
    ]


def test_rows_that_differ_in_a_phone_are_both_left_until_it_is_mended() -> None:
    """Whichever were written, the other's word would be lost; that the first lacks a position is said when they agree."""
    rows = table(
        {"birth_date": "", "position": "", "organisation": "Гимназия № 1", "phone": "8 914 123-45-68"},
        {"phone": "8 914 123-45-67"},
        {"name": "Семёнов Пётр Ильич"},
    )
    assert told(rows) == ["phone: Расходится со строкой 3: «Телефон» → 3", "phone: Расходится со строкой 2: «Телефон» → 2", "new"]


def test_two_jobs_told_apart_by_their_kind_are_found_again() -> None:
    """The main one leaves its kind open and begins later: it does not take the second one for its own."""
    keys = itertools.count(1)
    rows = table({"since": "01.09.2020"}, {"is_main": "совместительство", "since": "01.09.2015", "subject": "Химия"})
    found, register = load([], rows, keys)
    assert [one.verdict for one in found] == [NEW, NEW]
    assert [one.verdict for one in load(register, rows, keys)[0]] == [SAME, SAME]


def test_an_address_of_many_in_the_file_tells_of_nobody_the_next_time_too() -> None:
    keys = itertools.count(1)
    rows = table({}, {"name": "Семёнов Пётр Ильич", "position": ""}, {"name": "Орлов Ян Петрович", "position": ""})
    rows = [(*row[:11], "school@b.ru", *row[12:]) for row in rows]
    found, register = load([], rows, keys)
    assert [one.verdict for one in load(register, rows, keys)[0]] == [SAME, *(one.verdict for one in found[1:])]


def test_a_repeated_row_that_contradicts_is_refused_with_both_cells_and_one_that_agrees_adds_what_was_blank() -> None:
    """The first of two rows that differ in a phone or a category was written, and the other was called its repetition."""
    for field, one, other, label in (
        ("phone", "8 914 123-45-67", "8 914 123-45-68", "Телефон"), ("category", "первая", "высшая", "Категория"),
        ("category_on", "25.03.2021", "26.03.2022", "Дата присвоения категории"), ("experience", "25", "10", "Общий стаж"),
        ("email", "a@b.ru", "c@d.ru", "Электронная почта"), ("load", "1", "0,5", "Ставка"), ("since", "01.09.2015", "01.09.2025", "Работает с (дата приёма)"),
    ):  # fmt: skip
        grade = {"category": "высшая"} if field == "category_on" else {}
        code = field
        assert told(table(grade | {field: one}, grade | {field: other})) == [
            f"{code}: Расходится со строкой 3: «{label}» → 3",
            f"{code}: Расходится со строкой 2: «{label}» → 2",
        ]
    keys = itertools.count(1)
    rows = table({"category": "высшая"}, {"phone": "8 914 123-45-67", "load": "0,5", "category": "высшая", "category_on": "25.03.2021"})
    found, [card] = load([], rows, keys)
    assert [(one.verdict, one.stop and one.stop.reason) for one in found] == [(NEW, None), ("refused", "Повторяет строку 2: чего там нет, взято отсюда")]
    assert (card.fields["phone"][-5:], card.jobs[0].load, card.grades[0].on) == ("45-67", "0.5", "2021-03-25")
    assert [one.verdict for one in load([card], rows, keys)[0]] == [SAME, "refused"]
    people = table({"snils": "111-111-111 45"}, {"snils": "111-111-111 45", "birth_date": "05.11.1992", "subject": "Химия"}, {"subject": "Физика"})
    assert told(people[:2]) == ["birth_date: Расходится со строкой 3: «Дата рождения» → 3", "birth_date: Расходится со строкой 2: «Дата рождения» → 2"]

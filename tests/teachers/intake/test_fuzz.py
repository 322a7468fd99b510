"""Whatever stands in the cells, a list is read into rows and problems; and a list of thousands is read quickly."""

from __future__ import annotations

import datetime as dt
import json
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kit.refusal import Refusal
from portal.kit.workbook import Book, Fault, Line, Merge, Sheet, open_book
from portal.kit.workbook.book import Content, column_letter
from teachers.intake.columns import FIELDS, find_table, with_columns
from teachers.intake.rows import left_out, read_rows
from tests.kit.books import xlsx
from tests.teachers.intake.files import WORDS

CODES = [field.code for field in FIELDS]
SCRAPS = [
    "Иванова Мария Петровна", "Ким", "12.03.1980", "31.02.80", "12 марта 1980", "111-111-111 45", "8 914 123-45-67", "a@b.ru", "учитель математики", "зам.", "1,5", "1/0", "½", "25 лет", "25/20", "высшая", "I",
    "нет", "-", "№ 1", "МБОУ СШ № 1", "²", "٣٤", "\u0000", "\u202e", "ё" * 150, "(" * 100, "." * 140, "1" * 140, " / / / ", "и и и", "ФИО", "Дата рождения", "Итого", "(пример)",
]  # fmt: skip
values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**16), 10**16), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.text(max_size=40), st.sampled_from(SCRAPS),
    st.just(Fault("В ячейке ошибка #REF!", "Исправьте")), st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=4).map(" ".join),
)  # fmt: skip
fully = settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])


def book_of(rows: list[list[object]], merges: list[Merge]) -> Book:
    content = Content([Line(at, bool(at % 2), list(row)) for at, row in enumerate(rows, 1) if any(value is not None for value in row)], merges)
    return Book("x", [Sheet("Лист1", False, lambda: content, content)])


def fits(row) -> None:
    """What comes of a row can be kept as JSON and shown: dates are ISO, each problem names a cell and a way out."""
    assert json.loads(json.dumps(row.values)) == row.values
    for key in ("birth_date", "since", "until", "category_on", "category_until", "working_since", "teaching_since"):
        if row.values.get(key):
            dt.date.fromisoformat(row.values[key])
    assert all(one.cell and one.reason and one.mend for one in row.problems)
    assert row.refused or (row.values["last_name"] and row.values["first_name"])
    assert len(str(row.values.get("phone") or "")) <= 20
    assert all(len(str(row.values.get(key) or "")) <= 80 for key in ("last_name", "first_name", "patronymic"))


@fully
@given(st.sampled_from(CODES), values)
def test_any_value_under_any_heading(code: str, value: object):
    book = book_of([["ФИО", "?"], ["Иванова Мария Петровна", value]], [])
    mapping = {"B": code} if code in ("name", "last_name") else {"A": "name", "B": code}
    for row in read_rows(book, with_columns(book, "Лист1", 1, mapping), WORDS):
        fits(row)


merges = st.builds(
    lambda top, left, tall, wide: Merge(top, left, top + tall, left + wide), st.integers(1, 8), st.integers(0, 6), st.integers(0, 5), st.integers(0, 5)
)


@fully
@given(
    st.lists(st.lists(values, max_size=7), max_size=9),
    st.lists(merges, max_size=4),
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from(CODES), max_size=6),
)
def test_any_table_found_or_mapped_by_hand(rows: list[list[object]], joined: list[Merge], mapping: dict[str, str]):
    book = book_of([["ФИО", "Дата рождения", "Должность"], *rows], joined)
    for make in (lambda: find_table(book), lambda: with_columns(book, "Лист1", 1, mapping), lambda: find_table(book_of(rows, joined))):
        try:
            table = make()
        except Refusal:
            continue
        read = list(read_rows(book, table, WORDS))
        for row in read:
            fits(row)
        seen = [row.number for row in read] + [one.number for one in left_out(book, table, WORDS)]
        assert sorted(seen) == [line.number for line in book.sheets[0].lines if line.number > table.header_row]


def list_of(count: int) -> bytes:
    """People of a large district in fifteen columns, as a school's file would have them."""
    head = [
        "№",
        "Фамилия",
        "Имя",
        "Отчество",
        "Дата рождения",
        "СНИЛС",
        "Телефон",
        "E-mail",
        "Должность",
        "Предмет",
        "Ставка",
        "Дата приёма",
        "Категория",
        "Образование",
        "Пед. стаж",
    ]
    firsts, posts = ["Мария", "Анна", "Ольга"], ["учитель", "воспитатель", "учитель математики", "зам. директора по УВР"]
    rows = [head]
    for at in range(count):
        nine = f"{100_000_000 + at * 7919 % 800_000_000:09d}"
        control = sum(int(digit) * weight for digit, weight in zip(nine, range(9, 0, -1), strict=True)) % 101 % 100
        born, hired = dt.date(1965, 1, 1) + dt.timedelta(days=at % 12_000), dt.date(2010, 9, 1) + dt.timedelta(days=at % 5_000)
        surname = "Иван" + "".join(chr(1072 + int(figure)) for figure in str(at)) + "ова"
        rows.append([at + 1, surname, firsts[at % 3], "Петровна", born, f"{nine[:3]}-{nine[3:6]}-{nine[6:]} {control:02d}", f"8 (914) {at // 10_000:03d}-{at // 100 % 100:02d}-{at % 100:02d}", f"t{at}@mail.ru",
                     posts[at % 4], "математика", 1.5, f"{hired:%d.%m.%Y}", "высшая", "высшее педагогическое", at % 10])  # fmt: skip
    return xlsx(rows)


def test_thousands_of_rows_are_found_and_validated():
    """How long it takes is measured by `make bench` («Загрузка сотрудников из файла»)."""
    book = open_book(list_of(2_000), "x.xlsx")
    rows = list(read_rows(book, find_table(book), WORDS))
    assert (len(rows), sum(row.refused for row in rows)) == (2_000, 0)


def test_thousands_of_different_words_in_every_column_take_bounded_time():
    rows = [[f"Поле {at}" for at in range(len(CODES))], *([f"учитель {column} {at} слово школа {at * 7}" for column in range(len(CODES))] for at in range(400))]
    book = open_book(xlsx(rows), "x.xlsx")
    table = with_columns(book, "Лист1", 1, {column_letter(at): code for at, code in enumerate(CODES)})
    started = time.process_time()
    assert len(list(read_rows(book, table, WORDS))) + len(left_out(book, table, WORDS)) == 400
    assert time.process_time() - started < 4

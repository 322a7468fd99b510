"""What people write in cells, and what the portal understands."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teachers.intake import cells, dates
from tests.teachers.intake.files import ON, problem, value


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(1980, 3, 12), 29292, 29292.75, "29292", "12.03.1980", "12.03.1980 г.", "12.03.1980г.р.", "12.3.80", "12/03/80", "12-03-1980", "12,03,1980", " 12 . 03 . 1980 ",
        "1980-03-12", "1980-03-12 00:00:00", "12.03.1980 0:00", "12 марта 1980", "12 марта 1980 года", "12 Марта 1980 г.", "12 мар. 80", "12.III.1980", "12.03.1980\u00a0г.", "12\u200b.03.1980",
        "12031980", 12031980,
    ],
)  # fmt: skip
def test_a_birth_date_in_every_dress(raw: object):
    assert value("Дата рождения", raw)["birth_date"] == "1980-03-12"


@pytest.mark.parametrize(("raw", "iso"), [("01.09.05", "2005-09-01"), ("01.09.10", "2010-09-01"), ("01.09.27", "1927-09-01"), ("31.12.99", "1999-12-31")])
def test_a_birth_date_of_two_figures_is_never_in_the_future_nor_a_childs(raw: str, iso: str):
    assert value("Дата рождения", raw)["birth_date"] == iso


def test_a_year_that_would_make_a_child_or_a_very_old_person_is_asked_about():
    assert problem("Дата рождения", "01.09.11") == ("По дате рождения 01.09.1911 человеку 115 лет", True)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1980", "Указан только год: 1980"), (1980, "Указан только год: 1980"), ("31.02.1980", "Не похоже на дату: «31.02.1980»"), ("март 1980", "Нет числа месяца: «март 1980»"),
        ("не помню", "Не похоже на дату: «не помню»"), ("12.03.2027", "Дата рождения в будущем: 12.03.2027"), ("12.03.2020", "По дате рождения 12.03.2020 человеку 6 лет"),
        ("12.03.2025", "По дате рождения 12.03.2025 человеку 1 год"),
        ("12.03.1880", "Такого года не может быть: «12.03.1880»"), (True, "Не похоже на дату: «да»"), (0.5, "Не похоже на дату: «0.5»"),
        ("12.13.1980", "Месяца 13 не бывает: «12.13.1980»"), ("12.13.80", "Месяца 13 не бывает: «12.13.80»"), ("12-13-1980 г.", "Месяца 13 не бывает: «12-13-1980 г.»"),
    ],
)  # fmt: skip
def test_a_birth_date_that_cannot_be_refuses_the_row(raw: object, reason: str):
    assert problem("Дата рождения", raw) == (reason, True)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [("01.09.15", "2015-09-01"), ("01.09.27", "2027-09-01"), ("01.09.28", "1928-09-01"), ("1 сентября 1998", "1998-09-01"), ("09/25/2015", "2015-09-25")],
)
def test_the_day_of_hiring(raw: str, iso: str):
    assert value("Дата приёма", raw)["since"] == iso


@given(day=st.dates(dt.date(1930, 1, 1), dt.date(2009, 12, 31)), form=st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y г.", "%d%m%Y"]))
def test_any_birth_date_comes_back_from_any_of_its_forms(day: dt.date, form: str):
    assert dates.birth(day.strftime(form), ON) == dates.birth((day - dt.date(1899, 12, 30)).days, ON) == day.isoformat()


@pytest.mark.parametrize(
    "raw", ["111-111-111 45", "11111111145", 11111111145, "111 111 111 45", "111-111-111-45", "СНИЛС 111-111-111 45", "111–111–111 45", "'11111111145"]
)
def test_snils_with_and_without_separators(raw: object):
    assert value("СНИЛС", str(raw).strip("'") if isinstance(raw, str) else raw)["snils"] == "11111111145"


def test_zeros_that_excel_dropped_from_snils_are_put_back_when_the_control_number_agrees():
    assert value("СНИЛС", 8765430300)["snils"] == "08765430300"
    assert problem("СНИЛС", 8765430301) == ("Контрольное число СНИЛС не сходится: 087-654-303 01", True)


@given(st.integers(1_001_999, 999_999_999))
def test_a_right_control_number_passes_and_any_other_does_not(number: int):
    first = f"{number:09d}"
    right = sum(int(digit) * weight for digit, weight in zip(first, range(9, 0, -1), strict=True)) % 101 % 100
    assert cells.is_snils(f"{first}{right:02d}")
    assert not cells.is_snils(f"{first}{(right + 1) % 100:02d}")
    assert cells.snils(int(f"{first}{right:02d}")) == f"{first}{right:02d}"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("111-111-111 46", "Контрольное число СНИЛС не сходится: 111-111-111 46"), ("1234", "В СНИЛС должно быть 11 цифр: «1234»"), ("сделаем", "В СНИЛС должно быть 11 цифр: «сделаем»"),
        ("111-111-111 451", "В СНИЛС должно быть 11 цифр: «111-111-111 451»"), (1.5, "В СНИЛС должно быть 11 цифр: «1.5»"),
    ],
)  # fmt: skip
def test_a_wrong_snils_refuses_the_row(raw: object, reason: str):
    assert problem("СНИЛС", raw) == (reason, True)


@pytest.mark.parametrize("empty", ["-", "—", "н/д", "нет", " ", "\u00a0", "Н/Д"])
def test_dashes_and_none_are_empty(empty: str):
    read = value("СНИЛС", empty) | value("Телефон", empty) | value("E-mail", empty)
    assert (read.get("snils"), read.get("phone"), read.get("email")) == (None, None, None)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("8 (914) 123-45-67", "+7 914 123-45-67"), ("+7 914 1234567", "+7 914 123-45-67"), (89141234567, "+7 914 123-45-67"), (9141234567, "+7 914 123-45-67"), ("8-914-123-45-67, 5-12-34", "+7 914 123-45-67"),
        ("89141234567; 89147654321", "+7 914 123-45-67"), ("8 42138 5-12-34", "+7 421 385-12-34"), ("5-12-34", "5-12-34"), ("тел. 51234", "51234"), ("+7(914)123-45-67 (моб.)", "+7 914 123-45-67"),
    ],
)  # fmt: skip
def test_telephones(raw: object, number: str):
    assert value("Телефон", raw)["phone"] == number


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Ivanova@Mail.ru", "ivanova@mail.ru"), ("mailto:a.b@school-1.ru", "a.b@school-1.ru"), ("a@mail.ru; b@ya.ru", "a@mail.ru"), ("ivаnovа@mail.ru", "ivanova@mail.ru"), ("<a@mail.ru>", "a@mail.ru"),
        ("почта@школа.рф", "почта@школа.рф"),
    ],
)  # fmt: skip
def test_addresses_of_mail(raw: str, address: str):
    assert value("E-mail", raw)["email"] == address


@pytest.mark.parametrize(
    ("title", "raw", "reason"),
    [("Телефон", "123", "Не похоже на телефон: «123»"), ("E-mail", "ivanova mail.ru", "Не похоже на адрес почты: «ivanova mail.ru»")],
)
def test_a_contact_that_cannot_be_read_is_left_out_with_a_remark(title: str, raw: str, reason: str):
    assert problem(title, raw) == (reason, False)


@pytest.mark.parametrize(
    ("raw", "load"),
    [
        ("1,5", "1.5"), (1.5, "1.5"), (1, "1"), ("0.75 ст.", "0.75"), ("1 ставка", "1"), ("0,5 ставки", "0.5"), ("1/2", "0.5"), ("½", "0.5"), ("1 1/2", "1.5"), ("полная", "1"), ("ставка", "1"),
        (0.333333, "0.33"), ("1,0", "1"),
    ],
)  # fmt: skip
def test_load(raw: object, load: str):
    assert value("Ставка", raw)["load"] == load


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("18 часов", "Не похоже на ставку: «18 часов»"), (18, "Ставка должна быть больше нуля и не больше трёх: «18»"), (0, "Ставка должна быть больше нуля и не больше трёх: «0»"),
        (dt.date(2026, 5, 1), "Excel превратил ставку в дату 01.05.2026"),
    ],
)  # fmt: skip
def test_a_load_that_is_no_share_refuses_the_row(raw: object, reason: str):
    assert problem("Ставка", raw) == (reason, True)


@pytest.mark.parametrize(
    ("raw", "since", "years"),
    [
        (25, "2001-09-01", 25), ("25", "2001-09-01", 25), ("25 лет", "2001-09-01", 25), ("1 год", "2025-09-01", 1), ("25 лет 3 мес.", "2001-06-01", 25), ("25 л. 3 м. 2 д.", "2001-05-30", 25),
        ("12,5", "2014-03-01", 12), ("менее года", "2026-09-01", 0), ("6 месяцев", "2026-03-01", 0), ("с 01.09.1998", "1998-09-01", None), (dt.date(1998, 9, 1), "1998-09-01", None), ("0", "2026-09-01", 0),
    ],
)  # fmt: skip
def test_experience_in_years_is_the_day_it_began_counted_back_from_the_date_of_the_list(raw: object, since: str, years: int | None):
    read = value("Пед. стаж", raw)
    assert (read["teaching_since"], read["teaching_years"]) == (since, years)


def test_general_and_pedagogical_experience_in_one_cell():
    read = value("Стаж общий/педагогический", "25/20")
    assert (read["working_since"], read["working_years"], read["teaching_since"], read["teaching_years"]) == ("2001-09-01", 25, "2006-09-01", 20)


def test_experience_that_reads_two_ways_is_taken_in_full_years_with_a_remark():
    assert problem("Общий стаж", "12,3") == ("Стаж «12,3» взят как 12 полных лет", False)
    assert problem("Общий стаж", "21,3") == ("Стаж «21,3» взят как 21 полный год", False)
    assert problem("Общий стаж", "давно") == ("Не похоже на стаж: «давно»", True)


@pytest.mark.parametrize(
    ("raw", "main"),
    [
        ("основной", True),
        ("осн.", True),
        ("штатный", True),
        ("внешний совместитель", False),
        ("внутр. совм.", False),
        ("совместительство", False),
        ("да", True),
        ("нет", False),
        ("", None),
    ],
)
def test_main_work_or_second(raw: str, main: bool | None):
    assert value("Основной / совместитель", raw).get("is_main") is main


@pytest.mark.parametrize("raw", ["ж", "Жен.", "женский", "Ж"])
def test_sex(raw: str):
    assert value("Пол", raw)["sex"] == "f"


def test_a_formula_never_computed_is_a_problem_at_its_cell():
    assert problem("СНИЛС", "=A1") == ("В ячейке формула, значение которой не сохранено", True)
    assert problem("Телефон", "=A1") == ("В ячейке формула, значение которой не сохранено", False)


def test_a_page_of_text_in_a_cell_is_no_value():
    assert problem("Телефон", "8" * 1900)[0].startswith("Слишком длинный текст")
    assert problem("Методическая тема", "слово " * 100) == ("Текст длиннее 300 знаков и сокращён", False)

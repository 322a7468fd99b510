"""Numbers, dates and people in Russian."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from portal.kit import words

PEOPLE = ("человек", "человека", "человек")
N = words.NBSP


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "педагогов"), (1, "педагог"), (2, "педагога"), (4, "педагога"), (5, "педагогов"), (11, "педагогов"), (12, "педагогов"), (14, "педагогов"),
     (21, "педагог"), (22, "педагога"), (25, "педагогов"), (101, "педагог"), (111, "педагогов"), (112, "педагогов"), (-1, "педагог"), (1001, "педагог")],
)  # fmt: skip
def test_plural_form(count: int, form: str) -> None:
    assert words.plural_form(count, ("педагог", "педагога", "педагогов")) == form


def test_counted_keeps_number_and_noun_together() -> None:
    assert words.counted(1204, PEOPLE) == f"1{N}204{N}человека"
    assert words.counted(5, PEOPLE) == f"5{N}человек"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234.5, None, f"1{N}234,5"), (18, None, "18"), (18, 1, "18,0"), (2.65, 1, "2,7"), (Decimal("2.645"), 2, "2,65"), (-0.04, 1, "0,0"), (-3.5, None, "−3,5"),
     (1_000_000, None, f"1{N}000{N}000"), (0, None, "0"), (None, None, words.NO_DATA), ("", 2, words.NO_DATA), (100, None, "100"), (1e16, 0, N.join(["10", "000", "000", "000", "000", "000"]))],
)  # fmt: skip
def test_decimal(value: object, digits: int | None, text: str) -> None:
    assert words.decimal(value, digits) == text


def test_decimal_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="не число"):
        words.decimal("восемнадцать")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_decimal_never_shows_a_point_and_keeps_the_value(value: Decimal) -> None:
    text = words.decimal(value, 3)
    assert "." not in text
    assert Decimal(text.replace(N, "").replace(",", ".").replace("−", "-")) == value


def test_percent_of_nothing_is_no_data_and_not_zero() -> None:
    assert words.percent(None) == words.NO_DATA
    assert words.percent(0) == f"0,0{N}%"
    assert words.percent(2.6) == f"2,6{N}%"


def test_days() -> None:
    day = dt.date(2021, 12, 31)
    assert words.day(day) == "31.12.2021"
    assert words.day(day, "long") == f"31{N}декабря 2021{N}г."
    assert words.day(None) == ""
    assert words.day(dt.datetime(2021, 12, 31, 21, 5, tzinfo=dt.UTC), "time") == "01.01.2022 00:05"  # Moscow


def test_period() -> None:
    first, last = dt.date(2020, 9, 1), dt.date(2021, 8, 31)
    assert words.period(first, last) == f"01.09.2020{N}– 31.08.2021"
    assert words.period(first, None) == f"с{N}01.09.2020"
    assert words.period(None, last) == f"по{N}31.08.2021"
    assert words.period(first, first) == "01.09.2020"
    assert words.period(None, None) == ""


@pytest.mark.parametrize(
    ("name", "short"),
    [("Иванова Анна Петровна", f"Иванова{N}А.{N}П."), ("Ли Вэй", f"Ли{N}В."), ("Оглы", "Оглы"), ("", ""), (None, "")],
)
def test_short_name(name: str | None, short: str) -> None:
    assert words.short_name(name) == short


def test_names_of_a_person_object() -> None:
    who = SimpleNamespace(last_name="Римская-Корсакова", first_name="ёлка", patronymic="")
    assert words.short_name(who) == f"Римская-Корсакова{N}Ё."
    assert words.full_name(who) == "Римская-Корсакова ёлка"
    assert words.initials(who) == "РЁ"


@pytest.mark.parametrize(
    ("text", "hers", "his"),
    [
        ("утвердил(а) маршрут", "утвердила маршрут", "утвердил маршрут"),
        ("внёс(ла) результат", "внесла результат", "внёс результат"),
        ("записался(ась) на событие", "записалась на событие", "записался на событие"),
        ("экспертом назначен(а)", "экспертом назначена", "экспертом назначен"),
        ("скачал(а) отчёт (PDF)", "скачала отчёт (PDF)", "скачал отчёт (PDF)"),
    ],
)
def test_gendered_agrees_with_the_person(text: str, hers: str, his: str) -> None:
    """By the known sex first, then by the patronymic, then by the surname; a name that tells nothing keeps both forms."""
    assert [words.gendered(text, who) for who in ("Иванова Анна Петровна", "Мамедова Лейла Али кызы", "Серова А.")] == [hers] * 3
    assert [words.gendered(text, who) for who in ("Иванов Иван Петрович", "Белый И. П.", SimpleNamespace(sex="m", last_name="Иванова"))] == [his] * 3
    assert [words.gendered(text, who) for who in ("Ким Ли", "", None)] == [text] * 3


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("СШ № 2, г. Советская Гавань, ул. Мира, 28", ["СШ", "№_2,", "г._Советская", "Гавань,", "ул._Мира,_28"]),
        ("рп Заветы Ильича, пер. Садовый, 23а, каб. 4", ["рп_Заветы", "Ильича,", "пер._Садовый,_23а,", "каб.", "4"]),
        ("«Наг. день», 2026 год", ["«Наг.", "день»,", "2026", "год"]),
        ("", []),
    ],
)
def test_an_address_is_broken_only_where_people_would(address: str, lines: list[str]) -> None:
    made = words.tied(address)
    assert made.replace(words.NBSP, " ") == address
    assert made.replace(words.NBSP, "_").split() == lines


def test_the_quotes_that_a_name_has_of_its_own_are_inner_ones() -> None:
    assert words.quoted("Модуль «Обучение. Математика»") == "«Модуль „Обучение. Математика“»"
    assert words.quoted("д/с № 1 «Якорёк»") == "«д/с № 1 „Якорёк“»"
    assert words.quoted("СШ № 1") == "«СШ № 1»"


@pytest.mark.parametrize(
    ("joined", "told"),
    [
        ("Запись удалена: Белова О. И..", "Запись удалена: Белова О. И."),
        ("Назначение записано: Эксперт: Белова О. И.. Готово.", "Назначение записано: Эксперт: Белова О. И. Готово."),
        ("До 31 декабря 2026 г..", "До 31 декабря 2026 г."),
        ("Подождите… или так...", "Подождите… или так..."),
        ("Файл ../список.xlsx, адрес a..b", "Файл ../список.xlsx, адрес a..b"),
    ],
)
def test_a_sentence_ends_with_one_full_stop(joined: str, told: str) -> None:
    assert words.stopped(joined) == told


def test_a_sentence_that_is_html_stays_so() -> None:
    assert isinstance(words.stopped(SafeString("<b>Белова О. И.</b>: О. И..")), SafeString)

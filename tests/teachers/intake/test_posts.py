"""Posts, subjects, categories, education and organisations in the words of schools."""

from __future__ import annotations

import pytest

from teachers.intake import posts
from tests.teachers.intake.files import WORDS, one, people, problem, value


@pytest.mark.parametrize(
    ("text", "position", "subject"),
    [
        ("Учитель", "ped01", None), ("учитель математики", "ped01", "Математика"), ("Учитель  МАТЕМАТИКИ", "ped01", "Математика"), ("уч. математики", "ped01", "Математика"),
        ("уч. нач. классов", "ped01", "Начальные классы"), ("учитель начальных классов", "ped01", "Начальные классы"), ("учитель нач.кл.", "ped01", "Начальные классы"),
        ("учитель английского языка", "ped01", "Иностранный язык (английский)"), ("учитель англ. яз.", "ped01", "Иностранный язык (английский)"), ("учитель русского языка", "ped01", "Русский язык"),
        ("учитель физкультуры", "ped01", "Физическая культура"), ("физрук", "ped01", "Физическая культура"), ("учитель ИЗО", "ped01", "Изобразительное искусство"), ("учитель (химия)", "ped01", "Химия"),
        ("учитель технологии (мальчики)", "ped01", "Труд (технология)"), ("учитель информатики и ИКТ", "ped01", "Информатика"), ("учитель, биология", "ped01", "Биология"),
        ("Учитель-логопед", "ped10", None), ("логопед", "ped10", None), ("педагог – психолог", "ped07", None), ("психолог", "ped07", None), ("соц. педагог", "ped08", None),
        ("ПДО", "ped04", None), ("педагог дополнительного образования", "ped04", None), ("педагог доп. образования", "ped04", None), ("воспитатель ГПД", "ped02", None), ("ст. воспитатель", "ped03", None),
        ("муз. руководитель", "ped13", None), ("преподаватель-организатор ОБЖ", "ped18", None), ("советник директора по воспитанию", "ped28", None), ("педагог - организатор", "ped06", None),
        ("Директор", "adm01", None), ("директор школы", "adm01", None), ("и.о. директора", "adm01", None), ("заведующая", "adm02", None), ("заведующий д/с", "adm02", None),
        ("зам. директора по УВР", "adm03", None), ("завуч", "adm03", None), ("зам. дир. по ВР", "adm04", None), ("заместитель директора по воспитательной работе", "adm04", None), ("методист", "ped21", None),
    ],
)  # fmt: skip
def test_posts(text: str, position: str, subject: str | None):
    read = value("Должность", text)
    assert (read["position"], read.get("subject")) == (position, subject)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("повар", "Впишите должность из словаря"), ("библиотекарь", "Возможно, это «Педагог-библиотекарь»"), ("заведующая хозяйством", "Возможно, это «Заведующий»"),
        ("младший воспитатель", "Возможно, это «Воспитатель», «Старший воспитатель»"), ("заместитель директора", "Возможно, это «Директор»"), ("заместитель директора по АХЧ", "Возможно, это «Директор»"),
        ("воспетатель", "Возможно, это «Воспитатель»"), ("писхолог", "Возможно, это «Педагог-психолог»"), ("деректор", "Возможно, это «Директор»"),
        ("педагог", "Возможно, это «Педагог-организатор», «Педагог-психолог», «Социальный педагог»"),
    ],
)  # fmt: skip
def test_a_post_that_is_not_in_the_dictionary_refuses_the_row_and_offers_the_nearest(text: str, hint: str):
    [found] = [found for found in one("Должность", text).problems if found.cell == "B2"]
    assert (found.reason, found.fatal) == (f"Должности «{text}» нет в словаре", True)
    assert found.mend.startswith(hint)


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("Должность", "Учителька", "Должность «Учителька» прочитана как «Учитель»"),
        ("Должность", "Воспитательша", "Должность «Воспитательша» прочитана как «Воспитатель»"),
        ("Предмет", "Химея", "Предмет «Химея» прочитан как «Химия»"),
        ("Предмет", "мат-ки", "Предмет «мат-ки» прочитан как «Математика»"),
        ("Должность", "учитель химеи", "Предмет «химеи» прочитан как «Химия»"),
    ],
)
def test_a_word_that_was_guessed_is_said_in_a_remark(title: str, text: str, said: str):
    assert problem(title, text) == (said, False)


@pytest.mark.parametrize(
    "text",
    ["химии", "Хим.", "мат.", "ИЗО", "физра", "англ. яз.", "русского языка", "нач. классы", "начальных классов", "Иностранный (английский)", "музыке", "алгебра 7-9 классы", "химия (углублённо)"],
)  # fmt: skip
def test_cases_and_usual_short_forms_of_a_subject_need_no_remark(text: str):
    assert value("Предмет", text)["subject"]


def test_of_several_subjects_the_first_is_taken_with_a_remark():
    row = one("Должность", "учитель истории и обществознания")
    assert (row.values["position"], row.values["subject"]) == ("ped01", "История")
    assert [(found.reason, found.fatal) for found in row.problems] == [("Предметов несколько: «истории и обществознания»; взят «История»", False)]


def test_a_subject_nobody_knows_is_left_out_with_a_remark():
    row = one("Должность", "учитель иностранного языка")
    assert (row.values["position"], row.values.get("subject")) == ("ped01", None)
    assert row.problems[0].mend.startswith("Возможно, это «Иностранный язык (английский)», «Иностранный язык (немецкий)»")
    assert problem("Предмет", "алхимия") == ("Предмета «алхимия» нет в словаре", False)


def test_the_subjects_own_column_wins_over_the_post():
    [row] = people([["ФИО", "Должность", "Предмет"], ["Иванова Мария Петровна", "учитель математики", "Информатика"]])
    assert row.values["subject"] == "Информатика"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("высшая", "high"), ("Высшая кв. категория", "high"), ("высш.", "high"), ("ВКК", "high"), ("первая", "first"), ("1 кат.", "first"), ("1", "first"), ("1-я", "first"), ("I", "first"), ("I кв. категория", "first"),
        ("1КК", "first"), ("СЗД", "sootv"), ("соотв. занимаемой должности", "sootv"), ("соответствие", "sootv"), ("б/к", "none"), ("без категории", "none"), ("нет", "none"), ("не имеет", "none"), ("молодой специалист", "none"),
    ],
)  # fmt: skip
def test_categories(text: str, category: str):
    assert value("Категория", text)["category"] == category


def test_dates_beside_a_category_are_taken_with_it():
    read = value("Категория", "первая, приказ № 3 от 25.03.2021, до 25.03.2027")
    assert (read["category"], read["category_on"], read["category_until"]) == ("first", "2021-03-25", "2027-03-25")


def test_a_category_that_cannot_be_is_left_out_with_a_remark():
    assert problem("Категория", "вторая") == ("Второй категории больше не бывает: «вторая»", False)
    assert problem("Категория", "абв") == ("Не похоже на категорию: «абв»", False)


@pytest.mark.parametrize(
    ("text", "level", "kept"),
    [
        ("высшее", "higher", None), ("высшее педагогическое", "higher_ped", None), ("высшее пед.", "higher_ped", None), ("в/о", "higher", None), ("магистр", "higher", None), ("СПО", "mid", None),
        ("ср.-спец.", "mid", None), ("среднее специальное педагогическое", "mid_ped", None), ("высшее непедагогическое", "higher", None), ("студент 3 курса", "student", "студент 3 курса"),
        ("Высшее, ХГПУ, 2002, учитель математики", "higher_ped", "Высшее, ХГПУ, 2002, учитель математики"), ("ХГПУ, 2002", None, "ХГПУ, 2002"), ("педагогический колледж, 2010", "mid_ped", "педагогический колледж, 2010"),
    ],
)  # fmt: skip
def test_education(text: str, level: str | None, kept: str | None):
    read = value("Образование", text)
    assert (read["education_level"], read["education"]) == (level, kept)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("МБОУ СШ № 1", "1"), ("мбоу сш №1", "1"), ("МБОУ СОШ №1", "1"), ("школа 1", "1"), ("Средняя школа № 1", "1"), ("МБОУ СШ № 5", "5"), ("СОШ 5 р.п. Лесной", "5"), ("д/с №7", "7"), ("МБДОУ № 7", "7"),
        ("Детский сад «Ромашка» № 7", "7"), ("ЦДТ", "9"), ("Паллада", "9"), ("гимназия №1", "11"),
    ],
)  # fmt: skip
def test_organisations(text: str, key: str):
    assert value("Организация", text)["organisation"] == key


@pytest.mark.parametrize("text", ["МБОУ СОШ № 2", "школа", "1", "детский сад", "№ 15", "администрация"])
def test_an_organisation_that_is_not_sure_is_not_guessed(text: str):
    assert posts.place(text, WORDS) is None
    assert problem("Организация", text if text != "1" else "1 ") == (f"Организации «{text}» нет в районе", True)

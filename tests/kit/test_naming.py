"""Names as people type them."""

import pytest

from portal.kit.naming import Named, Register, lines_of, normal

ANNA = Named(1, "Иванова", "Анна", "Петровна", "СШ № 1")
ALLA = Named(2, "Иванова", "Алла", "Павловна", "СШ № 5")
SEMENOV = Named(3, "Семёнов", "Пётр", "Ильич", "Детский сад № 7")
DOUBLE = Named(4, "Мамин-Сибиряк", "Юлия", "Олеговна", "ЦДТ «Паллада»")
LI = Named(5, "Ли", "Вера", "", "СШ № 3")
TWIN = Named(6, "Иванова", "Анна", "Петровна", "СШ № 5")
REGISTER = Register([ANNA, ALLA, SEMENOV, DOUBLE, LI])
NAMESAKES = Register([ANNA, TWIN])


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        ("Иванова Анна Петровна", ANNA),
        ("ИВАНОВА АННА ПЕТРОВНА", ANNA),
        ("  иванова   анна\u00a0петровна ", ANNA),
        ("Анна Петровна Иванова", ANNA),
        ("Иванова Анна", ANNA),
        ("Иванова Анна П.", ANNA),
        ("Иванова\tАлла\tПавловна\tСШ № 5", ALLA),
        ("Иванова Алла, учитель", ALLA),
        ("Семенов П. И.", SEMENOV),
        ("СЕМЁНОВ П.И.", SEMENOV),
        ("П.И. Семёнов", SEMENOV),
        ("Семенов ПИ", SEMENOV),
        ("Семенов Петр Ильич", SEMENOV),
        ("Семе\u0308нов П. И.", SEMENOV),
        ("Сeмeнoв П. И.", SEMENOV),  # e, o — латинские
        ("Мамин–Сибиряк Ю. О.", DOUBLE),
        ("Мамин‑Сибиряк Юлия (ЦДТ)", DOUBLE),
        ("Ли В", LI),
        ("Ли Вера", LI),
        ("Ива\u00adнова Алла", ALLA),
    ],
)
def test_match_finds_exactly_one(line: str, whom: Named) -> None:
    found = REGISTER.match(line)
    assert (found.people, found.near) == ([whom], False)


def test_match_of_initials_that_two_people_share_gives_both() -> None:
    assert REGISTER.match("Иванова А. П.").people == [ALLA, ANNA]
    assert NAMESAKES.match("Иванова Анна Петровна").people == [ANNA, TWIN]


@pytest.mark.parametrize("line", ["Иванова Анна Петровна, СШ № 5", "Иванова А. П. (МБОУ СШ № 5)", "Иванова\tАнна\tПетровна\tСШ №5", "Иванова А.П. - СШ 5"])
def test_match_of_namesakes_is_narrowed_by_the_school(line: str) -> None:
    assert NAMESAKES.match(line).people == [TWIN]


def test_match_with_an_unknown_school_still_offers_everybody() -> None:
    assert NAMESAKES.match("Иванова Анна Петровна, лицей").people == [ANNA, TWIN]


@pytest.mark.parametrize(("line", "people"), [("Ивонова Алла Павловна", [ALLA]), ("Иванова Анна Сергеевна", [ANNA]), ("Сидорова О. О.", []), ("Ивонова", [])])
def test_match_of_what_is_only_alike_is_said_to_be_near(line: str, people: list[Named]) -> None:
    found = REGISTER.match(line)
    assert (found.people, found.near) == (people, True)


def test_lines_lose_numbering_blank_lines_and_repetitions_but_no_name() -> None:
    text = "1. Иванова А. П.\n\n2) Семёнов П. И.\r\n№ 3 Ли Вера\n  семенов  п. и.\n4\tМамин-Сибиряк\tЮлия"
    assert lines_of(text) == ["Иванова А. П.", "Семёнов П. И.", "Ли Вера", "Мамин-Сибиряк Юлия"]


def test_normal_is_the_same_for_both_spellings() -> None:
    assert normal(" АРТЁМ\u200b  O'Hара—Ё") == normal("артем о'нара-е") == normal("артем онара-е") == normal("АРТЕМ Оʼнара‐Е")

"""A pasted list on its way to people."""

from django.http import QueryDict

from portal.kit.naming import Named, Register
from portal.kit.pasting import SKIP, read_paste

ANNA = Named(1, "Иванова", "Анна", "Петровна", "СШ № 1")
ALLA = Named(2, "Иванова", "Алла", "Павловна", "СШ № 5")
SEMENOV = Named(3, "Семёнов", "Пётр", "Ильич", "СШ № 7")
REGISTER = Register([ANNA, ALLA, SEMENOV])


def data(**fields: object) -> QueryDict:
    made = QueryDict(mutable=True)
    for key, value in fields.items():
        made.setlist(key.replace("_", "-"), [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return made


def test_lines_are_sorted_into_found_several_and_unknown() -> None:
    paste = read_paste(data(names="СЕМЕНОВ П.И.\nИванова А. П.\nПетров"), REGISTER, {3})
    assert [(one.person, one.known) for one in paste.found] == [(SEMENOV, True)]
    assert [(one.line, one.people) for one in paste.several] == [("Иванова А. П.", [ALLA, ANNA])]
    assert (paste.unknown, paste.unknown_text, paste.left) == (["Петров"], "Петров", 2)


def test_an_answer_joins_the_found_and_an_open_question_stays() -> None:
    chosen = read_paste(data(names="", person=[3], line_0="Иванова А. П.", choice_0=2), REGISTER)
    assert (chosen.people, chosen.left) == ([2, 3], 0)
    waiting = read_paste(data(names="Семенов", line_0="Иванова А. П."), REGISTER)
    assert (waiting.people, [one.line for one in waiting.several]) == ([3], ["Иванова А. П."])


def test_nobody_of_them_drops_the_line() -> None:
    assert read_paste(data(names="", line_0="Иванова А. П.", choice_0=SKIP), REGISTER).left == 0


def test_a_near_spelling_is_asked_about_even_when_it_is_one_person() -> None:
    paste = read_paste(data(names="Семенав П. И."), REGISTER)
    assert (paste.people, [one.people for one in paste.several]) == ([], [[SEMENOV]])


def test_ids_outside_the_register_are_dropped() -> None:
    assert read_paste(data(names="", person=[1, 99, "x"], line_0="Иванова", choice_0=98), REGISTER).people == [1]

"""One pattern for a name in any spelling, the same in Python and in the database."""

import pytest
from django.db import connection

from portal.kit.spelling import hint_of, mentions, pattern_of

WORDS = [
    "Кукушёнкин* Аделаид* Прохоровн*", "Аделаид* Прохоровн* Кукушёнкин*", "А. П. Кукушёнкин*", "Кукушёнкин* А. П.", "Кукушёнкин* А.", "А. Кукушёнкин*", "Кукушёнкин*",
    "кукушёнкин*", "орлову", "Мамин*-Сибиряк*", "О'Нар* Ю.", "Adelka.K+1@school.example", "+7 (914) 555-01-23", "112-233-445 95", 'Ёж "Ы" \\',
]  # fmt: skip


@pytest.mark.parametrize("in_json", [False, True])
def test_the_database_makes_the_same_pattern(db: None, in_json: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT erasure_pattern(%s, %s)", [WORDS, in_json])
        assert cursor.fetchone()[0] == pattern_of(WORDS, in_json=in_json)


FOUND = [
    ("Кукушёнкин* А. П.", "Наставник Кукушенкина А.П."),
    ("Кукушёнкин* А. П.", "КУКУШЁНКИНОЙ  А. П"),
    ("Кукушёнкин* А. П.", "кукушенкину а.п."),
    ("А. П. Кукушёнкин*", "(А.П.Кукушёнкиной)"),
    ("Кукушёнкин* Аделаид*", "КУКУШЕНКИНА\\nАДЕЛАИДА"),
    ("Кукушёнкин*", "Kукушeнкиными"),
    ("Кукушёнкин*", "Поиск по ФИО: кукушенкин"),
    ("кукушёнкин*", "вместе с кукушёнкиной"),
    ("Кукушёнкин*", "q=%D0%BA%D1%83%D0%BA%D1%83%D1%88%D0%B5%D0%BD%D0%BA%D0%B8%D0%BD%D0%B0&x=1"),
    ("Adelka.K@school.example", "adelka.k@SCHOOL.example"),
    ("Мамин*-Сибиряк* Ю. О.", "Мамина-Сибиряка Ю.О."),
]
LEFT = [
    ("Орлов*", "кружок орлов"),
    ("Орлов*", "Орловский район"),
    ("Иванов* И. О.", "Иванова и о чём-то ещё"),
    ("И. О. Иванов*", "и.о. Ивановой"),
    ("Иванов* А.", "видели Иванова. А потом"),
    ("Анов* Анн*", "Иванова Анна"),
    ("Иванов* А. П.", "Иванова А. Пушкин"),
]


@pytest.mark.parametrize(("word", "text", "told"), [(*one, True) for one in FOUND] + [(*one, False) for one in LEFT])
def test_a_name_is_found_in_any_spelling_and_nobody_elses(db: None, word: str, text: str, told: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT erasure_lines(%s) ~ erasure_pattern(%s, true), %s ~ erasure_hint(%s), %s ~ %s", [text, [word]] * 2 + [text, hint_of([word])])
        found, hinted, ours = cursor.fetchone()
    assert (found, mentions(text.replace("\\n", "\n"), [word])) == (told, told)
    assert hinted == ours
    assert hinted or not told

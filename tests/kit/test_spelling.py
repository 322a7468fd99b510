"""One pattern for a name in any spelling, the same in Python and in the database."""

from unicodedata import normalize

import pytest
from django.db import connection

from portal.kit.forgetting import inflected, words_of
from portal.kit.spelling import hint_of, mentions, pattern_of

WORDS = [
    "Кукушёнкин* Аделаид* Прохоровн*", "Аделаид* Прохоровн* Кукушёнкин*", "А. П. Кукушёнкин*", "Кукушёнкин* А. П.", "Кукушёнкин* А.", "А. Кукушёнкин*", "Кукушёнкин*",
    "кукушёнкин*", "орлову", "Мамин*-Сибиряк*", "О'Нар* Ю.", "де Голл* А. П.", "д'Артаньян* Ш. О.", "Adelka.K+1@school.example", "+7 (914) 555-01-23", "112-233-445 95", 'Ёж "Ы" \\',
    "Гөлбакчин* Гүзәл* Әнвәровн*", "Г. Ә. Гөлбакчин*", "Ӑңҗҫ* Һ. Ҕ.", "Їжак* І. Ґ.", "Цой~ А. П.", "Цой~", "Ким~ Эн~ Ир~", "Ли Анн*", "Ли А.", "Ли Анн* Петровн*", "А. Ия~",
    "А. П. Клюкин* (кроме «им. », «(Ё-»)", "Müller* Gößa* ẞ.", "Рустам* кызы", "Иван(ов* Ан[на*", "%овый_", "李小龙* 李 明", "Ӏ҂Ӏӏ* ǅ", "Ӿ҇ҋ* İı", "\u0301Иван*", "^ $ .",
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
    ("Мамин*-Сибиряк* Ю. О.", "Мамину – Сибиряку Ю.\u202fО."),
    ("Мамин*-Сибиряк*", "Мамин\u2011Сибиряк"),
    ("Мамин*-Сибиряк*", "у Мамина Сибиряка"),
    ("Гөлбакчин* Гүзәл* Әнвәровн*", "ГӨЛБАКЧИНОЙ ГҮЗӘЛ ӘНВӘРОВНЕ"),
    ("Гөлбакчин* Г. Ә.", "Гөлбакчиной Г. Ә."),
    ("Гөлбакчин*", "q=%D0%B3%D3%A9%D0%BB%D0%B1%D0%B0%D0%BA%D1%87%D0%B8%D0%BD%D0%B0"),
    ("Сойкин*", "Сои\u0306киной"),
    ("Сойкин*", "q=%D0%A1%D0%BE%D0%B8%CC%86%D0%BA%D0%B8%D0%BD"),
    ("Воробьёв*", "Воробье\u0308ву"),
    ("Воробьёв*", "Во\u00adробьё\u0301в"),
    ("Воробьёв* Никола*", "Воробьёв_Николай.pdf"),
    ("Воробьёв*", "№5Воробьёв2"),
    ("Цой~ А. П.", "Цою А. П."),
    ("Цой~ А. П.", "Цоем А.П."),
    ("Цой~", "наставник Цои\u0306"),
    ("Цой~", "у Цоя"),
    ("Ким~ Анн*", "Кимом Анной"),
    ("Ли А. П.", "Ли А.П."),
    ("Анн* Ли", "Анне Ли"),
    ("Ли Анн* Петровн*", "ли анна петровна"),
    ("О'Нар* Ю. О.", "О’Наре Ю.О."),
    ("О'Нар* Ю. О.", "О‘Наре Ю.О."),
    ("О'Нар* Ю. О.", "OʼНар Ю.О."),
    ("О'Нар* Ю. О.", "ОНару Ю. О."),
    ("де Голл* А. П.", "де Голлем А.П."),
    ("А. П. Клюкин* (кроме «им. »)", "вела А. П. Клюкина"),
]
LEFT = [
    ("Орлов*", "кружок орлов"),
    ("Орлов*", "Орловский район"),
    ("Иванов* И. О.", "Иванова и о чём-то ещё"),
    ("И. О. Иванов*", "и.о. Ивановой"),
    ("Иванов* А.", "видели Иванова. А потом"),
    ("Анов* Анн*", "Иванова Анна"),
    ("Иванов* А. П.", "Иванова А. Пушкин"),
    ("Ли А. П.", "Лия А.П. пришла"),
    ("Ли А. П.", "знает ли А. П."),
    ("Анн* Ли", "Анна ли пришла"),
    ("Цой~", "лицо, цоя и Цоколь"),
    ("Цой~", "q=%D0%BB%D0%B8%D1%86%D0%BE"),
    ("Сойкин*", "Сой\u00adкинский район"),
    ("Роев*", "Пат\u00adроев и Пет\u0301Роев"),
    ("А. П. Клюкин* (кроме «им. »)", "СОШ им. А. П. Клюкина"),
]


@pytest.mark.parametrize(("word", "text", "told"), [(*one, True) for one in FOUND] + [(*one, False) for one in LEFT])
def test_a_name_is_found_in_any_spelling_and_nobody_elses(db: None, word: str, text: str, told: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT erasure_lines(%s) ~ erasure_pattern(%s, true), %s ~ erasure_hint(%s), %s ~ %s", [text, [word]] * 2 + [text, hint_of([word])])
        found, hinted, ours = cursor.fetchone()
    assert (found, mentions(text.replace("\\n", "\n"), [word])) == (told, told)
    assert hinted == ours
    assert hinted or not told


PEOPLE = [
    ("Кукушёнкина", "Аделаида", "Прохоровна"), ("Ли", "Анна", "Петровна"), ("Ким", "Эн", "Ир"), ("О'Коннор", "Анна", ""), ("Өлзыһэ", "Ҕаа", "Ҥэр"), ("Є", "Їжак", "Ґ"),
    ("Петрова\u2013Водкина", "Анна", "Мария-Луиза"), ("д’Артаньян", "Шарль", "Ожье"), ("де Голль", "Ия", ""), ("Иван(ов", "Ан[на", "Пет*ровна"), ("Ngo", "Thị", "Minh"),
    ("Цой", "Ян", "Олегович"), ("Çelik", "Öğe", "Straße"), ("Рустамова", "Айгуль", "Рустам кызы"), ("Сои\u0306кина", "Еле\u0301на", "Ива\u00adновна"),
]  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: one[0])
def test_a_name_is_found_as_it_stands_whatever_its_letters(person: tuple[str, str, str]) -> None:
    last, first, patronymic = person
    words = [inflected(form) for form in words_of(last, first, patronymic)]
    whole = f"{last} {first} {patronymic}".strip()
    short = f"{last} {' '.join(f'{part[0]}.' for part in (first, patronymic) if part)}"
    texts = [whole, short, whole.lower(), normalize("NFD", whole), normalize("NFC", whole), whole.replace(" ", "_"), f"№5{short}2"]
    assert [text for text in texts if not mentions(text, words)] == []
    assert not mentions("Смирнова Ольга Юрьевна", words)

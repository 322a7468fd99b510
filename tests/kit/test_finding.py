"""Words typed into a search find what a person means, whatever the case and the letter ё."""

import pytest

from contests.models import Contest
from portal.accounts.models import District
from portal.kit.bulk import insert_many, set_many
from portal.kit.finding import FOLDED, called, fold, holding, matching, other_layout, retyped, stems, titled
from portal.kit.naming import normal
from portal.kit.periods import today
from teachers.models import Teacher
from teachers.selectors import named
from tests import factories


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("ёлка", True),
        ("ЕЛКА года", True),
        ("года елка", True),
        ("Ёлки", False),
        ("(года)", True),
        ("го.а", False),
        (".*", False),
        ("100%", True),
        ("10_%", False),
        ("\\", False),
        ("[ёе]", False),
    ],
)
def test_every_word_is_found_as_it_stands(district: District, text: str, found: bool) -> None:
    made = Contest.objects.create(district=district, name="ЁЛКА (Года) 100%", kind="prof", level="mun", starts_on=today(), ends_on=today())
    assert list(holding(Contest.objects.all(), text, "name", "topic")) == ([made] if found else [])
    assert list(matching(Contest.objects.all(), titled(text), FOLDED)) == ([made] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [("сш 3", [3]), ("СШ №3", [3]), ("№ 3", [3]), ("3", [3]), ("30", [30]), ("сш 2026", [13]), ("сш", [3, 13, 30]), ("выс", ["высш"]), ("сшая", ["высш"])],
)  # fmt: skip
def test_numbers_are_whole_and_two_letters_begin_a_word(district: District, text: str, found: list[object]) -> None:
    names = {3: "МБОУ СШ № 3", 13: "СШ № 13 (03.11.2026, 12.3.2026)", 30: "СШ№30", "высш": "Высшая категория 33"}
    for name in names.values():
        Contest.objects.create(district=district, name=name, kind="prof", level="mun", starts_on=today(), ends_on=today())
    assert {one.name for one in holding(Contest.objects.all(), text, "name", "topic")} == {names[key] for key in found}
    assert {one.name for one in matching(Contest.objects.all(), titled(text), FOLDED)} == {names[key] for key in found}


def test_a_folded_name_follows_what_is_written(district: District) -> None:
    """Whichever way a row is written: one by one, many at once, or changed later."""
    she = factories.teacher(district, last_name="СЕМЁНОВА", first_name="Алёна", patronymic="")
    assert she.folded == " семенова алена "
    Teacher.objects.filter(pk=she.pk).update(last_name="Ёлкина")
    assert list(named(Teacher.objects.all(), "елкина")) == [she]
    she.refresh_from_db()
    she.first_name = "Анна"
    she.save()
    set_many(Teacher, ["patronymic"], [(she.pk, "Петровна")])
    (made,) = insert_many(Teacher, ["district", "last_name", "first_name", "birth_date"], [(district.pk, "Ёжикова", "Анна", today())])
    assert list(named(Teacher.objects.all(), "а п")) == [she]
    assert [one.pk for one in named(Teacher.objects.all(), "ежикова")] == [made]


@pytest.mark.parametrize(
    ("written", "same"),
    [("СЁМИНА", "семина"), ("Cемина", "Семина"), ("Се\u0308\u00adмина ", "Сёмина"), ("Анна — Мария", "анна - мария"), ("Анна№", "Анна "), ("Smith", "smith")],
)  # fmt: skip
def test_the_key_of_names_that_are_the_same_is_the_same(district: District, written: str, same: str) -> None:
    cards = [factories.teacher(district, last_name="Орлова", first_name=name, patronymic="") for name in (written, same, "Вера")]
    one, other, stranger = Teacher.objects.filter(pk__in=[card.pk for card in cards]).order_by("pk").values_list("first_name_key", "name_key")
    assert normal(written) == normal(same)
    assert one == other
    assert one[0] != stranger[0]
    assert one[1] != stranger[1]


@pytest.mark.parametrize(
    ("typed", "left"), [("Орловой", "Орлов"), ("ковальскими", "ковальск"), ("Анне", "Анн"), ("школы № 3", "школ № 3"), ("Ян Ива А.П.", "Ян Ива А.П.")]
)  # fmt: skip
def test_stems_lose_the_ending_of_the_case(typed: str, left: str) -> None:
    assert stems(typed) == left


@pytest.mark.parametrize(
    ("text", "found"), [("СЕМЁНОВА", True), ("семенова а.", True), ("семенова б.", False), ("алена с", True), ("лена", True), ("н", False),
     ("А.И. Семёнова", True), ("Семенова АИ", True), ("семенова и и", False), ("ctvtyjdf fktyf", True), ("Ctv`yjdf F/B/", True), ("ceмeнoвa", True)]
)  # fmt: skip
def test_a_person_is_found_by_name_and_initials(district: District, text: str, found: bool) -> None:
    she = factories.teacher(district, last_name="Семёнова", first_name="Алёна", patronymic="Игоревна")
    assert list(named(Teacher.objects.filter(pk=she.pk), text)) == ([she] if found else [])


NAMES = {"О'Нил": "Анна", "Cмирнова": "Eлена", "Лук’яненко": "Cвітлана", "Смирнова–Тен": "Алина", "Hоwаrd": "Mark"}


@pytest.mark.parametrize(
    ("text", "found"),
    [(f"О{sign}Нил", ["О'Нил"]) for sign in ("'", "’", "ʼ", "`", "′", "")]
    + [("оʼнил а", ["О'Нил"]), ("онил", ["О'Нил"]), ("лукяненко", ["Лук’яненко"]), ("лук'ян", ["Лук’яненко"]), ("смирнова-тен", ["Смирнова–Тен"])]
    + [("смирнова елена", ["Cмирнова"]), ("cмиpнoвa e", ["Cмирнова"]), ("СМИРНОВА", ["Cмирнова", "Смирнова–Тен"]), ("смир", ["Cмирнова", "Смирнова–Тен"])]
    + [("howard", ["Hоwаrd"]), ("HOWARD M", ["Hоwаrd"]), ("'", []), ("ʼ`", [])],
)
def test_apostrophes_and_look_alikes_hide_nobody(district: District, text: str, found: list[str]) -> None:
    """By the folded column and by the fields as they stand: nobody knows which letter the keyboard gave."""
    for last, first in NAMES.items():
        factories.teacher(district, last_name=last, first_name=first, patronymic="")
    people = Teacher.objects.filter(last_name__in=NAMES).order_by("last_name")
    assert {one.last_name for one in named(people, text)} == set(found)
    assert {one.last_name for one in matching(people, titled(text), FOLDED)} == set(found)
    assert {one.last_name for one in holding(people, text, "last_name", "first_name")} == set(found or (["О'Нил"] if text == "'" else []))


def test_the_column_and_the_query_fold_alike(district: District) -> None:
    """Whatever signs a name holds, the base keeps what `fold` makes of the query."""
    signs = "".join(map(chr, [*range(33, 127), *range(0x410, 0x450), 0x401, 0x451, 0xAD, 0x2BC, *range(0x2010, 0x2020), 0x2032, 0x200B, 0xFF07]))
    for at in range(0, len(signs), 60):
        she = factories.teacher(district, last_name=signs[at : at + 60], first_name="А", patronymic="")
        assert she.folded == fold(f" {she.last_name} а ")


@pytest.mark.parametrize("text", ["cmdz", "CMDZENKO", "Cmdzenko o"])
def test_a_latin_surname_is_found_as_it_is_typed(district: District, text: str) -> None:
    """«c» and «m» look like Russian letters, and all four are keys of another word in the other layout."""
    he = factories.teacher(district, last_name="Cmdzenko", first_name="Oleg")
    assert list(named(Teacher.objects.filter(pk=he.pk), text)) == [he]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Shcherbakova Nataliya", "Щербакова Наталья"), ("Zhukovskiy Aleksej", "Жуковский Алексей"), ("Khalilova Yuliia", "Халилова Юлия"),
        ("Tsoy E.", "Цой Елена"), ("Solov'ev", "Соловьев Илья"), ("Solovyov", "Соловьёв Илья"), ("Yakovleva-Tan Ksenia", "Яковлева-Тан Ксения"),
        ("Emelyanova", "Емельянова Ольга"), ("Igor Gavrilov", "Гаврилов Игорь"), ("Chernyshyova", "Чернышёва Алла"), ("Evgeniya", "Тен Евгения"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_its_sound_in_latin_letters(district: District, typed: str, name: str) -> None:
    last, first = name.split()
    she = factories.teacher(district, last_name=last, first_name=first, patronymic="")
    factories.teacher(district, last_name="Ким", first_name="Вера", patronymic="")
    assert list(named(Teacher.objects.all(), typed)) == [she]


@pytest.mark.parametrize(
    ("typed", "read"), [("Smirnova", True), ("Ivanova A. P.", True), ("bdfyjdf", False), ("gtnhjdf fyyf", False), ("Смирнова", False), ("", False)]
)
def test_only_latin_words_that_can_be_said_are_read_by_sound(typed: str, read: bool) -> None:
    """Whoever searches in Russian, or in the other layout, pays nothing for it."""
    assert len(called(typed)) == (3 if read else 2)


@pytest.mark.parametrize(
    ("typed", "meant"), [("bdfyjdf", "иванова"), ("[bnhjd", "хитров"), ("ящщь", "zoom"), ("шмфтщм", "ivanov"), ("иванова", ""), ("2024", ""), ("ceмeнoвa", "")]
)
def test_the_other_layout_is_read_where_the_text_cannot_stand(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


def test_the_page_says_when_it_read_the_keys_otherwise() -> None:
    assert retyped("bdfyjdf", ["Иванова Анна"]) == "иванова"
    assert retyped("bdfyjdf", []) == ""
    assert retyped("zoom", ["Zoom для педагогов"]) == ""
    assert retyped("иванова", ["Иванова Анна"]) == ""

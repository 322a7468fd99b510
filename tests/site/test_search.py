"""Search from the header: whole numbers, words in another case, rows that can be told apart."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.words import period
from portal.site.search import search
from teachers.models import CourseOffer, Teacher
from tests import factories


@pytest.fixture
def orlova(district: District) -> Teacher:
    return factories.teacher(district, factories.organisation(district, name="МБОУ СШ № 3", short_name="СШ № 3"), last_name="Орлова", first_name="Нина")


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


def hits(user: User, text: str) -> dict[str, list[str]]:
    return {group.title: [hit.text for hit in group.hits] for group in search(user, text)}


def test_a_school_is_found_by_its_number_alone(orlova: Teacher, district: District, methodist: User) -> None:
    factories.organisation(district, name="МБОУ СШ № 13", short_name="СШ № 13")
    factories.event(district, title="Высшая категория: сдать до 13.03.2026")
    assert hits(methodist, "сш 3") == {"Организации": ["МБОУ СШ № 3"]}


def test_a_name_in_another_case_is_found_by_its_beginning_and_the_page_says_so(orlova: Teacher, district: District, methodist: User) -> None:
    page = factories.client(methodist).get(reverse("site:search"), {"q": "Орловой"}).text
    assert (orlova.full_name in page, "начинается так же: «Орлов…»" in page) == (True, True)
    factories.event(district, title="Мастер-класс Орловой")
    page = factories.client(methodist).get(reverse("site:search"), {"q": "Орловой"}).text
    assert (orlova.full_name in page, "начинается так же" in page) == (False, False)  # what is typed comes before what is alike


def test_routes_of_one_person_are_told_apart_by_their_periods(orlova: Teacher, methodist: User) -> None:
    made = factories.route(orlova, state="active")
    (group,) = [one for one in search(methodist, "орлова") if one.title == "Маршруты"]
    assert [hit.note for hit in group.hits] == [f"{period(today(), made.ends_on)}, утверждён, в работе"]


def test_the_search_promises_only_what_its_reader_can_find(district: District, methodist: User) -> None:
    coordinator, operator = factories.user(Role.COORDINATOR, district), factories.user(Role.OPERATOR, None)
    pages = [factories.client(one).get(reverse("site:search")).text for one in (methodist, coordinator, operator)]
    hints = ["Поиск по порталу: педагог, школа, событие", "Поиск по порталу: событие, сообщество, конкурс"]
    assert [[page.count(hint) for hint in hints] for page in pages] == [[2, 0], [0, 2], [0, 0]]  # in the header and in the menu
    assert ["masthead-find" in page for page in pages] == [True, True, False]
    empty = [factories.client(one).get(reverse("site:search"), {"q": "ыыы"}).text for one in (methodist, coordinator, operator)]
    assert ["часть фамилии" in page for page in empty] == [True, False, False]
    assert "Оператору данные районов не видны" in empty[2]


def test_namesakes_are_told_apart_by_their_place_and_nobody_is_named_by_dots(orlova: Teacher, district: District, methodist: User) -> None:
    """One query more for all the people found; signs alone are in nobody's name."""
    factories.teacher(district, last_name="Орлова", first_name="Нина", until=dt.date(2020, 8, 31))
    (group,) = search(methodist, "орлова")
    assert sorted(hit.note for hit in group.hits) == ["СШ № 3", "сейчас не работает"]
    assert [search(methodist, signs) for signs in ("...", ". .", "..")] == [[], [], []]


def test_offers_of_courses_are_found_by_those_who_may_open_them(district: District, methodist: User) -> None:
    on = today()
    CourseOffer.objects.create(district=district, programme="Функциональная грамотность", provider="ИРО", hours=36, starts_on=on, ends_on=on)
    coordinator = factories.user(Role.COORDINATOR, district)
    assert [hits(one, "грамотность") for one in (methodist, coordinator)] == [{"Предложения КПК": ["Функциональная грамотность"]}, {}]


def test_what_one_person_asked_first_is_not_what_the_next_one_finds(orlova: Teacher, district: District, foreign: District, methodist: User) -> None:
    """The SQL is written once for texts of one shape: the words, the district and what partners share are each reader's own."""
    other = factories.user(Role.METHODIST, foreign)
    with wall.scope([foreign.pk]):
        factories.teacher(foreign, last_name="Орлова", first_name="Вера")
        factories.event(foreign, title="Орлова делится опытом", shared=True)
    for text, here, there in (("орлова", "Орлова Нина", "Орлова Вера"), ("нина", "Орлова Нина", ""), ("вера", "", "Орлова Вера")):
        with wall.scope([district.pk]):
            mine = hits(methodist, text)
        with wall.scope([foreign.pk]):
            theirs = hits(other, text)
        assert [[" ".join(name.split()[:2]) for name in found.get("Педагоги", [])] for found in (mine, theirs)] == [[here] * bool(here), [there] * bool(there)]
    with wall.scope([district.pk]):
        assert "События" not in hits(methodist, "делится опытом")
    with wall.scope([district.pk], partners=(foreign.pk,)):
        assert hits(methodist, "делится опытом") == {"События": ["Орлова делится опытом"]}

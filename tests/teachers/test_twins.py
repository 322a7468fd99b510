"""Pairs of cards that may be of one person: what is found and why, who sees what, «не дубликат» and back, the way through the pages."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from teachers.models import Merging, Namesakes, Teacher
from teachers.selectors.twins import pairs, pairs_for
from teachers.services import merging
from tests import factories
from tests.seeing import Seeing

BORN = dt.date(1985, 3, 1)
LOOKS = {  # what the second card says → reasons
    "the same with signs that nobody sees": ({"last_name": " СЕ\u0308\u00adмина", "first_name": "мария\u200b"}, ("name",)),
    "the same, ё and Latin look-alikes": ({"last_name": "Cёмина"}, ("name",)),
    "without a patronymic": ({"patronymic": ""}, ("short",)),
    "in Latin letters": ({"last_name": "Siomina", "first_name": "Mariya", "patronymic": "Sergeevna"}, ("sound",)),
    "one digit of the birthday": ({"birth_date": dt.date(1985, 3, 7)}, ("birth",)),
    "day and month changed places": ({"birth_date": dt.date(1985, 1, 3)}, ("birth",)),
    "one digit of the year of birth": ({"last_name": "CEМИНА", "birth_date": dt.date(1935, 3, 1)}, ("birth",)),
    "another surname": ({"last_name": "Козлова"}, ("surname",)),
    "the same e-mail in another case": ({"last_name": "Козлова", "first_name": "Вера", "birth_date": dt.date(1990, 7, 7), "email": "S@b.ru"}, ("email",)),
    "two digits of the birthday": ({"birth_date": dt.date(1985, 12, 7)}, None),
    "another name": ({"first_name": "Вера"}, None),
}


@pytest.fixture
def semina(district: District, first: Organisation) -> Teacher:
    return factories.teacher(district, first, last_name="Семина", birth_date=BORN, email="s@b.ru")


@pytest.mark.parametrize(("said", "reasons"), LOOKS.values(), ids=LOOKS)
def test_what_makes_a_pair(said: dict[str, Any], reasons: tuple[str, ...] | None, semina: Teacher, second: Organisation) -> None:
    other = factories.teacher(semina.district, second, **{"last_name": "Семина", "birth_date": BORN, **said})
    found = pairs([semina.district_id])
    assert [(one.one, one.other, one.reasons) for one in found] == ([(semina.pk, other.pk, reasons)] if reasons else [])


def test_pairs_follow_whatever_is_written(semina: Teacher, second: Organisation) -> None:
    """A card changed past its `save`, made nameless or merged is seen as it is now."""
    other = factories.teacher(semina.district, second, last_name="Орлова", first_name="Вера", birth_date=dt.date(1990, 7, 7))
    for said, found in (
        ({"last_name": "Сёмина", "first_name": semina.first_name, "birth_date": BORN}, 1),
        ({"erased_on": dt.date(2026, 1, 1)}, 0),
        ({"erased_on": None}, 1),
        ({"merged_into": semina}, 0),
    ):
        Teacher.objects.filter(pk=other.pk).update(**said)
        assert len(pairs([semina.district_id])) == found, said


def test_an_address_of_three_is_the_school_s_own(semina: Teacher, second: Organisation) -> None:
    for name in ("Козлова", "Орлова"):
        factories.teacher(semina.district, second, last_name=name, first_name="Вера", birth_date=dt.date(1990, 7, 7), email="s@b.ru")
    assert [one for one in pairs([semina.district_id]) if "email" in one.reasons] == []


def test_cards_of_two_districts_are_no_pair(semina: Teacher, foreign: District) -> None:
    with wall.scope([semina.district_id, foreign.pk]):
        factories.teacher(foreign, last_name="Семина", birth_date=BORN)
        assert pairs([semina.district_id, foreign.pk]) == []


def test_two_people_are_asked_about_no_more_even_when_one_is_merged(semina: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    """What was said of a card holds for the card that it became; taken back, the pair stands again."""
    twins = [
        factories.teacher(semina.district, second, last_name="Семина", birth_date=BORN, since=dt.date(2020 + n, 9, 1), until=dt.date(2020 + n, 9, 2))
        for n in (0, 1)
    ]
    said = merging.tell_apart(one=semina, other=twins[0], by=methodist)
    assert {(one.one, one.other) for one in pairs([semina.district_id])} == {(semina.pk, twins[1].pk), (twins[0].pk, twins[1].pk)}
    merging.merge(kept=twins[1], duplicate=twins[0], fields={}, by=methodist)
    assert pairs([semina.district_id]) == []
    merging.ask_again(said=said, by=methodist)
    assert [(one.one, one.other) for one in pairs([semina.district_id])] == [(semina.pk, twins[1].pk)]


def test_a_head_sees_her_own_pairs_and_of_a_foreign_side_only_that_the_service_decides(
    semina: Teacher, first: Organisation, second: Organisation, methodist: User
) -> None:
    head = factories.user(Role.SCHOOL_HEAD, semina.district, organisation=first)
    elsewhere = factories.teacher(semina.district, second, last_name="Сёмина", birth_date=BORN, email="elsewhere@b.ru")
    page = factories.client(head).get(reverse("teachers:twins")).content.decode()
    assert semina.full_name in page
    assert "решает методическая служба" in page
    assert not [word for word in ("Сёмина", "elsewhere@b.ru", second.short_name, reverse("teachers:card", args=[elsewhere.pk])) if word in page]
    assert pairs_for(head, words="Сёмина") == pairs_for(head)  # her own card is found by it, the other one is not searched
    assert factories.client(head).get(reverse("teachers:twin_pair", args=[semina.pk, elsewhere.pk])).status_code == 404
    stranger = factories.user(Role.SCHOOL_HEAD, semina.district)
    assert pairs_for(stranger) == []


def test_the_methodist_narrows_and_the_list_empties(semina: Teacher, second: Organisation, methodist: User) -> None:
    factories.teacher(semina.district, second, last_name="Сёмина", birth_date=BORN)
    assert len(pairs_for(methodist, organisations=[second], words="семина", reason="name")) == 1
    assert pairs_for(methodist, reason="email") == pairs_for(methodist, words="Орлова") == []
    page = factories.client(methodist).get(reverse("teachers:twins"), {"q": "Орлова"}).content.decode()
    assert "Пар не нашлось" in page


def test_from_the_list_to_one_card_and_back(semina: Teacher, second: Organisation, methodist: User) -> None:
    """The page says what will happen and asks about the overlap; a choice is kept when it refuses; undoing brings the pair back."""
    twin = factories.teacher(semina.district, second, last_name="Сёмина", birth_date=BORN, phone="+79140000000", since=dt.date(2021, 9, 1))
    client = factories.client(methodist, Seeing)
    address = reverse("teachers:twin_pair", args=[semina.pk, twin.pk])
    assert address in client.get(reverse("teachers:twins")).content.decode()
    page = client.get(address).content.decode()
    assert "Основные работы в одни и те же дни" in page
    assert "Человек был посчитан дважды" in page
    answer = client.post(address, {"keep": twin.pk, "last_name": semina.pk, f"seen_{semina.pk}": 0, f"seen_{twin.pk}": 0})
    assert answer.status_code == 422
    assert "Выберите, что верно" in answer.content.decode()
    job = f"job_{twin.employments.get().pk}_{semina.employments.get().pk}"
    seen = {f"seen_{one.pk}": merging.stamp_of(one) for one in (semina, twin)}
    answer = client.post(address, {"keep": twin.pk, "last_name": semina.pk, job: "in_turn", **seen})
    done = Merging.objects.get()
    assert answer["Location"] == reverse("teachers:merging", args=[done.pk])
    assert Teacher.objects.get(pk=twin.pk).last_name == "Семина"
    assert "объединён с карточкой" in client.get(reverse("teachers:card", args=[twin.pk])).content.decode()
    assert reverse("teachers:merging", args=[done.pk]) in client.get(reverse("teachers:twins"), {"tab": "merged"}).content.decode()
    client.post(reverse("teachers:merging_undo", args=[done.pk]))
    assert Teacher.objects.get(pk=twin.pk).last_name == "Сёмина"
    client.post(reverse("teachers:twins_apart", args=[semina.pk, twin.pk]))
    said = Namesakes.objects.get()
    assert "Дубликатов не видно" in client.get(reverse("teachers:twins")).content.decode()
    client.post(reverse("teachers:twins_again", args=[said.pk]))
    assert len(pairs_for(methodist)) == 1

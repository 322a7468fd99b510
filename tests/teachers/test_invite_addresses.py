"""Many are invited at once, and some have no address: it is typed right there, checked, kept on the card; nobody typed for is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import District, Invitation, Role, User
from portal.journal.models import Deed
from teachers.models import Teacher
from tests import factories


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist)


@pytest.fixture
def known(district: District) -> Teacher:
    return factories.teacher(district, last_name="Азарова", email="azarova@school.example")


@pytest.fixture
def mute(district: District) -> list[Teacher]:
    return [factories.teacher(district, last_name=name) for name in ("Бочкина", "Вилкова", "Гуляева")]


def sent_by(page: Any, **typed: str) -> dict[str, str]:
    """The form of the preview as the page holds it, with what is typed."""
    main = page.text[page.text.index("<main") :]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main))
    fields = re.findall(r'name="(email_\d+)"', main)
    assert set(typed) <= set(fields)
    return {**hidden, **dict.fromkeys(fields, ""), **typed, "deed": "send"}


def preview(desk: Client, people: list[Teacher]) -> Any:
    return desk.get("/teachers/bulk/", {"deed": "invite", "who": [one.pk for one in people]})


def test_the_preview_shows_each_address_and_a_field_where_there_is_none(desk: Client, known: Teacher, mute: list[Teacher]) -> None:
    for page in (preview(desk, [known, *mute]), desk.post("/teachers/invite/", {"teacher": [known.pk, *(one.pk for one in mute)]})):
        assert "azarova@school.example" in page.text
        assert re.findall(r'name="email_(\d+)"', page.text) == [str(one.pk) for one in mute]
        assert "Почта не указана" in page.text
        assert "sidenav-acting" not in page.text  # the frame has words of its own, and none of them is the page's


def test_what_is_typed_is_kept_on_the_card_and_who_is_left_empty_is_counted(desk: Client, methodist: User, known: Teacher, mute: list[Teacher]) -> None:
    first, *others = mute
    answer = desk.post("/teachers/invite/", sent_by(preview(desk, [known, *mute]), **{f"email_{first.pk}": " Bochkina@school.example "}), follow=True)
    assert {one.email for one in Invitation.objects.all()} == {"azarova@school.example", "bochkina@school.example"}
    first.refresh_from_db()
    assert first.email == "bochkina@school.example"
    assert Deed.objects.filter(verb="изменил(а) карточку", actor=methodist, after__email="bochkina@school.example").count() == 1
    said = answer.text.replace("\xa0", " ")
    assert "2 приглашения готовы." in said
    assert f"Без почты пропущено: {len(others)} человека." in said


def test_nobody_is_invited_while_one_address_is_wrong_and_nothing_typed_is_lost(desk: Client, district: District, known: Teacher, mute: list[Teacher]) -> None:
    factories.user(Role.MENTOR, district, email="other@school.example", last_name="Чужая", first_name="Вера")
    first, second, third = (f"email_{one.pk}" for one in mute)
    form = sent_by(preview(desk, [known, *mute]))
    for typed, wrong in (
        ({first: "не почта", second: "new@school.example"}, {first: "Введите правильный адрес"}),
        ({first: "new@school.example", second: "NEW@school.example"}, {second: "Этот адрес уже у другого педагога: Бочкина"}),
        ({first: "azarova@school.example"}, {first: "Этот адрес уже у другого педагога: Азарова"}),
        ({first: "new@school.example", third: "other@school.example"}, {third: "занят другим человеком"}),
    ):
        page = desk.post("/teachers/invite/", form | typed)
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"__all__", *wrong}
        assert "Никто не приглашён" in page.text
        assert ".." not in "".join(map(str, page.context["form"].errors.values()))
        for name, words in wrong.items():
            assert words in str(page.context["form"].errors[name])
        for value in typed.values():
            assert f'value="{value}"' in page.text
        assert "azarova@school.example" in page.text
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="new@school.example").exists()
    assert not Teacher.objects.filter(pk__in=[one.pk for one in mute]).exclude(email="").exists()


def test_an_address_of_a_card_that_nobody_chose_is_somebody_elses(desk: Client, known: Teacher, mute: list[Teacher]) -> None:
    form = sent_by(preview(desk, mute), **{f"email_{mute[0].pk}": "Azarova@School.example"})
    assert "Этот адрес уже у другого педагога: Азарова" in desk.post("/teachers/invite/", form).text


def test_with_no_address_at_all_the_page_asks_for_one(desk: Client, mute: list[Teacher]) -> None:
    page = desk.post("/teachers/invite/", sent_by(preview(desk, mute)))
    assert page.status_code == 422
    assert "впишите хотя бы один адрес" in page.text


def test_the_key_of_a_form_that_came_back_with_mistakes_still_sends_once(desk: Client, known: Teacher, mute: list[Teacher]) -> None:
    page = desk.post("/teachers/invite/", sent_by(preview(desk, [known, *mute]), **{f"email_{mute[0].pk}": "нет"}))
    form = sent_by(page, **{f"email_{mute[0].pk}": "new@school.example"})
    first, second = (desk.post("/teachers/invite/", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Invitation.objects.count() == 2


def test_more_than_can_be_invited_at_once_get_no_fields(desk: Client, mute: list[Teacher], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teachers.views.access.AT_ONCE", 2)
    page = preview(desk, mute)
    assert "не больше 2 человек" in page.text
    assert "email_" not in page.text
    assert 'value="send"' not in page.text

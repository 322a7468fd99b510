"""Somebody of the same name has access: whoever invites is asked whether it is another person, and nobody gets a second account in silence."""

import pytest

from portal.accounts.models import Appointment, District, Invitation, Role, User
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.services import invite_many, invite_teacher
from tests import factories

NAME = {"last_name": "Белёва", "first_name": "Ольга", "patronymic": "Игоревна"}


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def mentor(district: District) -> User:
    return factories.user(Role.MENTOR, district, email="mentor@school.example", **(NAME | {"last_name": "Белева"}))


@pytest.fixture
def card(district: District) -> Teacher:
    return factories.teacher(district, **NAME)


def test_the_card_asks_who_it_is_and_another_person_is_invited_when_that_is_said(mentor: User, card: Teacher, methodist: User) -> None:
    desk, page = factories.client(methodist), f"/teachers/{card.pk}/invite/"
    asked = desk.post(page, {"email": "new@school.example"})
    assert asked.status_code == 422
    assert "Доступ уже есть у человека с тем же именем: Белева Ольга Игоревна, mentor@school.example (наставник" in asked.text
    assert "Да, это другой человек" in asked.text
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="new@school.example").exists()
    other = desk.post(page, {"email": "newer@school.example", "another": "new@school.example"})  # the answer was about another address
    assert other.status_code == 422
    assert "Да, это другой человек" in other.text
    assert "checked" not in other.text[other.text.index("<main") :]
    assert desk.post(page, {"email": "new@school.example", "another": "new@school.example"}).status_code == 302
    assert Invitation.objects.get().email == "new@school.example"


def test_by_the_address_that_she_has_already_she_is_invited_without_a_question(mentor: User, card: Teacher, methodist: User) -> None:
    Appointment.objects.filter(user=mentor).update(role=Role.EXPERT)
    card.last_name = mentor.last_name
    card.save()
    assert invite_teacher(teacher=card, email=mentor.email, by=methodist).user == mentor


@pytest.mark.parametrize("other", [{"patronymic": "Петровна"}, {"first_name": "Анна"}, {"last_name": "Белова"}])
def test_another_name_is_no_namesake(mentor: User, district: District, methodist: User, other: dict[str, str]) -> None:
    card = factories.teacher(district, **(NAME | other))
    assert invite_teacher(teacher=card, email="new@school.example", by=methodist)


def test_a_patronymic_that_is_missing_tells_nobody_apart(mentor: User, district: District, methodist: User) -> None:
    with pytest.raises(Refusal, match="с тем же именем"):
        invite_teacher(teacher=factories.teacher(district, **(NAME | {"patronymic": ""})), email="new@school.example", by=methodist)


def test_a_namesake_whose_access_is_over_or_in_another_district_is_nobodys_question(
    district: District, foreign: District, card: Teacher, methodist: User
) -> None:
    with wall.scope([foreign.pk]):
        factories.user(Role.MENTOR, foreign, **NAME)
    factories.user(Role.MENTOR, district, until="2021-01-01", **NAME)  # type: ignore[arg-type]
    assert invite_teacher(teacher=card, email="new@school.example", by=methodist)


def test_of_many_the_namesake_is_left_to_her_card(mentor: User, card: Teacher, district: District, methodist: User) -> None:
    Teacher.objects.filter(pk=card.pk).update(email="new@school.example")
    card.refresh_from_db()
    others = [factories.teacher(district, email=f"t{number}@school.example") for number in range(2)]
    done = invite_many(teachers=[card, *others], by=methodist)
    assert len(done.made) == 2
    ((who, why),) = done.refused
    assert who == card
    assert "mentor@school.example" in why
    assert why.endswith("Он это или другой, решают на карточке: «Пригласить».")


def test_the_preview_of_many_names_her_before(mentor: User, card: Teacher, district: District, methodist: User) -> None:
    Teacher.objects.filter(pk=card.pk).update(email="new@school.example")
    other = factories.teacher(district, email="t1@school.example")
    desk = factories.client(methodist)
    page = desk.post("/teachers/invite/", {"teacher": [card.pk, other.pk]})
    assert [row.pk for row in page.context["ready"]] == [other.pk]
    assert "Доступ уже есть у тёзки: Белева Ольга Игоревна, mentor@school.example" in page.text
    assert f'href="/teachers/{card.pk}/invite/"' in page.text
    plan = desk.get("/teachers/bulk/", {"deed": "invite", "who": [card.pk, other.pk]})
    ((why, who),) = plan.context["plan"].reasons
    assert (who, why.startswith("доступ уже есть у тёзки: Белева Ольга Игоревна")) == ([card.full_name], True)
    assert "приглашать пока некого" in desk.post("/teachers/invite/", {"teacher": [card.pk]}, follow=True).text


def test_a_newcomer_of_the_same_name_is_asked_about_on_the_page_of_access_too(mentor: User, methodist: User) -> None:
    desk = factories.client(methodist)
    typed = {"email": "new@school.example", "role": Role.EXPERT, "since": "2026-11-01", **NAME}
    assert "Доступ уже есть у человека с тем же именем" in desk.post("/people/appoint/", typed).text
    assert not Invitation.objects.exists()
    assert desk.post("/people/appoint/", {**typed, "another": "new@school.example"}).status_code == 302
    assert Invitation.objects.get().role == Role.EXPERT

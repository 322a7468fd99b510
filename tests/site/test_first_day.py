"""The first day of a district that has nothing: each page says what to begin with, and what is begun stays begun."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.accounts.models import Appointment, District, Role, User
from portal.kit import wall
from portal.site.home.starting import TITLE, first_deeds
from tests import factories


def begun(user: User) -> dict[str, bool]:
    """Deed → whether it is ticked, asked by an account read anew."""
    block = first_deeds(User.objects.get(pk=user.pk))
    return {line.text: line.tag is not None for line in block.lines} if block else {}


def page(user: User, name: str, **asked: str) -> str:
    answer = factories.client(user).get(reverse(name), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_a_portal_without_districts_tells_the_operator_to_open_one() -> None:
    operates = factories.user(Role.OPERATOR, None)
    assert "Открыть район" in page(operates, "site:home")
    assert "Районов на портале ещё нет" in page(operates, "accounts:districts")
    assert page(operates, "accounts:agreements").count(reverse("accounts:network_new")) == 2  # above the list and in it
    assert "Такого района нет" in page(operates, "accounts:districts", q="Хасанский")
    factories.district("hasan")
    assert TITLE not in page(operates, "site:home")


def test_the_methodist_reads_what_her_district_has_not_begun(district: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    assert set(begun(methodist).values()) == {False}
    place = factories.organisation(district)
    factories.teacher(district, place)
    factories.user(Role.SCHOOL_HEAD, district, organisation=place)
    factories.event(district)
    ticked = {text for text, done in begun(methodist).items() if done}
    assert ticked == {"Внести организации", "Загрузить сотрудников", "Пригласить руководителей организаций", "Запланировать первое событие"}


def test_a_foreign_district_begins_nothing_here(district: District, foreign: District) -> None:
    methodist = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        factories.teacher(foreign)
    assert set(begun(methodist).values()) == {False}


def test_the_block_goes_when_everything_is_begun(district: District) -> None:
    head, place = factories.user(Role.DEPARTMENT_HEAD, district), factories.organisation(district)
    assert TITLE in page(head, "site:home")
    teacher = factories.teacher(district, place)
    for role in (Role.METHODIST, Role.TEACHER):
        where = place if role == Role.TEACHER else None
        Appointment.objects.create(user=factories.user(Role.MENTOR, district), district=district, role=role, organisation=where, since=dt.date(2020, 1, 1))
    assert begun(head) == {}
    assert TITLE not in page(head, "site:home")
    assert teacher.employments.exists()


def test_a_school_without_people_tells_its_head_to_load_them(district: District) -> None:
    place = factories.organisation(district)
    leads = factories.user(Role.SCHOOL_HEAD, district, organisation=place)
    assert "Загрузить сотрудников" in begun(leads)
    factories.teacher(district, place)
    assert begun(leads) == {}


@pytest.mark.parametrize(
    ("name", "said", "way"),
    [
        ("organisations:list", "Организаций ещё нет", "organisations:listed"),
        ("teachers:list", "В реестре ещё никого нет", "teachers:intakes"),
        ("teachers:offers", "Предложений КПК впереди нет", "teachers:offer_new"),
        ("communities:list", "Сообществ ещё нет", "communities:community_new"),
        ("communities:events", "Предстоящих событий нет", "communities:event_new"),
        ("communities:programmes", "Программ стажировок ещё нет", "communities:programme_new"),
        ("communities:practices", "В банке ещё нет практик", "communities:practice_new"),
        ("contests:list", "Конкурсов ещё нет", "contests:contest_new"),
    ],
)
def test_an_empty_list_names_the_first_deed(district: District, name: str, said: str, way: str) -> None:
    """And one that is empty by its conditions speaks of the conditions."""
    methodist = factories.user(Role.METHODIST, district)
    empty = page(methodist, name)
    assert said in empty
    assert "{#" not in empty  # a note for writers of templates
    assert empty.count(f'href="{reverse(way)}"') > 0
    assert said not in page(methodist, name, q="щщщ")


def test_who_may_not_begin_is_offered_no_button(district: District) -> None:
    """The teacher reads who fills the list; the address of the form is not on her page."""
    teaches = factories.user(Role.TEACHER, district)
    for name, way in (("communities:list", "communities:community_new"), ("contests:list", "contests:contest_new"), ("teachers:offers", "teachers:offer_new")):
        assert reverse(way) not in page(teaches, name)

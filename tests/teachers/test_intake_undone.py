"""An import is not undone over what somebody has corrected since in the cards and categories that it made."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from teachers.models import Intake, Qualification, Teacher
from teachers.selectors.card import last_edit
from teachers.services import edit_teacher
from teachers.services.facts import edit_fact, mark_of
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, HEAD, PETR

S = Intake.State
TOLD = "Отменить уже нельзя: карточку изменили после загрузки: Иванова Анна Петровна."
pytestmark = pytest.mark.usefixtures("loading_apart")


@pytest.fixture
def head(home: District, place: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, home, organisation=place)


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def corrected(home: District, by: User, **changes: Any) -> None:
    with wall.scope([home.pk], user=by.pk):
        anna = Teacher.objects.get(last_name="Иванова")
        last = last_edit(anna)
        edit_teacher(teacher=anna, changes=changes, seen=last.pk if last else 0, by=by)


def refused(made: Intake, head: User) -> bool:
    """Said before the press, in the words of the refusal; nothing goes."""
    page = factories.client(head).get(reverse("teachers:intake", args=[made.pk])).text
    left = loading.undo(made, head)
    return (left.state, left.message, TOLD in page) == (S.APPLIED, TOLD, True)


def test_a_made_card_that_was_corrected_since_stays(home: District, place: Organisation, head: User, guide: User) -> None:
    made = loading.write(loading.check(loading.book(ANNA, PETR), head, home, place), head)
    corrected(home, guide, phone="+7 914 000-00-01")
    assert refused(made, head)
    with wall.scope([home.pk]):
        assert Teacher.objects.count() == 2


def test_a_correction_taken_back_stands_in_the_way_no_more(home: District, place: Organisation, head: User, guide: User) -> None:
    made = loading.write(loading.check(loading.book(ANNA), head, home, place), head)
    corrected(home, guide, topic="Новая тема")
    corrected(home, guide, topic="")
    assert loading.undo(made, head).state == S.UNDONE


def test_a_made_category_that_was_corrected_since_stays(home: District, place: Organisation, head: User, guide: User) -> None:
    known = ("Категория", "Дата присвоения категории")
    made = loading.write(loading.check(loading.book((*ANNA, "первая", "10.02.2024"), head=(*HEAD, *known)), head, home, place), head)
    with wall.scope([home.pk], user=guide.pk):
        grade = Qualification.objects.get()
        values = {"category": grade.category, "awarded_on": grade.awarded_on, "valid_until": dt.date(2029, 2, 10), "act": "№ 7"}
        edit_fact(fact=grade, kind="grades", values=values, seen=mark_of(grade), by=guide)
    assert refused(made, head)
    with wall.scope([home.pk]):
        assert Qualification.objects.get().act == "№ 7"

"""What pages of organisations and of moves say: order of names, agreement with numbers, days and marks of dates."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import District, Organisation, User
from portal.journal.models import Deed
from portal.kit.periods import today
from teachers.forms.moves import SecondJobForm
from teachers.models import Employment, Teacher
from teachers.services import moves, reorganisation
from teachers.services.organisations import open_organisation
from tests import factories
from tests.monitoring import world
from tests.seeing import Seeing
from tests.teachers.reorganising import ACT, ON, refused
from tests.teachers.test_organisation_pages import page


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


def test_a_select_of_organisations_is_in_the_order_of_the_list(district: District, methodist: User, anna: Teacher, first: Organisation) -> None:
    for number in (10, 3, 1, 12):
        factories.organisation(district, short_name=f"СШ № {number}")
    field: Any = SecondJobForm(teacher=anna, user=methodist)["organisation"]
    places = [words for words in str(field).replace("<", ">").split(">") if words.startswith("СШ")]
    assert places == ["СШ № 1", "СШ № 3", "СШ № 10", "СШ № 12", "СШ № 101"]


def test_a_refusal_agrees_with_the_number(district: District, methodist: User, first: Organisation) -> None:
    factories.teacher(district, first)
    refused(lambda: reorganisation.close(organisation=first, on=ON, act=ACT, by=methodist), "ещё работает 1.человек")
    for _ in range(2):
        factories.teacher(district, first)
    refused(lambda: reorganisation.close(organisation=first, on=ON, act=ACT, by=methodist), "ещё работают 3.человека")


def test_one_row_is_not_a_stretch_of_rows(visitor: Client, first: Organisation) -> None:
    said = visitor.get(reverse("organisations:list")).text
    assert ("Показана 1 строка" in said, "1–1 из 1" in said) == (True, False)


def test_the_act_of_an_opening_is_no_act_of_renaming(district: District, methodist: User) -> None:
    made = open_organisation(data={"name": "МБОУ «СШ № 9»", "short_name": "СШ № 9", "kind": "sosh"}, on=today(), act=ACT, district=district, by=methodist)
    assert "основание" in Deed.objects.about(made).get().labels


def test_the_day_of_a_dismissal_is_still_worked(visitor: Client, anna: Teacher, methodist: User) -> None:
    last = today() - dt.timedelta(days=1)
    move = moves.dismiss(teacher=anna, on=last, by=methodist)
    assert move.told == f"увольнение (последний рабочий день {last:%d.%m.%Y})"
    assert f"Увольнение с {last:%d.%m.%Y}" not in visitor.get(reverse("teachers:work", args=[anna.pk])).text


def test_what_is_not_of_the_asked_date_is_marked(visitor: Client, first: Organisation) -> None:
    assert visitor.get(page(first)).text.count("на сегодня") == 0
    past = visitor.get(page(first), {"on": str(ON)}).text
    assert past.count("на сегодня") == 3  # the explanation, routes, indicators


def test_a_part_timer_is_shown_in_the_post_that_is_hers_here(district: District, visitor: Client, first: Organisation, second: Organisation) -> None:
    """Her main work is elsewhere, or there is none."""
    both = factories.teacher(district, second, position="adm01")
    Employment.objects.filter(pk=world.second_job(both, first, subject="Физика").pk).update(position="ped02")
    left = factories.teacher(district, second, until=ON)
    world.second_job(left, first, position="ped03", subject="Химия")
    rows = visitor.get(page(first, "people"), {"who": "all"}).context["page"]
    assert {(row.pk, row.position, row.subject) for row in rows} == {(both.pk, "ped02", "Физика"), (left.pk, "ped03", "Химия")}

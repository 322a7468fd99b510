"""Merging, splitting and closing organisations: their people move with them; who may."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.models import Appointment, District, Organisation, Reorganisation, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Employment, Teacher
from teachers.services import reorganisation
from tests import factories
from tests.monitoring import world
from tests.teachers.reorganising import ACT, DAY, ON, jobs, merge, refused

# --- merging ------------------------------------------------------------------------------------------


def test_merge_moves_people_on_the_day_and_closes_the_old_place(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    made = merge([first], second, methodist)
    assert jobs(anna) == [(first, dt.date(2015, 9, 1), ON - DAY, True), (second, ON, None, True)]
    first.refresh_from_db()
    assert first.closed == ON
    assert not Organisation.objects.open_on(ON).filter(pk=first.pk).exists()
    assert Organisation.objects.open_on(ON - DAY).filter(pk=first.pk).exists()
    assert list(made.successions.values_list("predecessor", "successor")) == [(first.pk, second.pk)]
    assert {Deed.objects.about(place).get().verb for place in (first, second)} == {"внёс(ла) реорганизацию"}


def test_merge_of_several_keeps_what_the_job_was(district: District, first: Organisation, second: Organisation, third: Organisation, methodist: User) -> None:
    who = factories.teacher(district, first, position="ped02", is_pedagogical=False, until=ON + 99 * DAY)
    Employment.objects.filter(teacher=who).update(subject="физика", load="0.50")
    world.second_job(who, second)
    merge([first, second], third, methodist)
    rows = Employment.objects.filter(teacher=who, organisation=third).order_by("-is_main")
    assert [(one.position, one.is_pedagogical, one.subject, str(one.load), one.until, one.is_main) for one in rows] == [
        ("ped02", False, "физика", "0.50", ON + 99 * DAY, True),
        ("ped01", True, "", "1.00", None, False),
    ]


def test_merge_leaves_the_past_and_turns_the_future(district: District, first: Organisation, second: Organisation, methodist: User) -> None:
    gone, coming = factories.teacher(district, first, until=ON - DAY), factories.teacher(district, first, since=ON + 9 * DAY)
    last_day = factories.teacher(district, first, until=ON)
    merge([first], second, methodist)
    assert jobs(gone) == [(first, dt.date(2015, 9, 1), ON - DAY, True)]
    assert jobs(coming) == [(second, ON + 9 * DAY, None, True)]
    assert jobs(last_day) == [(first, dt.date(2015, 9, 1), ON - DAY, True), (second, ON, ON, True)]


def test_merge_ends_the_heads_access_and_keeps_the_teachers(district: District, first: Organisation, second: Organisation, methodist: User) -> None:
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=first)
    here = factories.user(Role.TEACHER, district, organisation=first)
    coming = factories.user(Role.TEACHER, district, organisation=first, since=ON + DAY)
    past = factories.user(Role.TEACHER, district, organisation=first, until=dt.date(2021, 1, 1))
    Appointment.objects.filter(user=here).update(act="Приказ № 3")
    merge([first], second, methodist)

    def held(who: User) -> list[Any]:
        return list(Appointment.objects.filter(user=who).order_by("pk").values_list("organisation", "since", "until", "act"))

    start = dt.date(2020, 1, 1)
    assert held(head) == [(first.pk, start, ON - DAY, "")]
    assert held(here) == [(first.pk, start, ON - DAY, "Приказ № 3"), (second.pk, ON, None, "Приказ № 3")]
    assert held(coming) == [(second.pk, ON + DAY, None, "")]
    assert held(past) == [(first.pk, start, dt.date(2021, 1, 1), "")]


def test_merge_refuses(first: Organisation, second: Organisation, district: District, methodist: User) -> None:
    assert refused(lambda: merge([], second, methodist), "хотя бы одну").field == "sources"
    refused(lambda: merge([second], second, methodist), "хотя бы одну")
    assert refused(lambda: merge([first], second, methodist, act="  "), "Укажите основание").field == "act"
    assert refused(lambda: merge([first], second, methodist, on=today() + 400 * DAY), "Дата дальше чем через год").field == "on"
    young, gone = factories.organisation(district, opened=ON), factories.organisation(district, closed=ON)
    refused(lambda: merge([young], second, methodist), "дата должна быть позже")
    refused(lambda: merge([first], gone, methodist), "закрыта с")


# --- splitting ----------------------------------------------------------------------------------------


def test_split_moves_the_chosen_and_leaves_the_rest(anna: Teacher, bella: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    reorganisation.split(source=first, people={anna.pk: second}, on=ON, act=ACT, close=False, by=methodist)
    assert jobs(anna)[-1] == (second, ON, None, True)
    assert jobs(bella) == [(first, dt.date(2015, 9, 1), None, True)]
    first.refresh_from_db()
    assert first.closed is None


def test_split_into_two_closes_when_nobody_is_left(
    anna: Teacher, bella: Teacher, first: Organisation, second: Organisation, third: Organisation, methodist: User
) -> None:
    made = reorganisation.split(source=first, people={anna.pk: second, bella.pk: third}, on=ON, act=ACT, close=True, by=methodist)
    assert (jobs(anna)[-1][0], jobs(bella)[-1][0]) == (second, third)
    first.refresh_from_db()
    assert first.closed == ON
    assert set(made.successions.values_list("successor", flat=True)) == {second.pk, third.pk}


def test_split_refuses(anna: Teacher, bella: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    def split(people: dict[int, Organisation], close: bool) -> Callable[[], Reorganisation]:
        return lambda: reorganisation.split(source=first, people=people, on=ON, act=ACT, close=close, by=methodist)

    refused(split({}, False), "Выберите, кто и куда переходит")
    refused(split({anna.pk: first}, False), "Переходят в другую организацию")
    refused(split({anna.pk: second}, True), "остаётся 1.человек")


# --- closing ------------------------------------------------------------------------------------------


def test_close_needs_an_empty_place(anna: Teacher, first: Organisation, methodist: User) -> None:
    refused(lambda: reorganisation.close(organisation=first, on=ON, act=ACT, by=methodist), "ещё работает 1.человек")
    Employment.objects.filter(teacher=anna).update(until=ON - DAY)
    head = factories.user(Role.SCHOOL_HEAD, first.district, organisation=first)
    made = reorganisation.close(organisation=first, on=ON, act=ACT, by=methodist)
    first.refresh_from_db()
    assert first.closed == ON
    assert Appointment.objects.get(user=head).until == ON - DAY
    assert list(made.successions.values_list("predecessor", "successor")) == [(first.pk, None)]


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role.values if role not in (Role.METHODIST, Role.DEPARTMENT_HEAD)])
def test_others_may_not(role: str, first: Organisation, second: Organisation, district: District, methodist: User) -> None:
    """The head of the very school among them."""
    user = factories.user(role, None if role == Role.OPERATOR else district, organisation=first if role in (Role.TEACHER, Role.SCHOOL_HEAD) else None)
    words = "методист или начальник управления"
    refused(lambda: merge([first], second, user), words)
    refused(lambda: reorganisation.close(organisation=second, on=ON, act=ACT, by=user), words)
    made = merge([first], second, methodist)
    refused(lambda: reorganisation.undo(reorganisation=made, by=user), words)


def test_the_head_of_the_department_may(first: Organisation, second: Organisation, district: District) -> None:
    boss = factories.user(Role.DEPARTMENT_HEAD, district)
    assert reorganisation.undo(reorganisation=merge([first], second, boss), by=boss).undone_at


def test_a_methodist_of_another_district_may_not(first: Organisation, second: Organisation, district: District, foreign: District) -> None:
    stranger = factories.user(Role.METHODIST, foreign)
    with wall.scope([foreign.pk]):
        theirs = factories.organisation(foreign)
        with pytest.raises(Refusal, match="в вашем районе нет"):
            merge([first], second, stranger)
    with wall.scope([district.pk, foreign.pk]):
        refused(lambda: merge([first], second, stranger), "того района")
        refused(lambda: merge([first], theirs, stranger), "того района")


def test_places_of_two_districts_are_not_merged_even_by_a_methodist_of_both(first: Organisation, district: District, foreign: District) -> None:
    both = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        theirs = factories.organisation(foreign)
        Appointment.objects.create(user=both, district=foreign, role=Role.METHODIST, since=dt.date(2020, 1, 1))
    with wall.scope([district.pk, foreign.pk]):
        refused(lambda: merge([first], theirs, User.objects.get(pk=both.pk)), "разных районов")

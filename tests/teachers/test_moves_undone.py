"""Whose moves are whose to write; undoing puts everything back; last year stays as it was."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import Period, today
from teachers.models import Employment, Move, Teacher
from teachers.services import moves, reorganisation
from teachers.services.moves import Job
from tests import factories
from tests.monitoring import world
from tests.teachers.moving import DAY, NOT_YOURS, ON, refused, standing

# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role.values if role not in (Role.METHODIST, Role.OPERATOR)])
def test_others_may_not(role: str, teacher: Teacher, school: Organisation, district: District, methodist: User) -> None:
    """A head of another school among them."""
    user = factories.user(role, district)
    refused(lambda: moves.go_on_leave(teacher=teacher, kind="long", on=ON, by=user), NOT_YOURS)
    refused(lambda: moves.dismiss(teacher=teacher, on=ON, by=user), NOT_YOURS)
    refused(lambda: moves.transfer(teacher=teacher, job=Job(school, "ped01", "химия"), on=ON, by=user), NOT_YOURS)
    move = moves.go_on_leave(teacher=teacher, kind="long", on=ON, by=methodist)
    refused(lambda: moves.undo_move(move=move, by=user), NOT_YOURS)


def test_the_own_head_moves_her_people_within_the_school(teacher: Teacher, school: Organisation, other: Organisation, head: User, methodist: User) -> None:
    moves.transfer(teacher=teacher, job=Job(school, "adm01"), on=ON, by=head)
    moves.go_on_leave(teacher=teacher, kind="long", on=ON, until=ON + DAY, by=head)
    refused(lambda: moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON + 9 * DAY, by=head), NOT_YOURS)
    moves.dismiss(teacher=teacher, on=ON + 9 * DAY, by=head)
    assert not Employment.objects.on(today()).filter(teacher=teacher).exists()


def test_who_works_elsewhere_is_taken_in_by_the_methodist_and_the_head_takes_nothing_away(
    teacher: Teacher, other: Organisation, school: Organisation, district: District, methodist: User
) -> None:
    """A job that she wrote herself would open another school's card to her. Once there, the second job is hers to undo; the first is not."""
    guest = factories.user(Role.SCHOOL_HEAD, district, organisation=other)
    before = standing(teacher)
    refused(lambda: moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON, by=guest), "в другой организации")
    assert not guest.has_perm("teachers.view", teacher)
    move = moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    refused(lambda: moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, by=guest), NOT_YOURS)
    refused(lambda: moves.dismiss(teacher=teacher, on=ON, by=guest), NOT_YOURS)
    moves.undo_move(move=move, by=guest)
    assert standing(teacher) == before


def test_who_works_nowhere_is_taken_on_by_the_methodist_only(nowhere: Teacher, school: Organisation, head: User, methodist: User) -> None:
    refused(lambda: moves.hire(teacher=nowhere, job=Job(school, "ped01"), on=ON, by=head), NOT_YOURS)
    refused(lambda: moves.come_back(teacher=nowhere, job=Job(school, "ped01"), on=ON, by=head), NOT_YOURS)
    moves.come_back(teacher=nowhere, job=Job(school, "ped01"), on=ON, by=methodist)


def test_a_head_undoes_her_own_dismissal(teacher: Teacher, head: User) -> None:
    before = standing(teacher)
    moves.undo_move(move=moves.dismiss(teacher=teacher, on=ON, by=head), by=head)
    assert standing(teacher) == before


def test_a_methodist_of_another_district_may_nothing(teacher: Teacher, school: Organisation, district: District, foreign: District, methodist: User) -> None:
    """Even one who may look into this district as an expert."""
    stranger = factories.user(Role.METHODIST, foreign)
    with wall.scope([district.pk], common=True):
        Appointment.objects.create(user=stranger, district=district, role=Role.EXPERT, since=dt.date(2020, 1, 1))
    with wall.scope([district.pk, foreign.pk]):
        refused(lambda: moves.dismiss(teacher=teacher, on=ON, by=stranger), NOT_YOURS)
    with wall.scope([foreign.pk]):
        refused(lambda: moves.dismiss(teacher=teacher, on=ON, by=stranger), "карточки больше нет")
        place = factories.organisation(foreign)
    with wall.scope([district.pk, foreign.pk]):
        refused(lambda: moves.transfer(teacher=teacher, job=Job(place, "ped01"), on=ON, by=methodist), NOT_YOURS)


# --- undoing ------------------------------------------------------------------------------------------

Deeds = dict[str, Callable[[Teacher, Teacher, Organisation, User], Move]]
DEEDS: Deeds = {
    "hire": lambda here, gone, place, by: moves.hire(teacher=gone, job=Job(place, "ped01"), on=ON, by=by),
    "transfer": lambda here, gone, place, by: moves.transfer(teacher=here, job=Job(place, "ped01"), on=ON, act="Приказ", by=by),
    "second job": lambda here, gone, place, by: moves.take_second_job(teacher=here, job=Job(place, "ped01"), on=ON, by=by),
    "leave": lambda here, gone, place, by: moves.go_on_leave(teacher=here, kind="long", on=ON, by=by),
    "dismissal": lambda here, gone, place, by: moves.dismiss(teacher=here, on=ON, act="Приказ", by=by),
    "return": lambda here, gone, place, by: moves.come_back(teacher=gone, job=Job(place, "ped01"), on=ON, by=by),
}


@pytest.mark.parametrize("name", DEEDS)
def test_undo_puts_every_row_back_and_is_done_once(name: str, teacher: Teacher, nowhere: Teacher, other: Organisation, methodist: User) -> None:
    Employment.objects.filter(teacher=teacher).update(until=ON + 900 * DAY, ended_act="По договору")
    before = standing(teacher), standing(nowhere)
    move = DEEDS[name](teacher, nowhere, other, methodist)
    assert (standing(teacher), standing(nowhere)) != before
    undone = moves.undo_move(move=move, by=methodist)
    assert (standing(teacher), standing(nowhere)) == before
    assert undone.undone_at
    assert Deed.objects.about(move.teacher).first().verb == "отменил(а) кадровое событие"  # type: ignore[union-attr]
    refused(lambda: moves.undo_move(move=move, by=methodist), "уже отменено")


def test_undo_is_refused_while_something_newer_stands_and_works_in_turn(teacher: Teacher, other: Organisation, methodist: User) -> None:
    before = standing(teacher)
    first = moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    second = moves.go_on_leave(teacher=teacher, kind="long", on=ON + DAY, by=methodist)
    refused(lambda: moves.undo_move(move=first, by=methodist), "После него записано другое: отпуск с 02.10.2021. Сначала отмените его")
    moves.undo_move(move=second, by=methodist)
    moves.undo_move(move=first, by=methodist)
    assert standing(teacher) == before


def test_undo_is_refused_after_the_place_was_merged(teacher: Teacher, other: Organisation, school: Organisation, methodist: User) -> None:
    move = moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    whole = reorganisation.merge(sources=[other], target=school, on=ON + 30 * DAY, act="Постановление № 1", by=methodist)
    refused(lambda: moves.undo_move(move=move, by=methodist), "запись о работе изменили")
    reorganisation.undo(reorganisation=whole, by=methodist)
    moves.undo_move(move=move, by=methodist)


def test_undo_is_refused_when_the_row_is_no_more(teacher: Teacher, other: Organisation, methodist: User) -> None:
    move = moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    Employment.objects.filter(teacher=teacher, is_main=False).delete()
    refused(lambda: moves.undo_move(move=move, by=methodist), "Отменить уже нельзя")


# --- last year stays as it was ------------------------------------------------------------------------


def test_measures_of_last_year_are_the_same_after_every_event(
    teacher: Teacher, nowhere: Teacher, school: Organisation, other: Organisation, district: District, methodist: User
) -> None:
    """A report of 2020–2021, run again after a transfer, a dismissal and a return of 2021–2022."""
    third = factories.teacher(district, school)
    for who in (teacher, third):
        world.course(who)
    passport = world.passport("SG-VOSP-01")

    def figures() -> Any:
        return world.compiled("SG-VOSP-01").places(passport, district.pk)

    before = figures()
    assert list(before) == [school.pk]
    moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    moves.dismiss(teacher=third, on=ON, by=methodist)
    moves.come_back(teacher=nowhere, job=Job(other, "ped01"), on=ON, by=methodist)
    assert figures() == before
    later = world.compiled("SG-VOSP-01", Period.parse("2021-2022")).places(passport, district.pk)
    assert {place: one.denominator for place, one in later.items()} == {other.pk: 2}

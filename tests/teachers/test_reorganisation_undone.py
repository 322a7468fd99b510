"""Undoing a reorganisation puts everything back while nothing rests on it; last year stays as it was."""

from typing import Any

import pytest

from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.journal.models import Deed
from portal.journal.services import last_deed
from portal.kit.periods import Period
from teachers.models import Employment, Teacher
from teachers.selectors.organisation import happened
from teachers.services import moves, organisations, reorganisation
from tests import factories
from tests.monitoring import world
from tests.teachers.reorganising import ACT, DAY, ON, everything, merge, refused

# --- undoing ------------------------------------------------------------------------------------------


@pytest.fixture
def full(anna: Teacher, bella: Teacher, first: Organisation, second: Organisation, district: District) -> None:
    """A school with everything that moves: terms, acts, second jobs, those to come, access."""
    Employment.objects.filter(teacher=bella).update(until=ON + 99 * DAY, ended_act="По договору")
    world.second_job(anna, second)
    factories.teacher(district, first, since=ON + 9 * DAY)
    for role in (Role.TEACHER, Role.SCHOOL_HEAD):
        factories.user(role, district, organisation=first)
        factories.user(role, district, organisation=first, since=ON + DAY, until=ON + 99 * DAY)


@pytest.mark.parametrize("close", [True, False])
def test_undo_of_a_split_is_exact(close: bool, full: None, first: Organisation, second: Organisation, methodist: User) -> None:
    before = everything()
    people = dict.fromkeys(Employment.objects.filter(organisation=first).values_list("teacher", flat=True), second)
    made = reorganisation.split(source=first, people=people, on=ON, act=ACT, close=close, by=methodist)
    assert everything() != before
    reorganisation.undo(reorganisation=made, by=methodist)
    assert everything() == before


def test_undo_of_a_merge_is_exact_and_done_once(full: None, first: Organisation, second: Organisation, methodist: User) -> None:
    before = everything()
    made = merge([first], second, methodist)
    assert everything() != before
    undone = reorganisation.undo(reorganisation=made, by=methodist)
    assert everything() == before
    assert undone.undone_at
    assert {Deed.objects.about(place).first().verb for place in (first, second)} == {"отменил(а) реорганизацию"}  # type: ignore[union-attr]
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "Это уже отменено")


def test_undo_of_a_closing_is_exact(first: Organisation, methodist: User) -> None:
    before = everything()
    reorganisation.undo(reorganisation=reorganisation.close(organisation=first, on=ON, act=ACT, by=methodist), by=methodist)
    assert everything() == before


def test_undo_waits_for_what_came_later(anna: Teacher, first: Organisation, second: Organisation, third: Organisation, methodist: User) -> None:
    before = everything()
    earlier = merge([first], second, methodist)
    later = merge([second], third, methodist, on=ON + 30 * DAY)
    refused(lambda: reorganisation.undo(reorganisation=earlier, by=methodist), "Присоединение с 01.10.2021. Сначала отмените его")
    reorganisation.undo(reorganisation=later, by=methodist)
    reorganisation.undo(reorganisation=earlier, by=methodist)
    assert everything() == before


def test_a_later_name_does_not_stand_in_the_way_but_of_an_opening_and_a_renaming(
    anna: Teacher, first: Organisation, second: Organisation, methodist: User
) -> None:
    """Undone with the new name kept; the page offers the button where the deed would be done, and says what comes first elsewhere."""
    before = list(Employment.objects.order_by("pk").values())
    names = {"name": "МБОУ «Гимназия»", "short_name": "Гимназия", "act": ACT, "seen": 0, "by": methodist}
    earlier = organisations.rename(organisation=second, on=ON - DAY, **{**names, "seen": last_deed(second), "short_name": "Школа", "name": "МБОУ «Школа»"})
    made = reorganisation.split(source=first, people={anna.pk: second}, on=ON, act=ACT, close=False, by=methodist)
    organisations.rename(organisation=second, on=ON + DAY, **{**names, "seen": last_deed(second)})
    assert [one.waits is None for one in happened(second)] == [True, True, False]
    refused(lambda: reorganisation.undo(reorganisation=earlier, by=methodist), "произошло другое")
    reorganisation.undo(reorganisation=made, by=methodist)
    second.refresh_from_db()
    assert (second.short_name, list(Employment.objects.order_by("pk").values())) == ("Гимназия", before)


def test_undo_waits_for_moves_of_people(anna: Teacher, first: Organisation, second: Organisation, third: Organisation, methodist: User) -> None:
    before = everything()
    made = merge([first], second, methodist)
    move = moves.transfer(teacher=anna, job=moves.Job(third, "ped01"), on=ON + 30 * DAY, by=methodist)
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "изменили место работы: Аннина М. С.")
    moves.undo_move(move=move, by=methodist)
    reorganisation.undo(reorganisation=made, by=methodist)
    assert everything() == before


def test_undo_waits_when_a_row_is_no_more(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    made = merge([first], second, methodist)
    Employment.objects.filter(teacher=anna, organisation=second).delete()
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "изменили место работы")


def test_undo_gives_nobody_access_back_that_was_ended_since(first: Organisation, second: Organisation, district: District, methodist: User) -> None:
    here = factories.user(Role.TEACHER, district, organisation=first)
    made = merge([first], second, methodist)
    Appointment.objects.filter(user=here, organisation=second).update(until=ON + 30 * DAY)
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "изменили сроки доступа")


# --- last year stays as it was ------------------------------------------------------------------------


def test_measures_of_last_year_are_the_same_after_a_merge(
    anna: Teacher, bella: Teacher, first: Organisation, second: Organisation, district: District, methodist: User
) -> None:
    """The report of 2020–2021 by organisation, run again; the report of the next year counts at the successor."""
    there = factories.teacher(district, second)
    for who in (anna, there):
        world.course(who)
    passport = world.passport("SG-VOSP-01")

    def figures(period: Period) -> Any:
        return world.compiled("SG-VOSP-01", period).places(passport, district.pk)

    year = Period.parse("2020-2021")
    before = figures(year)
    assert {place: (one.numerator, one.denominator) for place, one in before.items()} == {first.pk: (1, 2), second.pk: (1, 1)}
    made = merge([first], second, methodist)
    assert figures(year) == before
    assert {place: one.denominator for place, one in figures(Period.parse("2021-2022")).items()} == {second.pk: 3}
    reorganisation.undo(reorganisation=made, by=methodist)
    assert {place: one.denominator for place, one in figures(Period.parse("2021-2022")).items()} == {first.pk: 2, second.pk: 1}

"""Undoing a move never puts a person to work in a place that has closed since; a dismissal takes with it the leaves of work that is no more."""

import datetime as dt

import pytest

from portal.accounts.models import Organisation, User
from portal.kit.words import day
from teachers.models import Absence, Employment, Teacher
from teachers.services import moves, reorganisation
from teachers.services.moves import Job
from tests.teachers.moving import DAY, ON, refused, standing
from tests.teachers.reorganising import ACT, merge

CLOSES = ON + 15 * DAY


def gone(place: Organisation) -> str:
    return f"организация «{place}» закрыта с {day(CLOSES)}, а работа в ней продолжилась бы: Аннина"


def test_a_dismissal_is_not_undone_into_a_school_that_was_merged_since(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    before = standing(anna)
    move = moves.dismiss(teacher=anna, on=ON + 5 * DAY, by=methodist)
    whole = merge([first], second, methodist, on=CLOSES)
    refused(lambda: moves.undo_move(move=move, by=methodist), gone(first))
    reorganisation.undo(reorganisation=whole, by=methodist)
    moves.undo_move(move=move, by=methodist)
    assert standing(anna) == before


def test_a_later_job_that_a_dismissal_dropped_does_not_come_back_to_a_closed_school(anna: Teacher, second: Organisation, methodist: User) -> None:
    moves.transfer(teacher=anna, job=Job(second, "ped01"), on=ON + 10 * DAY, by=methodist)
    move = moves.dismiss(teacher=anna, on=ON + 5 * DAY, by=methodist)
    reorganisation.close(organisation=second, on=CLOSES, act=ACT, by=methodist)
    refused(lambda: moves.undo_move(move=move, by=methodist), gone(second))


def test_a_transfer_is_not_undone_into_a_school_that_was_closed_since(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    move = moves.transfer(teacher=anna, job=Job(second, "ped01"), on=ON, by=methodist)
    reorganisation.close(organisation=first, on=CLOSES, act=ACT, by=methodist)
    refused(lambda: moves.undo_move(move=move, by=methodist), gone(first))


@pytest.mark.parametrize("name", ["second job", "leave", "return", "a job that ended in time"])
def test_what_comes_back_to_no_closed_school_is_undone(
    name: str, anna: Teacher, nowhere: Teacher, first: Organisation, second: Organisation, third: Organisation, methodist: User
) -> None:
    """The second job goes, the leave touches no job; one that ended on the eve of the closing was there in its days."""
    if name == "a job that ended in time":
        Employment.objects.filter(teacher=anna).update(until=CLOSES - DAY)
    before = standing(anna), standing(nowhere)
    deed = {
        "second job": lambda: moves.take_second_job(teacher=anna, job=Job(second, "ped01"), on=ON, until=ON + DAY, by=methodist),
        "leave": lambda: moves.go_on_leave(teacher=anna, kind="long", on=ON, by=methodist),
        "return": lambda: moves.come_back(teacher=nowhere, job=Job(third, "ped01"), on=ON, by=methodist),
        "a job that ended in time": lambda: moves.dismiss(teacher=anna, on=ON, by=methodist),
    }
    move = deed[name]()
    reorganisation.close(organisation=first if name == "a job that ended in time" else second, on=CLOSES, act=ACT, by=methodist)
    moves.undo_move(move=move, by=methodist)
    assert (standing(anna), standing(nowhere)) == before


def test_nobody_is_taken_on_for_longer_than_the_place_will_be_there(
    anna: Teacher, nowhere: Teacher, first: Organisation, second: Organisation, methodist: User
) -> None:
    """A merger written ahead has moved everybody who was there; who comes afterwards would be left in the closed school."""
    merge([first], second, methodist, on=CLOSES)
    job = Job(first, "ped01", "химия")
    for deed in (moves.come_back, moves.take_second_job):
        refused(lambda deed=deed: deed(teacher=nowhere, job=job, on=ON, by=methodist), f"{first} закрывается {day(CLOSES)}")  # type: ignore[misc]
    moves.take_second_job(teacher=nowhere, job=job, on=ON, until=CLOSES - DAY, by=methodist)
    moves.transfer(teacher=anna, job=job, on=ON, by=methodist)  # her work there ends with the school and goes on in the other
    assert [one.until for one in anna.employments.order_by("since")] == [ON - DAY, CLOSES - DAY, None]


def leaves(teacher: Teacher) -> list[tuple[dt.date, dt.date | None]]:
    return list(Absence.objects.filter(teacher=teacher).order_by("since").values_list("since", "until"))


def test_a_leave_written_for_later_goes_with_the_work_and_comes_back_with_it(anna: Teacher, methodist: User) -> None:
    moves.go_on_leave(teacher=anna, kind="other", on=ON, until=ON + 9 * DAY, by=methodist)
    moves.go_on_leave(teacher=anna, kind="long", on=ON + 20 * DAY, until=ON + 60 * DAY, act="Приказ № 3", by=methodist)
    before = standing(anna)
    move = moves.dismiss(teacher=anna, on=ON + 5 * DAY, by=methodist)
    assert leaves(anna) == [(ON, ON + 5 * DAY)]
    moves.undo_move(move=move, by=methodist)
    assert standing(anna) == before


def test_a_leave_from_work_that_goes_on_stays(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    """The second job lasts a little longer: a leave within it stays, one after its end goes; a break is no leave from anything."""
    Employment.objects.create(district=first.district, teacher=anna, organisation=second, position="ped01", is_main=False, since=ON, until=ON + 10 * DAY)
    for start, kind in ((8, "other"), (20, "long"), (40, "break")):
        Absence.objects.create(district=first.district, teacher=anna, kind=kind, since=ON + start * DAY, until=ON + (start + 1) * DAY)
    moves.dismiss(teacher=anna, on=ON + 5 * DAY, job=anna.employments.get(is_main=True), by=methodist)
    assert [since for since, _ in leaves(anna)] == [ON + 8 * DAY, ON + 40 * DAY]

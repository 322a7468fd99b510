"""Hiring, transfers, second jobs, leaves, dismissals, returns: what they write and what they refuse."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import District, Organisation, User
from portal.journal.models import Deed
from portal.kit.periods import today
from teachers.models import Absence, Employment, Move, Teacher
from teachers.services import moves
from teachers.services.moves import Job
from tests import factories
from tests.monitoring import world
from tests.teachers.moving import DAY, ON, last, refused, standing

# --- what each deed writes ----------------------------------------------------------------------------


def test_hire_begins_a_main_job_and_is_journalled(nowhere: Teacher, other: Organisation, methodist: User) -> None:
    made = moves.hire(teacher=nowhere, job=Job(other, "ped01", "физика", Decimal("0.5")), on=ON, act="Приказ № 5", by=methodist)
    row = last(nowhere)
    assert (row.organisation, row.position, row.subject, row.load, row.since, row.until) == (other, "ped01", "физика", Decimal("0.5"), ON, None)
    assert (row.is_main, row.is_pedagogical, row.act) == (True, True, "Приказ № 5")
    assert (made.kind, made.on, made.by) == (Move.Kind.HIRED, ON, methodist)
    assert Deed.objects.about(nowhere).get().verb == "записал(а) приём на работу"


@pytest.mark.parametrize(("position", "kind", "counted"), [("ped01", "sosh", True), ("adm01", "sosh", False), ("ped01", "method", False)])
def test_only_teaching_posts_outside_the_service_are_pedagogical(
    nowhere: Teacher, district: District, methodist: User, position: str, kind: str, counted: bool
) -> None:
    moves.hire(teacher=nowhere, job=Job(factories.organisation(district, kind=kind), position), on=ON, by=methodist)
    assert last(nowhere).is_pedagogical is counted


def test_transfer_ends_the_job_on_the_day_before(teacher: Teacher, school: Organisation, other: Organisation, methodist: User) -> None:
    moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, act="Приказ № 6", by=methodist)
    old, new = Employment.objects.filter(teacher=teacher).order_by("pk")
    assert (old.organisation, old.until, old.ended_act) == (school, ON - DAY, "Приказ № 6")
    assert (new.organisation, new.since, new.until, new.is_main) == (other, ON, None, True)


def test_transfer_keeps_the_term_of_a_job_for_a_time(teacher: Teacher, other: Organisation, methodist: User) -> None:
    Employment.objects.filter(teacher=teacher).update(until=ON + 100 * DAY)
    moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    assert last(teacher).until == ON + 100 * DAY


def test_second_job_is_not_the_main_one(teacher: Teacher, other: Organisation, methodist: User) -> None:
    moves.take_second_job(teacher=teacher, job=Job(other, "ped01", load=Decimal("0.25")), on=ON, until=ON + 30 * DAY, by=methodist)
    row = last(teacher)
    assert (row.is_main, row.load, row.until) == (False, Decimal("0.25"), ON + 30 * DAY)


def test_leave_changes_no_job(teacher: Teacher, methodist: User) -> None:
    before = standing(teacher)[0]
    moves.go_on_leave(teacher=teacher, kind="childcare", on=ON, act="Приказ № 7", by=methodist)
    assert standing(teacher)[0] == before
    row = Absence.objects.get(teacher=teacher)
    assert (row.kind, row.since, row.until, row.act) == ("childcare", ON, None, "Приказ № 7")


def test_dismissal_ends_every_job_and_the_leave_on_the_last_working_day(teacher: Teacher, other: Organisation, methodist: User) -> None:
    world.second_job(teacher, other)
    moves.go_on_leave(teacher=teacher, kind="childcare", on=ON, by=methodist)
    moves.dismiss(teacher=teacher, on=ON + 9 * DAY, act="Приказ № 8", by=methodist)
    assert set(Employment.objects.filter(teacher=teacher).values_list("until", "ended_act")) == {(ON + 9 * DAY, "Приказ № 8")}
    assert Absence.objects.get(teacher=teacher).until == ON + 9 * DAY


def test_dismissal_from_one_job_leaves_the_other_and_the_leave(teacher: Teacher, other: Organisation, methodist: User) -> None:
    second = world.second_job(teacher, other)
    moves.go_on_leave(teacher=teacher, kind="childcare", on=ON, by=methodist)
    moves.dismiss(teacher=teacher, on=ON, job=second, by=methodist)
    assert list(Employment.objects.on(ON + DAY).filter(teacher=teacher).values_list("is_main", flat=True)) == [True]
    assert Absence.objects.get(teacher=teacher).until is None


def test_return_writes_the_break_between(nowhere: Teacher, other: Organisation, methodist: User) -> None:
    moves.come_back(teacher=nowhere, job=Job(other, "ped01"), on=ON, by=methodist)
    row = Absence.objects.get(teacher=nowhere)
    assert (row.kind, row.since, row.until) == ("break", dt.date(2020, 9, 1), ON - DAY)
    assert (last(nowhere).organisation, last(nowhere).is_main) == (other, True)


def test_return_on_the_next_day_is_no_break(nowhere: Teacher, other: Organisation, methodist: User) -> None:
    moves.come_back(teacher=nowhere, job=Job(other, "ped01"), on=dt.date(2020, 9, 1), by=methodist)
    assert not Absence.objects.exists()


def test_return_after_a_time_with_a_second_job_is_no_break(nowhere: Teacher, other: Organisation, methodist: User) -> None:
    world.second_job(nowhere, other)
    moves.come_back(teacher=nowhere, job=Job(other, "ped01"), on=ON, by=methodist)
    assert not Absence.objects.exists()


def test_return_after_leave_and_dismissal(teacher: Teacher, school: Organisation, methodist: User) -> None:
    """The leave ended with the work, so that the break may follow it."""
    moves.go_on_leave(teacher=teacher, kind="childcare", on=dt.date(2019, 9, 1), by=methodist)
    moves.dismiss(teacher=teacher, on=dt.date(2020, 8, 31), by=methodist)
    moves.come_back(teacher=teacher, job=Job(school, "ped01"), on=ON, by=methodist)
    assert list(Absence.objects.order_by("since").values_list("kind", "since", "until")) == [
        ("childcare", dt.date(2019, 9, 1), dt.date(2020, 8, 31)),
        ("break", dt.date(2020, 9, 1), ON - DAY),
    ]


# --- refusals -----------------------------------------------------------------------------------------


def test_hire_refuses_a_second_main_job(teacher: Teacher, other: Organisation, methodist: User) -> None:
    told = refused(lambda: moves.hire(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist), "основное место работы уже есть: СШ")
    assert told.field == "organisation"


def test_hire_refuses_a_main_job_that_would_run_into_a_later_one(nowhere: Teacher, school: Organisation, other: Organisation, methodist: User) -> None:
    moves.hire(teacher=nowhere, job=Job(school, "ped01"), on=ON + 30 * DAY, by=methodist)
    refused(lambda: moves.hire(teacher=nowhere, job=Job(other, "ped01"), on=ON, by=methodist), "уже есть основное место работы")


def test_two_main_jobs_are_refused_by_the_database(teacher: Teacher, other: Organisation) -> None:
    with pytest.raises(IntegrityError, match="employment_one_main"), transaction.atomic():
        world.second_job(teacher, other, is_main=True, since=ON)


def test_transfer_refuses(teacher: Teacher, nowhere: Teacher, school: Organisation, other: Organisation, methodist: User) -> None:
    refused(lambda: moves.transfer(teacher=nowhere, job=Job(other, "ped01"), on=ON, by=methodist), "основного места работы нет")
    refused(lambda: moves.transfer(teacher=teacher, job=Job(school, "ped01"), on=ON, by=methodist), "переводить некуда")
    refused(lambda: moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=dt.date(2015, 9, 1), by=methodist), "перевод возможен позже")


def test_second_job_refuses(teacher: Teacher, other: Organisation, methodist: User) -> None:
    refused(lambda: moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON, until=ON - DAY, by=methodist), "раньше даты")
    moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON, by=methodist)
    refused(lambda: moves.take_second_job(teacher=teacher, job=Job(other, "ped01"), on=ON + DAY, by=methodist), "уже есть")


def test_leave_refuses(teacher: Teacher, nowhere: Teacher, methodist: User) -> None:
    refused(lambda: moves.go_on_leave(teacher=teacher, kind="break", on=ON, by=methodist), "Выберите вид отпуска")
    refused(lambda: moves.go_on_leave(teacher=teacher, kind="long", on=ON, until=ON - DAY, by=methodist), "раньше даты")
    refused(lambda: moves.go_on_leave(teacher=nowhere, kind="long", on=ON, by=methodist), "нигде не работает")
    moves.go_on_leave(teacher=teacher, kind="long", on=ON, by=methodist)
    refused(lambda: moves.go_on_leave(teacher=teacher, kind="other", on=ON + DAY, by=methodist), "уже записан")


def test_dismissal_refuses_a_job_that_has_ended(teacher: Teacher, nowhere: Teacher, methodist: User) -> None:
    refused(lambda: moves.dismiss(teacher=nowhere, on=ON, by=methodist), "этой работы нет")
    refused(lambda: moves.dismiss(teacher=teacher, on=ON, job=last(nowhere), by=methodist), "этой работы нет")


def test_return_refuses(teacher: Teacher, district: District, school: Organisation, methodist: User) -> None:
    refused(lambda: moves.come_back(teacher=teacher, job=Job(school, "ped01"), on=ON, by=methodist), "уже работает")
    fresh = Teacher.objects.create(district=district, last_name="Новая", first_name="Вера", sex="f", birth_date=dt.date(1999, 1, 1))
    refused(lambda: moves.come_back(teacher=fresh, job=Job(school, "ped01"), on=ON, by=methodist), "ещё нигде не работал")


def test_places_and_dates_are_looked_at(nowhere: Teacher, district: District, school: Organisation, methodist: User) -> None:
    young, gone = factories.organisation(district, opened=ON + DAY), factories.organisation(district, closed=ON)
    refused(lambda: moves.hire(teacher=nowhere, job=Job(young, "ped01"), on=ON, by=methodist), "открыта только")
    refused(lambda: moves.hire(teacher=nowhere, job=Job(gone, "ped01"), on=ON, by=methodist), "закрыта с")
    refused(lambda: moves.hire(teacher=nowhere, job=Job(school, "ped01"), on=today() + 400 * DAY, by=methodist), "Дата дальше чем через год")
    refused(lambda: moves.hire(teacher=nowhere, job=Job(school, "нет"), on=ON, by=methodist), "Выберите должность")
    refused(lambda: moves.hire(teacher=nowhere, job=Job(school, "ped01", load=Decimal(4)), on=ON, by=methodist), "Ставка")


def test_a_merged_card_takes_no_events(teacher: Teacher, nowhere: Teacher, school: Organisation, methodist: User) -> None:
    Teacher.objects.filter(pk=nowhere.pk).update(merged_into=teacher)
    refused(lambda: moves.hire(teacher=nowhere, job=Job(school, "ped01"), on=ON, by=methodist), "карточки больше нет")

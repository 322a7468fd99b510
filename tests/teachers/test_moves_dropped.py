"""Dismissal while the work was to go on later (a transfer or a merger is written already); nobody writes her own moves."""

import datetime as dt

import pytest

from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.kit.periods import today
from teachers.models import Employment, Teacher
from teachers.services import moves, reorganisation
from teachers.services.moves import Job
from tests import factories
from tests.teachers.moving import DAY, ON, refused, standing
from tests.teachers.reorganising import merge

ABOUT_ONESELF = "О себе кадровые события не записывают"


def places(teacher: Teacher) -> list[tuple[str, dt.date | None]]:
    rows = Employment.objects.filter(teacher=teacher).order_by("since").select_related("organisation")
    return [(one.organisation.short_name, one.until) for one in rows]


def test_who_is_dismissed_before_the_merger_never_works_in_the_merged_school(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    before = standing(anna)
    whole = merge([first], second, methodist, on=ON + 30 * DAY)
    merged = standing(anna)
    gone = moves.dismiss(teacher=anna, on=ON, by=methodist)
    assert places(anna) == [(first.short_name, ON)]
    refused(lambda: reorganisation.undo(reorganisation=whole, by=methodist), "изменили место работы")
    moves.undo_move(move=gone, by=methodist)
    assert standing(anna) == merged
    reorganisation.undo(reorganisation=whole, by=methodist)
    assert standing(anna) == before


def test_the_whole_chain_ends_and_other_work_does_not(teacher: Teacher, school: Organisation, other: Organisation, district: District, methodist: User) -> None:
    """Two transfers ahead go; a second job that begins later, and a new main job after a gap, are work of their own."""
    third = factories.organisation(district)
    moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=ON + 10 * DAY, by=methodist)
    moves.transfer(teacher=teacher, job=Job(third, "adm01"), on=ON + 20 * DAY, by=methodist)
    Employment.objects.filter(teacher=teacher, organisation=third).update(until=ON + 30 * DAY)
    moves.take_second_job(teacher=teacher, job=Job(school, "ped01"), on=ON + 10 * DAY, by=methodist)
    moves.hire(teacher=teacher, job=Job(other, "ped01"), on=ON + 40 * DAY, by=methodist)
    before = standing(teacher)
    gone = moves.dismiss(teacher=teacher, on=ON + 9 * DAY, act="Приказ № 1", by=methodist)
    assert places(teacher) == [(school.short_name, ON + 9 * DAY), (school.short_name, None), (other.short_name, None)]
    moves.undo_move(move=gone, by=methodist)
    assert standing(teacher) == before


def test_access_to_the_place_where_she_will_not_work_ends_too_and_comes_back(
    first: Organisation, second: Organisation, third: Organisation, methodist: User
) -> None:
    user = factories.user(Role.TEACHER, first.district, organisation=first)
    teacher = factories.teacher(first.district, first, user=user)
    Employment.objects.create(district=first.district, teacher=teacher, organisation=third, position="ped01", since=ON, is_main=False)
    merge([first], second, methodist, on=today() + 30 * DAY)
    posts = list(Appointment.objects.filter(user=user).order_by("since").values("organisation", "since", "until"))
    main = teacher.employments.get(organisation=first)
    gone = moves.dismiss(teacher=teacher, on=today() + 9 * DAY, job=main, by=methodist)
    assert [(one.organisation, one.until) for one in Appointment.objects.filter(user=user)] == [(first, today() + 9 * DAY)]
    moves.undo_move(move=gone, by=methodist)
    assert list(Appointment.objects.filter(user=user).order_by("since").values("organisation", "since", "until")) == posts


def test_a_head_does_not_take_away_the_work_of_the_next_place(teacher: Teacher, school: Organisation, other: Organisation, head: User, methodist: User) -> None:
    moves.transfer(teacher=teacher, job=Job(school, "ped01", "химия"), on=ON, by=head)
    moves.transfer(teacher=teacher, job=Job(other, "ped01"), on=today() + 30 * DAY, by=methodist)
    refused(lambda: moves.dismiss(teacher=teacher, on=today(), by=head), f"записана работа дальше: {other}. Такое увольнение записывает методист района")
    moves.dismiss(teacher=teacher, on=today(), by=methodist)
    assert not Employment.objects.filter(teacher=teacher, organisation=other).exists()


def test_who_is_transferred_before_the_merger_stays_at_the_new_place(first: Organisation, second: Organisation, third: Organisation, methodist: User) -> None:
    user = factories.user(Role.TEACHER, first.district, organisation=first)
    anna = factories.teacher(first.district, first, user=user)
    merge([first], second, methodist, on=today() + 30 * DAY)
    before, posts = standing(anna), list(Appointment.objects.filter(user=user).order_by("since").values("organisation", "since", "until"))
    desk = factories.client(methodist)
    form = {"organisation": third.pk, "position": "ped01", "load": "1", "on": today().isoformat(), "act": "№ 1", "seen": 0}
    answer = desk.post(f"/teachers/{anna.pk}/work/transferred/", form, follow=True)
    assert f"отменена: «{second.short_name}» с {today() + 30 * DAY:%d.%m.%Y}" in answer.text
    assert places(anna) == [(first.short_name, today() - DAY), (third.short_name, None)]
    assert [post.organisation for post in Appointment.objects.lasting().filter(user=user)] == [third]
    moves.undo_move(move=anna.moves.get(), by=methodist)
    assert standing(anna) == before
    assert list(Appointment.objects.filter(user=user).order_by("since").values("organisation", "since", "until")) == posts


def test_another_post_in_the_school_that_is_to_be_merged_goes_along(anna: Teacher, first: Organisation, second: Organisation, methodist: User) -> None:
    merge([first], second, methodist, on=today() + 30 * DAY)
    first.refresh_from_db()
    moves.transfer(teacher=anna, job=Job(first, "adm01"), on=today(), by=methodist)
    assert places(anna) == [(first.short_name, today() - DAY), (first.short_name, today() + 29 * DAY), (second.short_name, None)]


@pytest.fixture
def herself(head: User, school: Organisation, district: District) -> Teacher:
    return factories.teacher(district, school, user=head)


def test_a_head_writes_nothing_about_herself_and_undoes_nothing(herself: Teacher, head: User, school: Organisation, methodist: User) -> None:
    assert factories.client(head).get(f"/teachers/{herself.pk}/work/transferred/").status_code == 403
    assert "/work/transferred/" not in factories.client(head).get(f"/teachers/{herself.pk}/work/").text
    refused(lambda: moves.transfer(teacher=herself, job=Job(school, "adm01"), on=ON, by=head), ABOUT_ONESELF)
    refused(lambda: moves.dismiss(teacher=herself, on=ON, by=head), ABOUT_ONESELF)
    leave = moves.go_on_leave(teacher=herself, kind="long", on=ON, by=methodist)
    refused(lambda: moves.undo_move(move=leave, by=head), ABOUT_ONESELF)

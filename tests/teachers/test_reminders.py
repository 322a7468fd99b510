"""Reminders of terms: each said once, to whom it concerns."""

import datetime as dt

import pytest

from portal.accounts.models import District, Organisation, Role, User
from portal.journal.models import Notice
from portal.kit.periods import today, years_before
from teachers import tasks
from teachers.models import Course, Qualification, Teacher
from teachers.selectors.boards import months_after
from teachers.services.reminders import remind_of_terms
from tests import factories

ON = dt.date(2026, 11, 26)


@pytest.fixture
def own(district: District, school: Organisation) -> Teacher:
    user = factories.user(Role.TEACHER, district, organisation=school)
    return factories.teacher(district, school, user=user)


def course(who: Teacher, ends: dt.date) -> Course:
    return Course.objects.create(district=who.district, teacher=who, programme="ФГОС", provider="ИРО", hours=36, finished_on=years_before(ends, 3))


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_each_is_told_once_whatever_the_number_of_runs(own: Teacher, head: User, methodist: User) -> None:
    course(own, months_after(ON, 5))
    Qualification.objects.create(district=own.district, teacher=own, category="first", awarded_on=dt.date(2021, 1, 1), valid_until=months_after(ON, 6))
    assert remind_of_terms(on=ON) == 4
    assert remind_of_terms(on=ON) == 0
    assert own.user is not None
    assert len(told(own.user)) == 2
    summary = "За ближайшие шесть месяцев заканчиваются сроки: три года без КПК — у 1\u00a0педагога, аттестация — у 1\u00a0педагога."
    assert told(head) == told(methodist) == [summary]


def test_a_month_before_it_is_said_again_and_then_no_more(own: Teacher) -> None:
    ends = months_after(ON, 6)
    course(own, ends)
    assert own.user is not None
    for on in (ON, ends - dt.timedelta(days=60), ends - dt.timedelta(days=20), ends - dt.timedelta(days=1)):
        remind_of_terms(on=on)
    assert len(told(own.user)) == 2


def test_nobody_is_told_of_terms_far_away_over_or_renewed(own: Teacher, methodist: User) -> None:
    course(own, months_after(ON, 3))
    course(own, months_after(ON, 7))  # learned again since
    Qualification.objects.create(district=own.district, teacher=own, category="first", awarded_on=dt.date(2020, 1, 1), valid_until=months_after(ON, 2))
    Qualification.objects.create(district=own.district, teacher=own, category="high", awarded_on=dt.date(2024, 1, 1))
    assert remind_of_terms(on=ON) == 0
    assert told(methodist) == []


def test_another_school_and_a_closed_account_hear_nothing(own: Teacher, district: District) -> None:
    stranger = factories.user(Role.SCHOOL_HEAD, district)
    assert own.user is not None
    User.objects.filter(pk=own.user.pk).update(is_active=False)
    course(own, months_after(ON, 1))
    remind_of_terms(on=ON)
    assert told(stranger) == told(own.user) == []


def test_the_task_goes_round_the_working_districts(own: Teacher, district: District, foreign: District) -> None:
    Qualification.objects.create(district=district, teacher=own, category="first", awarded_on=dt.date(2021, 1, 1), valid_until=today())
    assert tasks.remind() == 1
    District.objects.filter(pk=district.pk).update(state=District.State.FROZEN)
    Notice.objects.all().delete()
    assert tasks.remind() == 0

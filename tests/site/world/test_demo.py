"""The loaded world as a demo: alive today, walled, with its accounts, and the same after a second loading."""

import datetime as dt
import time
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import Count, F, Q, QuerySet

from communities.models import Attendance, Event
from contests.models import Contest
from monitoring.models import Indicator
from portal.accounts.models import Organisation, User, Word
from portal.journal.models import Deed
from portal.kit.wall import scope
from routes.models import Mentoring, Route, Step
from routes.selectors.doneness import not_done
from teachers.models import (
    Answer,
    Assessment,
    Award,
    CareerStage,
    Competency,
    Course,
    CourseApplication,
    Duty,
    Employment,
    Move,
    Proposal,
    Teacher,
)
from teachers.selectors.twins import pairs
from tests.site.world.conftest import TODAY, World

pytestmark = pytest.mark.xdist_group("world")


def staff(on: dt.date) -> "QuerySet[Employment]":
    return Employment.objects.pedagogical_staff(on)


def test_nothing_crosses_the_wall(world: World) -> None:
    for code, district in world.districts.items():
        with scope([district.pk]):
            for model in (Teacher, Organisation, Employment, Route, Course, Assessment):
                assert not model._default_manager.exclude(district=district).exists(), (code, model)
    assert not Teacher.objects.exists()  # no scope, no rows


def test_every_district_has_its_figures(world: World) -> None:
    for code in world.districts:
        with scope([world.districts[code].pk]):
            assert staff(TODAY).count() >= 12
            assert Route.objects.exists()
            assert Attendance.objects.filter(status="present").exists()


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_this_year_is_alive(world: World, code: str) -> None:
    with scope([world.districts[code].pk]):
        states = Counter(Route.objects.values_list("state", flat=True))
        assert all(states[state] >= 3 for state in ("active", "review", "returned", "draft", "expertise"))
        assert Route.objects.filter(state="active", ends_on__lt=TODAY).count() >= 3
        assert not Step.objects.filter(not_done(), route__state__in=["done", "expertise"]).exists()
        waiting = Event.objects.filter(state="announced", starts_at__date__lte=TODAY).annotate(people=Count("attendances"))
        assert max(event.people for event in waiting) >= 40
        assert Event.objects.filter(state="announced", starts_at__date__gt=TODAY).count() >= 8
        assert Contest.objects.filter(state="open").exists()
        assert Mentoring.objects.count() >= 8


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_the_heroine_begins_from_the_beginning(world: World, code: str) -> None:
    with scope([world.districts[code].pk], signin=True):
        roles = {user.email.split("@")[0]: user for user in User.objects.filter(demo=True, home_district=world.districts[code])}
        teacher = Teacher.objects.get(user=roles["teacher"])
        school = staff(TODAY).get(teacher=teacher).organisation
        assert teacher.age(TODAY) < 35
        assert not teacher.routes.exists()
        assert not teacher.assessments.exists()
        assert roles["school"].appointments.get().organisation == school
        assert teacher.mentored_by.get().mentor.user == roles["mentor"]
        assert Route.objects.filter(state="review", curator=roles["methodist"]).count() >= 5
        assert Route.objects.filter(state="expertise", expert=roles["expert"]).exists()
        assert authenticate(email=f"teacher@{code}.example", password="demo") == roles["teacher"]


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_cards_hold_a_life_and_the_school_has_something_to_confirm(world: World, code: str) -> None:
    with scope([world.districts[code].pk]):
        assert CareerStage.objects.values("step").distinct().count() >= 6
        assert not CareerStage.objects.filter(since__gt=TODAY).exists()
        assert Award.objects.values("level").distinct().count() == 3
        assert set(Duty.objects.on(TODAY).values_list("role", flat=True)) == {"klass", "comm_head"}
        assert sorted(Move.objects.values_list("kind", flat=True)) == ["leave", "leave", "second_job", "second_job"]
        assert sorted(Proposal.objects.waiting().values_list("kind", flat=True)) == ["card", "course"]
        assert CourseApplication.objects.get().people.count() == 7
        assert not Teacher.objects.filter(Q(education_level="") | Q(education="") | Q(working_since__gt=F("teaching_since"))).exists()


@pytest.mark.parametrize("code", ["sovgavan", "amursk", "timashevsk"])
def test_there_is_something_to_decide_and_somebody_to_remind(world: World, code: str) -> None:
    district = world.districts[code]
    with scope([district.pk], signin=True):
        assert {found.reasons[0] for found in pairs([district.pk])} >= {"name", "short", "birth"}
        assert len(set(Organisation.objects.values_list("address", flat=True))) == Organisation.objects.count()
        assert Route.objects.filter(state="active", teacher__user__is_active=True).count() >= 10
        closed = Route.objects.filter(state__in=("done", "not_done"))
        assert closed.filter(expert__demo=True).count() * 3 < closed.count()  # several experts share them


def test_demo_accounts(world: World) -> None:
    with scope(signin=True):
        found = set(User.objects.filter(demo=True).values_list("email", flat=True))
    roles = ("teacher", "school", "methodist", "head", "mentor", "expert")
    expected = {f"{role}@{code}.example" for role in roles for code in ("sovgavan", "amursk", "timashevsk")}
    assert found == expected | {"coordinator@timashevsk.example", "operator@portal.example"}


def test_common_words(world: World) -> None:
    assert Word.objects.values("dictionary").distinct().count() >= 60
    assert Word.objects.filter(from_memory=True).exists()
    assert Competency.objects.filter(parent=None).count() == 8
    assert Indicator.objects.count() == 88


def test_answers_cover_the_functions_of_the_teacher(sovgavan: None) -> None:
    assert Answer.objects.filter(competency__parent=None).count() == 0
    kindergarten = Answer.objects.filter(assessment__teacher__employments__organisation__kind="dou", competency__code__startswith="B/")
    assert set(kindergarten.values_list("competency__parent__code", flat=True)) <= {"B/01.5", "B/02.6", "B/03.6"}


def test_loading_again_changes_nothing(world: World) -> None:
    before, began = counts(world), time.monotonic()
    assert world.load() == []
    assert time.monotonic() - began <= 5
    assert counts(world) == before


def counts(world: World) -> dict[str, int]:
    with scope([one.pk for one in world.districts.values()], common=True, signin=True):
        own = ("accounts", "teachers", "communities", "contests", "routes", "monitoring", "journal", "documents")
        return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.app_label in own}


def test_the_stamp_is_a_deed(world: World) -> None:
    with scope([one.pk for one in world.districts.values()]):
        assert Deed.objects.filter(verb="загрузил демонстрационный мир").count() == 11

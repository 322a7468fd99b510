"""The journal of growth: every app's facts by year, narrowed by kind, on paper; only of people whom one may see."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Community, Membership
from contests.models import Contest, Participation
from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.kit.periods import today
from portal.site.growth import growth_of
from routes.models import Route
from teachers.models import Award, Course, Teacher
from tests import factories

DAY = dt.date(2021, 5, 5)


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def page(methodist: User) -> Client:
    return factories.client(methodist)


@pytest.fixture
def teacher(district: District) -> Teacher:
    who = factories.teacher(district, since=dt.date(2015, 9, 1))
    own = {"district": district, "teacher": who}
    Course.objects.create(**own, programme="Грамотность", provider="ИРО", hours=36, finished_on=DAY)
    Award.objects.create(**own, name="Грамота", awarded_on=DAY)
    factories.assessment(who, {"A/01.6": 1}, DAY)
    factories.attendance(factories.event(district, title="Семинар о чтении"), who)
    circle = Community.objects.create(district=district, name="МО математиков", kind="rmo", since=DAY)
    Membership.objects.create(**own, community=circle, since=DAY, until=dt.date(2022, 5, 5), product="сборник задач")
    contest = Contest.objects.create(district=district, name="Учитель года", starts_on=DAY, ends_on=DAY, state="finished")
    Participation.objects.create(**own, contest=contest, result="winner", happened_on=DAY)
    place = who.employments.get().organisation
    Route.objects.create(**own, organisation=place, state="done", approved_on=DAY, completed_on=dt.date(2022, 5, 5), starts_on=DAY, ends_on=dt.date(2022, 5, 5))
    return who


def test_the_journal_tells_what_every_app_knows_by_year(teacher: Teacher) -> None:
    found = growth_of(teacher)
    told = {(one.on.year, one.kind, one.title) for year in found.years for one in year.entries}
    assert [year.year for year in found.years] == [today().year, 2022, 2021, 2015]
    assert told == {
        (2015, "work", "Работа: ped01, " + teacher.employments.get().organisation.short_name),
        (2021, "course", "Грамотность"),
        (2021, "award", "Грамота"),
        (2021, "assessment", "Самооценка по профессиональному стандарту"),
        (2021, "community", "Вступление: МО математиков"),
        (2021, "contest", "Учитель года"),
        (2021, "route", "ИОМ утверждён"),
        (2022, "route", "ИОМ завершён, освоен"),
        (2022, "community", "Завершено участие: МО математиков"),
        (today().year, "event", "Семинар о чтении"),
    }


def test_what_has_not_happened_yet_is_not_told(teacher: Teacher, district: District) -> None:
    Award.objects.create(district=district, teacher=teacher, name="Завтрашняя", awarded_on=today() + dt.timedelta(days=1))
    assert "Завтрашняя" not in {one.title for year in growth_of(teacher).years for one in year.entries}


def test_a_kind_narrows_and_an_unknown_one_does_not(teacher: Teacher) -> None:
    assert [one.title for year in growth_of(teacher, "contest").years for one in year.entries] == ["Учитель года"]
    assert sum(len(year.entries) for year in growth_of(teacher, "чужое").years) == growth_of(teacher).total == 10


def test_the_page_and_the_paper_are_shown_and_the_reading_is_journalled(teacher: Teacher, page: Client, methodist: User) -> None:
    text = page.get(reverse("site:growth", args=[teacher.pk])).text
    assert "Учитель года" in text
    assert "продукт: сборник задач" in text
    assert "<html" not in page.get(reverse("site:growth", args=[teacher.pk]), {"kind": "contest"}, headers={"HX-Request": "true"}).text
    assert page.get(reverse("site:growth_pdf", args=[teacher.pk])).content.startswith(b"%PDF")
    told = list(Deed.objects.about(teacher).values_list("verb", "actor"))
    assert told == [("скачал(а) журнал роста", methodist.pk), ("открыл(а) карточку педагога", methodist.pk)]


def test_strangers_do_not_find_it(teacher: Teacher, district: District) -> None:
    for role in (Role.TEACHER, Role.SCHOOL_HEAD):
        visitor = factories.client(factories.user(role, district))
        assert visitor.get(reverse("site:growth", args=[teacher.pk])).status_code == 404
        assert visitor.get(reverse("site:growth_pdf", args=[teacher.pk])).status_code == 404

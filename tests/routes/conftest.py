"""People and things around one route."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from communities.models import Community, Programme
from portal.accounts.models import District, Organisation, Role, User
from portal.kit.periods import today
from routes.models import Mentoring, Route, RouteDeficit, Step
from teachers.models import CourseOffer, Teacher
from tests import factories


@dataclass
class People:
    """Everybody who may stand around the route of one teacher."""

    district: District
    school: Organisation
    teacher: Teacher
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, who: str) -> User:
        return self.users[who]


@pytest.fixture
def people(district: District) -> People:
    """A teacher of one school and everybody else;"""
    school = factories.organisation(district)
    owner = factories.user(Role.TEACHER, district, organisation=school, last_name="Соколова")
    teacher = factories.teacher(district, school, user=owner, last_name="Соколова")
    mentor = factories.user(Role.MENTOR, district, last_name="Наставникова")
    guide = factories.teacher(district, school, user=mentor, last_name="Наставникова")
    Mentoring.objects.create(district=district, mentor=guide, mentee=teacher, form="pp", kind="k", since=today() - dt.timedelta(days=30))
    made = People(district, school, teacher)
    made.users = {
        "owner": owner,
        "colleague": factories.user(Role.TEACHER, district, organisation=school, last_name="Коллегина"),
        "head": factories.user(Role.SCHOOL_HEAD, district, organisation=school, last_name="Директорова"),
        "other_head": factories.user(Role.SCHOOL_HEAD, district, last_name="Чужова"),
        "methodist": factories.user(Role.METHODIST, district, last_name="Методистова"),
        "department_head": factories.user(Role.DEPARTMENT_HEAD, district, last_name="Начальникова"),
        "mentor": mentor,
        "expert": factories.user(Role.EXPERT, district, last_name="Экспертова"),
        "other_expert": factories.user(Role.EXPERT, district, last_name="Посторонняя"),
    }
    return made


def step(route: Route, **fields: Any) -> Step:
    return Step.objects.create(
        **{
            "district": route.district,
            "route": route,
            "direction": "self",
            "title": "Самоанализ занятия",
            "starts_on": route.starts_on,
            "ends_on": route.ends_on,
            **fields,
        }
    )


def deficit(route: Route, function: str = "A/01.6", level: int = 35, **fields: Any) -> RouteDeficit:
    return RouteDeficit.objects.create(district=route.district, route=route, function=function, name="Обучение", level=level, **fields)


def complete_route(people: People, state: str = "draft", **fields: Any) -> Route:
    """A route with a goal, a deficit and one own step, in the state."""
    made = factories.route(people.teacher, state=state, expert=people["expert"], **fields)
    deficit(made)
    step(made)
    return made


@pytest.fixture
def route(people: People) -> Route:
    """A draft that is ready to be submitted."""
    return complete_route(people)


def community(home: District, **fields: Any) -> Community:
    return Community.objects.create(
        **{"district": home, "name": "РМО учителей", "kind": "rmo", "functions": ["A/01.6"], "since": dt.date(2020, 9, 1), "state": "active", **fields}
    )


def programme(home: District, **fields: Any) -> Programme:
    place = fields.pop("organisation", None) or factories.organisation(home)
    return Programme.objects.create(
        **{"district": home, "name": "Модуль 1", "organisation": place, "functions": ["A/01.6"], "hours": 36, "since": dt.date(2020, 9, 1), **fields}
    )


def course_offer(home: District, **fields: Any) -> CourseOffer:
    starts = fields.pop("starts_on", today() + dt.timedelta(days=20))
    return CourseOffer.objects.create(
        **{
            "district": home,
            "programme": "Функциональная грамотность",
            "provider": "ИРО",
            "hours": 36,
            "functions": ["A/01.6"],
            "starts_on": starts,
            "ends_on": starts + dt.timedelta(days=14),
            **fields,
        }
    )

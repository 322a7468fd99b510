"""A district with its methodist, and a partner district by a signed agreement."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from communities.models import Attendance, Event
from portal.accounts.models import Agreement, District, Network, Role, User
from portal.kit import wall
from teachers.models import Teacher
from tests import factories

Opening = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def event(district: District) -> Event:
    """An event that began an hour ago and waits for marks."""
    return factories.event(district, starts_at=timezone.now() - dt.timedelta(hours=1), place="СШ № 1")


@pytest.fixture
def coming(district: District) -> Event:
    """An event of next week, open for registration."""
    return factories.event(district, starts_at=timezone.now() + dt.timedelta(days=7), place="СШ № 1")


@pytest.fixture
def people(district: District) -> list[Teacher]:
    """Five teachers of one school, Иванова1 … in the order of names."""
    school = factories.organisation(district, short_name="СШ № 9")
    return [factories.teacher(district, school) for _ in range(5)]


@pytest.fixture
def listed(event: Event, people: list[Teacher]) -> list[Attendance]:
    """All five have signed up for the event."""
    return [factories.attendance(event, one, "registered") for one in people]


@pytest.fixture
def partner(district: District, foreign: District) -> Opening:
    """The foreign district as a partner: opens the wall as a request of its people has it."""
    network = Network.objects.create(name="Сеть", lead=district)
    with wall.scope([foreign.pk], common=True):
        Agreement.objects.create(network=network, lead=district, district=foreign, number="1", state="signed", since=dt.date(2020, 1, 1))
    return lambda: wall.scope([foreign.pk], partners=[district.pk])

"""A district's people and places as the tests of moves have them."""

import datetime as dt

import pytest

from portal.accounts.models import District, Organisation, Role, User, Word
from portal.kit import wall
from teachers.models import Teacher
from tests import factories


@pytest.fixture
def methodist(district: District) -> User:
    with wall.scope([district.pk], common=True):
        Word.objects.get_or_create(dictionary="positions", code="ped01", defaults={"name": "учитель", "group": "педагогические"})
        Word.objects.get_or_create(dictionary="positions", code="adm01", defaults={"name": "директор", "group": "руководящие"})
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def school(district: District) -> Organisation:
    return factories.organisation(district)


@pytest.fixture
def other(district: District) -> Organisation:
    return factories.organisation(district)


@pytest.fixture
def head(district: District, school: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, district, organisation=school)


@pytest.fixture
def teacher(district: District, school: Organisation) -> Teacher:
    return factories.teacher(district, school)


@pytest.fixture
def nowhere(district: District, school: Organisation) -> Teacher:
    """Left on 31.08.2020."""
    return factories.teacher(district, school, until=dt.date(2020, 8, 31))


@pytest.fixture
def first(district: District) -> Organisation:
    return factories.organisation(district, short_name="СШ № 101")


@pytest.fixture
def second(district: District) -> Organisation:
    return factories.organisation(district, short_name="СШ № 102")


@pytest.fixture
def third(district: District) -> Organisation:
    return factories.organisation(district, short_name="СШ № 103")


@pytest.fixture
def anna(district: District, first: Organisation) -> Teacher:
    return factories.teacher(district, first, last_name="Аннина")


@pytest.fixture
def bella(district: District, first: Organisation) -> Teacher:
    return factories.teacher(district, first, last_name="Беллина")

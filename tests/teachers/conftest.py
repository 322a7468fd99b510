"""A district's people and places as the tests of moves have them."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import District, Organisation, Role, User, Word
from portal.kit import wall
from teachers.models import Teacher
from tests import factories
from tests.teachers import loading


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


@pytest.fixture
def loading_apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded files lie in a folder of the test; its own worker does the work."""
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("teachers.services.intake.jobs.current_app.send_task", lambda name, args: None)


@pytest.fixture
def home(transactional_db: None) -> District:
    """A district that files are loaded into: its rows are committed, as a worker sees them."""
    made = factories.district("sovgavan")
    loading.words(made)
    return made


@pytest.fixture
def place(home: District) -> Organisation:
    with wall.scope([home.pk]):
        return factories.organisation(home, short_name="СШ № 1", name="МБОУ СШ № 1")

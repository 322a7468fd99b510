"""Two people write about the same contest in the same moment."""

import datetime as dt

import pytest

from contests import services
from contests.models import Contest, Participation
from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.racing import crossing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home() -> District:
    """Really committed, unlike the rows of other tests."""
    return factories.district("sovgavan")


@pytest.fixture
def by(home: District) -> User:
    return factories.user(Role.METHODIST, home)


@pytest.fixture
def held(home: District) -> Contest:
    with wall.scope([home.pk]):
        return Contest.objects.create(district=home, name="Учитель года", starts_on=today() - dt.timedelta(days=30), ends_on=today(), state="open")


@pytest.fixture
def people(home: District) -> list[Teacher]:
    with wall.scope([home.pk]):
        return [factories.teacher(home) for _ in range(2)]


@pytest.fixture
def row(home: District, held: Contest, people: list[Teacher]) -> Participation:
    with wall.scope([home.pk]):
        return Participation.objects.create(district=home, contest=held, teacher=people[0], role="participant", happened_on=held.ends_on)


def test_a_participant_removed_twice_is_removed_once(home: District, by: User, row: Participation) -> None:
    def remove() -> None:
        services.remove_participant(participation=row, by=by)

    first, second = crossing([home.pk], Participation.objects.filter(pk=row.pk), remove, remove)
    assert (first, type(second), str(second)) == (None, Refusal, "Эту запись об участии уже удалили.")

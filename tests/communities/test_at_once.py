"""Two people write about the same community, event or programme in the same moment."""

import pytest

from communities import services
from communities.models import Community, Membership
from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.racing import crossing

pytestmark = pytest.mark.django_db(transaction=True)
REMOVED = "Эту запись об участии уже удалили."


@pytest.fixture
def home() -> District:
    """Really committed, unlike the rows of other tests."""
    return factories.district("sovgavan")


@pytest.fixture
def by(home: District) -> User:
    return factories.user(Role.METHODIST, home)


@pytest.fixture
def person(home: District) -> Teacher:
    with wall.scope([home.pk]):
        return factories.teacher(home)


@pytest.fixture
def circle(home: District) -> Community:
    with wall.scope([home.pk]):
        return Community.objects.create(district=home, name="МО учителей химии", kind="mo", state="active", since=today())


@pytest.fixture
def member(home: District, circle: Community, person: Teacher) -> Membership:
    with wall.scope([home.pk]):
        return Membership.objects.create(district=home, community=circle, teacher=person, since=today())


def test_a_membership_removed_twice_is_removed_once(home: District, by: User, member: Membership) -> None:
    gate = Membership.objects.filter(pk=member.pk)
    first, second = crossing(
        [home.pk], gate, lambda: services.delete_membership(membership=member, by=by), lambda: services.delete_membership(membership=member, by=by)
    )
    assert (first, type(second), str(second)) == (None, Refusal, REMOVED)


def test_a_membership_that_ends_while_it_is_removed_is_said_to_be_removed(home: District, by: User, member: Membership) -> None:
    gate = Membership.objects.filter(pk=member.pk)
    first, second = crossing(
        [home.pk], gate, lambda: services.delete_membership(membership=member, by=by), lambda: services.end_membership(membership=member, on=today(), by=by)
    )
    assert (first, type(second), str(second)) == (None, Refusal, REMOVED)

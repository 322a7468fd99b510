"""«Всё обо мне» goes on in seconds after its worker has died."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from portal.accounts.models import District, PersonalCopy, Role, User
from portal.kit import pulse, wall
from portal.site.personal import copying
from tests import factories

S = PersonalCopy.State


@pytest.fixture
def user(district: District) -> User:
    return factories.user(Role.TEACHER, district)


def copy_of(user: User, *, silent: int, asked: int = 0, state: str = S.WORKING) -> PersonalCopy:
    """A copy whose worker was last heard of so many seconds ago, asked for so many minutes ago."""
    with wall.scope(common=True):
        made = PersonalCopy.objects.create(user=user, state=state, began_at=timezone.now() - dt.timedelta(seconds=silent))
        PersonalCopy.objects.filter(pk=made.pk).update(at=timezone.now() - dt.timedelta(minutes=asked))
    return made


def row(copy: PersonalCopy) -> PersonalCopy:
    with wall.scope(common=True):
        return PersonalCopy.objects.get(pk=copy.pk)


def test_what_a_dead_worker_left_is_taken_up_in_a_minute_and_a_living_one_is_left_alone(user: User) -> None:
    copy = copy_of(user, silent=30)
    assert (copying.sweep(), copying.Claim(copy.pk).take()) == ([], False)
    with wall.scope(common=True):
        PersonalCopy.objects.update(began_at=timezone.now() - dt.timedelta(seconds=60))
    assert (copying.sweep(), copying.Claim(copy.pk).take(), copying.sweep()) == ([copy.pk], True, [])


def test_what_kills_its_worker_every_time_is_given_up_after_an_hour(user: User) -> None:
    copy = copy_of(user, silent=60, asked=61)
    assert copying.sweep() == []
    assert (row(copy).state, bool(row(copy).finished_at)) == (S.FAILED, True)


def test_a_copy_that_waits_for_a_worker_is_never_given_up(user: User) -> None:
    copy = copy_of(user, silent=0, asked=600, state=S.QUEUED)
    assert copying.sweep() == [copy.pk]


def test_a_worker_that_was_only_asleep_writes_nothing_over_the_next_one(user: User) -> None:
    copy = copy_of(user, silent=60)
    asleep, next_one = copying.Claim(copy.pk), copying.Claim(copy.pk)
    assert asleep.take()
    with wall.scope(common=True):
        PersonalCopy.objects.update(began_at=timezone.now() - dt.timedelta(seconds=60))
    assert (next_one.take(), asleep.update(state=S.FAILED), row(copy).state) == (True, False, S.WORKING)
    assert (next_one.update(state=S.DONE), row(copy).state) == (True, S.DONE)


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_heard_of_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "BEAT", 0.01)
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        account = factories.user(Role.TEACHER, home)
    copy = copy_of(account, silent=60)
    claim = copying.Claim(copy.pk)
    assert claim.take()
    began = claim.seen
    with claim:
        ends = timezone.now() + dt.timedelta(seconds=10)
        while row(copy).began_at == began and timezone.now() < ends:
            time.sleep(0.01)
    assert row(copy).began_at == claim.seen > began
    assert claim.update(state=S.DONE)

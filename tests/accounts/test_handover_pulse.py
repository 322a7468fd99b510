"""A district's archive goes on within a minute after its worker was killed; what a living worker makes is left to it."""

import datetime as dt
import os
import signal
import time
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from portal.accounts.models import District, Handover, Role
from portal.accounts.services import handover, request_handover
from portal.kit import pulse, wall
from tests import factories

S = Handover.State


def row() -> Handover:
    with wall.scope(common=True):
        return Handover.objects.get()


def asked(district: District, **fields: Any) -> Handover:
    operator = factories.user(Role.OPERATOR, None)
    with wall.scope(user=operator.pk, common=True):
        made = request_handover(district=district, by=operator)
        Handover.objects.filter(pk=made.pk).update(**fields)
    return made


def killed_at_work(pk: int) -> None:
    """A process of its own takes the row, gives signs of life and dies in the middle, as a worker does that the system kills."""
    told, tell = os.pipe()
    connections.close_all()
    child = os.fork()
    if not child:
        handover._write = lambda *_: (time.sleep(0.5), os.write(tell, b"at work"), time.sleep(60))  # type: ignore[assignment,return-value,func-returns-value]
        try:
            handover.build(pk)
        finally:
            os._exit(1)
    os.close(tell)
    try:
        assert os.read(told, 7) == b"at work"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(told)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_made_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "BEAT", 0.05)
    home = factories.district("sovgavan")
    made = asked(home)
    killed_at_work(made.pk)
    left = row()
    assert left.state == S.WORKING
    assert left.began_at is not None
    assert left.heard_at is not None
    assert left.heard_at > left.began_at  # it was heard of while it worked, and the beginning stays the beginning
    assert handover.sweep() == []  # it may still be at it
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=50)):
        assert handover.sweep() == [made.pk]
        assert handover.build(made.pk)
        assert handover.sweep() == []
    assert row().state == S.DONE
    connection.close()


def test_what_kills_its_worker_every_time_is_given_up(district: District) -> None:
    silent = timezone.now() - dt.timedelta(minutes=5)
    made = asked(district, state=S.WORKING, began_at=silent, heard_at=silent)
    assert handover.sweep() == [made.pk]
    with wall.scope(common=True):
        Handover.objects.update(at=timezone.now() - dt.timedelta(hours=7))
    assert handover.sweep() == []
    assert (row().state, bool(row().finished_at)) == (S.FAILED, True)


def test_a_worker_that_was_only_asleep_leaves_the_row_to_the_next_one(district: District) -> None:
    made = asked(district)
    asleep, next_one = handover.Claim(made.pk), handover.Claim(made.pk)
    assert asleep.take(began_at=asleep.seen)
    assert not next_one.take()
    with wall.scope(common=True):
        Handover.objects.update(heard_at=timezone.now() - dt.timedelta(seconds=60))
    assert next_one.take(began_at=next_one.seen)
    assert not asleep.update(state=S.DONE)
    assert row().state == S.WORKING

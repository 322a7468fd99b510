"""Mailboxes that take no letters keep nobody else's waiting; with a real mail server on the loopback."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts import services
from portal.accounts.models import District, Invitation, Role, User
from portal.accounts.services.invitations import Offer
from portal.accounts.services.people import Person
from portal.accounts.tasks import deliver_invitations
from portal.journal import tasks
from portal.journal.models import Mailbox, Notice
from portal.journal.services import notify
from portal.journal.tasks import deliver_notices
from tests import factories
from tests.mailserver import Server, mail_server

GONE, BUSY = "550 5.1.1 no such user", "451 4.7.1 greylisted, try later"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with mail_server(settings) as opened:
        yield opened


def told(district: District, email: str, *keys: str) -> User:
    who = factories.user(Role.TEACHER, district, email=email)
    for key in keys:
        notify(user=who, text="Срок шага", key=key, district_id=district.pk)
    return who


def rested() -> None:
    Mailbox.objects.update(next_at=timezone.now() - dt.timedelta(seconds=1))


def test_dead_mailboxes_do_not_stop_a_districts_mail(district: District, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them than one round takes; each is asked once, its notices stay in the header and do not come in a heap later."""
    monkeypatch.setattr(tasks, "BATCH", 3)
    dead = [told(district, f"dead{number}@school.example", "a", "b") for number in range(4)]
    told(district, "alive@school.example", "a")
    server.answers = {one.email: GONE for one in dead}
    assert sum(deliver_notices() for _ in range(4)) == 1
    assert server.taken == ["alive@school.example"]
    assert sorted(server.asked) == sorted([*(one.email for one in dead), "alive@school.example"])
    box = Mailbox.objects.get(user=dead[0])
    assert (box.said, box.tries, bool(box.refused_at)) == (GONE, 1, True)
    assert Notice.objects.filter(user__in=dead, refused_at__isnull=False, mailed_at__isnull=True).count() == 8
    server.answers = {}
    rested()
    told_again = dead[0]
    notify(user=told_again, text="Новое", key="c", district_id=district.pk)
    assert (deliver_notices(), server.taken[1:]) == (1, [told_again.email])
    assert not Mailbox.objects.filter(user=told_again).exists()


def test_a_mailbox_that_is_busy_rests_longer_each_time_and_waits_behind_the_others(district: District, server: Server) -> None:
    busy = told(district, "busy@school.example", "a", "b")
    server.answers = {busy.email: BUSY}
    assert (deliver_notices(), deliver_notices(), server.asked) == (0, 0, [busy.email])  # once, however many letters and rounds
    first = Mailbox.objects.get().next_at
    rested()
    deliver_notices()
    again = Mailbox.objects.get()
    assert (again.tries, again.refused_at) == (2, None)
    assert again.next_at > first + dt.timedelta(seconds=30)
    rested()
    server.answers = {}
    told(district, "quiet@school.example", "a")
    assert (deliver_notices(), server.taken) == (3, ["quiet@school.example", busy.email, busy.email])
    assert not Mailbox.objects.exists()


def test_another_address_of_the_person_is_asked_at_once(district: District, server: Server) -> None:
    who = told(district, "old@school.example", "a")
    server.answers = {"old@school.example": BUSY}
    deliver_notices()
    User.objects.filter(pk=who.pk).update(email="new@school.example")
    assert (deliver_notices(), server.taken) == (1, ["new@school.example"])


def test_a_silent_server_ends_the_round_and_refuses_nobody(district: District, server: Server) -> None:
    for number in range(5):
        told(district, f"t{number}@school.example", "a")
    server.greeting = "421 closing"
    assert (deliver_notices(), server.calls) == (0, tasks.PATIENCE)
    server.greeting = "220 here"
    assert deliver_notices() == 2  # those not tried yet come first
    rested()
    assert (deliver_notices(), Notice.objects.filter(refused_at__isnull=False).count()) == (3, 0)


def test_a_refused_invitation_says_so_and_waits_for_a_person(district: District, server: Server) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    offer = Offer(role=Role.METHODIST)
    for name in ("dead", "alive"):
        services.invite(person=Person(f"{name}@school.example", "Сидорова", "Мария", ""), offer=offer, district=district, by=head)
    server.answers = {"dead@school.example": GONE}
    assert [deliver_invitations() for _ in range(3)] == [1, 0, 0]
    rested()
    assert (deliver_invitations(), server.asked) == (0, ["dead@school.example", "alive@school.example"])
    dead = Invitation.objects.get(email="dead@school.example")
    browser = factories.client(head)
    assert dead.sent_at is None
    assert "почта не принимает письма" in browser.get("/people/invitations/").content.decode()
    page = browser.get(f"/people/invitations/{dead.pk}/").content.decode()
    assert (GONE in page, "не ушло" in page) == (True, True)
    server.answers = {}
    services.send_again(invitation=dead, by=head)
    assert (deliver_invitations(), server.taken[-1]) == (1, "dead@school.example")


def test_the_list_of_access_names_mailboxes_that_take_no_letters(district: District, server: Server) -> None:
    dead = told(district, "dead@school.example", "a")
    server.answers = {dead.email: GONE}
    deliver_notices()
    browser = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    post = dead.appointments.get()
    assert browser.get("/people/").content.decode().count("почта не принимает письма") == 1
    assert GONE in browser.get(f"/people/{post.pk}/").content.decode()

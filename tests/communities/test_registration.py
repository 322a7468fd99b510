"""A teacher signs up."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from communities import services
from communities.models import Attendance, Event
from communities.selectors.places import from_elsewhere, taken
from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.communities.conftest import Opening


@pytest.fixture
def account(district: District) -> User:
    return factories.user(Role.TEACHER, district)


@pytest.fixture
def teacher(district: District, account: User) -> Teacher:
    return factories.teacher(district, user=account)


def test_register_and_unregister(coming: Event, teacher: Teacher, account: User) -> None:
    row = services.register(event=coming, teacher=teacher, by=account)
    assert (row.status, row.held_on, row.district) == ("registered", timezone.localdate(coming.starts_at), teacher.district)
    services.unregister(event=coming, teacher=teacher, by=account)
    assert not Attendance.objects.exists()
    assert list(Deed.objects.order_by("pk").values_list("verb", flat=True)) == ["записался(ась) на событие", "отменил(а) запись на событие"]


def test_register_twice_is_one_row_and_one_deed(coming: Event, teacher: Teacher, account: User) -> None:
    first = services.register(event=coming, teacher=teacher, by=account)
    assert services.register(event=coming, teacher=teacher, by=account) == first
    assert Deed.objects.count() == 1
    services.unregister(event=coming, teacher=teacher, by=account)
    services.unregister(event=coming, teacher=teacher, by=account)
    assert Deed.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"state": "planned"}, "ещё не открыта"),
        ({"state": "cancelled"}, "отменено"),
        ({"state": "held"}, "уже прошло"),
        ({"starts_at": timezone.now() - dt.timedelta(minutes=5)}, "запись закрыта"),
        ({"capacity": 0}, "Свободных мест нет"),
    ],
)
def test_register_when_closed_late_or_full_is_refused(coming: Event, teacher: Teacher, account: User, fields: dict[str, object], why: str) -> None:
    Event.objects.filter(pk=coming.pk).update(**fields)
    with pytest.raises(Refusal, match=why):
        services.register(event=coming, teacher=teacher, by=account)
    assert not Attendance.objects.exists()


def test_an_event_inside_another_organisation_is_not_for_her(coming: Event, teacher: Teacher, account: User) -> None:
    Event.objects.filter(pk=coming.pk).update(level="oo", organiser=factories.organisation(coming.district))
    with pytest.raises(Refusal, match="внутри организации"):
        services.register(event=coming, teacher=teacher, by=account)
    Event.objects.filter(pk=coming.pk).update(organiser=teacher.employments.get().organisation)
    assert services.register(event=coming, teacher=teacher, by=account).pk


@pytest.mark.parametrize(("status", "why"), [("present", "уже отмечено"), ("absent", "уже отмечено"), ("registered", "отменить запись уже нельзя")])
def test_unregister_after_the_beginning_or_a_mark_is_refused(event: Event, teacher: Teacher, account: User, status: str, why: str) -> None:
    factories.attendance(event, teacher, status)
    with pytest.raises(Refusal, match=why):
        services.unregister(event=event, teacher=teacher, by=account)


def test_a_partners_teacher_takes_a_place_and_stays_unseen(coming: Event, teacher: Teacher, account: User, foreign: District, partner: Opening) -> None:
    Event.objects.filter(pk=coming.pk).update(shared=True, capacity=1)
    with partner():
        stranger = factories.user(Role.TEACHER, foreign)
        row = services.register(event=coming, teacher=factories.teacher(foreign, user=stranger), by=stranger)
        assert row.district == foreign
    coming.refresh_from_db()
    assert (list(coming.attendances.all()), taken(coming), from_elsewhere(coming)) == ([], 1, 1)
    with pytest.raises(Refusal, match="Свободных мест нет"):
        services.register(event=coming, teacher=teacher, by=account)


def test_a_partners_event_that_is_not_shared_is_invisible(coming: Event, foreign: District, partner: Opening) -> None:
    with partner():
        stranger = factories.user(Role.TEACHER, foreign)
        with pytest.raises(Event.DoesNotExist):
            services.register(event=coming, teacher=factories.teacher(foreign, user=stranger), by=stranger)


@pytest.fixture
def committed(transactional_db: None) -> tuple[District, Event, list[tuple[Teacher, User]]]:
    """Really committed rows: an event with three places and eight people who want in."""
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        event = factories.event(home, starts_at=timezone.now() + dt.timedelta(days=1), capacity=3)
        wanting = [(factories.teacher(home, user=who), who) for who in (factories.user(Role.TEACHER, home) for _ in range(8))]
    return home, event, wanting


def test_the_last_place_goes_to_one_of_many_at_once(committed: tuple[District, Event, list[tuple[Teacher, User]]]) -> None:
    home, event, wanting = committed
    start, refused = threading.Barrier(len(wanting)), []

    def sign_up(teacher: Teacher, account: User) -> None:
        try:
            start.wait()
            with wall.scope([home.pk]):
                services.register(event=event, teacher=teacher, by=account)
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=pair) for pair in wanting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with wall.scope([home.pk]):
        assert Attendance.objects.filter(event=event).count() == 3
    assert len(refused) == 5
    assert all("Свободных мест нет" in why for why in refused)


def test_two_methodists_at_once_lose_no_mark(committed: tuple[District, Event, list[tuple[Teacher, User]]]) -> None:
    home, event, wanting = committed
    with wall.scope([home.pk]):
        Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=5))
        event.refresh_from_db()
        for teacher, _ in wanting:
            factories.attendance(event, teacher, "registered")
        methodists = [factories.user(Role.METHODIST, home) for _ in range(2)]
    start = threading.Barrier(2)

    def work(by: User, mine: list[tuple[Teacher, User]]) -> None:
        try:
            start.wait()
            for teacher, _ in mine:
                with wall.scope([home.pk]):
                    services.mark(event=event, teacher_id=teacher.pk, present=True, by=by)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(by, mine)) for by, mine in zip(methodists, (wanting[:6], wanting[3:]), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with wall.scope([home.pk]):
        assert Attendance.objects.filter(event=event, status="present").count() == 8
        assert Deed.objects.filter(verb="отметил(а) присутствие").count() == 8

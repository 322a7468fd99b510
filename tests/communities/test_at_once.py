"""Two people write about the same community, event or programme in the same moment."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from communities import services
from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from communities.selectors.bulk import move_plan
from communities.services import bulk
from portal.accounts.models import District, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Employment, Teacher
from teachers.services import merging
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


def test_nobody_comes_into_a_community_that_is_just_finishing(home: District, by: User, circle: Community, member: Membership) -> None:
    with wall.scope([home.pk]):
        newcomer = factories.teacher(home)
    first, second = crossing(
        [home.pk],
        Membership.objects.filter(pk=member.pk),
        lambda: services.move_community(community=circle, move="finish", by=by),
        lambda: services.add_members(community=circle, teachers=[newcomer.pk], since=today(), by=by),
    )
    assert (first.state, type(second)) == ("finished", Refusal)
    assert "новых участников в него не принимают" in str(second)
    with wall.scope([home.pk]):
        assert not Membership.objects.filter(until__isnull=True).exists()


def test_who_is_enrolled_while_the_event_moves_has_its_new_day(home: District, by: User, person: Teacher) -> None:
    with wall.scope([home.pk]):
        event = factories.event(home, starts_at=factories.noon(7), place="СШ № 1")
        listed = factories.attendance(event, factories.teacher(home), "registered")
    later = replace(data_of(event), starts_at=factories.noon(12), ends_at=factories.noon(12) + dt.timedelta(hours=2))
    first, second = crossing(
        [home.pk],
        Attendance.objects.filter(pk=listed.pk),
        lambda: services.edit_event(event=event, data=later, version=event.version, by=by),
        lambda: services.join(event=event, teachers=[person.pk], by=by),
    )
    assert (first.starts_at, second.count) == (later.starts_at, 1)
    with wall.scope([home.pk]):
        assert set(Attendance.objects.values_list("held_on", flat=True)) == {timezone.localdate(later.starts_at)}


def data_of(event: Event) -> services.EventData:
    return services.EventData(title=event.title, format=event.format, starts_at=event.starts_at, ends_at=event.ends_at, place=event.place)


@pytest.mark.parametrize("many", [False, True])
def test_nobody_was_present_at_an_event_that_is_just_cancelled(home: District, by: User, person: Teacher, many: bool) -> None:
    """Who cancels is about to tell the participant, all else is done; the mark waits for her and finds the event cancelled."""
    with wall.scope([home.pk]):
        account = factories.user(Role.TEACHER, home)
        Teacher.objects.filter(pk=person.pk).update(user=account)
        event = factories.event(home, starts_at=timezone.now() - dt.timedelta(hours=1), place="СШ № 1")
        factories.attendance(event, person, "registered")
        plan = move_plan(by, [event.pk], "cancel", home)

    def cancel() -> Any:
        if many:
            return bulk.move_many(deed="cancel", ids=[event.pk], comment="Карантин", mark=plan.mark, district=home, by=by)
        return services.move_event(event=event, move="cancel", comment="Карантин", by=by)

    first, second = crossing(
        [home.pk], User.objects.filter(pk=account.pk), cancel, lambda: services.mark(event=event, teacher_id=person.pk, present=True, by=by)
    )
    assert not isinstance(first, Exception)
    assert (type(second), str(second)) == (Refusal, "Событие отменено: участников в нём не отмечают.")
    with wall.scope([home.pk]):
        assert (Event.objects.get().state, Attendance.objects.get().status) == ("cancelled", "registered")


def test_two_methodists_mark_at_the_same_moment(home: District, by: User, person: Teacher) -> None:
    """The turn of an event is no queue of those who mark."""
    with wall.scope([home.pk]):
        event = factories.event(home, starts_at=timezone.now() - dt.timedelta(hours=1))
        slow = factories.attendance(event, person, "registered")
        quick = factories.attendance(event, factories.teacher(home), "registered")
    done: list[bool] = []

    def second() -> Attendance:
        row = services.mark(event=event, teacher_id=quick.teacher_id, present=True, by=by)
        done.append(True)
        return row

    def first() -> list[bool]:
        services.mark(event=event, teacher_id=slow.teacher_id, present=True, by=by)
        return list(done)

    before, row = crossing([home.pk], Attendance.objects.filter(pk=slow.pk), first, second)
    assert (before, row.status) == ([True], "present")


def added(place: str, home: District, circle: Community, gone: Teacher, by: User) -> Any:
    """Somebody put into an event, a community, a programme by the methodist, or into an event by herself."""
    if place == "community":
        return services.add_members(community=circle, teachers=[gone.pk], since=today(), by=by)
    if place == "programme":
        return services.enrol(programme=Programme.objects.get(), teachers=[gone.pk], since=today(), by=by)
    event = Event.objects.get()
    return services.register(event=event, teacher=gone, by=by) if place == "herself" else services.join(event=event, teachers=[gone.pk], by=by)


@pytest.fixture
def places(home: District, circle: Community) -> None:
    with wall.scope([home.pk]):
        factories.event(home, starts_at=factories.noon(7), place="СШ № 1")
        Programme.objects.create(district=home, name="Площадка", organisation=factories.organisation(home), hours=18, since=today())


def listed(card: Teacher) -> int:
    return sum(model.objects.filter(teacher=card).count() for model in (Attendance, Membership, Internship))  # type: ignore[attr-defined]


PLACES = ["event", "community", "programme", "herself"]


@pytest.mark.parametrize("place", PLACES)
def test_a_card_that_was_merged_into_another_gets_nothing_more(home: District, by: User, circle: Community, person: Teacher, places: None, place: str) -> None:
    with wall.scope([home.pk]):
        kept = factories.teacher(home, last_name="Основная")
        Teacher.objects.filter(pk=person.pk).update(merged_into=kept)
        with pytest.raises(Refusal, match=r"объединили с карточкой «Основная Мария Сергеевна», 01\.03\.1985"):
            added(place, home, circle, person, by)
        assert (listed(person), listed(kept)) == (0, 0)


@pytest.mark.parametrize("place", PLACES)
def test_a_nameless_card_gets_nothing_more(home: District, by: User, circle: Community, person: Teacher, places: None, place: str) -> None:
    with wall.scope([home.pk]):
        Teacher.objects.filter(pk=person.pk).update(erased_on=today())
        with pytest.raises(Refusal, match="её обезличили"):
            added(place, home, circle, person, by)
        assert listed(person) == 0


@pytest.mark.parametrize("place", PLACES)
def test_a_merger_of_the_card_in_the_same_moment_loses_nothing(home: District, by: User, circle: Community, person: Teacher, places: None, place: str) -> None:
    with wall.scope([home.pk]):
        kept = factories.teacher(home, Employment.objects.get(teacher=person).organisation, since=dt.date(2010, 9, 1), until=dt.date(2011, 8, 31))

    def merge() -> Any:
        return merging.merge(kept=kept, duplicate=person, fields={}, by=by)

    gate = Employment.objects.filter(teacher=person)
    first, second = crossing([home.pk], gate, merge, lambda: added(place, home, circle, person, by))
    assert (type(first).__name__, type(second)) == ("Merging", Refusal)
    with wall.scope([home.pk]):
        assert (listed(person), listed(kept)) == (0, 0)


@pytest.mark.parametrize("place", PLACES)
def test_a_merger_that_comes_second_takes_along_what_is_just_written(
    home: District, by: User, circle: Community, person: Teacher, places: None, place: str
) -> None:
    with wall.scope([home.pk]):
        kept = factories.teacher(home, Employment.objects.get(teacher=person).organisation, since=dt.date(2010, 9, 1), until=dt.date(2011, 8, 31))

    def add_and_wait() -> Any:
        made = added(place, home, circle, person, by)
        list(District.objects.filter(pk=home.pk).select_for_update())  # the gate: what is written is not committed yet
        return made

    first, second = crossing([home.pk], District.objects.filter(pk=home.pk), add_and_wait, lambda: merging.merge(kept=kept, duplicate=person, fields={}, by=by))
    assert (isinstance(first, Exception), type(second).__name__) == (False, "Merging")
    with wall.scope([home.pk]):
        assert (listed(person), listed(kept)) == (0, 1)

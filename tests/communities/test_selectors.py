"""What the district offers, and what happened."""

import datetime as dt

import pytest
from django.db.models import Exists

from communities import selectors
from communities.models import Attendance, Community, Event, Internship, Membership, Programme
from portal.accounts.models import District
from portal.kit.periods import today
from tests import factories

FUNCTIONS = ["A/01.6"]


def since_until() -> tuple[dt.date, dt.date]:
    return today(), today() + dt.timedelta(days=100)


def test_offers_are_of_the_functions_and_within_the_dates(district: District) -> None:
    soon = factories.noon(10)
    wanted = factories.event(district, starts_at=soon, functions=["A/02.6", *FUNCTIONS])
    factories.event(district, starts_at=soon, functions=["A/03.6"])
    factories.event(district, starts_at=soon, functions=FUNCTIONS, state=Event.State.CANCELLED)
    factories.event(district, starts_at=soon + dt.timedelta(days=200), functions=FUNCTIONS)
    factories.event(district, functions=FUNCTIONS)
    programme = Programme.objects.create(
        district=district, name="Модуль 1", organisation=factories.organisation(district), functions=FUNCTIONS, hours=36, since=today()
    )
    community = Community.objects.create(district=district, name="РМО", kind="rmo", functions=FUNCTIONS, since=dt.date(2020, 1, 1), state="active")
    Community.objects.create(district=district, name="Архив", kind="rmo", functions=FUNCTIONS, since=dt.date(2020, 1, 1), state="archived")
    she = factories.teacher(district)
    found = selectors.offers(FUNCTIONS, *since_until(), she)
    assert found == selectors.Offers([wanted], [programme], [community])
    assert not found.events[0].signed


def test_offers_know_what_the_teacher_has_chosen_already(district: District) -> None:
    she, other = factories.teacher(district), factories.teacher(district)
    event = factories.event(district, starts_at=factories.noon(10), functions=FUNCTIONS)
    factories.attendance(event, she, "registered")
    circle = Community.objects.create(district=district, name="РМО", kind="rmo", functions=FUNCTIONS, since=dt.date(2020, 1, 1), state="active")
    Membership.objects.create(district=district, community=circle, teacher=she, since=dt.date(2021, 9, 1))
    hers, others = (selectors.offers(FUNCTIONS, *since_until(), who) for who in (she, other))
    assert ([one.signed for one in hers.events], hers.communities) == ([True], [])
    assert ([one.signed for one in others.events], others.communities) == ([False], [circle])


def test_what_the_teacher_has_finished_is_not_offered_again(district: District) -> None:
    she, place, day = factories.teacher(district), factories.organisation(district), dt.date(2020, 9, 1)
    old, again = (Programme.objects.create(district=district, name="Модуль", organisation=place, functions=FUNCTIONS, hours=36, since=day) for _ in "12")
    school = Community.objects.create(district=district, name="Школа", kind="smp", functions=FUNCTIONS, since=day, state="active")
    trained = Internship.objects.create(district=district, programme=old, teacher=she, since=day, state="enrolled")
    member = Membership.objects.create(district=district, community=school, teacher=she, since=day, until=today())
    found = selectors.offers(FUNCTIONS, *since_until(), she)
    assert (found.programmes, found.communities) == ([old, again], [school])  # begun or left is not finished
    Internship.objects.filter(pk=trained.pk).update(state="completed", completed_on=today())
    Membership.objects.filter(pk=member.pk).update(graduated_on=today())
    found = selectors.offers(FUNCTIONS, *since_until(), she)
    assert (found.programmes, found.communities) == ([], [])


@pytest.mark.parametrize(("status", "found"), [("present", True), ("absent", False), ("registered", False)])
def test_presence_is_only_a_mark_of_presence(district: District, status: str, found: bool) -> None:
    mark = factories.attendance(factories.event(district), factories.teacher(district), status)
    assert Attendance.objects.annotate(was=Exists(selectors.presence("event", "teacher"))).get(pk=mark.pk).was is found


def test_completed_internship_and_membership(district: District) -> None:
    who, place = factories.teacher(district), factories.organisation(district)
    programme = Programme.objects.create(district=district, name="Модуль 1", organisation=place, hours=36, since=today())
    trained = Internship.objects.create(district=district, programme=programme, teacher=who, since=today(), state="enrolled")
    rows = Internship.objects.annotate(done=Exists(selectors.completed_internship("programme", "teacher")))
    assert rows.get(pk=trained.pk).done is False
    Internship.objects.filter(pk=trained.pk).update(state="completed", completed_on=today())
    assert rows.get(pk=trained.pk).done is True
    circle = Community.objects.create(district=district, name="РМО", kind="rmo", since=today())
    member = Membership.objects.create(district=district, community=circle, teacher=who, since=today())
    assert Membership.objects.annotate(is_in=Exists(selectors.membership("community", "teacher"))).get(pk=member.pk).is_in is True

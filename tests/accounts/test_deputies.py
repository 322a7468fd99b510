"""Deputising: the rights of a post, for somebody else, within the dates and no day longer."""

import datetime as dt

import pytest
import time_machine

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories

WEEK = dt.timedelta(days=7)


def deputise(absent: User, deputy: User, district: District, by: User, **changes: object) -> Appointment:
    person = services.Person(deputy.email, deputy.last_name, deputy.first_name)
    given = {"role": Role.METHODIST, "since": today(), "until": today() + WEEK, "instead_of": absent, **changes}
    return services.appoint(person=person, district=district, by=by, **given)  # type: ignore[arg-type]


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


def test_a_deputy_has_the_rights_within_the_dates_only(district: District, head: User) -> None:
    absent, deputy = factories.user(Role.METHODIST, district), factories.user(Role.EXPERT, district)
    deputise(absent, deputy, district, head, since=today() + dt.timedelta(days=1))
    browser = factories.client(deputy)
    assert browser.get("/people/").status_code == 403
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        late = factories.client(deputy)
        assert late.get("/people/").status_code == 200
        assert "исполняет обязанности" in late.get("/people/").content.decode()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=10)):
        assert factories.client(deputy).get("/people/").status_code == 403


@pytest.mark.parametrize(("changes", "said"), [({"until": None}, "на срок"), ({"role": Role.EXPERT}, "замещать некого")])
def test_a_deputy_needs_a_term_and_somebody_in_that_post(district: District, head: User, changes: dict[str, object], said: str) -> None:
    absent, deputy = factories.user(Role.METHODIST, district), factories.user(Role.MENTOR, district)
    with pytest.raises(Refusal, match=said):
        deputise(absent, deputy, district, head, **changes)


def test_nobody_deputises_for_herself(district: District, head: User) -> None:
    who = factories.user(Role.METHODIST, district, since=dt.date(2020, 1, 1))
    with pytest.raises(Refusal, match="самого себя"):
        deputise(who, who, district, head)


def test_terms_of_the_same_post_do_not_overlap(district: District, head: User) -> None:
    absent, deputy = factories.user(Role.METHODIST, district), factories.user(Role.EXPERT, district)
    deputise(absent, deputy, district, head)
    with pytest.raises(Refusal, match="на эти дни"):
        deputise(absent, deputy, district, head, since=today() + WEEK, until=today() + 2 * WEEK)


def test_a_person_of_two_districts_loses_one_and_keeps_the_other(district: District, foreign: District, head: User) -> None:
    who = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk], common=True):
        Appointment.objects.create(user=who, district=foreign, role=Role.METHODIST, since="2020-01-01")
    browser = factories.client(who)
    assert browser.get("/people/").status_code == 200
    services.end_appointment(appointment=Appointment.objects.get(user=who, district=district), by=head)
    page = browser.get("/people/")
    assert page.status_code == 200
    assert page.wsgi_request.district == foreign  # type: ignore[attr-defined]

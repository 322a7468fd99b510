"""A step is done when the fact exists; nobody types it."""

import datetime as dt

import pytest

from communities.models import Internship, Membership
from portal.kit.periods import today
from routes.models import Route, Step
from routes.selectors import doneness
from teachers.models import Course
from tests import factories
from tests.routes.conftest import People, community, complete_route, course_offer, programme, step


@pytest.fixture
def active(people: People) -> Route:
    made = complete_route(people, "active", starts_on=today() - dt.timedelta(days=60))
    made.steps.all().delete()
    return made


def done_on(one: Step) -> dt.date | None:
    (found,) = [row for row in doneness.steps_of(one.route) if row.pk == one.pk]
    return found.fact_on


def test_presence(people: People, active: Route) -> None:
    event = factories.event(people.district)
    one = step(active, event=event)
    mark = factories.attendance(event, people.teacher, "registered")
    factories.attendance(event, factories.teacher(people.district))
    assert (done_on(one), doneness.undone(active)) == (None, 1)
    mark.status = "present"
    mark.save()
    assert (done_on(one), doneness.undone(active)) == (mark.held_on, 0)


def test_internship(people: People, active: Route) -> None:
    site = programme(people.district)
    one = step(active, programme=site)
    trainee = Internship.objects.create(district=people.district, programme=site, teacher=people.teacher, since=today(), state="enrolled")
    assert done_on(one) is None
    trainee.state, trainee.completed_on = "completed", today()
    trainee.save()
    assert done_on(one) == today()


def test_membership_that_had_not_ended_before(people: People, active: Route) -> None:
    circle = community(people.district)
    one = step(active, community=circle)
    member = Membership.objects.create(
        district=people.district, community=circle, teacher=people.teacher, since=dt.date(2020, 1, 1), until=active.starts_on - dt.timedelta(days=1)
    )
    assert done_on(one) is None
    member.until = None
    member.save()
    assert done_on(one) == dt.date(2020, 1, 1)


def test_course_of_the_same_programme_after_the_offer_began(people: People, active: Route) -> None:
    offer = course_offer(people.district, starts_on=today() - dt.timedelta(days=10))
    one = step(active, course_offer=offer)

    def course(finished_on: dt.date, programme: str = offer.programme) -> None:
        Course.objects.create(district=people.district, teacher=people.teacher, programme=programme, provider="ИРО", hours=36, finished_on=finished_on)

    course(today() - dt.timedelta(days=400))
    course(today(), "Другая программа")
    assert done_on(one) is None
    course(today())
    assert done_on(one) == today()


def test_hand_mark(active: Route) -> None:
    one = step(active, done_on=today())
    assert done_on(one) == today()


def test_progress_and_overdue(people: People, active: Route) -> None:
    event = factories.event(people.district)
    past = {"starts_on": active.starts_on, "ends_on": today() - dt.timedelta(days=1)}
    step(active, event=event, **past)
    late = step(active, **past)
    step(active)
    factories.attendance(event, people.teacher)
    assert doneness.progress([active.pk], today()) == {active.pk: doneness.Progress(3, 1, 1)}
    assert doneness.progress([active.pk], today())[active.pk].percent == 33
    assert list(doneness.overdue_steps(today())) == [late]
    Route.objects.filter(pk=active.pk).update(state="expertise")
    assert list(doneness.overdue_steps(today())) == []
    assert doneness.Progress().percent == 0

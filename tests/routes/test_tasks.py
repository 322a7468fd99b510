"""Reminders of steps."""

import datetime as dt

import pytest

from communities.services import EventData, edit_event
from portal.accounts.models import District
from portal.journal.models import Notice
from portal.kit import wall
from portal.kit.periods import today
from routes import tasks
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, complete_route, step


def due(route: Route, days: int, **fields: object) -> int:
    return step(route, starts_on=route.starts_on, ends_on=today() + dt.timedelta(days=days), **fields).pk


@pytest.fixture
def active(people: People) -> Route:
    made = complete_route(people, "active", starts_on=today() - dt.timedelta(days=60))
    made.steps.all().delete()
    return made


def test_one_notice_per_step_and_kind(people: People, active: Route) -> None:
    soon, late, far = due(active, 7), due(active, -1), due(active, 8)
    assert (tasks.remind(), tasks.remind()) == (2, 0)
    found = dict(Notice.objects.filter(user=people["owner"]).values_list("key", "text"))
    assert set(found) == {f"step-{soon}-soon", f"step-{late}-late"}
    assert found[f"step-{soon}-soon"].startswith("Скоро срок шага")
    assert found[f"step-{late}-late"].startswith("Срок шага прошёл")
    assert far not in found


def test_only_of_what_is_not_done_and_in_work(people: People, active: Route) -> None:
    event = factories.event(people.district)
    due(active, -1, event=event)
    due(active, -1, done_on=today())
    factories.attendance(event, people.teacher)
    assert tasks.remind() == 0
    due(active, -1)
    Route.objects.filter(pk=active.pk).update(state="expertise")
    assert tasks.remind() == 0


def test_nobody_to_tell(people: People, active: Route) -> None:
    due(active, 1)
    people.teacher.user = None
    people.teacher.save()
    assert tasks.remind() == 0


def test_a_frozen_district_is_left_alone(people: People, active: Route) -> None:
    due(active, 1)
    District.objects.filter(pk=people.district.pk).update(state="frozen")
    assert tasks.remind() == 0


def test_the_task_opens_the_scope_itself(people: People, active: Route, foreign: District) -> None:
    due(active, 1)
    with wall.scope([foreign.pk]):
        assert tasks.remind() == 1


def test_a_moved_event_is_told_once_for_each_new_date(people: People, active: Route) -> None:
    event = factories.event(people.district, title="Семинар", starts_at=factories.noon(20))
    only = step(active, event=event, title="Семинар", starts_on=today() + dt.timedelta(days=20), ends_on=today() + dt.timedelta(days=20))
    assert tasks.follow_events() == 0
    for _ in range(2):
        event.starts_at, event.ends_at = (moment + dt.timedelta(days=5) for moment in (event.starts_at, event.ends_at))
        event.save()
        assert (tasks.follow_events(), tasks.follow_events()) == (1, 0)
    told = list(Notice.objects.filter(user=people["owner"], key__startswith=f"step-{only.pk}-moved").order_by("pk").values_list("text", flat=True))
    days = [f"{today() + dt.timedelta(days=number):%d.%m.%Y}" for number in (20, 25, 30)]
    assert [f"с {days[0]} на {days[1]}" in told[0], f"с {days[1]} на {days[2]}" in told[1]] == [True, True]


def test_who_was_told_as_a_participant_is_not_told_again(people: People, active: Route) -> None:
    event = factories.event(people.district, starts_at=factories.noon(20))
    step(active, event=event, starts_on=today() + dt.timedelta(days=20), ends_on=today() + dt.timedelta(days=20))
    factories.attendance(event, people.teacher, status="registered")
    data = EventData(title=event.title, format=event.format, starts_at=event.starts_at + dt.timedelta(days=1), ends_at=event.ends_at + dt.timedelta(days=1))
    edit_event(event=event, data=data, version=event.version, by=people["methodist"])
    assert Notice.objects.filter(user=people["owner"]).count() == 1
    assert tasks.follow_events() == 0

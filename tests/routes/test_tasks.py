"""Reminders of steps."""

import datetime as dt

import pytest

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

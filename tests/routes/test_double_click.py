"""Two clicks at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.accounts.models import Role
from portal.kit import wall
from portal.kit.refusal import Refusal
from routes import services
from routes.models import Route
from tests import factories
from tests.routes.conftest import deficit, step


@pytest.mark.django_db(transaction=True)
def test_two_clicks_compose_one_draft() -> None:
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        owner = factories.user(Role.TEACHER, home)
        assessment = factories.assessment(factories.teacher(home, user=owner), {"A/01.6": 1})
    start = Barrier(2)

    def click() -> int:
        try:
            with wall.scope([home.pk]):
                start.wait()
                return services.compose_route(assessment=assessment, by=owner).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (one.result() for one in [pool.submit(click) for _ in range(2)])
    assert first == second
    with wall.scope([home.pk]):
        assert Route.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_approve_and_return_at_once_make_one_decision() -> None:
    home = factories.district("sovgavan")
    first, second = factories.user(Role.METHODIST, home), factories.user(Role.METHODIST, home)
    with wall.scope([home.pk]):
        route = factories.route(factories.teacher(home), state="review")
        deficit(route)
        step(route)
    start = Barrier(2)

    def decide(name: str, by: object) -> str:
        try:
            with wall.scope([home.pk]):
                start.wait()
                return str(services.MOVES[name](route=route, by=by, comment="Уточните").state)
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = [one.result() for one in [pool.submit(decide, "approve", first), pool.submit(decide, "return", second)]]
    with wall.scope([home.pk]):
        decided = Route.objects.get().state
        assert decided in said
        assert Route.objects.get().reviews.count() == 1
    assert [words for words in said if "уже невозможно" in words]

"""Deeds at the same moment over the same rows wait for each other and never block each other."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import District, Organisation, Role, User
from portal.engine.processes import wait_until
from portal.kit import wall
from portal.kit.periods import today
from routes import services
from routes.models import Route
from routes.services import compose
from teachers.models import Employment
from teachers.services import reorganisation
from tests import factories

LONG = 60  # seconds; each wait ends with its condition


def awaited(other: "Future[Any]") -> Callable[[], bool]:
    """Whether the other one waits for this transaction, or needs not and is through."""

    def asked() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))")
            return other.done() or bool(cursor.fetchone()[0])

    return asked


def merger(home: District, source: Organisation, target: Organisation, by: User, begin: Event) -> None:
    assert begin.wait(LONG)
    try:
        with wall.scope([home.pk]):
            reorganisation.merge(sources=[source], target=target, on=today(), act="Приказ № 1", by=by)
    finally:
        connection.close()


@pytest.mark.parametrize("asked_before", [0, 1])
@pytest.mark.django_db(transaction=True)
def test_a_draft_and_the_merger_of_its_school_do_not_block_each_other(asked_before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the merger is through before the place is held or waits for the draft: the draft stands in the new school at once, nobody waits for a task."""
    home, begin = factories.district("sovgavan"), Event()
    with wall.scope([home.pk]):
        methodist, owner = factories.user(Role.METHODIST, home), factories.user(Role.TEACHER, home)
        source, target = factories.organisation(home), factories.organisation(home)
        assessment = factories.assessment(factories.teacher(home, source, user=owner), {"A/01.6": 1})
    where, times = compose.main_job, iter(range(9))
    with ThreadPoolExecutor(1) as pool:
        merged = pool.submit(merger, home, source, target, methodist, begin)

        def slow(*asked: Any) -> Any:
            job = where(*asked)
            if next(times) == asked_before:
                begin.set()
                assert wait_until(awaited(merged), LONG)
            return job

        monkeypatch.setattr(compose, "main_job", slow)
        with wall.scope([home.pk]):
            draft = services.compose_route(assessment=assessment, by=owner)
        merged.result()
    with wall.scope([home.pk]):
        assert Route.objects.get(pk=draft.pk).organisation == target
        services.follow_main_work(on=today())
        assert Route.objects.get(pk=draft.pk).organisation == target


@pytest.mark.django_db(transaction=True)
def test_a_merger_locks_routes_in_the_order_of_the_deeds_on_many() -> None:
    """The first of them is held: the merger holds none of the others meanwhile."""
    home, begin = factories.district("sovgavan"), Event()
    with wall.scope([home.pk]):
        methodist = factories.user(Role.METHODIST, home)
        source, target = factories.organisation(home), factories.organisation(home)
        for number in range(9, 0, -1):
            factories.route(factories.teacher(home, source), state="active", pk=1_000_000 + number)
    begin.set()
    with ThreadPoolExecutor(1) as pool:
        with wall.scope([home.pk]):
            first, *rest = Route.objects.order_by("pk").values_list("pk", flat=True)
            Route.objects.select_for_update(of=("self",)).get(pk=first)
            merged = pool.submit(merger, home, source, target, methodist, begin)
            assert wait_until(awaited(merged), LONG)
            assert not merged.done()
            assert len(Route.objects.filter(pk__in=rest).select_for_update(of=("self",), nowait=True)) == len(rest)
        merged.result()
    with wall.scope([home.pk]):
        assert set(Route.objects.values_list("organisation", flat=True)) == {target.pk}
        assert Employment.objects.filter(organisation=target).count() == 9

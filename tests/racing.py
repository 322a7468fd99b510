"""Two deeds at the same moment, always in the same order: the first stands at a gate with its locks taken while the second begins."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.kit import wall

PATIENCE = 20.0  # seconds; a deed that neither ends nor waits for so long is a fault


def crossing(districts: Iterable[int], gate: QuerySet[Any], first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What each deed gave or raised. `first` is let run until it waits for the rows of `gate`, `second` until it waits for `first` or ends; then the gate opens."""
    open_to, pids = list(districts), [0, 0]
    with ThreadPoolExecutor(2) as pool:
        with wall.scope(open_to):
            assert list(gate.select_for_update(of=("self",))), "the gate has no rows"
            one = pool.submit(_done, open_to, first, pids, 0)
            _stands(one, pids, 0)
            assert not one.done(), f"the first deed has passed the gate: {one.result()!r}"
            two = pool.submit(_done, open_to, second, pids, 1)
            _stands(two, pids, 1)
        return one.result(PATIENCE), two.result(PATIENCE)


def _done(districts: list[int], deed: Callable[[], Any], pids: list[int], place: int) -> Any:
    try:
        with wall.scope(districts):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids[place] = cursor.fetchone()[0]
            return deed()
    except Exception as fault:  # what the other deed of the pair has made of it is the very thing that is asked
        return fault
    finally:
        connection.close()


def _stands(deed: "Future[Any]", pids: list[int], place: int) -> None:
    """Until the deed has ended or waits for a lock."""
    ends = time.monotonic() + PATIENCE
    while not deed.done() and not (pids[place] and _waits(pids[place])):
        assert time.monotonic() < ends, "the deed neither ends nor waits"
        time.sleep(0.01)


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])

"""A loop of calls costs the same however deep it stands."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from portal.kit.roomy import roomy

CALLS = 200
DEPTHS = 300  # frames of some ten values each: several pieces of the usual size


def test_no_depth_asks_the_system_for_memory_with_every_call() -> None:
    with ThreadPoolExecutor(1) as thread:  # begins with a small piece, as a thread of the web server does
        assert max(thread.submit(roomy(faults)).result()) < CALLS / 2


def test_what_is_given_and_returned_stays() -> None:
    assert roomy(lambda one, *, other: (one, other))(1, other=2) == (1, 2)


def faults() -> list[int]:
    """Pages of memory that the system had to give for the calls at each depth."""
    return [_down(depth, _loop) for depth in range(DEPTHS)]


def _down(depth: int, deed: Callable[[], int]) -> int:
    return _down(depth - 1, deed) if depth else deed()


def _loop() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(CALLS):
        _leaf(number, number, number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _leaf(one: int, two: int, three: int) -> int:
    return one + two + three

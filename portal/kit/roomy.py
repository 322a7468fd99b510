"""Deep calls without a stumble: the piece of stack they run on is large enough for all of them.

Python up to the first releases of 3.14 keeps the frames of its calls in pieces of 16 KB, asks the system for a piece when a call does not fit into the last one, and gives it back
as that call returns. A loop that happens to stand at the end of a piece does so for every call in it: 14 µs for each instead of 0.07 (decision 40). A template is a
hundred calls deep, so every page stands there somewhere, and which one loses is chance.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
VALUES = 1 << 16  # what its frame asks for: the next larger piece is 1 MB, of which half is left to those it calls. What is not touched takes no memory


def roomy(deed: Callable[P, R]) -> Callable[P, R]:
    """The deed, and all it calls on this thread, on one piece of stack. Costs 14 µs: for a whole answer, job or command."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return deed(*args, **kwargs)

    run.__code__ = run.__code__.replace(co_stacksize=VALUES)
    return wraps(deed)(run)

"""A worker's signs of life: progress written beside the work, in transactions of their own, until the work ends."""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.db.models import Model, Q
from django.utils import timezone

from portal.kit import wall

BEAT = 5.0  # seconds between two signs of life
SILENCE = dt.timedelta(seconds=45)  # a worker that has not been heard of for so long is dead
log = logging.getLogger(__name__)
Say = Callable[[int, str], None]


class Superseded(Exception):
    """The row was taken over by another attempt: this one stops and writes nothing more."""


class Pulse(threading.Thread):
    """`beat(percent, words)` writes onto the row and tells whether it is still ours; `name` is for the log."""

    def __init__(self, beat: Callable[[int, str], bool], name: str) -> None:
        super().__init__(daemon=True, name=f"pulse: {name}")
        self.beat, self.title, self.percent, self.words = beat, name, 1, ""
        self.woken, self.over, self.lost = threading.Event(), False, False

    def say(self, percent: int, words: str) -> None:
        """Tell how far the work is. Raises Superseded when the row is no longer ours."""
        if self.lost:
            raise Superseded
        self.percent, self.words = percent, words
        self.woken.set()

    def run(self) -> None:
        while not self.over:
            self.woken.wait(BEAT)
            self.woken.clear()
            self._beat()
        connection.close()

    def _beat(self) -> None:
        try:
            alive = self.beat(self.percent, self.words)
            self.lost = self.lost or (not alive and not self.over)
        except Exception as fault:  # the database may be restarting: the next beat tries again
            log.warning("%s: пульс не записан: %s", self.title, fault)
            connection.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.over = True
        self.woken.set()
        self.join()


def untaken(sign: str) -> Q:
    """Rows that wait for a worker, or whose worker is dead; `sign` is the field of the last sign of life."""
    return Q(state="queued") | Q(state="working", **{f"{sign}__lt": timezone.now() - SILENCE})


class Claim(Pulse):
    """A row of work in this worker's hands: the field `sign` is the last sign of life, and tells this attempt from another that takes the row over."""

    def __init__(self, model: type[Model], pk: int, *, sign: str, name: str) -> None:
        super().__init__(lambda percent, words: self.update(**{sign: timezone.now()}), name)
        self.rows, self.sign, self.seen = model._default_manager.filter(pk=pk), sign, timezone.now()

    def take(self, **became: Any) -> bool:
        """False when there is nothing to take: somebody else has it."""
        with wall.scope(common=True):
            return bool(self.rows.filter(untaken(self.sign)).update(state="working", **{self.sign: self.seen}, **became))

    def update(self, **became: Any) -> bool:
        """Write onto the row while it is this attempt's."""
        with wall.scope(common=True):
            ours = bool(self.rows.filter(state="working", **{self.sign: self.seen}).update(**became))
        if ours:
            self.seen = became.get(self.sign, self.seen)
        return ours

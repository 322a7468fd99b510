"""A worker's signs of life: progress written beside the work, in transactions of their own, until the work ends."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import connection

BEAT = 5.0  # seconds between two signs of life
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

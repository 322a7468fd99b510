"""Notes about a run, so that a later one, or `make stop`, finds what a killed supervisor left."""

import fcntl
import json
from pathlib import Path
from typing import IO

from . import processes
from .say import Trouble

# seconds for what has already been asked to end by the kernel, when its supervisor died
LAST_WORDS = 3.0


def take_lock(record: Path) -> IO[str]:
    record.parent.mkdir(parents=True, exist_ok=True)
    lock = record.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Trouble(f"Запуск «{record.stem}» этой копии уже работает. Остановите его (Ctrl-C или make stop) и повторите.") from None
    return lock


def running(record: Path) -> int | None:
    """Process number of the supervisor that keeps this record, or None."""
    try:
        pid, started = json.loads(record.read_text())["supervisor"]
    except (OSError, ValueError, KeyError):
        return None
    return pid if processes.alive(pid, started) else None


def sweep(record: Path) -> None:
    """End what a killed supervisor left: the recorded leaders with their groups and everything that carries its mark."""
    try:
        left = json.loads(record.read_text())
    except (OSError, ValueError):
        return

    def leaders() -> list[int]:
        return [pid for pid, started in left["children"].values() if processes.alive(pid, started)]

    processes.end(lambda: sorted({*leaders(), *processes.marked(left["mark"])}), patience=LAST_WORDS)
    record.unlink(missing_ok=True)

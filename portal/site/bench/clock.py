"""Two clocks: the wall's, and that of the processor as spent by this process and its database session together.

The processor's clock does not count what other programs on the machine take, so it tells a slow page from a busy machine;
the wall's clock also counts waiting. A page is good when both say so.
"""

import os
import re
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class Moment:
    """Milliseconds by the wall's clock and by the processor's."""

    wall: float
    cpu: float

    def __sub__(self, other: "Moment") -> "Moment":
        return Moment(self.wall - other.wall, self.cpu - other.cpu)

    def __add__(self, other: "Moment") -> "Moment":
        return Moment(self.wall + other.wall, self.cpu + other.cpu)

    def __truediv__(self, other: "Moment | float") -> "Moment":
        below = other if isinstance(other, Moment) else Moment(other, other)
        return Moment(self.wall / below.wall, self.cpu / below.cpu)


def now() -> Moment:
    return Moment(time.perf_counter() * 1000, time.process_time() * 1000 + _session())


def _session() -> float:
    """Processor milliseconds of the database session of this connection; 0 when the server is on another machine."""
    connection.ensure_connection()
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError):
        return 0.0


def taken(deed: Callable[[], object]) -> Moment:
    """How long the deed takes."""
    began = now()
    deed()
    return now() - began


def paired(first: Callable[[], object], second: Callable[[], object], runs: int) -> list[tuple[Moment, Moment]]:
    """Both deeds `runs` times in turn, each going first every other time, after one run of each that is not counted."""
    first(), second()
    found = []
    for number in range(runs):
        if number % 2:
            later = taken(second)
            found.append((taken(first), later))
        else:
            found.append((taken(first), taken(second)))
    return found


def median(moments: list[Moment]) -> Moment:
    """The median of each clock by itself."""
    return Moment(statistics.median(one.wall for one in moments), statistics.median(one.cpu for one in moments))


def best(moments: list[Moment]) -> Moment:
    """The least of each clock by itself: what the deed takes when nothing stands in its way."""
    return Moment(min(one.wall for one in moments), min(one.cpu for one in moments))


def percentile(moments: list[Moment], percent: int) -> Moment:
    """That percentile of each clock by itself; at least two moments."""
    return Moment(
        *(statistics.quantiles(values, n=100, method="inclusive")[percent - 1] for values in ([one.wall for one in moments], [one.cpu for one in moments]))
    )


def peak_memory() -> int:
    """This process's peak memory in MB. Not `ru_maxrss`: Linux hands that on to a child, which then tells how large the process that started it was."""
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return (int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024


def cores() -> str:
    """What stood in the way: processors and the load of the machine at this moment."""
    return f"процессоров {os.cpu_count()}, загрузка {os.getloadavg()[0]:.1f}".replace(".", ",")

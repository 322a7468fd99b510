"""Fifty people at once at a running web server: does everybody get a whole page, and how long do they wait?"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import quote, urlsplit

USERS, SECONDS = 50, 30.0
PATIENCE = 30.0  # seconds that a browser's user would still wait


@dataclass
class Tally:
    """What the visitors saw: seconds of every page that came whole, and what came instead of a page, with its number."""

    users: int
    seconds: float
    waits: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    def wait(self, percent: int) -> float:
        """Seconds within which that share of the pages came."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def visit(server: str, cookies: Sequence[str], paths: Sequence[str], seconds: float = SECONDS) -> Tally:
    """One visitor per cookie; each asks for the paths in turn, without a pause, until the time is up."""
    tally = Tally(len(cookies), seconds)
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=_walk, args=(server, cookie, islice(cycle(paths), number, None), until, tally)) for number, cookie in enumerate(cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _walk(server: str, cookie: str, paths: islice, until: float, tally: Tally) -> None:
    address = urlsplit(server)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    for path in paths:
        began = time.monotonic()
        if began >= until:
            break
        fault = _ask(line, path, cookie)
        if fault:
            tally.faults[fault] += 1
        else:
            tally.waits.append(time.monotonic() - began)
    line.close()


def _ask(line: http.client.HTTPConnection, path: str, cookie: str) -> str:
    """What went wrong; empty for a whole page."""
    try:
        line.request("GET", quote(path, safe="/?=&%"), headers={"Cookie": cookie})
        answer = line.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as fault:
        line.close()
        return f"{path}: {type(fault).__name__}"
    whole = answer.status == 200 and body.rstrip().endswith(b"</html>")
    return "" if whole else f"{path}: {answer.status}"

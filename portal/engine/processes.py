"""Starting and ending processes so that nothing stays behind, whoever dies first."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
# Carried by every child; a later start finds what a killed supervisor left by this mark.
MARK = "PORTAL_RUN"
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Service:
    """A long-running child: what to run, as whom, how to end it, how to know that it answers.

    `greeting` is what its log says once it is ready; lines with `noise` are not worth a person's eyes.
    """

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    uid: int | None = None
    gid: int | None = None
    folder: Path | None = None
    ending: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    ready: Callable[[], bool] = lambda: True
    before: Callable[[], None] = lambda: None
    greeting: str = ""
    noise: tuple[str, ...] = ()


def launch(service: Service, *, mark: str, out: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start in a process group of its own; the kernel ends the child when this process dies."""
    service.before()
    return subprocess.Popen(
        service.command,
        env=service.env | {MARK: mark},
        cwd=service.folder,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        process_group=0,
        preexec_fn=follow(os.getpid(), service.ending),
        **identity(service.uid, service.gid),
    )


def identity(uid: int | None, gid: int | None) -> dict:
    """Arguments of Popen that drop privileges; empty when there are none to drop."""
    if uid is None or uid == os.getuid():
        return {}
    return {"user": uid, "group": gid, "extra_groups": []}


def follow(parent: int, ending: signal.Signals) -> Callable[[], None]:
    """To be run in the child after its user has changed: a change of user clears the wish (prctl(2))."""

    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def started_at(pid: int) -> int:
    """Start time in clock ticks since boot, 0 for no such process; tells a process from a later one of the same number."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    fields = text.rpartition(")")[2].split()
    return 0 if fields[0] == "Z" else int(fields[19])


def alive(pid: int, started: int) -> bool:
    return started_at(pid) == started != 0


def all_pids() -> Iterator[int]:
    return (int(entry) for entry in os.listdir("/proc") if entry.isdigit())


def marked(mark: str) -> list[int]:
    """Processes that a run started, and their descendants."""
    wanted = f"{MARK}={mark}".encode()
    return [pid for pid in all_pids() if pid != os.getpid() and wanted in environment(pid)]


def environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`: for a data folder, PostgreSQL's postmaster and its backends."""
    found = []
    for pid in all_pids():
        try:
            if os.readlink(f"/proc/{pid}/cwd") == str(folder) and started_at(pid):
                found.append(pid)
        except OSError:
            continue
    return found


def send(pid: int, number: signal.Signals, *, group: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(pid, number)


def end(find: Callable[[], list[int]], *, ending: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ask every process that `find` returns to end; after `patience` seconds end it by force."""
    for pid in find():
        send(pid, ending)
    if not wait_until(lambda: not find(), patience):
        for pid in find():
            send(pid, signal.SIGKILL)
        wait_until(lambda: not find(), 5)


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """True as soon as the condition holds, False after `seconds`."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True

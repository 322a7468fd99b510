"""One process that starts the services, pumps their logs, restarts what crashed and ends everything in order."""

import json
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import IO, Self

from . import paths, processes, records
from .processes import Service
from .say import Trouble, log_line

SLOWEST_RESTART = 30.0
STEADY_AFTER = 60.0


class Interrupted(Exception):
    """Somebody asked to stop: Ctrl-C, SIGTERM or a closed terminal."""


@dataclass
class Child:
    """A started service and how it has fared."""

    service: Service
    process: subprocess.Popen[bytes]
    since: float
    failures: int = 0
    restart_at: float | None = None
    rest: bytes = b""
    greeted: bool = False


class Supervisor:
    """Use as a context manager; leaving it, by whatever way, ends all that it started.

    `name` tells runs of the same checkout apart (demo, test); `quiet` sends the services' output to files in `.local/log`.
    """

    def __init__(self, name: str, *, quiet: bool = False, root: Path = paths.ROOT) -> None:
        self.name = name
        self.quiet = quiet
        self.logs = root / ".local" / "log"
        self.record = root / ".local" / "run" / f"{name}.json"
        self.mark = secrets.token_hex(8)
        self.children: dict[str, Child] = {}
        self.asked = 0
        self.selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        self.lock = records.take_lock(self.record)
        records.sweep(self.record)
        self.write_record()
        self.awake, waker = os.pipe()
        for end in (self.awake, waker):
            os.set_blocking(end, False)
        self.selector.register(self.awake, selectors.EVENT_READ)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        self.handlers = {number: signal.signal(number, self.ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        # an ended child has to wake the loop, and only a signal with a handler does
        self.handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        # a closed terminal must not keep the services from being ended
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.stop_all()
        self.record.unlink(missing_ok=True)
        os.close(signal.set_wakeup_fd(-1))
        os.close(self.awake)
        for number, handler in self.handlers.items():
            signal.signal(number, handler)
        self.selector.close()
        self.lock.close()

    def ask_to_stop(self, *_: object) -> None:
        self.asked += 1

    # -- starting

    def start(self, *services: Service) -> None:
        for service in services:
            self.children[service.name] = self.launch(service)

    def launch(self, service: Service) -> Child:
        out = self.log_file(service.name) if self.quiet else subprocess.PIPE
        process = processes.launch(service, mark=self.mark, out=out)
        child = Child(service, process, time.monotonic())
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self.selector.register(process.stdout, selectors.EVENT_READ, service.name)
        self.children[service.name] = child
        self.write_record()
        return child

    def log_file(self, name: str) -> IO[bytes]:
        self.logs.mkdir(parents=True, exist_ok=True)
        return open(self.logs / f"{self.name}-{name}.log", "wb")

    def bring_up(self, *services: Service, seconds: float = 60) -> None:
        """Start and wait until all answer; Trouble when one ends or stays silent."""
        self.start(*services)
        for service in services:
            if not self.until(partial(self.answers, service), seconds):
                raise Trouble(f"Служба «{service.name}» не ответила за {seconds:.0f} с. {self.hint(service.name)}")

    def answers(self, service: Service) -> bool:
        process = self.children[service.name].process
        if has_ended(process):
            raise Trouble(f"Служба «{service.name}» не запустилась. {self.hint(service.name)}")
        return service.ready()

    def greeted(self, name: str) -> bool:
        """Has the service said in its log that it is ready?"""
        return self.children[name].greeted

    def hint(self, name: str) -> str:
        if not self.quiet:
            return "Причина — в строках журнала выше."
        return f"Причина — в файле {self.logs / f'{self.name}-{name}.log'}."

    # -- living

    def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                return False
            self.turn(0.05)
        return True

    def watch(self) -> None:
        """Until somebody asks to stop."""
        while True:
            self.turn(1.0)
            self.mend()

    def turn(self, seconds: float) -> None:
        self.pump(seconds)
        if self.asked:
            raise Interrupted

    def pump(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if isinstance(key.fileobj, BufferedReader):
                self.forward(key.data, key.fileobj)
            else:
                os.read(self.awake, 4096)

    def forward(self, name: str, stream: BufferedReader) -> None:
        child = self.children[name]
        text = stream.read(65536)
        if not text:
            self.selector.unregister(stream)
            stream.close()
        *lines, child.rest = (child.rest + (text or b"\n" * bool(child.rest))).split(b"\n")
        for line in lines:
            self.show(child, line.decode(errors="replace").rstrip())

    def show(self, child: Child, line: str) -> None:
        service = child.service
        child.greeted = child.greeted or service.greeting in line
        if line and not any(noise in line for noise in service.noise):
            log_line(service.name, line)

    def mend(self) -> None:
        """Start again what has ended by itself, each time a little later."""
        now = time.monotonic()
        for name, child in list(self.children.items()):
            if child.restart_at is None and has_ended(child.process):
                self.plan_restart(child, now)
            if child.restart_at is not None and now >= child.restart_at:
                failures = child.failures
                self.launch(child.service).failures = failures
                log_line("engine", f"служба «{name}» запущена снова")

    def plan_restart(self, child: Child, now: float) -> None:
        code = finish(child.process)
        child.failures = 1 if now - child.since > STEADY_AFTER else child.failures + 1
        pause = min(2.0 ** (child.failures - 1), SLOWEST_RESTART)
        child.restart_at = now + pause
        log_line("engine", f"служба «{child.service.name}» завершилась (код {code}); запуск через {pause:.0f} с")

    # -- commands

    def run(self, command: list[str], env: dict[str, str]) -> None:
        """A command to its end, its output in the common log; Trouble when it fails."""
        self.start(Service(name="setup", command=command, env=env, folder=paths.ROOT))
        child = self.children["setup"]
        self.until(lambda: has_ended(child.process) and self.drained(child), float("inf"))
        code = finish(child.process)
        del self.children["setup"]
        if code:
            raise Trouble(f"Команда «{' '.join(command[1:3])}» завершилась с ошибкой {code}. {self.hint('setup')}")

    def drained(self, child: Child) -> bool:
        return child.process.stdout is None or child.process.stdout.closed

    def foreground(self, command: list[str], env: dict[str, str]) -> int:
        """A command with the terminal to itself; Ctrl-C is its own affair, SIGTERM is passed on. Its exit status."""
        follow = processes.follow(os.getpid(), signal.SIGTERM)
        process = subprocess.Popen(command, env=env | {processes.MARK: self.mark}, cwd=paths.ROOT, preexec_fn=follow)
        signal.signal(signal.SIGINT, lambda *_: None)
        try:
            self.until(lambda: process.poll() is not None, float("inf"))
        except Interrupted:
            process.terminate()
            if not processes.wait_until(lambda: process.poll() is not None, 15):
                process.kill()
        finally:
            signal.signal(signal.SIGINT, self.ask_to_stop)
        return process.wait()

    # -- ending

    def stop_all(self) -> None:
        """First those who use the engines, then the engines, in the reverse order of their start."""
        engines = [name for name in ("db", "broker") if name in self.children]
        self.stop([name for name in self.children if name not in engines])
        for name in reversed(engines):
            self.stop([name])

    def stop(self, names: Iterable[str]) -> None:
        leaving = [self.children[name] for name in names]
        for child in leaving:
            if child.restart_at is None and not has_ended(child.process):
                processes.send(child.process.pid, child.service.ending)
        limit = time.monotonic() + max((child.service.patience for child in leaving), default=0)
        hurry = self.asked + 1
        while any(not has_ended(child.process) for child in leaving) and time.monotonic() < limit and self.asked < hurry:
            self.pump(0.1)
        for child in leaving:
            finish(child.process)
        self.pump(0)

    def write_record(self) -> None:
        children = {name: [child.process.pid, processes.started_at(child.process.pid)] for name, child in self.children.items()}
        supervisor = [os.getpid(), processes.started_at(os.getpid())]
        draft = self.record.with_suffix(".new")
        draft.write_text(json.dumps({"mark": self.mark, "supervisor": supervisor, "children": children}))
        draft.replace(self.record)


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Without collecting it: its number stays taken, so that its group can still be ended safely."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def finish(process: subprocess.Popen[bytes]) -> int:
    """End by force whatever is left of the process' group; its exit code."""
    if process.returncode is None:
        processes.send(process.pid, signal.SIGKILL, group=True)
    return process.wait()

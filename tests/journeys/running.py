"""The whole portal as `make demo` runs it, with real parts that a test may kill: database, broker, web, worker, beat."""

import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from portal.engine import environment, processes, stamps
from portal.engine.broker import HOST, Broker, free_port
from portal.engine.cluster import DATABASE, SUPERUSER, Cluster
from portal.engine.healthy import healthy
from portal.engine.processes import Service, wait_until
from portal.engine.stamps import Stamp
from portal.kit.periods import today

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / ".local" / "journeys" / "static"
TOOLS = Path(sys.executable).parent
USERS = ("web", "worker", "beat")  # of the engines; started after them, stopped before


@dataclass
class Portal:
    """The running parts by name; `home` holds everything they write."""

    home: Path
    logs: Path
    port: int = field(default_factory=free_port)
    mark: str = field(default_factory=partial(secrets.token_hex, 8))
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.home / ".local").mkdir()
        self.cluster = Cluster("pg-journeys", fast=True)
        self.broker = Broker("valkey", root=self.home)
        for engine in (self.cluster, self.broker):
            engine.prepare()
        self.services = {"db": self.cluster.service(), "broker": self.broker.service()}

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def open(self) -> None:
        """Engines, schema, world and static files; then the doors. What was made from the same sources today is taken as it is."""
        self.start("db", "broker")
        self.cluster.provision()
        ready = f"ready_{today():%m%d}_{stamps.fingerprint(stamps.product())[:16]}"
        known = self.cluster.sql("SELECT datname FROM pg_database WHERE starts_with(datname, 'ready_')").split()
        self.cluster.drop_database(DATABASE)
        self.cluster.create_database(DATABASE, ready if ready in known else "template1")
        if ready not in known:
            for name in known:
                self.cluster.drop_database(name)
            for command in ("migrate", "createcachetable", "load_world"):
                self.manage(command)
            self.cluster.create_database(ready, DATABASE)
        looks = Stamp(STATIC, "static", stamps.static())
        if not looks.valid():
            self.manage("collectstatic", "--no-input", "--clear", "-v0")
            looks.write()
        self.services |= {name: self.service(name) for name in USERS}
        self.start(*USERS)

    def env(self) -> dict[str, str]:
        own = {"PUBLIC_URL": self.url, "MEDIA_ROOT": str(self.home / "media"), "STATIC_ROOT": str(STATIC), "SECRET_KEY": "demo-journeys"}
        more = {"PORTAL_MODE": "demo", "MAIL_TRANSPORT": "memory", "ALLOWED_HOSTS": "127.0.0.1,localhost", "PYTHONWARNINGS": "ignore:::celery.platforms"}
        kept = {key: value for key, value in environment.plain().items() if key != "DEBUG"}
        return kept | own | more | environment.addresses(self.cluster, self.broker)

    def service(self, name: str) -> Service:
        commands = {
            "web": f"granian --interface wsgi --host {HOST} --port {self.port} --workers 1 --blocking-threads 4 --no-ws --log-level warning portal.wsgi:application",
            "worker": "celery -q -A portal.celery worker --concurrency 1 --loglevel info --without-gossip --without-mingle",
            "beat": f"celery -q -A portal.celery beat --schedule {self.home / 'schedule'} --pidfile= --loglevel warning",
        }
        tool, *options = commands[name].split()
        ready = partial(healthy, self.port) if name == "web" else partial(self.said, name, " ready." if name == "worker" else "")
        return Service(name=name, command=[str(TOOLS / tool), *options], env=self.env(), folder=ROOT, patience=15, ready=ready)

    def manage(self, *arguments: str) -> str:
        """A management command to its end; what it printed."""
        return self.run("manage.py", *arguments)

    def prepare(self, deed: str, *arguments: str) -> str:
        """A deed of `tests/journeys/prepare.py`; what it answered."""
        return self.run("-m", "tests.journeys.prepare", deed, *arguments).strip()

    def run(self, *arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.env(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    # -- single parts

    def start(self, *names: str) -> None:
        for name in names:
            with open(self.logs / f"{name}.log", "ab") as out:
                self.running[name] = processes.launch(self.services[name], mark=self.mark, out=out)
            if not wait_until(self.services[name].ready, 180):
                raise RuntimeError(f"{name} does not answer:\n{self.tail(name)}")

    def mend(self) -> None:
        """Start what a failed test has left ended."""
        self.start(*(name for name in self.services if name not in self.running or self.running[name].poll() is not None))

    def kill(self, name: str) -> None:
        """As a power cut would: -9 for the part and all its children."""
        self.end(name, signal.SIGKILL)

    def stop(self, name: str) -> None:
        self.end(name, self.services[name].ending)

    def end(self, name: str, how: signal.Signals) -> None:
        process = self.running.pop(name)
        processes.send(process.pid, how, group=how == signal.SIGKILL)
        try:
            process.wait(self.services[name].patience)
        except subprocess.TimeoutExpired:
            processes.send(process.pid, signal.SIGKILL, group=True)
            process.wait()
        with (self.logs / f"{name}.log").open("ab") as log:
            log.write(f"--- ended by the test with {how.name}\n".encode())

    def close(self) -> None:
        """Everything ends."""
        for name in (*reversed(USERS), "broker", "db"):
            if name in self.running:
                self.stop(name)
        processes.end(lambda: processes.marked(self.mark))

    # -- looking inside

    def said(self, name: str, words: str) -> bool:
        """Since its last start, has the part written these words into its log?"""
        return words in (self.logs / f"{name}.log").read_text(errors="replace").rpartition("--- ended")[2]

    def tail(self, name: str, lines: int = 30) -> str:
        path = self.logs / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    @contextmanager
    def holding(self, table: str) -> Iterator[Callable[[], bool]]:
        """Nobody gets at the table meanwhile; the value tells whether somebody stands waiting for it."""
        with psycopg.connect(self.cluster.url(SUPERUSER)) as line:
            line.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield lambda: self.sql(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass") != "0"
            line.rollback()

    def sql(self, text: str) -> str:
        """As superuser, past the wall: facts that a person of the portal could not see."""
        return self.cluster.sql(text, "portal")

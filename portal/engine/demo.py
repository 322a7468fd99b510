"""`make demo`: everything set up, one log, a last line with the address and the accounts."""

import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from . import environment, paths, stamps, system, venv
from .broker import HOST, Broker, port_is_free
from .cluster import Cluster
from .healthy import healthy
from .processes import Service
from .say import Trouble, log_line, say
from .stamps import Stamp
from .supervise import Interrupted, Supervisor

NAME = "demo"
PATIENCE_WITH_WORKER = 15
DISTRICTS = ("sovgavan", "amursk", "timashevsk")
ROLES = {
    "teacher": "педагог",
    "school": "руководитель школы",
    "methodist": "методист",
    "head": "начальник управления",
    "mentor": "наставник",
    "expert": "эксперт",
}
NETWORK = {"coordinator@timashevsk.example": "координатор сети", "operator@portal.example": "оператор портала"}


def engines() -> tuple[Cluster | None, Broker | None]:
    """The private ones that are needed: none where the caller names his own."""
    cluster = None if os.environ.get("DATABASE_URL") else Cluster()
    broker = None if os.environ.get("REDIS_URL") else Broker()
    return cluster, broker


def start_engines(crew: Supervisor, cluster: Cluster | None, broker: Broker | None) -> None:
    ours = [engine for engine in (cluster, broker) if engine]
    for engine in ours:
        engine.prepare()
    crew.bring_up(*(engine.service() for engine in ours))
    if cluster:
        cluster.provision()


def demo() -> int:
    system.ensure()
    venv.ensure()
    cluster, broker = engines()
    with Supervisor(NAME) as crew:
        try:
            refuse_busy_port()
            start_engines(crew, cluster, broker)
            env = environment.portal("demo", cluster, broker)
            prepare(crew, env, cluster)
            open_doors(crew, env)
            crew.watch()
        except Interrupted:
            log_line("engine", "останавливаемся…")
    say("Портал остановлен.")
    return 0


def refuse_busy_port() -> None:
    port = environment.port()
    if not port_is_free(port):
        raise Trouble(f"Порт {port} занят другой программой. Закройте её или выберите другой порт: make demo PORT={port + 1}")


def prepare(crew: Supervisor, env: dict[str, str], cluster: Cluster | None) -> None:
    """Migrations, the demo world, static files: each only when its sources or its target changed."""

    def stamp(name: str, files: list[Path]) -> Stamp | None:
        return Stamp(cluster.notes, name, files) if cluster else None

    once(crew, env, "migrate", ["--no-input"], stamp("migrate", stamps.migrations()))
    once(crew, env, "createcachetable", [], stamp("cache", []))
    once(crew, env, "load_world", [], stamp("world", stamps.world()))
    once(crew, env, "collectstatic", ["--no-input", "--clear", "-v0"], Stamp(Path(env["STATIC_ROOT"]), "static", stamps.static()))


def once(crew: Supervisor, env: dict[str, str], command: str, options: list[str], stamp: Stamp | None) -> None:
    if stamp and stamp.valid():
        return
    log_line("engine", f"manage.py {command}")
    crew.run([str(paths.PYTHON), "manage.py", command, *options], env)
    if stamp:
        stamp.write()


def open_doors(crew: Supervisor, env: dict[str, str]) -> None:
    """Web server, worker and beat; the accounts once the portal answers. A worker without its broker does not hold it up."""
    shutil.rmtree(paths.SCRATCH, ignore_errors=True)
    for folder in (paths.MEDIA, paths.MAIL, paths.SCRATCH, paths.SCHEDULE.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    crew.start(worker(env), beat(env))
    crew.bring_up(web(env), seconds=120)
    crew.until(lambda: crew.greeted("worker"), PATIENCE_WITH_WORKER)
    say(accounts())
    say(f"\nПортал готов: {env['PUBLIC_URL']}")


def web(env: dict[str, str]) -> Service:
    port, cores = environment.port(), os.cpu_count() or 1
    options = ["--host", HOST, "--port", str(port), "--workers", str(min(2, cores)), "--blocking-threads", str(min(8, 2 * cores))]
    options += ["--respawn-failed-workers", "--no-ws", "--log-level", "warning"]
    command = ["granian", "--interface", "wsgi", *options, "portal.wsgi:application"]
    return portal_service("web", command, env, ready=partial(healthy, port))


def worker(env: dict[str, str]) -> Service:
    options = ["--concurrency", "2", "--loglevel", "info", "--without-gossip", "--without-mingle"]
    return portal_service("worker", ["celery", "-q", "-A", "portal.celery", "worker", *options], env | quiet_root(), greeting=" ready.")


def beat(env: dict[str, str]) -> Service:
    options = ["--schedule", str(paths.SCHEDULE), "--pidfile=", "--loglevel", "warning"]
    return portal_service("beat", ["celery", "-q", "-A", "portal.celery", "beat", *options], env)


def portal_service(name: str, command: list[str], env: dict[str, str], **more: Any) -> Service:
    path = str(paths.VENV / "bin" / command[0])
    return Service(name=name, command=[path, *command[1:]], env=env | {"TMPDIR": str(paths.SCRATCH)}, folder=paths.ROOT, patience=15, **more)


def quiet_root() -> dict[str, str]:
    """Celery warns at length about root, which is how containers and this demo may well run."""
    return {"PYTHONWARNINGS": "ignore:::celery.platforms"} if os.getuid() == 0 else {}


def accounts() -> str:
    """Table of the demo accounts, as the world loader makes them."""
    rows = [(f"{login}@{district}.example", role) for district in DISTRICTS for login, role in ROLES.items()]
    rows += NETWORK.items()
    width = max(len(address) for address, _ in rows)
    lines = ["", "Демонстрационные учётные записи (пароль у всех: demo)", "─" * (width + 24)]
    return "\n".join(lines + [f"{address:<{width}}  {role}" for address, role in rows])

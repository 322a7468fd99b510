"""The verbs of `python3 -m portal.engine`."""

import argparse
import os
import shutil
import signal
from functools import partial
from pathlib import Path

from . import checks, environment, paths, processes, records, system, venv
from .broker import Broker, free_port
from .cluster import Cluster
from .demo import NAME, demo, engines, start_engines, web
from .say import Trouble, complain, say
from .supervise import Interrupted, Supervisor

HELP = """setup — системные пакеты и виртуальное окружение
demo — поднять демонстрационный портал
test — все проверки и тесты; параметры передаются pytest
check — быстрые проверки
pytest … — только pytest на частной базе
manage … — команда manage.py на базе демонстрационного портала
bench … — замеры на отдельной базе; bench country … — в базе вся страна, у веб-сервера пятьдесят человек
createdb ИМЯ — ещё одна база данных в кластере демонстрационного портала
stop — остановить всё, что запущено из этой копии
clean — остановить и удалить .local с данными"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="portal.engine", epilog=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("options", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    try:
        return VERBS[chosen.verb](chosen.options)
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


def setup() -> int:
    system.ensure()
    venv.ensure()
    say("Окружение готово.")
    return 0


def manage(options: list[str]) -> int:
    """Beside a running demo, or with the engines started for the length of the command."""
    system.ensure()
    venv.ensure()
    cluster, broker = engines()
    command = [str(paths.PYTHON), "manage.py", *options]
    if records.running(record(NAME)):
        return Supervisor(NAME).foreground(command, environment.portal("demo", cluster, broker))
    with Supervisor(NAME, quiet=True) as crew:
        try:
            start_engines(crew, cluster, broker)
            return crew.foreground(command, environment.portal("demo", cluster, broker))
        except Interrupted:
            return 130


def createdb(options: list[str]) -> int:
    """A further database in the demo's cluster."""
    system.ensure()
    cluster = Cluster()
    if records.running(record(NAME)):
        cluster.create_database(options[0])
        return 0
    with Supervisor(NAME, quiet=True) as crew:
        start_engines(crew, cluster, None)
        cluster.create_database(options[0])
    return 0


def bench(options: list[str]) -> int:
    """Measurements in a cluster of their own, with the demo's durable settings; those of the country also need a web server that answers."""
    system.ensure()
    venv.ensure()
    country = options[:1] == ["country"]
    os.environ.setdefault("PORT", str(free_port()))  # beside a running demo
    cluster, broker = Cluster("pg-bench"), Broker("valkey-bench", durable=False)
    with Supervisor("bench", quiet=True) as crew:
        try:
            start_engines(crew, cluster, broker)
            env = environment.portal("demo", cluster, broker)
            for step in (["migrate", "--no-input", "-v0"], ["createcachetable"], ["collectstatic", "--no-input", "-v0"]):
                crew.run([str(paths.PYTHON), "manage.py", *step], env)
            if country:
                crew.bring_up(web(env), seconds=120)
            command = ["bench_country", *options[1:]] if country else ["bench", *options]
            return crew.foreground([str(paths.PYTHON), "manage.py", *command], env)
        except Interrupted:
            return 130


def record(name: str) -> Path:
    return paths.RUN / f"{name}.json"


def stop() -> int:
    """End every run of this checkout: politely where its supervisor lives, by its record where not."""
    found = sorted(paths.RUN.glob("*.json"))
    for note in found:
        pid = records.running(note)
        if pid:
            processes.send(pid, signal.SIGTERM)
            processes.wait_until(partial(has_left, note), 60)
        records.sweep(note)
    for cluster in clusters():
        if cluster.data.exists():
            cluster.clear_leftovers()
    say("Всё остановлено." if found else "Останавливать нечего.")
    return 0


def has_left(note: Path) -> bool:
    return records.running(note) is None


def clusters() -> list[Cluster]:
    return [Cluster(name) for name in ("pg", "pg-test", "pg-journeys", "pg-bench")]


def clean() -> int:
    """Back to a fresh clone; a `.local/venv` that is only a link stays."""
    stop()
    for cluster in clusters():
        cluster.remove()
    for entry in paths.LOCAL.glob("*"):
        if entry.is_symlink():
            continue
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.rmtree(paths.outside("/var/tmp"), ignore_errors=True)
    say("Удалено: .local с базами, файлами и окружением.")
    return 0


VERBS = {
    "setup": lambda options: setup(),
    "demo": lambda options: demo(),
    "test": checks.test,
    "check": lambda options: checks.check(),
    "pytest": checks.pytest,
    "manage": manage,
    "bench": bench,
    "createdb": createdb,
    "stop": lambda options: stop(),
    "clean": lambda options: clean(),
}

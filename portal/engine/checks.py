"""`make check` and `make test`: every contract, then the tests on a private engine of their own."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import environment, paths, system, venv
from .broker import Broker
from .cluster import Cluster
from .demo import start_engines
from .say import complain, say, step
from .supervise import Interrupted, Supervisor

NAME = "test"


@dataclass(frozen=True)
class Check:
    """One contract: its name for the person, its command inside the virtual environment."""

    title: str
    command: tuple[str, ...]


def quick() -> list[Check]:
    """Those that need no database."""
    return [
        Check("ruff: ошибки", ("ruff", "check", ".")),
        Check("ruff: оформление", ("ruff", "format", "--check", ".")),
        Check("import-linter: этажи", ("lint-imports",)),
        Check("mypy: типы", ("mypy",)),
        Check("djlint: шаблоны", ("djlint", "templates", "--lint", "--quiet")),
    ]


def with_database() -> list[Check]:
    python = str(paths.PYTHON)
    return [
        Check("Django: проверки", (python, "manage.py", "check")),
        Check("Django: миграции без расхождений", (python, "manage.py", "makemigrations", "--check", "--dry-run")),
    ]


def perform(checks: list[Check], env: dict[str, str]) -> list[str]:
    """Run all, print what failed; the titles of those that failed."""
    failed = []
    for check in checks:
        began = time.monotonic()
        done = subprocess.run(check.command, env=env, cwd=paths.ROOT, capture_output=True, text=True, check=False)
        verdict = "нарушено" if done.returncode else "соблюдено"
        step(f"{check.title}: {verdict} ({time.monotonic() - began:.1f} с)")
        if done.returncode:
            say((done.stdout + done.stderr).rstrip())
            failed.append(check.title)
    return failed


def test_engines() -> tuple[Cluster, Broker]:
    """Engines apart from the demo's; what they hold may be lost."""
    paths.local()
    broker = Broker("valkey-test", durable=False)
    broker.prepare()
    return Cluster("pg-test", fast=True), broker


def test_environment(cluster: Cluster, broker: Broker) -> dict[str, str]:
    return environment.portal("test", cluster, broker, MEDIA_ROOT=str(paths.LOCAL / "test-media"))


def check() -> int:
    """The quick contracts; nothing is started."""
    system.ensure()
    venv.ensure()
    return 1 if perform(quick(), test_environment(*test_engines())) else 0


def test(options: list[str]) -> int:
    """All contracts, then all tests, both even when the first fail; not 0 when anything failed."""

    def everything(crew: Supervisor, env: dict[str, str]) -> int:
        failed = perform([*quick(), *with_database()], env)
        status = crew.foreground([str(paths.PYTHON), "-m", "pytest", "-n", str(workers()), "--dist", "loadgroup", "--no-loadscope-reorder", *options], env)
        if failed:
            complain("Нарушено: " + "; ".join(failed))
        return status or bool(failed)

    return beside_engines(everything)


def workers() -> int:
    """One more than processors: a browser's person, a killed part and a waiting database leave theirs idle for a third of the time."""
    return (os.cpu_count() or 1) + 1


def pytest(options: list[str]) -> int:
    """Only pytest, with the caller's options, on the private test engines."""
    return beside_engines(lambda crew, env: crew.foreground([str(paths.PYTHON), "-m", "pytest", *options], env))


def beside_engines(work: Callable[[Supervisor, dict[str, str]], int]) -> int:
    system.ensure(tests=True)
    venv.ensure()
    cluster, broker = test_engines()
    with Supervisor(NAME, quiet=True) as crew:
        try:
            start_engines(crew, cluster, broker)
            return work(crew, test_environment(cluster, broker))
        except Interrupted:
            return 130

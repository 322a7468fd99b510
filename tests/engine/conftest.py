"""Checkouts of their own for the engine's tests: nothing of the real `.local` is touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.engine.cluster import Cluster
from portal.engine.processes import Service
from portal.engine.supervise import Supervisor


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".local").mkdir()
    return tmp_path


@pytest.fixture
def crew(checkout: Path) -> Iterator[Supervisor]:
    with Supervisor("try", quiet=True, root=checkout) as supervisor:
        yield supervisor


@pytest.fixture
def cluster(checkout: Path) -> Iterator[Cluster]:
    made = Cluster("pg-try", root=checkout)
    made.prepare()
    yield made
    made.remove()


def shell(name: str, script: str, **more: object) -> Service:
    return Service(name=name, command=["/bin/sh", "-c", script], env={"PATH": "/usr/bin:/bin"}, **more)

"""Checkouts of their own for the engine's tests: nothing of the real `.local` is touched."""

import subprocess
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


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster made once, never started: initdb is the slowest part of these tests."""
    made = Cluster("pg-pristine", fast=True, root=tmp_path_factory.mktemp("pristine"))
    (made.root / ".local").mkdir()
    made.prepare()
    yield made
    made.remove()


@pytest.fixture
def cluster(checkout: Path, pristine: Cluster) -> Iterator[Cluster]:
    made = Cluster("pg-try", fast=True, root=checkout)
    made.make_folders()
    subprocess.run(["cp", "-a", pristine.data, made.data], check=True)
    made.prepare()
    yield made
    made.remove()


def shell(name: str, script: str, **more: object) -> Service:
    return Service(name=name, command=["/bin/sh", "-c", script], env={"PATH": "/usr/bin:/bin"}, **more)

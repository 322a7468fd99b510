"""The production shape: what compose, the image and the roles' script promise."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portal.engine import cluster as clusters
from portal.engine.cluster import Cluster
from portal.engine.healthy import healthy
from portal.engine.supervise import Supervisor
from portal.site.help import GUIDE

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
VARIABLES = re.findall(r"(?<!\$)\$\{([A-Z_]+)(:\?|:-)?([^}]*)\}", TEXT)


def test_every_part_of_the_portal_has_its_service() -> None:
    assert set(SERVICES) == {"db", "broker", "migrate", "web", "worker", "beat", "front"}


def test_no_secret_has_a_default() -> None:
    secret = [found for found in VARIABLES if re.search("PASSWORD|SECRET|KEY|TOKEN", found[0])]
    assert {name for name, _, _ in secret} >= {"SECRET_KEY", "PORTAL_APP_PASSWORD", "PORTAL_OWNER_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
    assert [found for found in secret if found[1] == ":-" and found[2]] == []


def test_missing_variable_is_named_in_russian() -> None:
    demanded = {name: sentence for name, how, sentence in VARIABLES if how == ":?"}
    plain = {name for name, how, _ in VARIABLES if not how}
    assert plain <= set(demanded)
    assert all(re.match(rf"Задайте {name} - [а-яё]", sentence) for name, sentence in demanded.items())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_is_locked_down(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "healthcheck" in service or name == "migrate"
    assert service.get("user") or "build" in service or "unprivileged" in service["image"]


def test_engines_are_not_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert SERVICES["db"]["networks"] == SERVICES["broker"]["networks"] == ["inner"]


def test_a_portal_begins_with_its_tables_and_its_dictionaries() -> None:
    """No service opens before; each step may be run again at every start."""
    script = SERVICES["migrate"]["command"][-1]
    assert re.findall(r"manage\.py (\w+)", script) == ["migrate", "createcachetable", "load_base"]
    opening = [SERVICES[name]["depends_on"]["migrate"] for name in ("web", "worker", "beat")]
    assert opening == [{"condition": "service_completed_successfully"}] * 3


def test_only_migrations_know_the_owner() -> None:
    knowing = [name for name, service in SERVICES.items() if "PORTAL_OWNER_PASSWORD" in str(service.get("environment"))]
    assert sorted(knowing) == ["db", "migrate"]


def test_image_installs_by_hash_and_runs_unprivileged() -> None:
    _, build, final = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert "pip install --require-hashes" in build
    assert "pip" not in final
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)


def test_image_holds_all_that_the_portal_reads() -> None:
    """The packages, the pages of help too: a folder that is forgotten here is missed only in production."""
    copied = set(re.findall(r"^COPY (\S+) \1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}
    assert copied == packages | {str(folder.relative_to(ROOT)) for folder in (ROOT / "templates", ROOT / "static", GUIDE)}


def test_files_of_people_are_private_and_static_ones_are_for_whoever_serves_them(tmp_path: Path) -> None:
    """The image collects as root and serves as another user: what only root can read is no style at all."""
    private = storages.create_storage(settings.STORAGES["default"] | {"OPTIONS": settings.STORAGES["default"]["OPTIONS"] | {"location": tmp_path}})
    public = StaticFilesStorage(location=tmp_path, base_url="/static/")
    modes = {storage.path(storage.save(name, ContentFile(b"x"))): mode for storage, name, mode in [(private, "scan.pdf", 0o600), (public, "a.css", 0o644)]}
    assert {path: os.stat(path).st_mode & 0o777 for path in modes} == modes


def test_production_lock_is_part_of_the_one_lock() -> None:
    """Same versions, same hashes: nothing goes live that was not tested."""
    assert pins(ROOT / "docs/deploy/requirements.lock").items() <= pins(ROOT / "requirements.lock").items()


def test_production_lock_holds_all_that_is_asked_for_and_all_that_is_imported() -> None:
    """A library that only the tests' environment has is missed in production alone."""
    locked = {named(pin.partition("==")[0]) for pin in pins(ROOT / "docs/deploy/requirements.lock")}
    asked = {named(re.split(r"[\[<>=]", one)[0]) for one in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]}
    assert asked - locked == set()
    known, own = packages_distributions(), {file.parent.name for file in ROOT.glob("*/__init__.py")}
    foreign = set(imported()) - own - sys.stdlib_module_names
    assert {name for name in foreign if not locked & {named(one) for one in known.get(name, ())}} == set()


def named(library: str) -> str:
    """One spelling of a library's name, as the locks have it."""
    return re.sub(r"[-_.]+", "-", library).lower()


def imported() -> Iterator[str]:
    """The outermost package of every import of the portal's own code."""
    for package in {file.parent for file in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}:
        for node in (node for file in package.rglob("*.py") for node in ast.walk(ast.parse(file.read_text()))):
            if isinstance(node, ast.Import):
                yield from (one.name.partition(".")[0] for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def pins(lock: Path) -> dict[str, frozenset[str]]:
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
    return {block.split()[0]: frozenset(re.findall(r"sha256:\w+", block)) for block in blocks if "==" in block}


def test_roles_script_makes_a_walled_database(crew: Supervisor, cluster: Cluster) -> None:
    crew.bring_up(cluster.service())
    env = clusters.plain_environment() | {"PGHOST": str(cluster.sockets), "PORTAL_OWNER_PASSWORD": "o'ne", "PORTAL_APP_PASSWORD": "two"}
    env["PATH"] = f"{clusters.binary('psql').parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run(["sh", ROOT / "docs/deploy/roles.sh"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(cluster.url(clusters.OWNER)) as owner:
        owner.execute("CREATE TABLE person (name citext)")
    with psycopg.connect(cluster.url(clusters.APP)) as app:
        app.execute("INSERT INTO person VALUES ('Яна'), ('Ёж'), ('Анна')")
        assert app.execute("SELECT name FROM person ORDER BY name").fetchall() == [("Анна",), ("Ёж",), ("Яна",)]
        rights = app.execute("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert rights.fetchall() == [(False, False, False, False)]


def test_silent_port_is_not_healthy() -> None:
    assert healthy(9) is False

"""Packages, environment, broker, notes: what a fresh clone meets first."""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.engine import demo, environment, stamps, system, venv
from portal.engine.broker import Broker
from portal.engine.say import Trouble
from portal.engine.supervise import Supervisor
from portal.engine.system import Need

ENGINE = Path(environment.__file__).parent
LACKING = Need("libpango-1.0-0", "вёрстка PDF", lambda: False)


@pytest.mark.parametrize("file", sorted(ENGINE.glob("*.py")), ids=lambda file: file.name)
def test_engine_needs_nothing_but_the_standard_library(file: Path) -> None:
    imported = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in imported if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in imported if isinstance(node, ast.ImportFrom) and node.level == 0]
    assert [name for name in names if name.split(".")[0] not in sys.stdlib_module_names] == []


def test_other_system_gets_a_sentence_that_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "FOR_DEMO", (LACKING,))
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match=r"вёрстка PDF.*libpango-1.0-0"):
        system.ensure()


def test_user_without_sudo_gets_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "FOR_DEMO", (LACKING,))
    monkeypatch.setattr(system.os, "getuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(Trouble, match=r"apt-get install libpango-1\.0-0"):
        system.ensure()


def test_packages_are_said_first_and_bring_no_global_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The note for postgresql-common lies there while apt works, and is gone after."""
    note, seen = tmp_path / "createcluster.d" / "portal.conf", []

    def fake(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if "install" in command:
            seen.append((note.read_text().strip(), "postgresql — сервер" in capsys.readouterr().out, command[-1]))
            return subprocess.CompletedProcess(command, 0)
        return real(command[command.index("sh") :] if "sh" in command else ["rm", "-f", note] if "rm" in command else ["true"])

    real = subprocess.run
    have = iter([False, True])
    monkeypatch.setattr(system, "NO_MAIN_CLUSTER", note)
    monkeypatch.setattr(system, "FOR_DEMO", (Need("postgresql", "сервер", lambda: next(have)),))
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system.subprocess, "run", fake)
    system.ensure()
    assert seen == [("create_main_cluster = false", True, "postgresql")]
    assert not note.exists()


def test_busy_port_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(Trouble, match=f"Порт {port} занят.*make demo PORT={port + 1}"):
            demo.refuse_busy_port()


@pytest.mark.parametrize("wrong", ["восемь", "0", "70000", "-1"])
def test_wrong_port_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("PORT", wrong)
    with pytest.raises(Trouble, match="от 1 до 65535"):
        environment.port()


def test_callers_database_is_used_by_the_demo_and_never_by_tests(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://people@far/away")
    monkeypatch.setenv("SECRET_KEY", "own")
    cluster, _ = demo.engines()
    assert cluster is None
    assert environment.portal("demo", None, None)["DATABASE_URL"] == "postgresql://people@far/away"
    tests = environment.portal("test", demo.Cluster(root=checkout), None)
    assert "far" not in tests["DATABASE_URL"]
    assert tests["SECRET_KEY"] != "own"


def test_linked_environment_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    link = tmp_path / "venv"
    link.symlink_to(sys.prefix)
    monkeypatch.setattr(venv.paths, "VENV", link)
    monkeypatch.setattr(venv.paths, "PYTHON", link / "bin" / "python")
    monkeypatch.setattr(venv, "run", lambda command: pytest.fail("a linked environment must not be changed"))
    venv.ensure()


def test_environment_is_made_once_per_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock, home = tmp_path / "requirements.lock", tmp_path / "venv"
    lock.write_text("a==1")
    ran: list[str] = []

    def fake(command: list[str]) -> None:
        ran.append(command[2])
        (home / "bin").mkdir(parents=True, exist_ok=True)
        (home / "bin" / "python").touch()
        (home / "bin" / "pip").touch()

    for name, value in {"VENV": home, "PYTHON": home / "bin" / "python", "LOCK": lock}.items():
        monkeypatch.setattr(venv.paths, name, value)
    monkeypatch.setattr(venv, "STAMP", home / ".portal-lock")
    monkeypatch.setattr(venv, "run", fake)
    venv.ensure()
    venv.ensure()
    lock.write_text("a==2")
    venv.ensure()
    assert ran == ["venv", "pip", "pip"]


def test_stamp_holds_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps.paths, "ROOT", tmp_path)
    monkeypatch.setattr(stamps.paths, "LOCK", tmp_path / "lock")
    source = tmp_path / "0001.py"
    source.write_text("one")
    stamps.Stamp(tmp_path, "migrate", [source]).write()
    assert stamps.Stamp(tmp_path, "migrate", [source]).valid()
    source.write_text("two")
    assert not stamps.Stamp(tmp_path, "migrate", [source]).valid()


def test_broker_keeps_its_data_over_kill_and_asks_for_its_password(crew: Supervisor, checkout: Path) -> None:
    broker = Broker("valkey-try", root=checkout)
    broker.prepare()
    crew.bring_up(broker.service())
    redis.from_url(broker.url()).set("kept", "да")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=broker.port, retry=Retry(NoBackoff(), 0)).get("kept")
    crew.children["broker"].process.kill()
    assert crew.until(lambda: crew.mend() or (crew.children["broker"].failures == 1 and broker.ready()), 20)
    assert redis.from_url(broker.url()).get("kept").decode() == "да"

"""The private cluster, on a real server."""

import dataclasses
import os
import signal
from pathlib import Path

import psycopg
import pytest

from portal.engine import paths, processes
from portal.engine.cluster import APP, OWNER, SOCKET, Cluster
from portal.engine.supervise import Supervisor


def start(crew: Supervisor, cluster: Cluster) -> None:
    crew.bring_up(cluster.service())
    cluster.provision()


def ask(cluster: Cluster, role: str, text: str, database: str = "portal") -> list[tuple]:
    with psycopg.connect(cluster.url(role, database), autocommit=True) as line:
        answer = line.execute(text)
        return answer.fetchall() if answer.description else []


def test_app_reads_and_writes_but_owns_nothing(crew: Supervisor, cluster: Cluster) -> None:
    start(crew, cluster)
    ask(cluster, OWNER, "CREATE TABLE person (id serial, name citext)")
    ask(cluster, APP, "INSERT INTO person (name) VALUES ('Яна'), ('Ёж'), ('Анна'), ('Елка')")
    assert ask(cluster, APP, "SELECT name FROM person ORDER BY name") == [("Анна",), ("Ёж",), ("Елка",), ("Яна",)]
    rights = "SELECT rolsuper, rolbypassrls, rolcreatedb, pg_has_role(rolname, %s, 'MEMBER') FROM pg_roles WHERE rolname = current_user"
    assert ask(cluster, APP, rights.replace("%s", f"'{OWNER}'")) == [(False, False, False, False)]
    for forbidden in ("CREATE TABLE mine ()", "TRUNCATE person", "DROP TABLE person", f"SET ROLE {OWNER}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(cluster, APP, forbidden)


def test_owner_is_held_by_forced_walls(crew: Supervisor, cluster: Cluster) -> None:
    start(crew, cluster)
    rights = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert ask(cluster, OWNER, rights) == [(False, False, True)]


def test_owners_new_database_is_born_furnished(crew: Supervisor, cluster: Cluster) -> None:
    start(crew, cluster)
    ask(cluster, OWNER, "CREATE DATABASE further")
    ask(cluster, OWNER, "CREATE TABLE person (name citext)", "further")
    assert ask(cluster, APP, "SELECT count(*) FROM person", "further") == [(0,)]
    assert ask(cluster, OWNER, "SELECT 'Ёж' < 'Жук', similarity('школа', 'школы') > 0", "further") == [(True, True)]


def test_killed_server_comes_back_with_its_data(crew: Supervisor, cluster: Cluster) -> None:
    cluster = dataclasses.replace(cluster, fast=False)
    start(crew, cluster)
    ask(cluster, OWNER, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(crew.children["db"].process.pid, signal.SIGKILL)
    assert crew.until(lambda: mended(crew, cluster), 20)
    assert ask(cluster, APP, "SELECT answer FROM kept") == [(42,)]


def mended(crew: Supervisor, cluster: Cluster) -> bool:
    """The restart counts only once the server of the new process answers."""
    crew.mend()
    child = crew.children["db"]
    return child.failures == 1 and child.restart_at is None and cluster.ready()


def test_lock_files_naming_a_living_stranger_do_not_stop_the_server(crew: Supervisor, cluster: Cluster) -> None:
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    (cluster.sockets / f"{SOCKET}.lock").write_text(f"{os.getpid()}\n{cluster.data}\n")
    start(crew, cluster)
    assert ask(cluster, APP, "SELECT 1") == [(1,)]


def test_stop_leaves_nothing(checkout: Path, cluster: Cluster) -> None:
    with Supervisor("try", quiet=True, root=checkout) as crew:
        start(crew, cluster)
        assert processes.working_in(cluster.data)
    assert processes.working_in(cluster.data) == []
    assert processes.marked(crew.mark) == []
    assert list(cluster.sockets.iterdir()) == []
    assert not crew.record.exists()


def test_nobody_else_may_enter_the_folders(cluster: Cluster) -> None:
    for folder in (cluster.home, cluster.data, cluster.sockets):
        assert folder.stat().st_mode & 0o077 == 0


def test_socket_of_a_deep_checkout_lies_in_a_short_folder() -> None:
    deep = Cluster(root=Path("/srv") / ("x" * 100))
    assert deep.sockets.parent == Path("/tmp")
    assert paths.fits_socket(deep.sockets, SOCKET)
    assert deep.sockets != Cluster("pg-test", root=deep.root).sockets


def test_url_names_role_database_and_socket() -> None:
    assert Cluster(root=Path("/srv/p"), name="pg").url(APP, "q").startswith("postgresql://portal_app@/q?host=%2F")


def test_closed_home_sends_root_to_a_public_folder(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.chmod(0o700)
    stranger = checkout.stat().st_uid + 1
    monkeypatch.setattr("portal.engine.cluster.runner", lambda: (stranger, stranger, [stranger]))
    assert Cluster(root=checkout).home.is_relative_to("/var/tmp")


def test_planted_folder_is_refused(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    with pytest.raises(paths.Trouble, match="другому пользователю"):
        paths.guard(trap, os.getuid())


def test_data_of_another_version_is_refused_with_a_sentence(cluster: Cluster) -> None:
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(paths.Trouble, match="созданы PostgreSQL 9"):
        cluster.prepare()

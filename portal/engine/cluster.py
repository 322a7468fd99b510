"""A private PostgreSQL cluster: unix socket only, Russian ICU order, two roles, started as a direct child."""

import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import paths, processes, system
from .processes import Service
from .say import Trouble, step

OWNER = "portal_owner"
APP = "portal_app"
SUPERUSER = "postgres"
DATABASE = "portal"
SOCKET = ".s.PGSQL.5432"
EXTENSIONS = ("btree_gist", "pg_trgm", "citext")
UNPRIVILEGED = ("postgres", "nobody")

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "jit": "off",  # compiling a plan to machine code costs more than the plan itself: the portal's own connections say so too
    "log_line_prefix": "%q%d ",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
    "lc_messages": "C",
}
# Only for clusters whose loss costs a rerun. Autovacuum does not see the rows of a transaction that is open yet, and those of tests are never anything else:
# it would write down that the tables are empty, and from then on the planner would join them row by row (docs/decisions/0034-made-once.md).
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB", "autovacuum": "off"}

ROLES = f"""
CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE;
CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
"""
# In template1, so that every later database, the tests' ones too, is born with it.
FURNISHED = (
    "".join(f"CREATE EXTENSION IF NOT EXISTS {name};\n" for name in EXTENSIONS)
    + f"""
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""
)


def runner() -> tuple[int, int, list[int]]:
    """User, group and groups of the server: ours, or, as root, an unprivileged one, since PostgreSQL refuses root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid(), os.getgroups()
    for name in UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid, [found.pw_gid]
    raise Trouble("PostgreSQL не работает от имени root, а пользователя postgres или nobody нет. Создайте его: adduser --system postgres.")


@dataclass(frozen=True)
class Cluster:
    """One cluster of the checkout; `name` is its folder in `.local`, `fast` trades durability for speed."""

    name: str = "pg"
    fast: bool = False
    root: Path = paths.ROOT

    @property
    def home(self) -> Path:
        """`.local/<name>`, or a folder in /var/tmp when the server's user cannot get into the checkout."""
        uid, _, gids = runner()
        inside = self.root / ".local"
        return (inside if paths.passable(inside, uid, gids) else paths.outside("/var/tmp", self.root)) / self.name

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def notes(self) -> Path:
        """Folder for notes about what this cluster's database already holds."""
        return self.home / "notes"

    @property
    def sockets(self) -> Path:
        """Folder of the socket; a short one in /tmp when the name would be longer than the kernel allows."""
        inside = self.home / "socket"
        return inside if paths.fits_socket(inside, SOCKET) else Path(f"{paths.outside('/tmp', self.root)}-{self.name}")

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def service(self) -> Service:
        uid, gid, _ = runner()
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | (FAST if self.fast else {})
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return Service(
            name="db",
            command=[str(binary("postgres")), "-D", str(self.data), *options],
            env=plain_environment(),
            uid=uid,
            gid=gid,
            folder=self.home,
            ending=signal.SIGINT,  # "fast": roll back, write everything, leave
            patience=20,
            ready=self.ready,
            before=self.clear_leftovers,
        )

    def prepare(self) -> None:
        """Folders and data files; a data folder appears whole or not at all."""
        self.make_folders()
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        self.check_version()

    def make_folders(self) -> None:
        uid, gid, _ = runner()
        if self.home.parent != self.root / ".local":
            paths.guard(self.home.parent, 0)
            self.home.parent.chmod(0o711)
        for folder in (self.home, self.sockets):
            paths.guard(folder, uid, gid)

    def initialise(self) -> None:
        step(f"Создаётся кластер PostgreSQL: {self.home}")
        fresh = self.home / "data.new"
        for folder in (fresh, self.notes):
            shutil.rmtree(folder, ignore_errors=True)
        command: list[str | Path] = [binary("initdb"), "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--locale-provider=icu", "--icu-locale=ru-RU", "--no-instructions"]
        self.tool([*command, *(["--no-sync"] if self.fast else [])])
        fresh.rename(self.data)

    def check_version(self) -> None:
        made = int((self.data / "PG_VERSION").read_text())
        here = system.postgres_version(binary("postgres").parent)
        if made != here:
            raise Trouble(f"Данные в {self.data} созданы PostgreSQL {made}, а установлен {here}. Выполните make clean или верните прежнюю версию.")

    def clear_leftovers(self) -> None:
        """End a server of a killed run and only then drop its lock files: backends may outlive their postmaster.

        PostgreSQL itself takes a zombie, or a stranger with a reused number, for the server that wrote them.
        """
        processes.end(lambda: processes.working_in(self.data), ending=signal.SIGINT, patience=15)
        for lock in (self.data / "postmaster.pid", self.sockets / SOCKET, self.sockets / f"{SOCKET}.lock"):
            lock.unlink(missing_ok=True)

    def ready(self) -> bool:
        """By the status line of the server's own lock file, which costs no connection."""
        try:
            return (self.data / "postmaster.pid").read_text().split()[-1] == "ready"
        except (OSError, IndexError):
            return False

    def provision(self) -> None:
        """Roles, furnished template, the database; does nothing the second time."""
        mark = self.notes / "provisioned"
        if mark.exists():
            return
        if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'"):
            self.sql(ROLES)
        self.sql(FURNISHED, "template1")
        self.create_database(DATABASE)
        self.notes.mkdir(exist_ok=True)
        mark.touch()

    def create_database(self, name: str, template: str = "template1") -> None:
        """A database of the owner's, which only the owner and the application may enter; an existing one stays as it is."""
        if self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            return
        self.sql(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
        self.sql(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC; GRANT CONNECT ON DATABASE "{name}" TO {APP}')

    def drop_database(self, name: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, text: str, database: str = "postgres") -> str:
        """Run as superuser; the answer's cells, one row a line."""
        command: list[str | Path] = [binary("psql"), "-h", self.sockets, "-U", SUPERUSER, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1"]
        return self.tool([*command, "-c", text]).strip()

    def tool(self, command: list[str | Path]) -> str:
        uid, gid, _ = runner()
        done = subprocess.run(command, env=plain_environment(), cwd=self.home, capture_output=True, text=True, check=False, **processes.identity(uid, gid))
        if done.returncode:
            raise Trouble(f"PostgreSQL: команда {Path(command[0]).name} не выполнена: {done.stderr.strip()}")
        return done.stdout

    def remove(self) -> None:
        """End what still runs and delete everything, the folders outside the checkout too."""
        if self.data.exists():
            self.clear_leftovers()
        for folder in (self.home, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        outside = self.home.parent
        if outside.name != ".local" and outside.exists() and not any(outside.iterdir()):
            outside.rmdir()


def binary(name: str) -> Path:
    folder = system.postgres_bin()
    if folder is None:
        raise Trouble("Не найден сервер PostgreSQL 15 или новее. Установите пакет postgresql и повторите.")
    return folder / name


def plain_environment() -> dict[str, str]:
    """Without the caller's PG* variables, which would send the tools to another server."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}

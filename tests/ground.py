"""Databases for tests: what is costly to make is made once for as long as its sources stay the same, and everybody gets a copy of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.engine import stamps
from portal.kit import env

OWNER, APP = "DATABASE_OWNER_URL", "DATABASE_URL"
TURN = 20_261  # the lock that workers take turns by


@dataclass(frozen=True)
class Ready:
    """A database to copy: what it begins with, whose deed (a role) makes it what it is, and the files that say what it holds."""

    prefix: str
    role: str
    make: Callable[[], Any]
    files: Callable[[], Iterable[Path]]
    base: "Ready | None" = None

    @property
    def name(self) -> str:
        return f"{self.prefix}_{stamps.fingerprint(self.files())[:16]}"

    def found(self, cursor: Any) -> str:
        """Its name; when there is none of these files yet, it is made, and gets its name when it is whole."""
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{self.prefix}_"])
        known = [row[0] for row in cursor.fetchall()]
        name = self.name
        if name not in known:
            made, base = f"new_{self.prefix}", self.base.found(cursor) if self.base else "template1"
            for old in (made, *known):
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{made}" TEMPLATE "{base}"')
            with _inside(made, self.role):
                self.make()
            cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{name}"')
        return name


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    with connection.cursor() as cursor:  # lets pytest empty the tables after tests that commit
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(settings.DATABASE_APP_ROLE)}")


def _schema() -> list[Path]:
    """Migrations, what they call, and the models by which contents and permissions are listed."""
    apps = [f"{top}/{inner}" for top in ("*", "portal/*") for inner in ("migrations/*.py", "models.py", "models/*.py")]
    return stamps.sources("tests/ground.py", "portal/settings.py", "portal/kit/*.py", *apps)


MIGRATED = Ready("migrated", OWNER, _migrate, _schema)


@contextmanager
def database(name: str, ready: Ready = MIGRATED) -> Iterator[None]:
    """A copy under this name for the length of the block, in which everybody is the application's role."""
    with _inside(connection.settings_dict["NAME"], OWNER):
        with connection._nodb_cursor() as cursor:  # the others wait: for what the first one makes, and since nobody may be inside what is copied
            cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')  # of a run that was killed
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{ready.found(cursor)}"')
        with _inside(name, APP):
            yield
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@contextmanager
def _inside(name: str, role: str) -> Iterator[None]:
    """The connection leads there, as this role; afterwards where it led before."""
    before = dict(connection.settings_dict)
    entry = env.database(role)
    _lead({"NAME": name, "USER": entry["USER"], "PASSWORD": entry["PASSWORD"]})
    try:
        yield
    finally:
        _lead({key: before[key] for key in ("NAME", "USER", "PASSWORD")})


def _lead(where: dict[str, str]) -> None:
    connection.close()
    connection.settings_dict.update(where)
    settings.DATABASES["default"]["NAME"] = where["NAME"]

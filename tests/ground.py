"""Databases for tests: the schema is migrated once for as long as its sources stay the same, and every worker gets a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.engine import stamps
from portal.kit import env

PREFIX = "migrated_"
# Whatever says what a migrated database holds: migrations, what they call, and the models by which contents and permissions are listed.
SOURCES = (
    "tests/ground.py",
    "portal/settings.py",
    "portal/kit/*.py",
    *(f"{top}/{inner}" for top in ("*", "portal/*") for inner in ("migrations/*.py", "models.py", "models/*.py")),
)
TURN = 20_261  # the lock that workers take turns by


@contextmanager
def database(name: str) -> Iterator[None]:
    """A migrated database under this name for the length of the block; inside it everybody is the application's role."""
    _become("DATABASE_OWNER_URL")
    home = connection.settings_dict["NAME"]
    with _turn() as cursor:
        source = f"{PREFIX}{stamps.fingerprint(stamps.sources(*SOURCES))[:16]}"
        if source not in _known(cursor):
            for old in _known(cursor):
                cursor.execute(f'DROP DATABASE "{old}"')
            _migrate(cursor, source)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')  # of a run that was killed
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    _name(name)
    _become("DATABASE_URL")
    yield
    _become("DATABASE_OWNER_URL")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')
    _name(home)


@contextmanager
def _turn() -> Iterator[Any]:
    """The others wait: for the first one's migrating, and because nobody may be inside a database that is copied."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        yield cursor


def _known(cursor: Any) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return [row[0] for row in cursor.fetchall()]


def _migrate(cursor: Any, name: str) -> None:
    """It gets its name when it is whole."""
    made = f"new_{name}"
    cursor.execute(f'DROP DATABASE IF EXISTS "{made}"')
    cursor.execute(f'CREATE DATABASE "{made}"')
    _name(made)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    with connection.cursor() as inside:  # lets pytest empty the tables after tests that commit
        inside.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {connection.ops.quote_name(settings.DATABASE_APP_ROLE)}")
    connection.close()
    cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{name}"')


def _name(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _become(role: str) -> None:
    connection.close()
    for key in ("USER", "PASSWORD"):
        connection.settings_dict[key] = env.database(role)[key]

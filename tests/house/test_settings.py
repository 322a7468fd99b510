"""A wrong setting stops the start with a sentence that names the variable."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://portal_app:x@db/portal",
    "REDIS_URL": "redis://broker/0",
    "ALLOWED_HOSTS": "portal.example",
    "PUBLIC_URL": "https://portal.example",
    "MAIL": "console",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own; an empty value leaves the variable out."""
    wanted = {name: value for name, value in (GOOD | changes).items() if value}
    environment = {"PATH": os.environ["PATH"], **wanted}
    return subprocess.run([sys.executable, "-c", "import portal.settings"], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_good_settings_start() -> None:
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY не задана"),
        ({"SECRET_KEY": "demo-secret"}, "SECRET_KEY: нужен свой случайный ключ"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL: нужен адрес вида postgresql://"),
        ({"REDIS_URL": ""}, "REDIS_URL не задана"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS не задана"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL не задана"),
        ({"DEBUG": "1"}, "DEBUG: в рабочем режиме"),
        ({"DEBUG": "да"}, "DEBUG = «да»"),
        ({"PORTAL_MODE": "prod"}, "PORTAL_MODE = «prod»"),
        ({"DATABASE_POOL": "много"}, "DATABASE_POOL = «много»"),
        ({"UPLOAD_LIMIT_MB": "999"}, "UPLOAD_LIMIT_MB = «999»"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], words: str) -> None:
    done = start(**changes)
    assert done.returncode != 0
    assert words in done.stderr

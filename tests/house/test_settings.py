"""A wrong setting stops the start with a sentence that names the variable."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from portal.engine import environment as engine_environment
from portal.engine import paths

ROOT = Path(__file__).resolve().parents[2]

GOOD = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "k" * 50,
    "SECOND_STEP_KEY": "s" * 50,
    "DATABASE_URL": "postgresql://portal_app:x@db/portal",
    "REDIS_URL": "redis://broker/0",
    "ALLOWED_HOSTS": "portal.example",
    "PUBLIC_URL": "https://portal.example",
    "MAIL_TRANSPORT": "console",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own; an empty value leaves the variable out."""
    wanted = {name: value for name, value in (GOOD | changes).items() if value}
    environment = {"PATH": os.environ["PATH"], **wanted}
    return subprocess.run([sys.executable, "-c", "import portal.settings"], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_good_settings_start() -> None:
    assert start().returncode == 0


def test_what_a_login_shell_sets_is_no_setting() -> None:
    """MAIL is the person's mailbox on any Debian that she logs into."""
    assert start(MAIL="/var/mail/somebody", PORT="8000", HOST="here", USER="somebody").returncode == 0


@pytest.mark.parametrize(
    ("mode", "asked", "rules"), [("production", "0", True), ("production", "", True), ("demo", "", False), ("demo", "1", True), ("test", "1", False)]
)
def test_only_the_demo_may_be_without_the_second_step(mode: str, asked: str, rules: bool) -> None:
    environment = {"PATH": os.environ["PATH"], **GOOD, "PORTAL_MODE": mode, "DEMO_SECOND_STEP": asked}
    said = [sys.executable, "-c", "from portal import settings; print(settings.SECOND_STEP)"]
    assert subprocess.run(said, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout.strip() == str(rules)


@pytest.mark.parametrize("command", [["check"], ["load_world", "--help"]])
def test_a_command_says_the_sentence_and_nothing_else(command: list[str]) -> None:
    environment = {"PATH": os.environ["PATH"], **GOOD, "SECRET_KEY": demo_key()}
    done = subprocess.run([sys.executable, "manage.py", *command], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["✗ Переменная SECRET_KEY: нужен свой случайный ключ не короче 40 знаков, демонстрационный не годится."],
    )


def demo_key() -> str:
    """A key as `make demo` draws it."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(paths, "LOCAL", Path(folder))
        patch.setattr(paths, "SECRET", Path(folder) / "secret")
        return engine_environment.secret()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY не задана"),
        ({"SECRET_KEY": "demo-secret"}, "SECRET_KEY: нужен свой случайный ключ"),
        ({"SECOND_STEP_KEY": ""}, "SECOND_STEP_KEY не задана"),
        ({"SECOND_STEP_KEY": "short"}, "SECOND_STEP_KEY: нужен свой случайный ключ"),
        ({"SECOND_STEP_KEY": "demo" + "k" * 50}, "SECOND_STEP_KEY: нужен свой случайный ключ"),
        ({"SECOND_STEP_KEY": "k" * 50}, "не тот, что в SECRET_KEY"),
        ({"SECOND_STEP_OLD_KEYS": "o" * 50 + ",short"}, "SECOND_STEP_OLD_KEYS: нужен свой случайный ключ"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL: нужен адрес вида postgresql://"),
        ({"REDIS_URL": ""}, "REDIS_URL не задана"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS не задана"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL не задана"),
        ({"DEBUG": "1"}, "DEBUG: в рабочем режиме"),
        ({"DEBUG": "да"}, "DEBUG = «да»"),
        ({"PORTAL_MODE": "prod"}, "PORTAL_MODE = «prod»"),
        ({"DATABASE_POOL": "много"}, "DATABASE_POOL = «много»"),
        ({"UPLOAD_LIMIT_MB": "999"}, "UPLOAD_LIMIT_MB = «999»"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES = «-1»"),
        ({"DATABASE_URL": ""}, "DATABASE_URL не задана"),
        ({"DATABASE_URL": "postgresql://portal_app@db:порт/portal"}, "DATABASE_URL: нужен адрес"),
        ({"DATABASE_URL": "postgresql://db/portal"}, "DATABASE_URL: нужен адрес вида postgresql://роль@"),
        ({"REDIS_URL": "broker:6379"}, "REDIS_URL: нужен адрес вида redis://"),
        ({"PUBLIC_URL": "portal.example"}, "PUBLIC_URL: нужен адрес вида https://"),
        ({"MAIL_TRANSPORT": "голубь"}, "MAIL_TRANSPORT = «голубь»"),
        ({"MAIL_TRANSPORT": "smtp"}, "MAIL_HOST не задана"),
        ({"MAIL_TRANSPORT": "smtp", "MAIL_HOST": "m", "MAIL_PORT": "0"}, "MAIL_PORT = «0»"),
        ({"MAIL_TRANSPORT": "smtp", "MAIL_HOST": "m", "MAIL_TLS": "нет"}, "MAIL_TLS = «нет»"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], words: str) -> None:
    done = start(**changes)
    assert done.returncode != 0
    assert words in done.stderr

"""System packages: what is missing, said before it is installed; on another system a sentence that names it."""

import ctypes
import functools
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .say import Trouble, say, step

PG_OLDEST = 15
PG_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql@*/bin")
# The first paints the same pages without a window around them, which is a quarter of a browser's work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Read by postgresql-common at installation: no global cluster appears or starts because of the portal.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/portal.conf")


@dataclass(frozen=True)
class Need:
    """One system package: how Debian calls it, what it is for, whether it is here."""

    package: str
    purpose: str
    present: Callable[[], bool]


@functools.cache
def postgres_bin() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest suitable version, or None."""
    places = [folder for pattern in PG_PLACES for folder in Path("/").glob(pattern[1:])]
    on_path = shutil.which("postgres")
    if on_path:
        places.append(Path(os.path.realpath(on_path)).parent)
    found = [(postgres_version(place), place) for place in places if (place / "initdb").exists()]
    suitable = [pair for pair in found if pair[0] >= PG_OLDEST]
    return max(suitable)[1] if suitable else None


def postgres_version(folder: Path) -> int:
    """Major version of the server in `folder`; 0 when it does not run."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        return int(answer.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return 0


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font(file: str) -> bool:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return any(next(folder.rglob(file), None) for folder in folders if folder.is_dir())


def browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


FOR_DEMO = (
    Need("postgresql", "сервер базы данных PostgreSQL 15 или новее", lambda: postgres_bin() is not None),
    Need("libpango-1.0-0", "вёрстка PDF", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "вёрстка PDF", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "шрифты внутри PDF", lambda: has_library("libharfbuzz-subset.so.0")),
    Need("fonts-paratype", "шрифты PT Sans и PT Serif", lambda: has_font("PTS55F.ttf")),
    Need("fonts-dejavu-core", "математические знаки в PDF", lambda: has_font("DejaVuSans.ttf")),
    Need("python3-venv", "виртуальное окружение Python", has_ensurepip),
)
FOR_TESTS = (
    Need("chromium-headless-shell", "браузер для проверки страниц", lambda: browser() is not None),
    Need("poppler-utils", "проверка готовых PDF", lambda: shutil.which("pdftotext") is not None),
)


def ensure(*, tests: bool = False) -> None:
    """Install the missing packages, telling first; raises Trouble where apt or the rights are absent."""
    missing = [need for need in FOR_DEMO + (FOR_TESTS if tests else ()) if not need.present()]
    if not missing:
        return
    names = " ".join(need.package for need in missing)
    if not shutil.which("apt-get"):
        purposes = "; ".join(f"{need.purpose} (в Debian — {need.package})" for need in missing)
        raise Trouble(f"Не хватает системных пакетов: {purposes}. Установите их средствами вашей системы и повторите.")
    if os.getuid() != 0 and not shutil.which("sudo"):
        raise Trouble(f"Не хватает системных пакетов. Выполните от имени root: apt-get install {names} — и повторите.")
    say("Будут установлены системные пакеты:")
    for need in missing:
        say(f"  {need.package} — {need.purpose}")
    install(names.split())
    postgres_bin.cache_clear()
    still = [need.package for need in missing if not need.present()]
    if still:
        raise Trouble(f"После установки всё ещё не найдено: {', '.join(still)}. Установите вручную и повторите.")


def install(packages: list[str]) -> None:
    """apt-get install without questions and without a global PostgreSQL cluster."""
    as_root = [] if os.getuid() == 0 else ["sudo"]
    quiet = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    ours = "postgresql" in packages and not NO_MAIN_CLUSTER.exists()
    if ours:
        make = 'mkdir -p "$(dirname "$1")" && echo "create_main_cluster = false" > "$1"'
        subprocess.run([*as_root, "sh", "-c", make, "sh", str(NO_MAIN_CLUSTER)], check=True)
    try:
        step("apt-get update")
        subprocess.run([*quiet, "update", "-q"], check=False)
        step("apt-get install " + " ".join(packages))
        subprocess.run([*quiet, "install", "-y", "-q", "--no-install-recommends", *packages], check=True)
    except subprocess.CalledProcessError as error:
        raise Trouble("Системные пакеты не установились (см. сообщение apt выше). Исправьте причину и повторите.") from error
    finally:
        if ours:
            subprocess.run([*as_root, "rm", "-f", str(NO_MAIN_CLUSTER)], check=False)

"""The virtual environment `.local/venv`, exactly as `requirements.lock` says."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import paths
from .say import Trouble, step

STAMP = paths.VENV / ".portal-lock"


def fingerprint() -> str:
    return hashlib.sha256(paths.LOCK.read_bytes()).hexdigest()


def fresh() -> bool:
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and paths.PYTHON.exists()


def ensure() -> None:
    """Make or bring up to date; a `.local/venv` that is a symlink belongs to somebody else and is taken as it is."""
    paths.local()
    if paths.VENV.is_symlink():
        if not paths.PYTHON.exists():
            raise Trouble(".local/venv — ссылка, которая никуда не ведёт. Удалите её и повторите запуск.")
        return
    if fresh():
        return
    if not (paths.VENV / "bin" / "pip").exists():  # pip comes last: an interrupted making leaves none
        step("Создаётся виртуальное окружение .local/venv")
        shutil.rmtree(paths.VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(paths.VENV)])
    step("Устанавливаются зависимости из requirements.lock (с проверкой контрольных сумм)")
    pip = [str(paths.PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip, "--require-hashes", "-r", str(paths.LOCK)])
    STAMP.write_text(fingerprint())


def run(command: list[str]) -> None:
    """PYTHON* variables of the caller would leak into the new environment."""
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    if subprocess.run(command, env=env, check=False).returncode:
        raise Trouble(f"Не удалось подготовить окружение: команда «{' '.join(command[1:4])}…» завершилась с ошибкой (см. выше).")

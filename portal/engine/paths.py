"""Where things lie: the checkout, its `.local`, and the short or public folders used when `.local` does not fit."""

import hashlib
import os
import stat
from pathlib import Path

from .say import Trouble

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
RUN = LOCAL / "run"
LOGS = LOCAL / "log"
SECRET = LOCAL / "secret"
STATIC = LOCAL / "static"
MEDIA = LOCAL / "media"
MAIL = LOCAL / "mail"
# Temporary files of the portal's processes: what a killed one leaves lies here, not in /tmp, and is swept at the next start.
SCRATCH = LOCAL / "tmp"
SCHEDULE = LOCAL / "beat" / "schedule"
# sun_path holds 108 bytes with the closing zero (unix(7))
SOCKET_PATH_LIMIT = 107


def local() -> Path:
    """`.local`, made on first use; others may pass through it (PostgreSQL's own user), not list it."""
    LOCAL.mkdir(mode=0o711, exist_ok=True)
    return LOCAL


def checkout_key(root: Path = ROOT) -> str:
    """Ten hex digits that tell this checkout from others on the machine."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:10]


def outside(base: str, root: Path = ROOT) -> Path:
    """The folder under /tmp or /var/tmp that belongs to this checkout."""
    return Path(base) / f"portal-{checkout_key(root)}-{os.getuid()}"


def guard(folder: Path, uid: int, gid: int = -1) -> Path:
    """Make `folder` with mode 0700 for `uid`; refuse one that somebody else planted there."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
            raise Trouble(f"Папка {folder} принадлежит другому пользователю. Удалите её и повторите запуск.") from None
        folder.chmod(0o700)
    return folder


def passable(folder: Path, uid: int, gids: list[int]) -> bool:
    """May this user walk down to `folder`? Checked by mode bits, for every folder on the way."""
    for place in [folder, *folder.parents]:
        if not place.exists():
            continue
        found = place.stat()
        if found.st_uid == uid:
            allowed = found.st_mode & stat.S_IXUSR
        elif found.st_gid in gids:
            allowed = found.st_mode & stat.S_IXGRP
        else:
            allowed = found.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def fits_socket(folder: Path, name: str) -> bool:
    return len(os.fsencode(folder / name)) <= SOCKET_PATH_LIMIT

"""Notes «this was done with exactly these files», so that a second start does nothing twice."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from . import paths


def fingerprint(files: Iterable[Path]) -> str:
    """Of names and contents; the dependencies' lock counts too."""
    digest = hashlib.sha256()
    for file in sorted({*files, paths.LOCK}):
        if file.is_file():
            digest.update(str(file.relative_to(paths.ROOT)).encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def sources(*patterns: str) -> list[Path]:
    found = [file for pattern in patterns for file in paths.ROOT.glob(pattern)]
    return [file for file in found if paths.LOCAL not in file.parents and "__pycache__" not in file.parts]


def migrations() -> list[Path]:
    return sources("*/migrations/*.py", "portal/*/migrations/*.py")


def world() -> list[Path]:
    return migrations() + sources("portal/site/base/**/*", "portal/site/world/**/*", "portal/site/management/commands/load_world.py")


def product() -> list[Path]:
    """All that the portal is made of, but its looks."""
    apps = {file.relative_to(paths.ROOT).parts[0] for file in sources("*/apps.py")} | {"portal"}
    return [file for app in apps for file in sources(f"{app}/**/*") if "static" not in file.parts]


def static() -> list[Path]:
    return sources("static/**/*", "*/static/**/*", "portal/*/static/**/*")


class Stamp:
    """A note that lies beside what it vouches for: whoever deletes the one deletes the other."""

    def __init__(self, folder: Path, name: str, files: Iterable[Path]) -> None:
        self.note = folder / f"done-{name}"
        self.wanted = fingerprint(files)

    def valid(self) -> bool:
        return self.note.is_file() and self.note.read_text() == self.wanted

    def write(self) -> None:
        self.note.parent.mkdir(parents=True, exist_ok=True)
        self.note.write_text(self.wanted)

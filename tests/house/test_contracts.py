"""The contracts between storeys fail when they are broken, and the migrations say what the models say."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("portal", "teachers", "routes", "communities", "contests", "monitoring")
# the storey that breaks the rule, and what it reaches up or sideways for
BROKEN = {
    "portal.kit": "portal.journal.models",
    "portal.journal": "portal.accounts.models",
    "portal.accounts": "portal.documents.models",
    "portal.documents": "teachers.models",
    "teachers": "communities.models",
    "communities": "contests.models",
    "contests": "communities.models",
    "routes": "monitoring.models",
    "monitoring": "portal.site.rules",
    "portal.site": "portal.urls",
    "portal.engine": "portal.kit.env",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages alone, where anything may be broken."""
    made = tmp_path_factory.mktemp("contracts")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, made / package, ignore=lambda folder, names: [name for name in names if "." in name and not name.endswith(".py")])
    shutil.copy(ROOT / "pyproject.toml", made)
    return made


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_storeys_look_downhill_only(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


def test_every_broken_contract_is_named(copy: Path) -> None:
    for package, reached in BROKEN.items():
        (copy / package.replace(".", "/") / "uphill.py").write_text(f"import {reached}\n")
    done = lint(copy)
    assert done.returncode == 1
    missed = [f"{package} -> {reached}" for package, reached in BROKEN.items() if f"{package}.uphill -> {reached}" not in done.stdout]
    assert missed == [], done.stdout


def test_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

"""The data files that the portal begins with, read once: what the source documents say, word for word."""

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def tree(file: Path) -> Any:
    """A JSON file; callers must not change what they get."""
    return json.loads(file.read_text(encoding="utf8"))


@cache
def table(file: Path) -> tuple[dict[str, str], ...]:
    """A CSV file as dictionaries of stripped text."""
    with file.open(encoding="utf8", newline="") as opened:
        return tuple({key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(opened))


def dictionaries() -> dict[str, dict[str, Any]]:
    """Each dictionary by its name: its source and its items."""
    return {name: about for name, about in tree(DATA / "dictionaries.json").items() if name != "_meta"}


def items(dictionary: str) -> list[dict[str, Any]]:
    found = dictionaries()[dictionary].get("items")
    return found if isinstance(found, list) else []


def cite(reference: str) -> str:
    """«000:204-220» as a reader of the portal understands it: the document's title and its lines."""
    titles = tree(DATA / "sources.json")

    def named(match: re.Match[str]) -> str:
        return f"{titles[match[1]]}, строки {match[2]}"

    return re.sub(r"\b(00[0-4]):([0-9][0-9,\-–]*)", named, reference)

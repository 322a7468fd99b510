"""The world's data files, read once: what the source documents say, word for word, and the demo's own filler marked «ДЕМО»."""

import csv
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
OPENED = date(1994, 9, 1)  # every organisation of the demo: the sources do not say since when they work, and nobody works there earlier


@cache
def load(name: str) -> Any:
    """A JSON file of the data folder; callers must not change what they get."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of the data folder as dictionaries of stripped text."""
    with (DATA / f"{name}.csv").open(encoding="utf8", newline="") as file:
        return tuple({key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file))


def of_district(name: str, district: str) -> list[dict[str, str]]:
    return [row for row in rows(name) if row["district"] == district]


def cite(reference: str) -> str:
    """«000:204-220» as a reader of the portal understands it: the document's title and its lines."""
    titles = load("sources")

    def named(match: re.Match[str]) -> str:
        return f"{titles[match[1]]}, строки {match[2]}"

    return re.sub(r"\b(00[0-4]):([0-9][0-9,\-–]*)", named, reference)

"""The world's data files: what the source documents say of the districts, word for word, and the demo's own filler marked «ДЕМО»."""

from datetime import date
from pathlib import Path
from typing import Any

from portal.site.base.sources import table, tree

DATA = Path(__file__).parent / "data"
OPENED = date(1994, 9, 1)  # every organisation of the demo: the sources do not say since when they work, and nobody works there earlier


def load(name: str) -> Any:
    """A JSON file of the data folder; callers must not change what they get."""
    return tree(DATA / f"{name}.json")


def rows(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of the data folder as dictionaries of stripped text."""
    return table(DATA / f"{name}.csv")


def of_district(name: str, district: str) -> list[dict[str, str]]:
    return [row for row in rows(name) if row["district"] == district]

"""Contests of every year: the district's own, and what its people did elsewhere."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from contests.models import Contest, Participation

from .home import Home
from .sources import rows

RESULTS = ("winner", "prize", "prize", "laureate", *["participant"] * 6)
SMALL = 4  # a small district holds only the first of the common contests


def fill(home: Home) -> None:
    first = 2021 if home.code == "sovgavan" else 2020
    for year in range(first, home.year.year + 1):
        for number, row in enumerate(rows("contests")):
            if row["district"] == home.code or (not row["district"] and (home.main or number < SMALL)):
                held(home, row, year, home.dice("contest", year, number))


def held(home: Home, row: dict[str, str], year: int, rng: Random) -> None:
    """One contest of a school year, in the state that it has on the day of loading."""
    starts = day_of(year, row["starts"])
    ends = day_of(year, row["ends"])
    state = "finished" if ends < home.today else "planned" if starts > home.today else "open" if (home.today - starts) * 2 < ends - starts else "expertise"
    name = row["name"].replace("{год}", str(ends.year))
    fields = {"name": name, "kind": row["kind"], "level": row["level"], "external": bool(row["external"]), "topic": row["topic"]}
    contest = home.add(Contest, [fields | {"starts_on": starts, "ends_on": ends, "state": state}])[0]
    number = 0 if state == "planned" else max(2, (int(row["people"]) + rng.randint(-2, 2)) // (1 if home.main else 3))
    entrants = home.pick(rng, min(starts, home.today), number, row["kinds"])
    home.add(Participation, list(entries(contest, [member.teacher for member in entrants], min(ends, home.today), state == "finished")))


def day_of(year: int, text: str) -> dt.date:
    """«11-16» of the school year that begins in `year`."""
    month, day = map(int, text.split("-"))
    return dt.date(year if month >= 9 else year + 1, month, day)


def entries(contest: Contest, teachers: list[object], day: dt.date, finished: bool) -> Iterator[dict[str, object]]:
    for number, teacher in enumerate(teachers):
        result = RESULTS[min(number, len(RESULTS) - 1)] if finished else ""
        yield {"contest": contest, "teacher": teacher, "result": result, "happened_on": day}

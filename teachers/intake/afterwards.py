"""The card as it will be when rows of a file are written: what the same file would meet the next time."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from portal.kit.periods import full_years
from teachers.intake.cards import CARD
from teachers.intake.people import Grade, Job, Person

EXPERIENCE = ("working_since", "teaching_since")


class Told(NamedTuple):
    """A row that is written: its number in the file, its values, the changes it makes."""

    number: int
    values: Mapping[str, Any]
    changes: Mapping[str, Any]


class After(NamedTuple):
    """The person and which row made or changed her card's fields, jobs and categories (by field, by key of the job, by key of the category)."""

    person: Person
    by: dict[Any, int]


def afterwards(person: Person | None, rows: Sequence[Told], on: str) -> After:
    """What `services.intake.writing` makes of the rows, without the database. A new card's, job's and category's key is the row's number below zero."""
    by: dict[Any, int] = {}
    fields = _fields(person, rows, by)
    jobs = {one.pk: one for one in person.jobs} if person else {}
    grades = {one.pk: one for one in person.grades} if person else {}
    for row in rows:
        if deed := row.changes.get("job"):
            _job(jobs, deed, row.number, by)
        if grade := row.changes.get("grade"):
            _grade(grades, grade, row.number, by)
    made = Person(
        person.pk if person else -rows[0].number,
        fields,
        sorted(jobs.values(), key=lambda one: (one.since, abs(one.pk))),
        sorted(grades.values(), key=lambda one: (one.on, abs(one.pk))),
        lost=person.lost if person else 0,
    )
    made.years = {name: _years(fields[f"{name}_since"], made.lost, on) for name in ("working", "teaching")}
    return After(made, by)


def _fields(person: Person | None, rows: Sequence[Told], by: dict[Any, int]) -> dict[str, str]:
    """The first row that tells something is the one whose word is written."""
    fields = dict(person.fields) if person else dict.fromkeys((*CARD, *EXPERIENCE), "")
    for row in rows:
        for key in fields:
            said = row.changes[key][1] if key in row.changes else None if person else row.values.get(key)
            if said not in (None, "") and key not in by:
                fields[key], by[key] = str(said), row.number
    return fields


def _job(jobs: dict[int, Job], deed: Mapping[str, Any], number: int, by: dict[Any, int]) -> None:
    if (old := jobs.get(deed["id"])) is not None:
        now = {"until": (dt.date.fromisoformat(deed["on"]) - dt.timedelta(days=1)).isoformat()} if deed["deed"] == "transfer" else deed["now"]
        jobs[old.pk] = old._replace(**now)
        by["job", old.pk] = number
    if deed["deed"] in ("hire", "second", "transfer"):
        jobs[-number] = Job(-number, **{key: deed["now"][key] for key in Job._fields if key != "pk"})
        by["job", -number] = number


def _grade(grades: dict[int, Grade], grade: Mapping[str, Any], number: int, by: dict[Any, int]) -> None:
    now = grade["now"]
    if (old := grades.get(grade["id"])) is not None:
        grades[old.pk] = old._replace(**now)
        by["grade", old.pk] = number
    elif not any((one.category, one.on) == (now["category"], now["on"]) for one in grades.values() if one.pk < 0):
        grades[-number] = Grade(-number, **now)
        by["grade", -number] = number


def _years(since: str, lost: int, on: str) -> int | None:
    if not since:
        return None
    day = dt.date.fromisoformat(on)
    return full_years(dt.date.fromisoformat(since) + dt.timedelta(days=lost), day)

"""Rows of one person in a file that say different things: found before anything is compared with the register, refused with both cells.

What both rows state must agree; what one leaves blank the other adds. A category belongs to a post, terms of work to one and the same work.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from portal.kit.naming import normal
from teachers.intake.cards import CARD, same_value
from teachers.intake.fields import BY_CODE
from teachers.intake.jobs import Said, terms_apart

PERSON = (*CARD, "working_since", "teaching_since")
GRADE = ("category", "category_on", "category_until", "category_act")
WORK = ("load", "since", "until", "act")
COLUMNS = {"working_since": "experience", "teaching_since": "teaching"}
MEND = "Исправьте одну из строк. Две работы различите должностью, «совместительством» или датами, двух людей — СНИЛС или датой рождения"
DIFFERS, BETWEEN = "Расходится со строкой", "Строки"
QUARREL = re.compile(rf"{DIFFERS} \d+|{BETWEEN} \d+ и \d+ об этом человеке противоречат")
Values = Mapping[str, Any]


class Quarrel(NamedTuple):
    """Two rows that differ in a field; «» when they mean one thing in other words."""

    row: int
    other: int
    field: str


def quarrel_of(rows: Sequence[tuple[int, Values]]) -> Quarrel | None:
    """The first two of one person's rows (number, values) that contradict each other, and in what."""
    for (number, values), (other, theirs) in combinations(rows, 2):
        if field := next(_differing(values, theirs), ""):
            return Quarrel(number, other, field)
    return None


def said_of(quarrel: Quarrel, number: int) -> Said:
    """What the row says of the quarrel of its person: with which cell of which row it differs, or who does."""
    column = COLUMNS.get(quarrel.field, quarrel.field)
    if number not in quarrel[:2]:
        told = f"{BETWEEN} {quarrel.row} и {quarrel.other} об этом человеке противоречат друг другу"
        return Said("name", told, "Исправьте их, и эта строка будет записана", quarrel.row)
    other = quarrel.other if number == quarrel.row else quarrel.row
    what = f": «{BY_CODE[column].label}»" if column in BY_CODE else ", хотя говорит о том же"
    return Said(column or "name", f"{DIFFERS} {other}{what}", MEND, other)


def quarrelling(reason: str) -> set[int]:
    """The numbers of the rows whose quarrel a row was refused for; empty when it was refused for something else."""
    found = QUARREL.match(reason)
    return {int(number) for number in re.findall(r"\d+", found[0])} if found else set()


def one_work(values: Values, theirs: Values) -> bool:
    """Whether two rows of a person tell of one work: the same place, post and subject; work whose kind is left open is the main one.

    Of terms that do not overlap each is a work of its own: she left and came back.
    """
    return _work(values) == _work(theirs) and not terms_apart(values, theirs)


def complete(values: dict[str, Any], theirs: Values) -> list[str]:
    """The row of the same work adds what this one leaves blank; returns what it added."""
    keys = [*WORK, *(GRADE if _one_grade(values, theirs) else ())]
    added = [key for key in keys if _blank(values.get(key)) and not _blank(theirs.get(key))]
    values.update({key: theirs[key] for key in added})
    return added


def _differing(values: Values, theirs: Values) -> Iterator[str]:
    yield from _unlike(PERSON, values, theirs, _same_in_card)
    if values.get("position") == theirs.get("position") and not _blank(values.get("position")):
        yield from _unlike(GRADE[:1] if not _one_grade(values, theirs) else GRADE, values, theirs, _same_text)
    if one_work(values, theirs):
        yield from _unlike(WORK, values, theirs, _same_text)


def _unlike(keys: Sequence[str], values: Values, theirs: Values, same: Callable[[str, Values, Values], bool]) -> Iterator[str]:
    return (key for key in keys if not _blank(values.get(key)) and not _blank(theirs.get(key)) and not same(key, values, theirs))


def _same_in_card(key: str, values: Values, theirs: Values) -> bool:
    if key.endswith("_since"):
        years = f"{key.removesuffix('_since')}_years"
        if values.get(years) is not None and values.get(years) == theirs.get(years):
            return True
    return same_value(key, str(values[key]), str(theirs[key]))


def _same_text(key: str, values: Values, theirs: Values) -> bool:
    return normal(str(values[key])) == normal(str(theirs[key]))


def _one_grade(values: Values, theirs: Values) -> bool:
    """Terms and acts are compared of one category; of different ones they are different too."""
    return _blank(values.get("category")) or _blank(theirs.get("category")) or values["category"] == theirs["category"]


def _work(values: Values) -> tuple[Any, ...]:
    return values["place"], values.get("position"), normal(values.get("subject") or ""), values.get("is_main") is not False


def _blank(value: Any) -> bool:
    return value is None or value == ""

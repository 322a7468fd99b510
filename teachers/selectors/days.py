"""People told apart by a day: those of a tab are a stretch of the calendar, and only the names of one page are compared."""

import datetime as dt
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from teachers.models import Teacher, TeacherQuerySet

FEW = 1000  # people whose names are compared sooner than everybody's are walked
NAME = ("last_name", "first_name", "patronymic", "pk")
KEY = 40  # bits of a number in which a key stands after its day
NEVER = dt.date.max.toordinal() + 1  # the day of who has none: it stands after all days
Asked = tuple[str, Sequence[Any]]  # a written query and its values


@dataclass(frozen=True)
class Calendar:
    """People in the order of their days, who has none last: each is one number, the day before the key (`_number`).

    Of ten thousand people a page shows twenty-five: so many numbers come, are found and are cut as one text would be.
    """

    numbers: list[int]

    @classmethod
    def of(cls, told: bytes | None) -> "Calendar":
        """From what the database has put together, eight bytes each; None is nobody."""
        numbers = array("q", told or b"")
        if sys.byteorder == "little":
            numbers.byteswap()
        return cls(numbers.tolist())

    @property
    def keys(self) -> list[int]:
        """Everybody's, day by day."""
        return [number & (1 << KEY) - 1 for number in self.numbers]

    def only(self, chosen: set[int]) -> "Calendar":
        """Those of the people who are among the chosen."""
        return Calendar([number for number, key in zip(self.numbers, self.keys, strict=True) if key in chosen])

    def since(self, day: int) -> int:
        """Where those begin whose day is not before this one (`dt.date.toordinal`)."""
        return bisect_left(self.numbers, day << KEY)


def calendar(people: Asked, facts: Asked) -> Calendar:
    """The people (a question for their keys) by the days that the facts (a question for keys and days) tell of them. One query.

    The two are joined here, for the ORM joins no question to another: asked person by person, a district's facts cost three times as much.
    Both stand in the order of people, so they are merged. A number of eight bytes for each costs the database and us a third of two lists of texts.
    """
    number = f"COALESCE(facts.day - DATE '0001-01-01' + 1, {NEVER})::bigint << {KEY} | people.pk"
    joined = f"({people[0]} ORDER BY 1 OFFSET 0) AS people (pk) LEFT JOIN ({facts[0]}) AS facts (pk, day) USING (pk)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT STRING_AGG(INT8SEND(number), '') FROM (SELECT {number} AS number FROM {joined} ORDER BY 1 OFFSET 0) AS found", [*people[1], *facts[1]]
        )
        return Calendar.of(cursor.fetchone()[0])


@dataclass(frozen=True)
class Tab:
    """Вкладка доски: whose day is later than `after` and not later than `until`; with `unknown` also who has none."""

    label: str
    after: dt.date = dt.date.min
    until: dt.date = dt.date.max
    unknown: bool = False

    def of(self, everybody: Calendar) -> Calendar:
        """Those whom it holds."""
        known, unknown = self._stretches(everybody)
        return Calendar(everybody.numbers[known] + everybody.numbers[unknown])

    def count(self, everybody: Calendar) -> int:
        return sum(stretch.stop - stretch.start for stretch in self._stretches(everybody))

    def _stretches(self, everybody: Calendar) -> tuple[slice, slice]:
        first, last, never = (everybody.since(day) for day in (self.after.toordinal() + 1, self.until.toordinal() + 1, NEVER))
        whole = len(everybody.numbers)
        return slice(first, max(first, last)), slice(never if self.unknown else whole, whole)


class ByDay:
    """Keys in the order of days, those of one day by name. The database compares the names of the days that a slice touches, not of everybody.

    `people` gives all of whom the found are a part.
    """

    def __init__(self, found: Calendar, *, latest_first: bool, unknown_first: bool, people: Callable[[], TeacherQuerySet] = Teacher.objects.all) -> None:
        self.people, self.turn, self.never = people, -1 if latest_first else 1, -NEVER if unknown_first else NEVER
        known, unknown = found.numbers[: found.since(NEVER)], found.numbers[found.since(NEVER) :]
        known = known[:: self.turn]
        self.numbers = unknown + known if unknown_first else known + unknown

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self))
        if start >= stop:
            return []
        begins, ends = self._rank(self.numbers[start]), self._rank(self.numbers[stop - 1])
        first, last = bisect_left(self.numbers, begins, key=self._rank), bisect_right(self.numbers, ends, key=self._rank)
        touched, asked = Calendar(self.numbers[first:last]), slice(start - first, stop - first)
        by_name = _by_name(self.people, touched.keys)
        if begins == ends:  # one day: the database need not order those beside the slice
            return list(by_name[asked])
        place = {key: number for number, key in enumerate(by_name)}
        ranks = [self._rank(number) for number in touched.numbers]
        return [key for _, _, key in sorted((rank, place.get(key, 0), key) for rank, key in zip(ranks, touched.keys, strict=True))][asked]

    def _rank(self, number: int) -> int:
        """Where the day of a number stands in this order."""
        day = number >> KEY
        return self.never if day == NEVER else self.turn * day


def _by_name(people: Callable[[], TeacherQuerySet], keys: list[int]) -> Any:
    """The keys in the order of names.

    They go as one text: a placeholder for each of thousands would cost more than the answer, and so would an array, which is written key by key.
    Many are met soon when the people are walked by name, so the database is not let join them first (`Case`) and sort thousands for a page.
    """
    listed = Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"]))
    held = people().filter(Case(When(listed, then=Value(True)), default=Value(False))) if len(keys) > FEW else Teacher.objects.filter(listed)
    return held.order_by(*NAME).values_list("pk", flat=True)

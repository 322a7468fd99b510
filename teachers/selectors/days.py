"""People told apart by a day: those of a tab are a stretch of the calendar, and only the names of one page are compared."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from teachers.models import Teacher, TeacherQuerySet

FEW = 1000  # people whose names are compared sooner than everybody's are walked
NAME = ("last_name", "first_name", "patronymic", "pk")
UNKNOWN = "NULL"  # how the database writes the day of who has none
Asked = tuple[str, Sequence[Any]]  # a written query and its values


@dataclass(frozen=True)
class Calendar:
    """People by their days: each day in order and the keys of who has it, as texts; `unknown` are those who have no day.

    Of ten thousand people a page shows twenty-five: the keys of the days that it does not touch are never made numbers.
    """

    days: list[dt.date]
    held: list[list[str]]
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, keys: Iterable[str], days: Iterable[str]) -> "Calendar":
        """By the key and the day of each person, as texts."""
        found = defaultdict[str, list[str]](list)
        for key, day in zip(keys, days, strict=True):
            found[day].append(key)
        unknown = found.pop(UNKNOWN, [])
        listed = sorted(found)
        return cls([dt.date.fromisoformat(day) for day in listed], [found[day] for day in listed], unknown)

    @property
    def keys(self) -> list[int]:
        """Everybody's, day by day."""
        return _keys([*self.held, self.unknown])

    def only(self, chosen: set[int]) -> "Calendar":
        """Those of the people who are among the chosen."""
        *held, unknown = ([key for key in keys if int(key) in chosen] for keys in (*self.held, self.unknown))
        kept = [(day, keys) for day, keys in zip(self.days, held, strict=True) if keys]
        return Calendar([day for day, _ in kept], [keys for _, keys in kept], unknown)


def calendar(people: Asked, facts: Asked) -> Calendar:
    """The people (a question for their keys) by the days that the facts (a question for keys and days) tell of them. One query.

    The two are joined here, for the ORM joins no question to another: asked person by person, a district's facts cost three times as much.
    They come as two texts and are put together day by day here, which takes the database twice as long as finding them.
    """
    asked, told = people[0], facts[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ARRAY_AGG(people.pk)::text, ARRAY_AGG(facts.day)::text FROM ({asked}) AS people (pk) LEFT JOIN ({told}) AS facts (pk, day) USING (pk)",
            [*people[1], *facts[1]],
        )
        keys, days = (text[1:-1].split(",") if text else [] for text in cursor.fetchone())
        return Calendar.of(keys, days)


def _keys(some: Iterable[list[str]]) -> list[int]:
    return [int(key) for keys in some for key in keys]


@dataclass(frozen=True)
class Tab:
    """Вкладка доски: whose day is later than `after` and not later than `until`; with `unknown` also who has none."""

    label: str
    after: dt.date = dt.date.min
    until: dt.date = dt.date.max
    unknown: bool = False

    def of(self, everybody: Calendar) -> Calendar:
        """Those whom it holds."""
        cut = self._cut(everybody)
        return Calendar(everybody.days[cut], everybody.held[cut], everybody.unknown if self.unknown else [])

    def count(self, everybody: Calendar) -> int:
        return sum(map(len, everybody.held[self._cut(everybody)])) + (len(everybody.unknown) if self.unknown else 0)

    def _cut(self, everybody: Calendar) -> slice:
        return slice(bisect_right(everybody.days, self.after), bisect_right(everybody.days, self.until))


class ByDay:
    """Keys in the order of days, those of one day by name. The database compares the names of the days that a slice touches, not of everybody.

    `people` gives all of whom the found are a part.
    """

    def __init__(self, found: Calendar, *, latest_first: bool, unknown_first: bool, people: Callable[[], TeacherQuerySet] = Teacher.objects.all) -> None:
        self.people = people
        days = found.held[:: -1 if latest_first else 1]
        self.groups = [one for one in ((found.unknown, *days) if unknown_first else (*days, found.unknown)) if one]
        self.ends = list(accumulate(map(len, self.groups)))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self))
        if start >= stop:
            return []
        first, last = bisect_right(self.ends, start), bisect_left(self.ends, stop)
        touched = self.groups[first : last + 1]
        begins = self.ends[first] - len(touched[0])
        asked = slice(start - begins, stop - begins)
        by_name = _by_name(self.people, [key for keys in touched for key in keys])
        if first == last:  # one day: the database need not order those beside the slice
            return list(by_name[asked])
        place = {key: number for number, key in enumerate(by_name)}
        return [key for keys in touched for key in sorted(map(int, keys), key=lambda key: place.get(key, 0))][asked]


def _by_name(people: Callable[[], TeacherQuerySet], keys: list[str]) -> Any:
    """The keys in the order of names.

    They go as one text: a placeholder for each of thousands would cost more than the answer, and so would an array, which is written key by key.
    Many are met soon when the people are walked by name, so the database is not let join them first (`Case`) and sort thousands for a page.
    """
    listed = Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(keys)}}}"]))
    held = people().filter(Case(When(listed, then=Value(True)), default=Value(False))) if len(keys) > FEW else Teacher.objects.filter(listed)
    return held.order_by(*NAME).values_list("pk", flat=True)

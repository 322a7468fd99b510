"""People told apart by a day: those of a tab are a stretch of the calendar, and only the names of one page are compared."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from teachers.models import Teacher, TeacherQuerySet

FEW = 1000  # people whose names are compared sooner than everybody's are walked
NAME = ("last_name", "first_name", "patronymic", "pk")
NOBODY = (0, "{}")
Asked = tuple[str, Sequence[Any]]  # a written query and its values


@dataclass(frozen=True)
class Calendar:
    """People by their days: each day in order, how many have it, their keys as the text of an array; `unknown` is of those who have no day.

    Of ten thousand people a page shows twenty-five: the keys of the days that it does not touch are never taken apart.
    """

    days: list[dt.date]
    counts: list[int]
    texts: list[str]
    unknown: tuple[int, str] = NOBODY

    @classmethod
    def of(cls, rows: Iterable[tuple[dt.date | None, int, str]]) -> "Calendar":
        """Rows (day, how many, keys) in the order of days; that of no day stands last."""
        listed = list(rows)
        unknown = listed.pop()[1:] if listed and listed[-1][0] is None else NOBODY
        days, counts, texts = zip(*listed, strict=True) if listed else ((), (), ())
        return cls(list(days), list(counts), list(texts), unknown)

    @property
    def keys(self) -> list[int]:
        """Everybody's, day by day."""
        return _keys([*self.texts, self.unknown[1]])

    def only(self, chosen: set[int]) -> "Calendar":
        """Those of the people who are among the chosen."""
        held = [(day, [key for key in _keys([text]) if key in chosen]) for day, text in (*zip(self.days, self.texts, strict=True), (None, self.unknown[1]))]
        return Calendar.of((day, len(keys), f"{{{','.join(map(str, keys))}}}") for day, keys in held if keys)


def calendar(people: Asked, facts: Asked) -> Calendar:
    """The people (a question for their keys) by the days that the facts (a question for keys and days) tell of them. One query.

    The two are joined here, for the ORM joins no question to another: asked person by person, a district's facts cost three times as much.
    """
    asked, told = people[0], facts[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT facts.day, COUNT(*), ARRAY_AGG(people.pk)::text FROM ({asked}) AS people (pk) LEFT JOIN ({told}) AS facts (pk, day) USING (pk) "
            "GROUP BY facts.day ORDER BY facts.day",
            [*people[1], *facts[1]],
        )
        return Calendar.of(cursor.fetchall())


def _keys(texts: Iterable[str]) -> list[int]:
    return [int(key) for text in texts if text != NOBODY[1] for key in text[1:-1].split(",")]


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
        return Calendar(everybody.days[cut], everybody.counts[cut], everybody.texts[cut], everybody.unknown if self.unknown else NOBODY)

    def count(self, everybody: Calendar) -> int:
        return sum(everybody.counts[self._cut(everybody)]) + (everybody.unknown[0] if self.unknown else 0)

    def _cut(self, everybody: Calendar) -> slice:
        return slice(bisect_right(everybody.days, self.after), bisect_right(everybody.days, self.until))


class ByDay:
    """Keys in the order of days, those of one day by name. The database compares the names of the days that a slice touches, not of everybody.

    `people` gives all of whom the found are a part.
    """

    def __init__(self, found: Calendar, *, latest_first: bool, unknown_first: bool, people: Callable[[], TeacherQuerySet] = Teacher.objects.all) -> None:
        self.people = people
        step = -1 if latest_first else 1
        days = list(zip(found.counts, found.texts, strict=True))[::step]
        self.groups = [one for one in ((found.unknown, *days) if unknown_first else (*days, found.unknown)) if one[0]]
        self.ends = list(accumulate(count for count, _ in self.groups))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self))
        if start >= stop:
            return []
        first, last = bisect_right(self.ends, start), bisect_left(self.ends, stop)
        touched = self.groups[first : last + 1]
        begins = self.ends[first] - touched[0][0]
        asked = slice(start - begins, stop - begins)
        by_name = _by_name(self.people, ",".join(text[1:-1] for _, text in touched), sum(count for count, _ in touched))
        if first == last:  # one day: the database need not order those beside the slice
            return list(by_name[asked])
        place = {key: number for number, key in enumerate(by_name)}
        return [key for _, text in touched for key in sorted(_keys([text]), key=lambda key: place.get(key, 0))][asked]


def _by_name(people: Callable[[], TeacherQuerySet], keys: str, count: int) -> Any:
    """The keys in the order of names.

    They go as one text: a placeholder for each of thousands would cost more than the answer, and so would an array, which is written key by key.
    Many are met soon when the people are walked by name, so the database is not let join them first (`Case`) and sort thousands for a page.
    """
    listed = Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [f"{{{keys}}}"]))
    held = people().filter(Case(When(listed, then=Value(True)), default=Value(False))) if count > FEW else Teacher.objects.filter(listed)
    return held.order_by(*NAME).values_list("pk", flat=True)

"""People told apart by a day: those of a tab are a stretch of the calendar, and only the names of one page are compared."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import compress, groupby
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from teachers.models import Teacher, TeacherQuerySet

FEW = 1000  # people whose names are compared sooner than everybody's are walked
NAME = ("last_name", "first_name", "patronymic", "pk")


@dataclass(frozen=True)
class Calendar:
    """Keys of people in the order of their days, and those who have none."""

    keys: list[int]
    days: list[dt.date]
    unknown: list[int]

    @classmethod
    def of(cls, people: list[int], known: dict[int, dt.date]) -> "Calendar":
        """The people and the days that are known, of them and perhaps of others."""
        keys = [key for key in people if key in known]
        keys.sort(key=known.__getitem__)  # sooner than the database would
        return cls(keys, [known[key] for key in keys], [key for key in people if key not in known])

    def only(self, chosen: set[int]) -> "Calendar":
        held = [key in chosen for key in self.keys]
        return Calendar(list(compress(self.keys, held)), list(compress(self.days, held)), [key for key in self.unknown if key in chosen])


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
        return replace(everybody, keys=everybody.keys[cut], days=everybody.days[cut], unknown=everybody.unknown if self.unknown else [])

    def count(self, everybody: Calendar) -> int:
        cut = self._cut(everybody)
        return cut.stop - cut.start + (len(everybody.unknown) if self.unknown else 0)

    def _cut(self, everybody: Calendar) -> slice:
        return slice(bisect_right(everybody.days, self.after), bisect_right(everybody.days, self.until))


class ByDay:
    """Keys in the order of days, those of one day by name. The database compares the names of the days that a slice touches, not of everybody."""

    def __init__(self, found: Calendar, *, latest_first: bool, unknown_first: bool, people: TeacherQuerySet | None = None) -> None:
        self.people = Teacher.objects.all() if people is None else people  # all of whom the found are a part
        step = -1 if latest_first else 1
        nobody: list[dt.date | None] = [None] * len(found.unknown)
        known: list[dt.date | None] = [*found.days[::step]]
        self.keys = [*found.unknown, *found.keys[::step]] if unknown_first else [*found.keys[::step], *found.unknown]
        self.days = [*nobody, *known] if unknown_first else [*known, *nobody]

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self.keys))
        if start >= stop:
            return []
        begins, ends = start, stop
        while begins and self.days[begins - 1] == self.days[start]:
            begins -= 1
        while ends < len(self.days) and self.days[ends] == self.days[stop - 1]:
            ends += 1
        asked, days = slice(start - begins, stop - begins), self.days[begins:ends]
        by_name = _by_name(self.people, self.keys[begins:ends])
        if days[0] == days[-1]:  # one day: the database need not order those beside the slice
            return list(by_name[asked])
        place = {key: number for number, key in enumerate(by_name)}
        runs = (run for _, run in groupby(range(begins, ends), self.days.__getitem__))
        return [key for run in runs for key in sorted((self.keys[one] for one in run), key=lambda key: place.get(key, 0))][asked]


def _by_name(people: TeacherQuerySet, keys: list[int]) -> Any:
    """The keys in the order of names.

    They go as one text: a placeholder for each of thousands would cost more than the answer, and so would an array, which is written key by key.
    Many are met soon when the people are walked by name, so the database is not let join them first (`Case`) and sort thousands for a page.
    """
    listed = Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"]))
    held = people.filter(Case(When(listed, then=Value(True)), default=Value(False))) if len(keys) > FEW else Teacher.objects.filter(listed)
    return held.order_by(*NAME).values_list("pk", flat=True)

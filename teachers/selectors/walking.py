"""Rows about people (participations, memberships) role by role and by name: thousands are not sorted for a page, the index of names is walked."""

from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When

from teachers.models import Teacher
from teachers.selectors.days import FEW, NAME

NEAR = 4  # a page in the first quarter of a list is walked to, person after person; further on all are joined and sorted sooner


def near(cut: slice, total: int) -> bool:
    """Whether a page is reached sooner along the index of names."""
    return bool(cut.stop * NEAR <= total)


class Walked:
    """Keys of a list by name, for `pages.ByKeys`: near the beginning from `walked`, whose conditions are asked of one person after another, else from `rows`."""

    def __init__(self, walked: QuerySet[Any], rows: QuerySet[Any], total: int) -> None:
        self.walked, self.rows, self.total = walked, rows, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, cut: slice) -> list[int]:
        rows = self.walked if near(cut, self.total) else self.rows
        return list(rows.values_list("pk", flat=True)[cut])


class ByRole:
    """Keys of rows whose number in every role is known, for `pages.ByKeys`. In one role everybody has one row, and all are people of `districts`.

    The rows stand by role first, so a page needs the people of one role, seldom of two: those from the first to the last, by name. The database walks
    the people by name and asks of each whether she is among them: near the beginning her row is looked up, further on all rows are read at once (`Case`
    keeps it from joining and sorting everybody). The few are sorted sooner.
    """

    def __init__(self, rows: QuerySet[Any], counts: dict[str, int], districts: list[int]) -> None:
        self.rows, self.counts = rows, counts  # both in the order of roles
        self.people = Teacher.objects.filter(district__in=districts).order_by(*NAME)

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self))
        keys = self.rows.values_list("pk", flat=True)
        if len(self) < FEW:
            return list(keys[start:stop])
        wanted, before = Q(pk__in=[]), 0
        for role, count in self.counts.items():
            first, last = max(start - before, 0), min(stop - before, count)
            if first < last:
                wanted |= Q(role=role, teacher__in=self._named(role, near(slice(first, last), count))[first:last])
            before += count
        return list(keys.filter(wanted))

    def _named(self, role: str, near: bool) -> QuerySet[Any]:
        held = self.rows.filter(role=role).order_by()
        if near:
            found: Any = self.people.alias(held=Subquery(held.filter(teacher=OuterRef("pk")).values("pk")[:1])).filter(held__isnull=False)
        else:
            found = self.people.filter(Case(When(pk__in=held.values("teacher"), then=Value(True)), default=Value(False)))
        return found.values("pk")  # type: ignore[no-any-return]

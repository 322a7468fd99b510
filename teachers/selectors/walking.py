"""Rows about people (participations, memberships) role by role and by name: thousands are not sorted for a page, the index of names is walked."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from teachers.models import Teacher
from teachers.selectors.days import FEW, NAME


class ByRole:
    """Keys of rows whose number in every role is known, for `pages.ByKeys`. In one role everybody has one row, and all are people of `districts`.

    The rows stand by role first, so a page needs the people of one role, seldom of two: those from the first to the last, by name. The database walks
    the people by name and asks of each whether she is among them (`Case` keeps it from joining and sorting everybody). The few are sorted sooner.
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
                wanted |= Q(role=role, teacher__in=self._named(role)[first:last])
            before += count
        return list(keys.filter(wanted))

    def _named(self, role: str) -> QuerySet[Any]:
        held = self.rows.filter(role=role).order_by().values("teacher")
        return self.people.filter(Case(When(pk__in=held, then=Value(True)), default=Value(False))).values("pk")

"""Rows about people (participations, memberships) role by role and by name: thousands are not sorted for a page, the index of names is walked."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value

from teachers.models import Teacher
from teachers.selectors.days import FEW, NAME


class ByRole:
    """Keys of rows whose number in every role is known, for `pages.ByKeys`. In one role everybody has one row, and all are people of `districts`.

    The rows stand by role first, so a page needs the people of one role, seldom of two: those from the first to the last, by name. Asked «who has a
    row?», the database reads and sorts all rows of the list; asked «which is her row?», it walks the index of names and asks person by person, which
    for the first fifty is ten times quicker. The few are sorted sooner.
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
        walked, before = [], 0
        for number, (role, count) in enumerate(self.counts.items()):
            first, last = max(start - before, 0), min(stop - before, count)
            if first < last:
                walked.append(self._of(role, number)[first:last])
            before += count
        if len(walked) < 2:
            return [row[-1] for row in walked[0]] if walked else []
        return [row[-1] for row in walked[0].union(*walked[1:], all=True).order_by("rank", *NAME)]

    def _of(self, role: str, rank: int) -> QuerySet[Any]:
        """(place of the role, name, key) of those who have a row in the role, by name."""
        own = Subquery(self.rows.filter(role=role, teacher=OuterRef("pk")).order_by().values("pk")[:1])
        return self.people.annotate(row=own, rank=Value(rank)).filter(row__isnull=False).values_list("rank", *NAME, "row")

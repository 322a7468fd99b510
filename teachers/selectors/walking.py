"""Rows about people (participations, memberships) role by role and by name: thousands are not sorted for a page, the index of names is walked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When

from portal.kit.prepared import Prepared
from teachers.models import Teacher
from teachers.selectors.days import FEW, NAME

NEAR = 4  # a page in the first quarter of a list is walked to, person after person; further on all are joined and sorted sooner


def near(cut: slice, total: int) -> bool:
    """Whether a page is reached sooner along the index of names."""
    return bool(cut.stop * NEAR <= total)


class Pages:
    """Keys of a list that everybody who sees the district whole asks alike: the SQL of each of its pages is written once for a process.

    `PAGES = Pages(lambda district: …, district=int)`, and for `pages.ByKeys` `PAGES.keys(total, district=…)`.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self.page = lru_cache(maxsize=64)(self._page)

    def _page(self, start: int, stop: int) -> Prepared:
        return Prepared(lambda **asked: self.build(**asked)[start:stop], **self.kinds)

    def keys(self, total: int, beyond: QuerySet[Any] | None = None, **asked: Any) -> "PageKeys":
        """`beyond`: the rows in the same order for pages far from the beginning, where walking to them costs more than joining and sorting."""
        return PageKeys(self, total, beyond, asked)


@dataclass(frozen=True)
class PageKeys:
    """Keys of one list of `Pages`, as they are asked for now."""

    pages: Pages
    total: int
    beyond: QuerySet[Any] | None
    asked: dict[str, Any]

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, cut: slice) -> list[int]:
        if self.beyond is not None and not near(cut, self.total):
            return list(self.beyond.values_list("pk", flat=True)[cut])
        return self.pages.page(cut.start, cut.stop).ask(**self.asked) if cut.start < cut.stop else []


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

"""Facts: the counted rows themselves. A number is how many of them there are, its drill-down is the rows."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from portal.kit.finding import holding
from teachers.models import Teacher
from teachers.selectors.walking import near

NOWHERE = 0  # the place of a fact that no organisation stands behind
NO_ID: Any = Cast(Value(None), BigIntegerField())
NO_DATE: Any = Cast(Value(None), DateField())
NO_TEXT: Any = Value("", TextField())


@dataclass(frozen=True)
class Shown:
    """Expressions over the row: date of the fact, its words, and the id of the object that a link opens."""

    on: Any
    label: Any
    object: Any


@dataclass(frozen=True)
class Branch:
    """One queryset of facts and where its normalised columns come from.

    `district` and `place` (organisation) are paths, `teacher` is the path to the person ("" when the fact is nobody's);
    `shown` gives the expressions of what happened; it is asked for lists only, so that counting stays cheap.
    """

    rows: QuerySet[Any]
    kind: str
    shown: Callable[[], Shown]
    teacher: str = ""
    place: str = ""
    district: str = "district_id"
    identity: Any = "pk"  # what tells one fact from another, now and in a list frozen years ago
    whole: int | None = None  # the district that was asked for, when it was not one organisation of it
    anywhere: QuerySet[Any] | None = None  # the rows before they were narrowed to a district

    def grouped(self, mark: int) -> QuerySet[Any, tuple[int, int, int | None, int]]:
        """Rows (mark, district id, organisation id or None, number of facts), one per district and organisation."""
        places = F(self.place) if self.place else NO_ID
        keys = self.rows.order_by().values(fact_mark=Value(mark), fact_district=F(self.district), fact_place=places)
        return keys.annotate(fact_count=Count("*")).values_list("fact_mark", "fact_district", "fact_place", "fact_count")

    def within(self, district_id: int, place: int | None) -> "Branch":
        """Facts of one district, and of one organisation when `place` is given (NOWHERE: of none)."""
        rows = self.rows.filter(**{self.district: district_id})
        if place is None:
            return replace(self, rows=rows, whole=district_id, anywhere=self.rows)
        if not self.place:
            return replace(self, rows=rows if place == NOWHERE else rows.none())
        return replace(self, rows=rows.filter(**({f"{self.place}__isnull": True} if place == NOWHERE else {self.place: place})))

    def columns(self) -> dict[str, Any]:
        who = f"{self.teacher}__" if self.teacher else ""
        place = self.place.removesuffix("_id")
        shown = self.shown()
        return {
            "fact_kind": Value(self.kind, CharField()),
            "fact_teacher": F(f"{who}id") if who else NO_ID,
            "fact_surname": F(f"{who}last_name") if who else NO_TEXT,
            "fact_name": F(f"{who}first_name") if who else NO_TEXT,
            "fact_patronymic": F(f"{who}patronymic") if who else NO_TEXT,
            "fact_place": F(f"{place}_id") if place else NO_ID,
            "fact_place_name": F(f"{place}__short_name") if place else NO_TEXT,
            "fact_on": shown.on,
            "fact_label": shown.label,
            "fact_object": shown.object,
            "fact_id": F(self.identity) if isinstance(self.identity, str) else self.identity,
        }

    def listed(self, words: Iterable[str] = ()) -> QuerySet[Any]:
        """The rows with the normalised columns, narrowed to those that hold every word in person, organisation or label."""
        columns = self.columns()
        return self._narrowed(columns, words).values_list(*columns, named=True)

    def keys(self, words: Iterable[str], sorts: Iterable[str]) -> QuerySet[Any]:
        """The identities of the same rows with the columns that they are sorted by: without words nothing else is joined."""
        columns = self.columns()
        needed = columns if words else {name: columns[name] for name in {*sorts, "fact_id"}}
        return self._narrowed(needed, words).values_list("fact_id", flat=True)

    @property
    def one_per_person(self) -> bool:
        """Rows are people, each once."""
        return self.identity == "teacher_id"

    def of_keys(self, keys: list[int]) -> QuerySet[Any]:
        """The listed rows that were found already. Asked for their district again, the database reads all its rows."""
        return (self if self.anywhere is None else replace(self, rows=self.anywhere)).listed().filter(fact_id__in=keys)

    def walked(self, near: bool) -> QuerySet[Any]:
        """The identities of a district's people, found by walking its people and asking of each whether she is counted.

        In the order of names an index gives a page at once. Near the beginning each is looked up; further on `Case` keeps the database from joining
        everybody's facts first: behind the wall it expects few rows, and then that seems cheaper.
        """
        people, hers = Teacher.objects.filter(district=self.whole), self.rows.filter(teacher=OuterRef("pk"))
        if near:
            return people.alias(counted=Subquery(hers.order_by().values("pk")[:1])).filter(counted__isnull=False).values_list("pk", flat=True)
        return people.filter(Case(When(Exists(hers), then=Value(True)), default=Value(False))).values_list("pk", flat=True)

    def _narrowed(self, columns: dict[str, Any], words: Iterable[str]) -> QuerySet[Any]:
        rows = self.rows.order_by().annotate(**columns)
        return holding(rows, " ".join(words), "fact_surname", "fact_name", "fact_patronymic", "fact_place_name", "fact_label")


NAME = ("last_name", "first_name", "patronymic", "pk")
SORTS = {
    "name": ("fact_surname", "fact_name", "fact_patronymic", "fact_id"),
    "label": ("fact_label", "fact_id"),
    "place": ("fact_place_name", "fact_surname", "fact_name", "fact_id"),
    "date": ("fact_on", "fact_surname", "fact_name", "fact_id"),
}


def columns(on: Any, label: Any, object: Any) -> Callable[[], Shown]:
    """The expressions that stand in the row itself: field paths or ready expressions."""
    return lambda: Shown(*(F(one) if isinstance(one, str) else one for one in (on, label, object)))


@dataclass(frozen=True)
class Facts:
    """What a measure counts in the open scope: one branch as a rule, several when the things counted are of several kinds."""

    branches: tuple[Branch, ...]

    def within(self, district_id: int, place: int | None = None) -> "Facts":
        """Facts of a district, or of one organisation of it (NOWHERE: of no organisation)."""
        return Facts(tuple(branch.within(district_id, place) for branch in self.branches))

    @property
    def about_people(self) -> bool:
        """Every fact belongs to a person."""
        return all(branch.teacher for branch in self.branches)

    @property
    def one_per_person(self) -> bool:
        """Rows are people: as many as the number says, each once."""
        return all(branch.one_per_person for branch in self.branches)

    def count(self) -> int:
        return sum(branch.rows.count() for branch in self.branches)

    def listed(self, *, search: str = "", sort: str = "name") -> QuerySet[Any]:
        """Named rows of the normalised columns (fact_teacher … fact_object), searched and sorted ("name", "-date", "place")."""
        first, *rest = [branch.listed(search.split()[:5]) for branch in self.branches]
        rows = first.union(*rest, all=True) if rest else first
        return rows.order_by(*self._order(sort))

    def page(self, cut: slice, *, search: str = "", sort: str = "name", total: int = 0) -> QuerySet[Any]:
        """The same rows of one page, `total` of which there are. Facts of one kind are found by their keys first: what happened is read for these only."""
        if len(self.branches) > 1:
            return self.listed(search=search, sort=sort)[cut]
        (branch,), order = self.branches, self._order(sort)
        if branch.one_per_person and branch.whole and not search.split() and order == [*SORTS["name"]]:
            return branch.of_keys(list(branch.walked(near(cut, total)).order_by(*NAME)[cut])).order_by(*order)
        keys = branch.keys(search.split()[:5], [name.removeprefix("-") for name in order]).order_by(*order)[cut]
        return branch.of_keys(list(keys)).order_by(*order)

    def _order(self, sort: str) -> list[str]:
        asked = sort.removeprefix("-")
        names = SORTS["label"] if asked == "name" and not self.about_people else SORTS.get(asked, SORTS["name"])
        return [f"-{name}" if sort.startswith("-") else name for name in names]

    def grouped(self, mark: int) -> Iterator[QuerySet[Any, tuple[int, int, int | None, int]]]:
        for branch in self.branches:
            yield branch.grouped(mark)


def within_dates(field: str, since: dt.date, until: dt.date) -> Q:
    """The date field lies between two dates, both included."""
    return Q(**{f"{field}__gte": since, f"{field}__lte": until})


def in_force(since: str, until: str, starts: dt.date, ends: dt.date) -> Q:
    """A span with an open end touches the dates."""
    return Q(**{f"{since}__lte": ends}) & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": starts}))

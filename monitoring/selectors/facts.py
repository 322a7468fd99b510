"""Facts as people read them: who, where, when, what, and the page of the thing itself."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse

from monitoring.measures import Facts
from portal.accounts.selectors import names
from portal.kit.words import short_name

PAGES = {
    "teacher": "teachers:card",
    "position": "teachers:card",
    "category": "teachers:card",
    "route": "routes:route",
    "event": "communities:event",
    "community": "communities:community",
    "contest": "contests:contest",
}
LISTS = {"requirement": "monitoring:papers"}  # a required paper, there or not, is kept with the others
WORDS = {"position": "positions", "category": "qualification_categories"}  # kinds whose label is a code of a dictionary
NO_PERSON = ""


@dataclass(frozen=True)
class Fact:
    """One counted row. `identity` tells it from the others of its list; a missing person, place or date is empty."""

    identity: int
    kind: str
    teacher_id: int | None
    person: str
    place_id: int | None
    place: str
    on: str  # ISO date, so that a frozen list reads back as it was
    label: str
    object_id: int | None

    @property
    def date(self) -> dt.date | None:
        return dt.date.fromisoformat(self.on) if self.on else None

    @property
    def url(self) -> str:
        """The page of the object: of the course it is the person's card, of the attendance the event."""
        return page_url(self.kind, self.object_id)

    @property
    def person_url(self) -> str:
        return page_url("teacher", self.teacher_id)

    def frozen(self) -> list[Any]:
        return list(astuple(self))

    @classmethod
    def thawed(cls, values: list[Any]) -> "Fact":
        return cls(*values)


def page_url(kind: str, pk: int | None) -> str:
    if kind in LISTS:
        return reverse(LISTS[kind])
    pattern = _pattern(kind)
    return pattern.replace("/0/", f"/{pk}/") if pattern and pk else ""


@cache
def _pattern(kind: str) -> str:
    """The address of a kind's page for object 0: one reversing for a whole list."""
    try:
        return reverse(PAGES[kind], args=[0])
    except (KeyError, NoReverseMatch):
        return ""


def shown(rows: Iterable[Any]) -> Iterator[Fact]:
    """Named rows of `Facts.listed` in words: codes of positions and categories become their names (a query for each dictionary met)."""
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        dictionary = WORDS.get(row.fact_kind)
        if dictionary and dictionary not in words:
            words[dictionary] = names(dictionary)
        label = row.fact_label or ""
        yield fact_of(row, words[dictionary].get(label, label) if dictionary else label)


def fact_of(row: Any, label: str) -> Fact:
    person = " ".join(filter(None, (row.fact_surname, row.fact_name, row.fact_patronymic)))
    return Fact(
        identity=row.fact_id,
        kind=row.fact_kind,
        teacher_id=row.fact_teacher,
        person=short_name(person) if person else NO_PERSON,
        place_id=row.fact_place,
        place=row.fact_place_name or "",
        on=row.fact_on.isoformat() if row.fact_on else "",
        label=label,
        object_id=row.fact_object,
    )


@dataclass(frozen=True)
class Listing:
    """The list of a number for a page: counted without the joins that only shown rows need."""

    facts: Facts
    search: str = ""
    sort: str = "name"

    def count(self) -> int:
        return self.total

    @cached_property
    def total(self) -> int:
        return self.rows.count() if self.search.strip() else self.facts.count()

    def __getitem__(self, cut: slice) -> list[Fact]:
        return list(shown(self.facts.page(cut, search=self.search, sort=self.sort or "name", total=self.total)))

    def __iter__(self) -> Iterator[Fact]:
        return shown(self.rows)

    @property
    def rows(self) -> Any:
        return self.facts.listed(search=self.search, sort=self.sort or "name")


def all_of(facts: Facts) -> list[Fact]:
    """The whole list by name."""
    return list(shown(facts.listed()))

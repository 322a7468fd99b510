"""Журнал непрерывного профессионального роста: the entries of all apps about one teacher, by year, narrowed by kind."""

from dataclasses import dataclass
from itertools import groupby

from communities.selectors.growth import DICTIONARIES as GATHERED
from communities.selectors.growth import entries as gathered
from contests.selectors import RESULTS
from contests.selectors import ROLES as CONTEST_ROLES
from contests.selectors import growth as competed
from portal.accounts.selectors import lexicon
from routes.selectors.growth import entries as routed
from teachers.models import Teacher
from teachers.selectors.growth import DICTIONARIES, KINDS, Entry
from teachers.selectors.growth import entries as carded


@dataclass(frozen=True)
class Year:
    """Записи одного календарного года, the latest first."""

    year: int
    entries: list[Entry]


@dataclass(frozen=True)
class Growth:
    """Журнал: years with what was asked for, kinds that occur with their counts, how many entries there are in all."""

    years: list[Year]
    kinds: list[tuple[str, str, int]]
    total: int


def growth_of(teacher: Teacher, kind: str = "") -> Growth:
    """Everything that happened to the teacher up to today; an unknown `kind` narrows nothing. Five queries."""
    words = lexicon(*DICTIONARIES, *GATHERED, CONTEST_ROLES, RESULTS)
    every = [*carded(teacher, words), *gathered(teacher, words), *competed(teacher, words), *routed(teacher)]
    every.sort(key=lambda one: (one.on, one.kind, one.title), reverse=True)
    counts = [(code, label, sum(one.kind == code for one in every)) for code, label in KINDS.items()]
    shown = [one for one in every if one.kind == kind] if kind in KINDS else every
    years = [Year(year, list(found)) for year, found in groupby(shown, key=lambda one: one.on.year)]
    return Growth(years, [one for one in counts if one[2]], len(every))

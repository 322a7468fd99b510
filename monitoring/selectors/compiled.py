"""Compiling: every measure of the wanted indicators counted for all organisations and districts of the scope in one statement."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from monitoring.measures import MEASURES, Facts, Key, facts_by, measure_of
from monitoring.models import Edition, Indicator
from monitoring.report.judge import value_of
from monitoring.report.structure import YES_NO
from portal.accounts.models import District
from portal.kit import wall
from portal.kit.periods import Period, today

Counts = dict[int, dict[int | None, int]]  # district → organisation (None: of no organisation) → facts
STAFF: Key = ("staff", "{}")
CHUNK = 5000
STATEMENTS = 64  # kept ready; building one takes longer than running it for a district


@dataclass(frozen=True)
class Formula:
    """What counts an indicator in a district: the passport's measures with the parameters of the district's edition."""

    indicator: Indicator
    version: int
    numerator: Key
    denominator: Key | None
    params: dict[str, Any]
    filter_text: str


@dataclass(frozen=True)
class Result:
    """One number with what it was made of; all None where the portal has no data."""

    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None


NO_DATA = Result()


@dataclass
class Compiled:
    """The results of a period: district and organisation values of every indicator, read from the counts on demand."""

    period: Period
    indicators: list[Indicator]
    formulas: dict[tuple[int, int], Formula]  # (district, indicator) → formula in force there
    counts: dict[Key, Counts] = field(default_factory=dict)
    data_since: dict[int, dt.date] = field(default_factory=dict)  # district → from when its facts are kept

    def known(self, district_id: int) -> bool:
        """The district's facts are kept for the whole period and its register holds somebody on the date; else there are no data, rather than zeros."""
        kept = self.data_since.get(district_id, self.period.starts) <= self.period.starts
        return kept and district_id in self.counts[STAFF]

    def result(self, indicator: Indicator, district_id: int) -> Result:
        """The district's value: Σ numerators / Σ denominators."""
        formula = self.formulas[district_id, indicator.pk]
        if not self.known(district_id):
            return NO_DATA
        below = None if formula.denominator is None else sum(self._counts(formula.denominator, district_id).values())
        return made_of(indicator.unit, sum(self._counts(formula.numerator, district_id).values()), below)

    def places(self, indicator: Indicator, district_id: int) -> dict[int | None, Result]:
        """Values by organisation; empty for an indicator that belongs to the district as a whole."""
        formula = self.formulas[district_id, indicator.pk]
        if not self.known(district_id):
            return {}
        above = self._counts(formula.numerator, district_id)
        below = None if formula.denominator is None else self._counts(formula.denominator, district_id)
        keys = (above.keys() | below.keys()) if below is not None else above.keys()
        if keys <= {None}:
            return {}
        return {key: made_of(indicator.unit, above.get(key, 0), None if below is None else below.get(key, 0)) for key in keys}

    def _counts(self, key: Key, district_id: int) -> dict[int | None, int]:
        return self.counts[key].get(district_id, {})


def made_of(unit: str, numerator: int, denominator: int | None) -> Result:
    """A result in the indicator's unit; a yes/no sign is 1 when every requirement is met."""
    if unit == YES_NO:
        return Result(numerator, denominator, Decimal(int(bool(denominator) and numerator == denominator)))
    return Result(numerator, denominator, value_of(unit, numerator, denominator))


def compile_indicators(period: Period, districts: Iterable[int] | None = None, indicators: Iterable[Indicator] | None = None) -> Compiled:
    """Count the indicators (all computed ones by default) for the districts of the open scope (all of them by default).

    Three small queries for passports, editions and districts and one statement for all facts, whatever the number of indicators,
    organisations and districts; time grows with the facts read, memory with organisations × measures.
    """
    return compile_periods([period], districts, indicators)[0]


def compile_periods(periods: Iterable[Period], districts: Iterable[int] | None = None, indicators: Iterable[Indicator] | None = None) -> list[Compiled]:
    """The same for several periods, still in one statement."""
    wanted = tuple(wall.current().districts if districts is None else districts)
    chosen = list(computed() if indicators is None else indicators)
    found = formulas(chosen, wanted)
    keys = {key for formula in found.values() for key in (formula.numerator, formula.denominator) if key} | {STAFF}
    marks = tuple((period, key) for period in periods for key in sorted(keys))
    counts = counted(marks, wanted)
    kept = {pk: since for pk, since in District.objects.filter(pk__in=wanted).values_list("pk", "data_since") if since}
    return [Compiled(period, chosen, found, {key: counts[period, key] for key in keys}, kept) for period in dict.fromkeys(period for period, _ in marks)]


def counted(marks: tuple[tuple[Period, Key], ...], districts: tuple[int, ...]) -> dict[tuple[Period, Key], Counts]:
    """Run the grouped queries of all measures as one statement and spread its rows."""
    found: dict[tuple[Period, Key], Counts] = {mark: {} for mark in marks}
    sql, params = statement(marks, today(), wall.current().districts)
    wanted = set(districts)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            for mark, district, place, number in rows:
                if district in wanted:
                    places = found[marks[mark]].setdefault(district, {})
                    places[place] = places.get(place, 0) + number
    return found


@lru_cache(maxsize=STATEMENTS)
def statement(marks: tuple[tuple[Period, Key], ...], on: dt.date, districts: tuple[int, ...]) -> tuple[str, tuple[Any, ...]]:
    """UNION ALL of the grouped queries: rows (place in `marks`, district, organisation, number). Today and the scope are part of its text."""
    first, *rest = [rows for mark, (period, key) in enumerate(marks) for rows in facts_by(key, period).grouped(mark)]
    sql, params = (first.union(*rest, all=True) if rest else first).query.sql_with_params()
    return sql, tuple(params)


def computed(passports: Iterable[Indicator] | None = None) -> list[Indicator]:
    """Passports (all of them by default) that name a known measure."""
    return [one for one in (Indicator.objects.exclude(numerator="") if passports is None else passports) if one.numerator in MEASURES]


def formulas(indicators: list[Indicator], districts: Iterable[int]) -> dict[tuple[int, int], Formula]:
    """The formula of every indicator in every district: the district's newest edition, else the passport itself."""
    editions = {(one.district_id, one.indicator_id): one for one in Edition.objects.filter(indicator__in=indicators).order_by("version")}
    base = {one.pk: formula_of(one, None) for one in indicators}
    return {
        (district, one.pk): formula_of(one, editions[district, one.pk]) if (district, one.pk) in editions else base[one.pk]
        for district in districts
        for one in indicators
    }


def formula_of(indicator: Indicator, edition: Edition | None) -> Formula:
    newest: Indicator | Edition = edition or indicator
    above = measure_of(indicator.numerator).key(newest.params)
    below = measure_of(indicator.denominator).key(newest.params) if indicator.denominator else None
    return Formula(indicator, newest.version, above, below, newest.params, newest.filter_text)


def facts_of(formula: Formula, part: str, period: Period) -> Facts:
    """The facts behind a number: part «numerator» or «denominator». KeyError when the indicator has no such part."""
    key = formula.numerator if part == "numerator" else formula.denominator
    if key is None:
        raise KeyError(part)
    return facts_by(key, period)

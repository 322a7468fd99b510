"""The network's summary for its coordinator: aggregates of the member districts with an agreement in force, no people."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DateTimeField, F, FloatField, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, Window

from monitoring.models import Indicator, Summary
from monitoring.report import figures, judge
from monitoring.report.structure import YES_NO, Direction
from monitoring.selectors.table import value_of
from portal.accounts.models import District
from portal.kit import charts, wall
from portal.kit.periods import Period, school_year


class Sums(NamedTuple):
    """A summary's two numbers: a region has thousands of them, and a model for each takes longer than all the rest."""

    numerator: int | None
    denominator: int | None


class Cell(NamedTuple):
    """One district's value of one indicator; `note` is its numerator and denominator."""

    value: Decimal | None
    text: str
    note: str


@dataclass(frozen=True)
class Row:
    """One indicator across the districts, with the network's total Σ / Σ."""

    indicator: Indicator
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Total:
    """An indicator of the whole network, Σ / Σ: `better` is how much better than a year before (below 0 worse), None where the districts are not the same."""

    code: str
    name: str
    unit: str
    accumulates: bool
    order: int
    value: Decimal | None
    text: str
    places: int
    change: str
    better: Decimal | None
    counted_at: dt.datetime


def members(user: Any) -> set[int]:
    """Districts whose agreement with the coordinator's network is in force today, her own left out."""
    return set(wall.current().members) - set(user.district_ids)


def member_districts(user: Any) -> list[District]:
    """The same with their names."""
    return list(District.objects.filter(pk__in=members(user)).order_by("name"))


def totals(districts: Collection[int], period: Period, before: Period) -> list[Total]:
    """Shares and counts of the network beside those of another period; one query, a row for each indicator whatever the number of districts."""
    grouped = (
        Summary.objects.filter(district__in=districts, period__in=(period.code, before.code), numerator__isnull=False)
        .exclude(indicator__unit=YES_NO)
        .values_list("period", *(f"indicator__{name}" for name in ("code", "name", "unit", "direction", "accumulates", "order")))
        .annotate(above=Sum("numerator"), below=Sum("denominator"), places=Count("pk"), at=Min("computed_at"), which=ArrayAgg("district", order_by="district"))
        .order_by("indicator__order", "indicator__code")
    )
    found = {(row[0], row[1]): row for row in grouped}
    return [_compared(row, found.get((before.code, row[1]))) for row in found.values() if row[0] == period.code]


def _compared(row: tuple[Any, ...], before: tuple[Any, ...] | None) -> Total:
    _, code, name, unit, direction, accumulates, order, above, below, places, counted_at, which = row
    value = judge.value_of(unit, above, below)
    old = judge.value_of(unit, *before[7:9]) if before and before[-1] == which else None
    change = None if value is None or old is None else value - old
    words_of = "" if change is None else figures.difference(change, unit) if change else "без изменений"
    better = change if change is None or direction != Direction.DECREASE else -change
    return Total(code, name, unit, accumulates, order, value, figures.figure(value, unit), places, words_of, better, counted_at)


class Told(NamedTuple):
    """A district that the coordinator is told of. SILENT: `at` its values were last counted, None never, `number` of such districts; FALLEN: `number` shares of `of`."""

    kind: str
    name: str
    at: dt.datetime | None
    number: int
    of: int


SILENT, FALLEN = "silent", "fallen"


def told_of(districts: Collection[int], period: Period, before: Period, fresh: dt.datetime, most: int) -> list[Told]:
    """At most so many districts of each kind, in one query: without values since `fresh`, never counted first; with shares worse than before, the most first."""
    found = [Told(*row) for row in _silent(districts, period, fresh)[:most].union(_fallen(districts, period, before)[:most], all=True)]
    return sorted(found, key=lambda one: (one.kind, (one.at.timestamp() if one.at else 0) if one.kind == SILENT else -one.number, one.name))


def _silent(districts: Collection[int], period: Period, fresh: dt.datetime) -> QuerySet[Any, Any]:
    kept = Summary.objects.filter(district=OuterRef("pk"), period=period.code, numerator__isnull=False).order_by().values("district")
    rows = District.objects.filter(pk__in=districts).annotate(at=Subquery(kept.annotate(last=Max("computed_at")).values("last")))
    rows = rows.filter(Q(at__isnull=True) | Q(at__lt=fresh)).order_by(F("at").asc(nulls_first=True), "name")
    return rows.annotate(kind=Value(SILENT), n=Window(Count("pk")), of=Value(0)).values_list("kind", "name", "at", "n", "of")


def _fallen(districts: Collection[int], period: Period, before: Period) -> QuerySet[Any, Any]:
    """The same shares as in `totals`: those that hold on a day, which both years have. Of a share that should fall, worse is more."""
    shares = Summary.objects.filter(indicator__unit="%", indicator__accumulates=False, numerator__isnull=False, denominator__gt=0)
    share = F("numerator") * 1.0 / F("denominator")
    old = shares.filter(district=OuterRef("district"), indicator=OuterRef("indicator"), period=before.code).values(was=share)
    rows = shares.filter(district__in=districts, period=period.code).annotate(now=share, was=Subquery(old, output_field=FloatField()))
    worse = Q(now__gt=F("was"), indicator__direction=Direction.DECREASE) | (Q(now__lt=F("was")) & ~Q(indicator__direction=Direction.DECREASE))
    counts = rows.values("district__name").annotate(n=Count("pk", filter=worse), of=Count("pk", filter=Q(was__isnull=False))).filter(n__gt=0)
    counts = counts.annotate(kind=Value(FALLEN), at=Value(None, DateTimeField())).order_by("-n", "district__name")
    return counts.values_list("kind", "district__name", "at", "n", "of")


def periods(districts: list[District]) -> list[Period]:
    """Periods that have summaries, newest first; the current school year is always among them."""
    codes = Summary.objects.filter(district__in=districts).order_by().values_list("period", flat=True).distinct()
    return sorted({school_year(), *map(Period.parse, codes)}, key=lambda one: (one.kind, one.year), reverse=True)


def rows(districts: list[District], period: Period, words: str = "", sort: str = "") -> list[Row]:
    """Computed indicators that hold every word; two queries, whatever the number of districts."""
    summaries = Summary.objects.filter(district__in=districts, period=period.code).order_by()
    kept = {(what, where): Sums(*sums) for what, where, *sums in summaries.values_list("indicator_id", "district_id", "numerator", "denominator")}
    wanted = [one for one in Indicator.objects.exclude(numerator="") if all(word in f"{one.code} {one.name}".lower() for word in words.lower().split())]
    found = [_row(one, [kept.get((one.pk, district.pk)) for district in districts]) for one in wanted]
    key = SORTS.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key else found


SORTS = {
    "code": lambda row: row.indicator.code,
    "name": lambda row: row.indicator.name.lower(),
    "total": lambda row: Decimal(-1) if row.total.value is None else row.total.value,
}


def _row(indicator: Indicator, kept: list[Sums | None]) -> Row:
    return Row(indicator, [_cell(indicator, one) for one in kept], _total(indicator, [one for one in kept if one and one.numerator is not None]))


def _cell(indicator: Indicator, kept: Sums | None) -> Cell:
    value = value_of(indicator, kept)
    return Cell(value, figures.figure(value, indicator.unit), _made(kept.numerator, kept.denominator) if kept else "")


def _total(indicator: Indicator, kept: list[Sums]) -> Cell:
    """Σ / Σ of those that have data; of a yes/no sign the number of districts that say yes."""
    if not kept:
        return Cell(None, figures.NO_DATA, "")
    if indicator.unit == YES_NO:
        yes = sum(1 for one in kept if one.denominator and one.numerator == one.denominator)
        return Cell(Decimal(yes), f"{yes} из {len(kept)}", "районов «да»")
    above = sum(one.numerator or 0 for one in kept)
    below = sum(one.denominator or 0 for one in kept) if any(one.denominator is not None for one in kept) else None
    value = judge.value_of(indicator.unit, above, below)
    return Cell(value, figures.figure(value, indicator.unit), _made(above, below))


def _made(numerator: int | None, denominator: int | None) -> str:
    return "" if numerator is None or denominator is None else f"{figures.count(numerator)} из {figures.count(denominator)}"


def chart(row: Row, districts: list[District]) -> charts.Chart | None:
    """The districts side by side; None where nobody has data or the indicator is a sign."""
    if row.indicator.unit == YES_NO or all(cell.value is None for cell in row.cells):
        return None
    series = [charts.Series("Факт", [None if cell.value is None else float(cell.value) for cell in row.cells])]
    digits, names = 1 if row.indicator.unit == "%" else None, [one.name for one in districts]
    made, phone = (
        charts.rows(f"{row.indicator.code}. {row.indicator.name}", names, series, unit=row.indicator.unit, digits=digits, first="Район", width=width)
        for width in (charts.WIDTH, charts.PHONE)
    )
    return replace(made, phone=phone.svg)


def exported(found: Iterable[Row]) -> Iterable[list[object]]:
    """Rows of the export: numbers as numbers, signs in words."""
    for row in found:
        sign = row.indicator.unit == YES_NO
        cells = [cell.text if sign else cell.value for cell in (*row.cells, row.total)]
        yield [row.indicator.code, row.indicator.name, row.indicator.unit, *cells, row.total.note]


def counted_at(districts: list[District], period: Period) -> Any:
    """When the oldest of the shown values was counted; None without any."""
    return Summary.objects.filter(district__in=districts, period=period.code).order_by("computed_at").values_list("computed_at", flat=True).first()

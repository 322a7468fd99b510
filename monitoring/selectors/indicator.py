"""One indicator: by year, by organisation, its targets and editions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from monitoring.models import Edition, Indicator, Target
from monitoring.report import figures, judge, pictures
from monitoring.report.structure import PERCENT, YES_NO, Direction, IndicatorRow, OrganisationRow, OrganisationTable, Series
from monitoring.selectors.compiled import Compiled, compile_periods
from monitoring.selectors.reporting import indicator_row, organisation_tables, series
from portal.accounts.models import District
from portal.kit import words
from portal.kit.charts import Chart
from portal.kit.periods import Period, school_year, today

YEARS = 6  # on the chart by year
DRAWN = 25  # organisations on the chart: more bars than fit a screen say nothing


@dataclass(frozen=True)
class Sheet:
    """What the page of a computed indicator shows for a period."""

    row: IndicatorRow
    before: Decimal | None
    table: OrganisationTable | None
    years: Series

    @property
    def by_year(self) -> Chart | None:
        return pictures.years_on_screen(self.years, pictures.HALF if self.by_organisation else pictures.WIDTH) if pictures.worth_drawing(self.years) else None

    @property
    def by_organisation(self) -> Chart | None:
        """The organisations from the worst; no picture of a sign or of a single organisation."""
        if self.table is None or self.row.unit == YES_NO or len(self.table.rows) < 2:
            return None
        rows = pictures.worst(self.table, DRAWN, self.row.direction)
        drawn = OrganisationTable(self.table.code, self.table.name, self.table.unit, tuple(rows))
        return pictures.organisations_on_screen(drawn, pictures.HALF, self.row.target) if rows else None


def sheet(indicator: Indicator, district: District, period: Period, known: list[Target]) -> Sheet:
    """The district's value, its years and its organisations; one statement for all the facts. `known`: targets of all years."""
    years = {one.period: one for one in compile_periods(window(period, district.data_since), [district.pk], [indicator])}
    now: Compiled = years[period]
    before = years.get(period.previous())
    targets = {(one.indicator_id, one.period): one for one in known}
    return Sheet(
        row=indicator_row(now, indicator, district.pk, targets),
        before=before.result(indicator, district.pk).value if before else None,
        table=next(organisation_tables(now, district.pk), None),
        years=series(indicator, list(years.values()), district.pk, targets),
    )


def window(period: Period, since: dt.date | None) -> list[Period]:
    """The years on the chart: up to `YEARS` that end with the period; where the facts begin later, the years after it join."""
    first, last = period.year - YEARS + 1, period.year
    if since:
        begun = since.year + (since > Period(period.kind, since.year).starts)
        running = school_year().year if period.kind == "school" else today().year
        first = min(max(first, begun), period.year)
        last = max(period.year, min(running, first + YEARS - 1))
    return [Period(period.kind, year) for year in range(first, last + 1)]


def organisations(table: OrganisationTable | None, words: str, sort: str) -> list[OrganisationRow]:
    """The rows of the table by organisation, searched and sorted («value», «-numerator», «name»)."""
    rows = [row for row in table.rows if all(word in row.organisation.lower() for word in words.lower().split())] if table else []
    key = ROW_SORTS.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else rows


ROW_SORTS = {
    "name": lambda row: words.natural(row.organisation),
    "numerator": lambda row: row.numerator or 0,
    "denominator": lambda row: row.denominator or 0,
    "value": lambda row: Decimal(-1) if row.value is None else row.value,
}


@dataclass(frozen=True)
class Place:
    """A row of the table by organisation in words, with the addresses of its lists."""

    name: str
    numerator: str
    denominator: str
    value: str
    weak: str  # «ниже района», «выше района» where less is better; empty
    query: str


def places(rows: Iterable[OrganisationRow], row: IndicatorRow) -> list[Place]:
    return [
        Place(
            name=one.organisation,
            numerator=figures.count(one.numerator),
            denominator=figures.count(one.denominator) if one.denominator is not None else "",
            value=figures.organisation_figure(one, row.unit),
            weak=_side(row) if _weak(one, row) else "",
            query=f"organisation={one.organisation_id}",
        )
        for one in rows
    ]


def _weak(place: OrganisationRow, row: IndicatorRow) -> bool:
    """A share below the district's: «западает»."""
    if row.unit != PERCENT or place.value is None or row.fact is None:
        return False
    return judge.status(place.value, row.fact, row.direction) not in (judge.Status.OK, judge.Status.NEAR)


def _side(row: IndicatorRow) -> str:
    return "выше района" if row.direction == Direction.DECREASE else "ниже района"


def behind_district(row: IndicatorRow) -> str:
    """What the mark «ниже района» means here, with the share that it begins at; empty where organisations are not marked."""
    edge = judge.first_behind(row.fact, row.direction) if row.unit == PERCENT and row.fact is not None else None
    if edge is None:
        return ""
    more = "больше" if row.direction == Direction.DECREASE else "меньше"
    return f"«{_side(row).capitalize()}» — доля хуже районной больше чем на десятую её часть: сейчас это {figures.figure(edge, row.unit)} и {more}."


@dataclass(frozen=True)
class Aim:
    """A year's target and base in words, one form with the rest of the page."""

    period: str
    note: str
    base: str
    target: str


def aims(targets: Iterable[Target], unit: str) -> list[Aim]:
    return [Aim(one.period, one.note, figures.figure(one.base, unit, figures.NOBODY), figures.figure(one.target, unit, figures.NOBODY)) for one in targets]


def targets_in(indicator: Indicator, district: District) -> list[Target]:
    """Targets of all years, newest first."""
    return list(Target.objects.filter(indicator=indicator, district=district).select_related("edited_by").order_by("-period"))


def editions_in(indicator: Indicator, district: District) -> list[Edition]:
    """Editions of the passport in the district, newest first."""
    return list(Edition.objects.filter(indicator=indicator, district=district).select_related("by").order_by("-version"))

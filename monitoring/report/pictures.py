"""The report's charts: the same pictures on the page, in print and in the document. A picture is drawn only where it compares something."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import dropwhile

from monitoring.report.structure import PERCENT, YES_NO, Direction, IndicatorRow, OrganisationRow, OrganisationTable, Point, Report, Series, Status
from portal.kit import charts

WIDTH, HALF, LONG = 720, 480, 900  # pixels of a picture across the page, across half of it, and of one with many rows
PIECE = 4  # indicators in a piece of «Факт и цель» on paper
LOWEST = 6  # organisations on a picture of those that lag
LAGGING = (Status.LAG, Status.NEAR)


def dynamics(report: Report) -> Iterator[charts.Chart]:
    """A chart by year of every indicator that is worth one."""
    return (by_year(series, HALF) for series in report.dynamics if worth_drawing(series))


def worth_drawing(series: Series) -> bool:
    """Whether there are facts of two years to compare; yes/no signs are read better than seen."""
    return series.unit != YES_NO and sum(point.fact is not None for point in series.points) > 1


def by_year(series: Series, width: int = WIDTH) -> charts.Chart:
    """Facts beside targets, year by year, from the first year with facts; lying bars where a phone has no room for upright ones."""
    draw = charts.rows if width <= charts.PHONE else charts.columns
    points: Sequence[Point] = list(dropwhile(lambda point: point.fact is None, series.points))
    drawn = [charts.Series("Факт", [_plain(point.fact) for point in points])]
    if any(point.target is not None for point in points):
        drawn.append(charts.Series("Цель", [_plain(point.target) for point in points]))
    return draw(
        f"{series.code}. {series.name}",
        [point.title for point in points],
        drawn,
        unit=series.unit,
        digits=_digits(series.unit),
        first="Год",
        width=width,
    )


def years_on_screen(series: Series, width: int = WIDTH) -> charts.Chart:
    """The same picture with a phone's own beside it."""
    return replace(by_year(series, width), phone=by_year(series, charts.PHONE).svg)


def by_organisation(table: OrganisationTable, width: int = WIDTH, target: Decimal | None = None) -> charts.Chart:
    """Values of the organisations, one bar each, in the order of the table; `target` is a dashed line."""
    return charts.rows(
        f"{table.code}. {table.name}",
        [row.organisation for row in table.rows],
        [charts.Series("Факт", [_plain(row.value) for row in table.rows])],
        unit=table.unit,
        digits=_digits(table.unit),
        target=_plain(target),
        first="Организация",
        width=width,
    )


def organisations_on_screen(table: OrganisationTable, width: int = WIDTH, target: Decimal | None = None) -> charts.Chart:
    """The same picture with a phone's own beside it."""
    return replace(by_organisation(table, width, target), phone=by_organisation(table, charts.PHONE, target).svg)


def aims(report: Report) -> charts.Chart | None:
    """Facts beside targets of all shares of the report; None with fewer than two of them."""
    rows = aimed(report)
    return replace(_aims(rows, rows, LONG), phone=_aims(rows, rows, charts.PHONE).svg) if len(rows) > 1 else None


def aims_in_parts(report: Report) -> Iterator[charts.Chart]:
    """The same picture in pieces of a few indicators on one scale: on paper they fill the pages that one tall picture would leave half empty."""
    rows = aimed(report)
    parts = -(-len(rows) // PIECE) if len(rows) > 1 else 0
    for number in range(parts):
        yield _aims(rows[number * len(rows) // parts : (number + 1) * len(rows) // parts], rows, LONG)


def _aims(rows: Sequence[IndicatorRow], every: Sequence[IndicatorRow], width: int) -> charts.Chart:
    series = [charts.Series(name, [_plain(value) for value in values]) for name, values in _facts_and_targets(rows)]
    beside = [_plain(value) for row in every for value in (row.fact, row.target)]
    names = [f"{row.code}. {row.name}" for row in rows]
    return charts.rows("Доли: факт и цель", names, series, unit=PERCENT, digits=1, first="Показатель", width=width, beside=beside)


def aimed(report: Report) -> list[IndicatorRow]:
    """The shares that have both a fact and a target."""
    return [row for row in report.rows if row.unit == PERCENT and row.fact is not None and row.target is not None]


def _facts_and_targets(rows: Sequence[IndicatorRow]) -> Iterator[tuple[str, list[Decimal | None]]]:
    yield "Факт", [row.fact for row in rows]
    yield "Цель", [row.target for row in rows]


def lowest(report: Report) -> Iterator[charts.Chart]:
    """Of every share that has not reached its target: the organisations with the worst values, where they differ."""
    rows = {row.code: row for row in report.rows if row.unit == PERCENT and row.status in LAGGING}
    for table in report.organisations:
        drawn = worst(table, LOWEST, rows[table.code].direction) if table.code in rows else []
        if len({row.value for row in drawn}) > 1:
            cut = OrganisationTable(table.code, table.name, table.unit, tuple(drawn))
            yield by_organisation(cut, HALF, rows[table.code].target)


def worst(table: OrganisationTable, most: int, direction: Direction) -> list[OrganisationRow]:
    """Organisations with values, from the worst: the lowest first, or the highest where less is better."""
    known = (row for row in table.rows if row.value is not None)
    return sorted(known, key=lambda row: row.value or 0, reverse=direction == Direction.DECREASE)[:most]


def _digits(unit: str) -> int | None:
    return 1 if unit == PERCENT else None


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)

"""The report's charts: the same pictures on the page, in print and in the document."""

from collections.abc import Iterable
from decimal import Decimal

from monitoring.report.structure import PERCENT, YES_NO, OrganisationTable, Report, Series
from portal.kit import charts

WIDTH = 720  # of a picture across the whole page; half a page takes 480


def dynamics(report: Report) -> Iterable[charts.Chart]:
    """A chart by year of every indicator that is worth one."""
    return (by_year(series) for series in report.dynamics if worth_drawing(series))


def worth_drawing(series: Series) -> bool:
    """Whether there are facts to compare by year; yes/no signs are read better than seen."""
    return series.unit != YES_NO and len(series.points) > 1 and any(point.fact is not None for point in series.points)


def by_year(series: Series, width: int = WIDTH) -> charts.Chart:
    """Facts beside targets, year by year."""
    drawn = [charts.Series("Факт", [_plain(point.fact) for point in series.points])]
    if any(point.target is not None for point in series.points):
        drawn.append(charts.Series("Цель", [_plain(point.target) for point in series.points]))
    return charts.columns(
        f"{series.code}. {series.name}",
        [point.label for point in series.points],
        drawn,
        unit=series.unit,
        digits=1 if series.unit == PERCENT else None,
        first="Год",
        width=width,
    )


def by_organisation(table: OrganisationTable, width: int = WIDTH) -> charts.Chart:
    """Values of the organisations, one bar each, in the order of the table."""
    return charts.rows(
        f"{table.code}. {table.name}",
        [row.organisation for row in table.rows],
        [charts.Series("Факт", [_plain(row.value) for row in table.rows])],
        unit=table.unit,
        digits=1 if table.unit == PERCENT else None,
        first="Организация",
        width=width,
    )


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)

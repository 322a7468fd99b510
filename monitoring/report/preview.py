"""The report as a part of a page: the same words and pictures as in the document, every number a way to its list.

A page of a district with sixty organisations would weigh half a megabyte; so the chart, the table and the formula of an indicator,
and «Что западает», come as fragments when they are opened, wherever the link maker knows their addresses.
"""

from dataclasses import dataclass, field
from typing import Any

from monitoring.report import figures, pictures, shown, summary
from monitoring.report.shown import LinkMaker, ShownTable, no_links
from monitoring.report.structure import Report
from portal.documents.qr import qr_svg
from portal.kit import charts, words


@dataclass(frozen=True, slots=True)
class Details:
    """An indicator behind its line: a chart by year, a table by organisation and how it was counted, or the address to fetch them from."""

    code: str
    name: str
    unit: str
    url: str = ""
    chart: charts.Chart | None = None
    table: ShownTable | None = None
    method: list[tuple[str, str]] = field(default_factory=list)


def preview(report: Report, link: LinkMaker = no_links) -> dict[str, Any]:
    """Context of ``monitoring/report/preview.html``.

    ``link(code, organisation_id, part)`` gives the address behind a number («numerator», «denominator», «value»,
    «base», «target»), of an indicator's fragment («details») and of the fragment «lagging» (with an empty code);
    an empty address leaves the number plain and puts the fragment into the page at once.
    """
    lagging_url = link("", None, "lagging") if report.lagging else ""
    return {
        "report": report,
        "indicators": shown.indicators(report, link),
        "summary": summary.summary(report),
        "aims": pictures.aims(report),
        "details": [_folded(report, row.code, row.name, row.unit, link) for row in report.rows],
        "lagging_url": lagging_url,
        "lagging": [] if lagging_url else shown.lagging(report.lagging),
        "nobody_note": figures.NOBODY_NOTE,
        "as_of": words.day(report.as_of),
        "made": words.day(report.created_at, "time"),
        "qr": qr_svg(report.check_url),
    }


def _folded(report: Report, code: str, name: str, unit: str, link: LinkMaker) -> Details:
    url = link(code, None, "details")
    return Details(code, name, unit, url) if url else details(report, code, link)


def details(report: Report, code: str, link: LinkMaker = no_links) -> Details:
    """Chart and table of one indicator, for ``monitoring/report/details.html``. Raises KeyError for an unknown code."""
    row = next((row for row in report.rows if row.code == code), None)
    if row is None:
        raise KeyError(code)
    series = next((series for series in report.dynamics if series.code == code), None)
    table = next((table for table in report.organisations if table.code == code), None)
    method = next((method for method in report.methods if method.code == code), None)
    return Details(
        code=code,
        name=row.name,
        unit=row.unit,
        chart=pictures.years_on_screen(series) if series and pictures.worth_drawing(series) else None,
        table=shown.organisation_table(table, link) if table else None,
        method=shown.method(method) if method else [],
    )

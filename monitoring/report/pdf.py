"""The report as a PDF: the signed table first, everything behind it as appendices, rendered in bounded parts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from monitoring.report import pictures, shown
from monitoring.report.figures import NOBODY_NOTE
from monitoring.report.structure import Report
from portal.documents.pdf import render_long_pdf
from portal.documents.qr import qr_svg
from portal.kit import words

ROWS = 240  # table rows in one part; their layout takes about 30 MB
METHODS, CHARTS = 60, 12  # of one part
FOLDER = "monitoring/report"

Part = tuple[str, dict[str, Any]]


class Appendix(NamedTuple):
    """A heading of the document's second half and the parts under it."""

    title: str
    parts: Callable[[Report], Iterator[Part]]


def write_pdf(report: Report) -> bytes:
    """The report as a PDF file. Memory stays at the size of one part, however many organisations there are."""
    place = ", ".join(filter(None, (report.district_name, words.day(report.as_of))))
    number = f"Отчёт № {report.number}" if report.number else "Проект отчёта"
    title = f"{report.title}. {report.district_name}"
    return render_long_pdf(_parts(report), title=title, author=report.service_name, footer=f"{number} · {place}")


def _parts(report: Report) -> Iterator[Part]:
    appendices = _appendices(report)
    yield f"{FOLDER}/pdf.html", _front(report, [appendix.title for appendix in appendices])
    for number, appendix in enumerate(appendices, 1):
        heading = f"Приложение {number}. {appendix.title}"
        for first, (template, context) in enumerate(appendix.parts(report)):
            yield template, {**context, "title": heading, "heading": "" if first else heading}


def _front(report: Report, appendices: Sequence[str]) -> dict[str, Any]:
    return {
        "report": report,
        "title": report.title,
        "indicators": shown.indicators(report),
        "counts": shown.counts(report),
        "appendices": appendices,
        "made": words.day(report.created_at, "time"),
        "as_of": words.day(report.as_of, "long"),
        "qr": qr_svg(report.check_url),
    }


def _appendices(report: Report) -> list[Appendix]:
    every = [
        (any(True for _ in pictures.dynamics(report)), Appendix("Динамика по годам", _dynamics)),
        (bool(report.organisations), Appendix("Показатели по организациям", _organisations)),
        (bool(report.lagging), Appendix("Что западает", _lagging)),
        (bool(report.methods), Appendix("Как считали", _methods)),
    ]
    return [appendix for wanted, appendix in every if wanted]


def _dynamics(report: Report) -> Iterator[Part]:
    for group in shown.in_groups(pictures.dynamics(report), CHARTS):
        yield f"{FOLDER}/pdf_dynamics.html", {"charts": group}


def _organisations(report: Report) -> Iterator[Part]:
    tables = (shown.organisation_table(table) for table in report.organisations)
    for group in shown.pieces(tables, ROWS):
        yield f"{FOLDER}/pdf_organisations.html", {"tables": group, "note": NOBODY_NOTE}


def _lagging(report: Report) -> Iterator[Part]:
    for group in shown.in_groups(shown.lagging(report.lagging), ROWS, lambda item: len(item.indicators)):
        yield f"{FOLDER}/pdf_lagging.html", {"organisations": group}


def _methods(report: Report) -> Iterator[Part]:
    for group in shown.in_groups(shown.methods(report), METHODS):
        yield f"{FOLDER}/pdf_methods.html", {"methods": group}

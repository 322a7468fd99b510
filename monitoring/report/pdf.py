"""The report as a PDF: what the head signs first, the tables behind it as appendices, one after another without empty halves of pages."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from monitoring.report import matrix, pictures, shown, summary
from monitoring.report.figures import NOBODY_NOTE
from monitoring.report.structure import Report
from portal.documents.pdf import render_long_pdf
from portal.documents.qr import qr_svg
from portal.kit import words

ROWS = 420  # table rows in one part; their layout takes about 50 MB
PICTURE, METHOD = 8, 3  # how many rows a pair of charts and a paragraph of «Как считали» weigh
FOLDER = "monitoring/report"

Part = tuple[str, dict[str, Any]]


class Block(NamedTuple):
    """A piece of the document: its template, its words, how many table rows it weighs."""

    template: str
    words: dict[str, Any]
    rows: int


def write_pdf(report: Report) -> bytes:
    """The report as a PDF file. Memory stays at the size of one part, however many organisations there are."""
    place = ", ".join(filter(None, (report.district_name, words.day(report.as_of))))
    number = f"Отчёт № {report.number}" if report.number else "Проект отчёта"
    title = f"{report.title}. {report.district_name}"
    return render_long_pdf(_parts(report), title=title, author=report.service_name, footer=f"{number} · {place}")


def _parts(report: Report) -> Iterator[Part]:
    """The blocks in parts of at most ``ROWS``; each part begins a page, so the signed half and the appendices never share one."""
    for chapter in (_signed(report), _appended(report)):
        for group in shown.in_groups(chapter, ROWS, lambda block: block.rows):
            yield f"{FOLDER}/pdf.html", {"blocks": group, "title": report.title}


def _signed(report: Report) -> Iterator[Block]:
    """What the head signs."""
    yield Block(f"{FOLDER}/pdf_front.html", _front(report), 4 * len(report.rows))
    yield from _charts(report)
    yield from _lags(report)
    titles = [title for title, _ in _appendices(report)]
    yield Block(f"{FOLDER}/pdf_signature.html", {"report": report, "qr": qr_svg(report.check_url), "appendices": titles}, 8)


def _appended(report: Report) -> Iterator[Block]:
    """The tables behind it: each appendix' heading stands above its first block."""
    for title, blocks in _appendices(report):
        for number, block in enumerate(blocks):
            yield block._replace(words={**block.words, "heading": "" if number else f"Приложение {title}"})


def _front(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "summary": summary.summary(report),
        "indicators": shown.indicators(report),
        "made": words.day(report.created_at, "time"),
        "as_of": words.day(report.as_of, "long"),
    }


def _charts(report: Report) -> Iterator[Block]:
    """Facts against targets, then small pictures by year, two in a row."""
    for number, pieces in enumerate(shown.in_groups(pictures.aims_in_parts(report), ROWS // PICTURE // 4)):
        yield Block(f"{FOLDER}/pdf_chart.html", {"heading": "" if number else "Факт и цель", "pieces": pieces}, PICTURE * len(pieces))
    yield from _pairs("Динамика по годам", "", pictures.dynamics(report))
    note = "Показатели, которые не достигли цели: организации с худшими значениями; пунктир — цель района."
    yield from _pairs("Где отстаём", note, pictures.lowest(report))


def _pairs(heading: str, note: str, charts: Iterable[Any]) -> Iterator[Block]:
    for number, pair in enumerate(shown.in_groups(charts, 2)):
        yield Block(f"{FOLDER}/pdf_pair.html", {"heading": "" if number else heading, "note": note, "pair": pair}, PICTURE)


def _lags(report: Report) -> Iterator[Block]:
    for number, group in enumerate(shown.in_groups(summary.lags(report), ROWS // 6)):
        yield Block(f"{FOLDER}/pdf_lagging.html", {"first": not number, "lags": group}, 3 * len(group))


def _appendices(report: Report) -> list[tuple[str, Iterator[Block]]]:
    every = [("Показатели по организациям", report.organisations, _organisations), ("Как считали", report.methods, _methods)]
    found = [(title, blocks(report)) for title, wanted, blocks in every if wanted]
    return [(f"{number}. {title}", blocks) for number, (title, blocks) in enumerate(found, 1)]


def _organisations(report: Report) -> Iterator[Block]:
    for one in matrix.matrices(report):
        yield Block(f"{FOLDER}/pdf_matrix.html", {"matrix": one, "note": NOBODY_NOTE}, 3 * len(one.lines))


def _methods(report: Report) -> Iterator[Block]:
    for group in shown.in_groups(shown.methods(report), ROWS // METHOD):
        yield Block(f"{FOLDER}/pdf_methods.html", {"methods": group}, METHOD * len(group))

"""«По организациям» on paper: organisations down, indicators across, so that sixty organisations take pages and not a book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitoring.report import figures
from monitoring.report.structure import OrganisationRow, OrganisationTable, Report
from portal.kit import words

ACROSS = 8  # indicators that fit across a page
DOWN = 60  # organisations in one part of the document


@dataclass(frozen=True, slots=True)
class Square:
    """One organisation's value of one indicator: «40,0 %» of «8 из 20»; `weak` marks what is worse than the district or the target."""

    value: str = ""
    made: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation, or the district's total."""

    name: str
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page or a few of the table; `total` is empty where the table goes on in the next one."""

    heads: tuple[tuple[str, str, str], ...]  # code, name, unit
    lines: tuple[Line, ...]
    total: Line | None
    nobody: bool
    named: bool  # the first of its indicators: their names stand above it


def matrices(report: Report) -> Iterator[Matrix]:
    """Every table by organisation, eight indicators side by side and sixty organisations at a time, in the order of the report."""
    weak = {(one.organisation_id, item.code) for one in report.lagging for item in one.indicators}
    order = _places(report.organisations)
    for start in range(0, len(report.organisations), ACROSS):
        tables = report.organisations[start : start + ACROSS]
        cells = [{row.organisation_id: row for row in table.rows} for table in tables]
        names = [(key, name) for key, name in order.items() if any(key in found for found in cells)]
        for first in range(0, max(1, len(names)), DOWN):
            yield _matrix(tables, cells, names[first : first + DOWN], weak, first=not first, last=first + DOWN >= len(names))


def _places(tables: Sequence[OrganisationTable]) -> dict[int, str]:
    """All organisations by their key, sorted as people read them; those of no organisation last."""
    found = {row.organisation_id: row.organisation for table in tables for row in table.rows}
    return dict(sorted(found.items(), key=lambda item: (item[0] == 0, words.natural(item[1]), item[0])))


def _matrix(
    tables: Sequence[OrganisationTable],
    cells: Sequence[dict[int, OrganisationRow]],
    names: Sequence[tuple[int, str]],
    weak: set[tuple[int, str]],
    *,
    first: bool,
    last: bool,
) -> Matrix:
    rows = [[found.get(key) for found in cells] for key, _ in names]
    lines = (
        Line(name, tuple(_square(row, table, (key, table.code) in weak) for row, table in zip(line, tables, strict=True)))
        for (key, name), line in zip(names, rows, strict=True)
    )
    return Matrix(
        heads=tuple((table.code, table.name, table.unit) for table in tables),
        lines=tuple(lines),
        total=Line(figures.TOTAL, tuple(map(_total, tables))) if last else None,
        nobody=any(row is not None and figures.nobody(row) for line in rows for row in line),
        named=first,
    )


def _square(row: OrganisationRow | None, table: OrganisationTable, weak: bool) -> Square:
    if row is None:
        return Square()
    return Square(figures.organisation_figure(row, table.unit), figures.made(row.numerator, row.denominator), weak)


def _total(table: OrganisationTable) -> Square:
    return Square(figures.figure(table.value, figures.total_unit(table.unit)), figures.made(table.numerator, table.denominator))

"""The report in ready words, for the page and the document alike: templates only lay these out.

Every number is a ``Cell`` whose ``url``, when a link maker was given, opens the list behind it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from monitoring.report import figures
from monitoring.report.structure import (
    PERCENT,
    YES_NO,
    IndicatorRow,
    Lagging,
    Method,
    OrganisationRow,
    OrganisationTable,
    Report,
    Status,
    WeakIndicator,
)
from portal.kit import words

T = TypeVar("T")

# (indicator code, organisation id or None for the district, "numerator" | "denominator" | "value" | …) → address or ""
LinkMaker = Callable[[str, int | None, str], str]


def no_links(code: str, organisation_id: int | None, part: str) -> str:
    """The link maker of documents, which open nothing."""
    return ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in words and the address of the list behind it; ``known`` is False for «нет данных» and «—»."""

    text: str
    url: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """A line of the indicator table; ``status`` is ok, near, lag, running or none, ``light`` its tone on the page."""

    code: str
    name: str
    unit: str
    base: Cell
    target: Cell
    fact: Cell
    numerator: Cell
    denominator: Cell
    made: bool
    deviation: str
    status: str
    light: str
    status_text: str


@dataclass(frozen=True, slots=True)
class ShownOrganisation:
    """A line of a table by organisation; ``bar`` is the length of its bar in per cent, None without one."""

    name: str
    numerator: Cell
    denominator: Cell
    value: Cell
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """An indicator by organisation; ``shares`` tells whether it has denominators, ``bars`` whether values are drawn."""

    code: str
    name: str
    unit: str
    shares: bool
    bars: bool
    rows: tuple[ShownOrganisation, ...]
    total: ShownOrganisation
    nobody: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many indicators have one status."""

    status: str
    light: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class ShownWeak:
    """A weak indicator of an organisation."""

    code: str
    name: str
    value: str
    district: str
    target: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ShownLagging:
    """The weak indicators of one organisation."""

    organisation: str
    indicators: tuple[ShownWeak, ...]


LIGHTS = {Status.OK: "good", Status.NEAR: "warn", Status.LAG: "bad", Status.RUNNING: "run", Status.NONE: "none"}


def indicators(report: Report, link: LinkMaker = no_links) -> list[ShownIndicator]:
    """The indicator table."""
    return [_indicator(row, link) for row in report.rows]


def _indicator(row: IndicatorRow, link: LinkMaker) -> ShownIndicator:
    return ShownIndicator(
        code=row.code,
        name=row.name,
        unit=row.unit,
        base=_cell(figures.figure(row.base, row.unit, figures.NOBODY), row.base, link(row.code, None, "base")),
        target=_cell(figures.figure(row.target, row.unit, figures.NO_TARGET), row.target, link(row.code, None, "target")),
        fact=_cell(figures.figure(row.fact, row.unit), row.fact, link(row.code, None, "value")),
        numerator=_cell(figures.count(row.numerator), row.numerator, link(row.code, None, "numerator")),
        denominator=_cell(figures.count(row.denominator), row.denominator, link(row.code, None, "denominator")),
        made=row.numerator is not None and row.denominator is not None,
        deviation=figures.difference(row.deviation, row.unit),
        status=row.status.value,
        light=LIGHTS[row.status],
        status_text=row.status_text,
    )


def _cell(text: str, value: Decimal | int | None, url: str = "") -> Cell:
    """Nothing lies behind a missing number, so it has no address."""
    return Cell(text, url, True) if value is not None else Cell(text, "", False)


def counts(report: Report) -> list[Count]:
    """How many indicators stand where, from good to bad; empty kinds are left out."""
    rows = sorted(report.rows, key=lambda row: list(LIGHTS).index(row.status))
    numbers = Counter((row.status, row.status_kind) for row in rows)
    return [Count(status.value, LIGHTS[status], text, number) for (status, text), number in numbers.items()]


def organisation_table(table: OrganisationTable, link: LinkMaker = no_links) -> ShownTable:
    """One table by organisation."""
    longest = max((row.value for row in table.rows if row.value is not None), default=Decimal(0))
    whole = Decimal(100) if table.unit == PERCENT else longest
    total = OrganisationRow(0, figures.TOTAL, table.numerator, table.denominator, table.value)
    return ShownTable(
        code=table.code,
        name=table.name,
        unit=table.unit,
        shares=table.unit in (PERCENT, YES_NO) or table.denominator is not None,
        bars=table.unit != YES_NO and bool(table.rows),
        rows=tuple(_organisation(table.code, row, table.unit, whole, row.organisation_id, link) for row in table.rows),
        total=_organisation(table.code, total, figures.total_unit(table.unit), Decimal(0), None, link),
        nobody=any(figures.nobody(row) for row in table.rows),
    )


def _organisation(code: str, row: OrganisationRow, unit: str, whole: Decimal, key: int | None, link: LinkMaker) -> ShownOrganisation:
    return ShownOrganisation(
        name=row.organisation,
        numerator=_cell(figures.count(row.numerator), row.numerator, link(code, key, "numerator")),
        denominator=_cell(figures.count(row.denominator), row.denominator, link(code, key, "denominator")),
        value=_cell(figures.organisation_figure(row, unit), row.value, link(code, key, "value")),
        bar=_bar(row.value, unit, whole),
    )


def _bar(value: Decimal | None, unit: str, whole: Decimal) -> int | None:
    if value is None or unit == YES_NO or whole <= 0:
        return None
    return int(min(Decimal(100), max(Decimal(0), value * 100 / whole)))


def lagging(items: Iterable[Lagging]) -> list[ShownLagging]:
    """«Что западает» by organisation."""
    return [ShownLagging(item.organisation, tuple(map(_weak, item.indicators))) for item in items]


def _weak(weak: WeakIndicator) -> ShownWeak:
    return ShownWeak(
        code=weak.code,
        name=weak.name,
        value=figures.figure(weak.value, weak.unit),
        district=figures.figure(weak.district, weak.unit),
        target=figures.figure(weak.target, weak.unit, figures.NO_TARGET),
        verdict=figures.weakness(weak),
    )


def methods(report: Report) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """«Как считали»: (code, name, pairs of what and words); empty words are left out."""
    return [(one.code, one.name, method(one)) for one in report.methods]


def method(one: Method) -> list[tuple[str, str]]:
    """How one indicator was counted: pairs of what and words."""
    pairs = (
        ("Формула", one.formula),
        ("Числитель", one.numerator),
        ("Знаменатель", one.denominator),
        ("Отбор", one.filters),
        ("На дату", words.day(one.as_of)),
        ("Версия формулы", one.version),
        ("Источник", one.source),
    )
    return [pair for pair in pairs if pair[1]]


def in_groups(items: Iterable[T], most: int, size: Callable[[T], int] = lambda item: 1) -> Iterator[list[T]]:
    """Items in groups whose sizes sum up to at most ``most``; a larger item stands alone. Takes items as they are needed."""
    group: list[T] = []
    total = 0
    for item in items:
        if group and total + size(item) > most:
            yield group
            group, total = [], 0
        group.append(item)
        total += size(item)
    if group:
        yield group

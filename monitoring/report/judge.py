"""What the figures mean: shares, deviations, the traffic light, «что западает», and a check that sums agree.

Pure functions over the structure; the compiling service uses them so that every report judges alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from monitoring.report.structure import (
    PERCENT,
    YES_NO,
    Direction,
    IndicatorRow,
    Lagging,
    OrganisationRow,
    OrganisationTable,
    Status,
    WeakIndicator,
)

NEAR_SHARE = Decimal("0.1")  # within a tenth of the target counts as «близко к цели»
TENTH = Decimal("0.1")


def share(numerator: int | None, denominator: int | None) -> Decimal | None:
    """Per cent with one digit, half up: 13 of 500 → 2.6. None without data or with nobody to count."""
    if numerator is None or not denominator:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(TENTH, ROUND_HALF_UP)


def value_of(unit: str, numerator: int | None, denominator: int | None) -> Decimal | None:
    """An organisation's value in the indicator's unit: a share for %, the numerator itself otherwise."""
    if unit == PERCENT:
        return share(numerator, denominator)
    return None if numerator is None else Decimal(numerator)


def deviation(fact: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Fact − target in the indicator's unit."""
    return None if fact is None or target is None else fact - target


def status(fact: Decimal | None, target: Decimal | None, direction: Direction = Direction.NONE, *, running: bool = False) -> Status:
    """Traffic light: at the target or better, within a tenth of it, or behind; NONE without fact or target.

    `running`: the value still grows with the year, so one behind its target is on its way and not behind; what may only
    fall to be good (``DECREASE``) is good at the end only, and already bad beyond its limit.
    """
    if fact is None or target is None:
        return Status.NONE
    less = direction == Direction.DECREASE
    behind = fact - target if less else target - fact
    if running and (behind <= 0) == less:
        return Status.RUNNING
    if behind <= 0:
        return Status.OK
    return Status.NEAR if behind <= abs(target) * NEAR_SHARE else Status.LAG


def first_behind(mark: Decimal, direction: Direction = Direction.NONE) -> Decimal | None:
    """The share nearest to ``mark`` that is behind it by the traffic light, in tenths as shares are told; None when none can be."""
    if direction == Direction.DECREASE:
        return (mark * (1 + NEAR_SHARE)).quantize(TENTH, ROUND_FLOOR) + TENTH
    behind = (mark * (1 - NEAR_SHARE)).quantize(TENTH, ROUND_CEILING) - TENTH
    return behind if behind >= 0 else None


def judged_row(
    *,
    code: str,
    name: str,
    unit: str,
    base: Decimal | None = None,
    target: Decimal | None = None,
    fact: Decimal | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    direction: Direction = Direction.NONE,
    running: bool = False,
) -> IndicatorRow:
    """An indicator's line with its deviation and status filled in."""
    return IndicatorRow(
        code=code,
        name=name,
        unit=unit,
        base=base,
        target=target,
        fact=fact,
        deviation=deviation(fact, target),
        status=status(fact, target, direction, running=running),
        numerator=numerator,
        denominator=denominator,
        direction=direction,
        running=running,
    )


def organisation_table(*, code: str, name: str, unit: str, rows: Iterable[OrganisationRow]) -> OrganisationTable:
    """One indicator by organisation with the district's totals Σ / Σ; None where no organisation gave data."""
    rows = tuple(rows)
    numerator = _total(row.numerator for row in rows)
    denominator = _total(row.denominator for row in rows if row.numerator is not None)
    value = value_of(PERCENT if unit == YES_NO else unit, numerator, denominator)
    return OrganisationTable(code, name, unit, rows, numerator, denominator, value)


def _total(figures: Iterable[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def find_lagging(rows: Iterable[IndicatorRow], tables: Iterable[OrganisationTable]) -> tuple[Lagging, ...]:
    """«Что западает» of every organisation that lags anywhere, in the order of the tables.

    Only shares and yes/no signs are compared: an organisation's count says nothing beside a district's count.
    """
    district = {row.code: row for row in rows}
    found: dict[int, tuple[str, list[WeakIndicator]]] = {}
    for table in tables:
        if table.code not in district or table.unit not in (PERCENT, YES_NO):
            continue
        for row in table.rows:
            weak = _weak(row, district[table.code])
            if weak:
                found.setdefault(row.organisation_id, (row.organisation, []))[1].append(weak)
    return tuple(Lagging(key, name, tuple(sorted(weak, key=_gap))) for key, (name, weak) in found.items())


def _weak(row: OrganisationRow, indicator: IndicatorRow) -> WeakIndicator | None:
    if row.value is None:
        return None
    weak = WeakIndicator(indicator.code, indicator.name, indicator.unit, row.value, indicator.fact, indicator.target, indicator.direction, indicator.running)
    return weak if any(worse_than(weak, mark) for mark in marks(weak)) else None


def marks(weak: WeakIndicator) -> tuple[Decimal | None, Decimal | None]:
    """What the organisation is compared with: the district's value and, once the year is over, its target."""
    return weak.district, None if weak.running else weak.target


def worse_than(weak: WeakIndicator, mark: Decimal | None) -> bool:
    """Whether the organisation stands worse than ``mark`` (False when there is no mark)."""
    if mark is None:
        return False
    return weak.value > mark if weak.direction == Direction.DECREASE else weak.value < mark


def _gap(weak: WeakIndicator) -> Decimal:
    return -max(abs(mark - weak.value) for mark in marks(weak) if mark is not None)

"""Bases and targets, set by the head of the department through the same service as on the page.

What the sources name keeps its words; the rest is the demo's own and says so. A base is never invented: it is the project's
value of the year before or what the portal counts for the previous year, else it stays empty.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from monitoring.models import Indicator
from monitoring.report.structure import PERCENT, YES_NO
from monitoring.selectors.compiled import compile_periods, computed
from monitoring.services.passports import set_target
from portal.kit.periods import Period

from .home import Home
from .sources import rows

Aim = tuple[Indicator, Period, Decimal | None, Decimal | None, str]  # base, target, note
SINCE = 2021  # the first year after those of the sources
HALF, ONE, WHOLE = Decimal("0.5"), Decimal(1), Decimal(100)


def fill(home: Home) -> None:
    """Targets of the sources, then the demo's own (условные) for every later year of both calendars."""
    known = {one.code: one for one in Indicator.objects.all()}
    named = list(stated(home, known))
    taken = {(indicator, period) for indicator, period, *_ in named}
    invented = [one for one in own(home, known) if one[:2] not in taken] if home.main else []
    for indicator, period, base, target, note in (*named, *invented):
        set_target(indicator=indicator, district=home.district, period=period, base=base, target=target, note=note, version=0, by=home.users.get("head"))


def stated(home: Home, known: dict[str, Indicator]) -> Iterator[Aim]:
    """The table of the sources' years."""
    for row in home.rows("source_targets"):
        yield known[row["code"]], Period.parse(row["period"]), figure(row["base"]), figure(row["target"]), row["note"]


def own(home: Home, known: dict[str, Indicator]) -> Iterator[Aim]:
    """A step above what the portal counts for the previous year, or a fixed aim."""
    wanted = [Period("school", year) for year in range(SINCE, home.year.year + 1)]
    wanted += [Period("calendar", year) for year in range(SINCE, home.today.year + 1)]
    before = compile_periods([one.previous() for one in wanted], [home.district.pk], computed(known.values()))
    for period, past in zip(wanted, before, strict=True):
        for row in rows("targets"):
            indicator = known[row["code"]]
            base = past.result(indicator, home.district.pk).value
            aim = figure(row["fixed"]) or (None if base is None else stepped(base + Decimal(row["step"]), indicator.unit))
            if aim is not None:
                yield indicator, period, base, aim, f"ДЕМО: условная цель, задана для примера; база — факт за {past.period.label}"


def stepped(value: Decimal, unit: str) -> Decimal:
    """Rounded as people round targets: shares to a half of a per cent and not above a hundred, counts to whole ones."""
    if unit == YES_NO:
        return ONE
    step = HALF if unit == PERCENT else ONE
    rounded = (value / step).quantize(ONE, ROUND_HALF_UP) * step
    return min(WHOLE, rounded) if unit == PERCENT else rounded


def figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None

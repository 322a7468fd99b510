"""The table of indicators: base, target, fact, deviation, traffic light and the change since the previous period."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.urls import reverse
from django.utils.http import urlencode

from monitoring.models import Indicator, Summary
from monitoring.report import figures, judge
from monitoring.report.shown import LIGHTS
from monitoring.report.structure import YES_NO, Direction, IndicatorRow
from monitoring.selectors.reporting import Targets, direction_of, target_value
from portal.kit.periods import Period

COMPUTED, OWN, EVERY = "computed", "own", "all"
SHOWS = ((COMPUTED, "Вычисляемые порталом"), (OWN, "С целью района"), (EVERY, "Все паспорта"))
NOT_COMPUTED = "портал не вычисляет"


@dataclass(frozen=True)
class Line:
    """One row in ready words; `row` keeps the figures for sorting and export."""

    row: IndicatorRow
    computed: bool
    url: str
    facts_url: str
    base: str
    target: str
    fact: str
    deviation: str
    light: str
    status: str
    change: str
    changed: Decimal | None  # the same as a number, for a file
    change_icon: str
    change_tone: str

    @property
    def made(self) -> bool:
        return self.row.numerator is not None and self.row.denominator is not None

    @property
    def numerator(self) -> str:
        return figures.count(self.row.numerator)

    @property
    def denominator(self) -> str:
        return figures.count(self.row.denominator)


@dataclass(frozen=True)
class Asked:
    """What the reader of the table chose."""

    period: Period
    show: str = COMPUTED
    words: str = ""
    sort: str = ""


def lines(asked: Asked, passports: list[Indicator], kept: Mapping[tuple[int, str], Summary], targets: Targets) -> list[Line]:
    """The chosen passports as rows of the table, searched and sorted. No queries."""
    wanted = [one for one in passports if _chosen(one, asked, targets)]
    links = Links(asked.period)
    found = [_line(one, asked.period, kept, targets, links) for one in wanted]
    key = SORTS.get(asked.sort.removeprefix("-"))
    return sorted(found, key=key, reverse=asked.sort.startswith("-")) if key else found


def _chosen(indicator: Indicator, asked: Asked, targets: Targets) -> bool:
    if asked.show == COMPUTED and not indicator.computed:
        return False
    if asked.show == OWN and (indicator.pk, asked.period.code) not in targets:
        return False
    text = f"{indicator.code} {indicator.name}".lower()
    return all(word in text for word in asked.words.lower().split())


def _figure(value: Decimal | None) -> Decimal:
    return Decimal("-1e12") if value is None else value


SORTS = {
    "code": lambda line: line.row.code,
    "name": lambda line: line.row.name.lower(),
    "target": lambda line: _figure(line.row.target),
    "fact": lambda line: _figure(line.row.fact),
    "deviation": lambda line: _figure(line.row.deviation),
    "status": lambda line: list(LIGHTS).index(line.row.status),
}


class Links:
    """Addresses of an indicator's page and of its lists; each is reversed once for the whole table."""

    def __init__(self, period: Period) -> None:
        self.period = period.code
        self.page, self.list = (reverse(f"monitoring:{name}", args=["CODE"]) for name in ("indicator", "facts"))
        self.table = f"{reverse('monitoring:indicators')}?period={self.period}"

    def indicator(self, code: str) -> str:
        return f"{self.page.replace('CODE', code)}?period={self.period}"

    def facts(self, code: str, **query: str) -> str:
        return f"{self.list.replace('CODE', code)}?{urlencode({'period': self.period, **query})}"


def _line(indicator: Indicator, period: Period, kept: Mapping[tuple[int, str], Summary], targets: Targets, links: Links) -> Line:
    row = row_of(indicator, kept.get((indicator.pk, period.code)), period, targets)
    before = kept.get((indicator.pk, period.previous().code))
    past = value_of(indicator, before)
    change, icon, tone = trend(row, past)
    return Line(
        row=row,
        computed=indicator.computed,
        url=links.indicator(indicator.code),
        facts_url=links.facts(indicator.code),
        base=figures.figure(row.base, row.unit, "—"),
        target=figures.figure(row.target, row.unit, "—"),
        fact=figures.figure(row.fact, row.unit, figures.NO_DATA if indicator.computed else NOT_COMPUTED),
        deviation=figures.difference(row.deviation, row.unit),
        light=LIGHTS[row.status],
        status=row.status_text if indicator.computed else NOT_COMPUTED,
        change=change,
        changed=None if row.fact is None or past is None else row.fact - past,
        change_icon=icon,
        change_tone=tone,
    )


def row_of(indicator: Indicator, kept: Summary | None, period: Period, targets: Targets) -> IndicatorRow:
    """The judged figures of one indicator from its kept summary."""
    return judge.judged_row(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        base=target_value(targets, indicator, period, "base"),
        target=target_value(targets, indicator, period),
        fact=value_of(indicator, kept),
        numerator=kept.numerator if kept else None,
        denominator=kept.denominator if kept else None,
        direction=direction_of(indicator),
        running=indicator.accumulates and period.runs,
    )


class Made(Protocol):
    """What a value is made of: a summary, or its two numbers alone."""

    @property
    def numerator(self) -> int | None: ...

    @property
    def denominator(self) -> int | None: ...


def value_of(indicator: Indicator, kept: Made | None) -> Decimal | None:
    """The summary's value in the indicator's unit."""
    if kept is None or kept.numerator is None:
        return None
    if indicator.unit == YES_NO:
        return Decimal(int(bool(kept.denominator) and kept.numerator == kept.denominator))
    return judge.value_of(indicator.unit, kept.numerator, kept.denominator)


def trend(row: IndicatorRow, before: Decimal | None) -> tuple[str, str, str]:
    """(«+2,0 п. п.», icon, tone): how the fact changed since the previous period, and whether for the better."""
    if row.fact is None or before is None:
        return "", "", ""
    change = row.fact - before
    if not change:
        return "как было", "minus", "none"
    if row.unit == YES_NO:
        tone = "good" if change > 0 else "none" if row.running else "bad"
        return f"было «{figures.figure(before, row.unit)}»", "trending-up" if change > 0 else "trending-down", tone
    better = (change < 0) if row.direction == Direction.DECREASE else (change > 0)
    early = row.running and not better  # part of a year beside a whole one says nothing yet
    tone = "none" if row.direction == Direction.NONE or early else "good" if better else "bad"
    return figures.difference(change, row.unit), "trending-up" if change > 0 else "trending-down", tone


def counts(found: list[Line]) -> list[tuple[str, str, int]]:
    """(words, tone, how many) of every traffic light met, good to bad, for the cards above the table."""
    met: dict[str, tuple[str, int]] = {}
    for line in sorted((line for line in found if line.computed), key=SORTS["status"]):
        tone, number = met.get(line.row.status_kind, (line.light, 0))
        met[line.row.status_kind] = (tone, number + 1)
    return [(words_of, tone, number) for words_of, (tone, number) in met.items()]


EXPORT = ("Код", "Показатель", "Единица", "База", "Цель", "Факт", "Отклонение", "Состояние", "Числитель", "Знаменатель", "К прошлому периоду")


def exported(line: Line) -> tuple[object, ...]:
    """The row's cells: numbers as numbers; a yes/no sign in words."""
    row = line.row
    marks = (row.base, row.target, row.fact)
    shown = tuple(figures.figure(one, row.unit, "") for one in marks) if row.unit == YES_NO else marks
    return (
        row.code,
        row.name,
        row.unit,
        *shown,
        row.deviation,
        line.status,
        row.numerator,
        row.denominator,
        line.change if row.unit == YES_NO else line.changed,
    )

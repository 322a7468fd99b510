"""The head's main numbers: where the district stands against its aims this school year."""

from typing import Any

from django.urls import reverse

from monitoring.models import Summary
from monitoring.report import figures
from monitoring.report.shown import LIGHTS
from monitoring.report.structure import IndicatorRow, Status
from monitoring.selectors.reporting import targets_of
from monitoring.selectors.table import Links, row_of
from portal.accounts.models import Role
from portal.kit.periods import school_year
from portal.kit.words import counted, day
from portal.site.home.shapes import Block, Tile

TILES = 6
ORDER = list(LIGHTS)[2::-1] + list(LIGHTS)[3:]  # what lags, what is near, what is reached, what still runs, what is not judged
OF_INDICATORS = ("показателя", "показателей", "показателей")
GROW = ("накапливается", "накапливаются", "накапливаются")
NO_AIMS = "Целей на этот учебный год ещё нет: их задаёт методист на странице показателя, кнопкой «Задать цель»."
NO_VALUES = "Значений здесь пока нет: портал посчитает их в течение часа, на странице показателей они есть уже сейчас."
SAID = {"bad": ("западает", "западают", "западают"), "warn": ("близко к цели",) * 3, "good": ("достиг цели", "достигли цели", "достигли цели")}


def main_numbers(user: Any) -> Block:
    """Показатели района: those with an aim, the lagging first, each opening its page. Kept values: two queries whatever their number."""
    period = school_year()
    district = next(iter(user.districts_as(Role.DEPARTMENT_HEAD)), None)
    kept = list(Summary.objects.filter(district=district, period=period.code).select_related("indicator").order_by("indicator__order"))
    targets = targets_of(district, [period.code]) if district and kept else {}
    rows = [row_of(one.indicator, one, period, targets) for one in kept]
    known = sorted((row for row in rows if row.fact is not None and row.target is not None), key=lambda row: ORDER.index(row.status))
    links = Links(period)
    tiles = [_tile(row, links.indicator(row.code)) for row in known[:TILES]]
    said = f"{period.label}. {_said(known)}"
    note = f" Посчитано {day(min(one.computed_at for one in kept), 'time')}." if kept else ""
    empty = NO_AIMS if kept else NO_VALUES
    return Block("Показатели района", [], reverse("monitoring:indicators"), "Все показатели", said + note if tiles else empty, tiles=tiles)


def _said(known: list[IndicatorRow]) -> str:
    """How many indicators have an aim, and where each of them stands: the parts make the whole."""
    waiting = sum(row.status == Status.RUNNING for row in known)
    counts = [counted(number, words) for tone, words in SAID.items() if (number := sum(LIGHTS[row.status] == tone for row in known))]
    if waiting:
        counts.append(f"{counted(waiting, GROW)} весь год, с целью их сравнят в конце")
    return f"Цель есть у {counted(len(known), OF_INDICATORS)}: {', '.join(counts)}."


def _tile(row: IndicatorRow, url: str) -> Tile:
    aim = f"цель {figures.figure(row.target, row.unit)}"
    return Tile(f"{row.code}. {row.name}", figures.figure(row.fact, row.unit), url, f"{aim} · {row.status_text}", LIGHTS[row.status])

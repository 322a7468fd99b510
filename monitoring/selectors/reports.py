"""Reports as people see them: the list, the frozen lists behind the numbers, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Func, IntegerField, JSONField, Q, QuerySet, Value
from django.urls import reverse

from monitoring.models import FrozenList, Report
from monitoring.report import figures
from monitoring.report.shown import LinkMaker
from monitoring.report.structure import IndicatorRow
from monitoring.report.structure import Report as Structure
from monitoring.selectors.compiled import Compiled, compile_indicators, computed, facts_of
from monitoring.selectors.facts import Fact, all_of
from portal.kit.periods import Period
from portal.kit.refusal import Refusal

SORTS = {"period": "period", "state": "state", "made": "finished_at", "asked": "requested_at"}


def reports(user: Any, district_id: int, *, words: str = "", state: str = "", sort: str = "") -> QuerySet[Report]:
    """The district's reports, newest first, without their data."""
    rows = Report.objects.visible_to(user).filter(district_id=district_id).select_related("document", "requested_by").defer("data")
    for word in words.split()[:3]:
        rows = rows.filter(Q(period__icontains=word.replace("–", "-")) | Q(document__number__icontains=word))
    if state in Report.State.values:
        rows = rows.filter(state=state)
    key = SORTS.get(sort.removeprefix("-"), "requested_at")
    return rows.order_by(key if sort and not sort.startswith("-") else f"-{key}", "-pk")


def structure_of(report: Report) -> Structure:
    """The frozen structure. Raises Refusal while there is none."""
    if report.data is None:
        raise Refusal("Отчёт ещё не составлен.")
    return Structure.from_json(report.data)


def links(report: Report) -> LinkMaker:
    """Addresses behind the numbers of the preview: the frozen lists, and the fragments fetched when they are opened."""
    lists = reverse("monitoring:report_list", args=[report.pk, "CODE", "PART"])
    details = reverse("monitoring:report_details", args=[report.pk, "CODE"])
    lagging = reverse("monitoring:report_lagging", args=[report.pk])

    def link(code: str, organisation: int | None, part: str) -> str:
        if part in ("details", "lagging"):
            return details.replace("CODE", code) if part == "details" else lagging
        if part not in ("numerator", "denominator", "value"):
            return ""
        address = lists.replace("CODE", code).replace("PART", "denominator" if part == "denominator" else "numerator")
        return address if organisation is None else f"{address}?organisation={organisation}"

    return link


def counts_indicator(report: Report, code: str) -> bool:
    """Is the indicator among those of the frozen report? Asked of the database: the whole structure is megabytes."""
    return Report.objects.filter(pk=report.pk, data__rows__contains=[{"code": code}]).exists()


def frozen_facts(report: Report, code: str, part: str) -> list[Fact]:
    """The list that the number was made of, as it was on that day; empty for a year without data."""
    return [Fact.thawed(row) for rows in _behind(report, code, part).values_list("rows", flat=True) for row in rows]


def _behind(report: Report, code: str, part: str) -> QuerySet[FrozenList]:
    return FrozenList.objects.filter(report=report, uses__contains=[f"{code}:{part}"]).order_by("pk")[:1]


def facts_now(report: Report, code: str, part: str) -> list[Fact]:
    """The same list by today's facts and today's formula of the district."""
    period = Period.parse(report.period)
    indicators = [one for one in computed() if one.code == code]
    if not indicators:
        return []
    formula = compile_indicators(period, [report.district_id], indicators).formulas[report.district_id, indicators[0].pk]
    return all_of(facts_of(formula, part, period).within(report.district_id))


@dataclass(frozen=True)
class Listed:
    """A fact in one of the three views of a frozen list; `mark` says «добавилось» or «убыло» in the comparison."""

    fact: Fact
    mark: str = ""
    tone: str = ""


class FrozenRows(Sequence[Listed]):
    """The frozen list for a page of it: the database cuts out the rows that are shown, the other thousands are not read."""

    def __init__(self, report: Report, code: str, part: str) -> None:
        self.lists = _behind(report, code, part)

    @cached_property
    def size(self) -> int:
        counts = self.lists.values_list(Func("rows", function="jsonb_array_length", output_field=IntegerField()), flat=True)
        return next(iter(counts), 0)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, asked: Any) -> Any:
        if not isinstance(asked, slice):
            return self[asked : asked + 1][0]
        start, stop, _ = asked.indices(self.size)
        if start >= stop:
            return []
        path = Value(f"$[{start} to {stop - 1}]", output_field=CharField())
        cut = Func("rows", path, function="jsonb_path_query_array", template="%(function)s(%(expressions)s::jsonpath)", output_field=JSONField())
        return [Listed(Fact.thawed(row)) for rows in self.lists.values_list(cut, flat=True) for row in rows]


def compared(then: list[Fact], now: list[Fact]) -> list[Listed]:
    """What came and what went between the frozen list and the present one, told apart by the identity of facts."""
    before, after = {one.identity for one in then}, {one.identity for one in now}
    came = [Listed(one, "добавилось", "good") for one in now if one.identity not in before]
    gone = [Listed(one, "убыло", "bad") for one in then if one.identity not in after]
    return sorted([*came, *gone], key=lambda one: (one.fact.person, one.fact.label))


def searched(rows: Sequence[Listed], words: str, place: str, sort: str) -> Sequence[Listed]:
    """Rows of one organisation that hold every word, sorted by person, organisation or date; all as they stand when nothing is asked."""
    wanted = words.lower().split()
    if not (wanted or place or sort):
        return rows
    found = [one for one in rows if (not place or str(one.fact.place_id or 0) == place) and all(word in _text(one.fact) for word in wanted)]
    key = FACT_SORTS.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key else found


def _text(fact: Fact) -> str:
    return f"{fact.person} {fact.place} {fact.label}".lower()


FACT_SORTS = {
    "name": lambda one: (one.fact.person, one.fact.label),
    "place": lambda one: (one.fact.place, one.fact.person),
    "date": lambda one: one.fact.on,
}


@dataclass(frozen=True)
class Change:
    """«Зафиксировано 18,0; сейчас 18,4»: one indicator then and now, in words, with what it was made of."""

    code: str
    name: str
    then: str
    now: str
    then_made: str
    now_made: str
    why: str
    url: str


def changes(report: Report) -> list[Change]:
    """Indicators whose value, numerator, denominator or formula differ from the frozen ones; an empty list when nothing changed."""
    frozen = structure_of(report)
    versions = {one.code: one.version for one in frozen.methods}
    compiled = compile_indicators(Period.parse(report.period), [report.district_id])
    known = {one.code: one for one in compiled.indicators}
    link = links(report)
    found = (_change(row, known, compiled, report, versions.get(row.code, ""), link) for row in frozen.rows)
    return [one for one in found if one]


def _change(row: IndicatorRow, known: dict[str, Any], compiled: Compiled, report: Report, version: str, link: LinkMaker) -> Change | None:
    indicator = known.get(row.code)
    if indicator is None:
        return Change(row.code, row.name, figures.figure(row.fact, row.unit), "—", _made(row.numerator, row.denominator), "", "больше не вычисляется", "")
    result = compiled.result(indicator, report.district_id)
    same = (result.value, result.numerator, result.denominator) == (row.fact, row.numerator, row.denominator)
    newer = str(compiled.formulas[report.district_id, indicator.pk].version)
    if same and newer == version:
        return None
    why = f"формула: версия {version} → {newer}" if newer != version else "изменились факты"
    part = "numerator" if result.numerator != row.numerator or result.denominator == row.denominator else "denominator"
    return Change(
        code=row.code,
        name=row.name,
        then=figures.figure(row.fact, row.unit),
        now=figures.figure(result.value, row.unit),
        then_made=_made(row.numerator, row.denominator),
        now_made=_made(result.numerator, result.denominator),
        why=why,
        url=f"{link(row.code, None, part)}?view=changes",
    )


def _made(numerator: int | None, denominator: int | None) -> str:
    if numerator is None:
        return ""
    return figures.count(numerator) if denominator is None else f"{figures.count(numerator)} из {figures.count(denominator)}"

"""What a report is (отчёт муниципальной методической службы по показателям): frozen dataclasses of pure data.

Percentages are Decimal per cent: ``Decimal("7.0")`` means 7,0 %. Yes/no indicators hold 1 («да») or 0 («нет»).
``None`` in any figure means «нет данных» and is never printed as 0. Nothing here knows models, pages or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from monitoring.report import codec
from portal.kit import words

PERCENT, PEOPLE, PIECES, YES_NO = "%", "чел.", "ед.", "да/нет"


class PeriodKind(StrEnum):
    """Two calendars: учебный год (1.09–31.08) and календарный год."""

    SCHOOL = "school"
    CALENDAR = "calendar"


class Direction(StrEnum):
    """Which way is better; an indicator without a direction (``NONE``) is judged as growing."""

    GROWTH = "рост"
    DECREASE = "снижение"
    NONE = ""


class Status(StrEnum):
    """Traffic light (светофор) of an indicator against its target."""

    OK = "ok"
    NEAR = "near"
    LAG = "lag"
    RUNNING = "running"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of the indicator table: база, цель, факт of the district in the report's period.

    ``deviation`` is fact − target in the indicator's own unit (percentage points for %). ``numerator`` and
    ``denominator`` are what the fact was made of; a plain count has no denominator.
    """

    code: str
    name: str
    unit: str
    base: Decimal | None = None
    target: Decimal | None = None
    fact: Decimal | None = None
    deviation: Decimal | None = None
    status: Status = Status.NONE
    numerator: int | None = None
    denominator: int | None = None
    direction: Direction = Direction.NONE
    running: bool = False  # the period still runs and the indicator grows to its end: decision 35

    @property
    def status_text(self) -> str:
        """The status in Russian words; says which of fact and target is missing, and of a running year how much of the plan is there."""
        done = self.share_of_plan
        if self.status == Status.RUNNING and done is not None:
            return f"идёт, {done}{words.NBSP}% плана"
        return self.status_kind

    @property
    def status_kind(self) -> str:
        """The status in the words by which indicators are counted together: without the share of the plan."""
        if self.fact is None:
            return "нет данных"
        if self.target is None:
            return "цель не задана"
        return STATUS_WORDS[self.status]

    @property
    def share_of_plan(self) -> int | None:
        """Whole per cent of the target that is there, rounded down: 99,9 % is not the plan. None for signs and without a plan above zero."""
        if self.fact is None or not self.target or self.target < 0 or self.unit == YES_NO or self.direction == Direction.DECREASE:
            return None
        return int(self.fact * 100 / self.target)


STATUS_WORDS = {
    Status.OK: "цель достигнута",
    Status.NEAR: "близко к цели",
    Status.LAG: "западает",
    Status.RUNNING: "год идёт",
    Status.NONE: "не оценивается",
}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """What one organisation (ОО) gave to an indicator. A denominator of 0: there was nobody to count."""

    organisation_id: int
    organisation: str
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrganisationTable:
    """One indicator by organisation, with the district's totals: Σ numerators / Σ denominators.

    ``value`` of a yes/no indicator is the share of «да» in per cent.
    """

    code: str
    name: str
    unit: str
    rows: tuple[OrganisationRow, ...] = ()
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One year of an indicator's dynamics; ``label`` is «2021» or «2020-2021»; ``running``: the year is not over and the fact still grows."""

    label: str
    fact: Decimal | None = None
    target: Decimal | None = None
    running: bool = False

    @property
    def title(self) -> str:
        """«2020–2021», «2026–2027 (идёт)»."""
        return f"{words.years(self.label)}{' (идёт)' if self.running else ''}"


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator's dynamics by year (динамика)."""

    code: str
    name: str
    unit: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class WeakIndicator:
    """An indicator in which an organisation stands worse than the district or than the target."""

    code: str
    name: str
    unit: str
    value: Decimal
    district: Decimal | None = None
    target: Decimal | None = None
    direction: Direction = Direction.NONE
    running: bool = False  # the year's target is not asked yet


@dataclass(frozen=True, slots=True)
class Lagging:
    """«Что западает»: the weak indicators of one organisation, worst first."""

    organisation_id: int
    organisation: str
    indicators: tuple[WeakIndicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """«Как считали»: how an indicator was counted, in words, with its date, version and source."""

    code: str
    name: str
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    filters: str = ""
    as_of: date | None = None
    version: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A district's report for a period: everything that the workbook, the document and the page print.

    ``number`` and ``check_url`` (public check page, goes into the QR code) are empty until the report is numbered;
    ``head_post`` and ``head_name`` make the signature block; ``author`` compiled the report.
    """

    district_name: str
    service_name: str
    period_label: str
    period_kind: PeriodKind
    as_of: date
    created_at: datetime
    author: str = ""
    head_post: str = ""
    head_name: str = ""
    number: str = ""
    check_url: str = ""
    rows: tuple[IndicatorRow, ...] = ()
    organisations: tuple[OrganisationTable, ...] = ()
    dynamics: tuple[Series, ...] = ()
    lagging: tuple[Lagging, ...] = ()
    methods: tuple[Method, ...] = ()

    @property
    def period(self) -> str:
        """«2020–2021 учебный год» or «2021 год»."""
        label = words.years(self.period_label)
        if label.endswith("год"):
            return label
        return f"{label} {'учебный год' if self.period_kind == PeriodKind.SCHOOL else 'год'}"

    @property
    def title(self) -> str:
        """«Отчёт по показателям за 2020–2021 учебный год»."""
        return f"Отчёт по показателям за {self.period}"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, ready for a JSONB column; ``from_json`` gives an equal report back."""
        frozen: dict[str, Any] = codec.freeze(self)
        return frozen

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The report that ``to_json`` wrote. Raises ValueError when the data is not a report."""
        return codec.thaw(cls, data)

"""«Главное»: what a head reads first — how many aims are reached, what lags, where it lags."""

from dataclasses import dataclass

from monitoring.report import figures, shown
from monitoring.report.structure import IndicatorRow, Lagging, Report, Status
from portal.kit.words import NBSP, counted, natural, plural_form

NAMED = 5  # organisations named in the summary
INDICATORS, LAGGING = ("показателя", "показателей", "показателей"), ("показатель", "показателя", "показателей")


@dataclass(frozen=True, slots=True)
class Weak:
    """An indicator that lags: «KIP-5», its name, «36,2 % при цели 45,0 %», «−8,8 п. п.»."""

    code: str
    name: str
    words: str
    gap: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The first lines of a report in ready words."""

    counts: list[shown.Count]
    known: str
    running: str  # why some indicators have no verdict yet; empty for a finished year
    weak: list[Weak]
    places: list[tuple[str, str]]  # organisation, «7 показателей»


def summary(report: Report) -> Summary:
    """The report in short; the indicators that lag in the order of the table, organisations from the one with most of them."""
    places = sorted(report.lagging, key=lambda one: (-len(one.indicators), natural(one.organisation)))[:NAMED]
    return Summary(
        counts=shown.counts(report),
        known=_known(report),
        running=_running(report),
        weak=[_weak(row) for row in report.rows if row.status == Status.LAG],
        places=[(one.organisation, counted(len(one.indicators), LAGGING)) for one in places],
    )


def _known(report: Report) -> str:
    """«Значения есть по 21 из 22 показателей», or that there are none at all."""
    known = sum(row.fact is not None for row in report.rows)
    if report.rows and not known:
        return "Нет данных: за этот период район не вёл учёт на портале, значения не вычислялись."
    return f"Значения есть по{NBSP}{known} из {counted(len(report.rows), INDICATORS)}." if report.rows else ""


def _running(report: Report) -> str:
    """Of a year that runs: how many indicators grow to its end and wait for it."""
    number = sum(row.status == Status.RUNNING for row in report.rows)
    if not number:
        return ""
    grow = plural_form(number, ("накапливается до его конца", *["накапливаются до его конца"] * 2))
    return f"Год ещё идёт: {counted(number, LAGGING)} {grow}; вместо оценки — доля выполненного плана."


def _weak(row: IndicatorRow) -> Weak:
    fact, target = figures.figure(row.fact, row.unit), figures.figure(row.target, row.unit)
    gap = figures.difference(row.deviation, row.unit)
    return Weak(row.code, row.name, f"{fact} при цели {target}", "" if gap == figures.NOBODY else gap)


@dataclass(frozen=True, slots=True)
class Lag:
    """Where one organisation lags, in a few words: («ниже района и цели», [(«KIP-1», «40,0 %»), …])."""

    organisation: str
    number: int
    verdicts: list[tuple[str, list[tuple[str, str]]]]


def lags(report: Report) -> list[Lag]:
    """«Что западает» by organisation on paper, the one with most weak indicators first."""
    return [_lag(one) for one in sorted(report.lagging, key=lambda one: (-len(one.indicators), natural(one.organisation)))]


def _lag(lagging: Lagging) -> Lag:
    verdicts: dict[str, list[tuple[str, str]]] = {}
    for weak in lagging.indicators:
        verdicts.setdefault(figures.weakness(weak), []).append((weak.code, figures.figure(weak.value, weak.unit)))
    return Lag(lagging.organisation, len(lagging.indicators), list(verdicts.items()))

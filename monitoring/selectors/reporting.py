"""A district's report for a period as the structure of pure data, with the lists behind its numbers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils import timezone

from monitoring.measures import Key, facts_by
from monitoring.models import Indicator, Target
from monitoring.report import judge
from monitoring.report.structure import Direction, IndicatorRow, Method, OrganisationRow, OrganisationTable, PeriodKind, Point, Report, Series
from monitoring.selectors.compiled import Compiled, Formula, compile_indicators, computed
from monitoring.selectors.facts import Fact, all_of
from portal.accounts.models import Appointment, District, Role
from portal.kit import words
from portal.kit.periods import Period
from teachers.selectors.organisations import names_on

YEARS = 5  # of dynamics, the report's own included
NOWHERE_NAME = "Вне организаций (нет основного места работы на дату)"
Say = Callable[[int, str], None]


@dataclass
class Frozen:
    """What a report keeps: the structure, and for every list the numbers that it stands behind («PR-01:numerator»)."""

    report: Report
    lists: list[tuple[list[str], list[Fact]]] = field(default_factory=list)


Targets = dict[tuple[int, str], Target]


def freeze(district: District, period: Period, *, author: str, say: Say) -> Frozen:
    """Count everything in the open scope of the district. `say(percent, words)` tells how far it is.

    The lists are read after the numbers; when a fact came in between, both are read again, so they agree.
    """
    indicators = computed()
    years = [Period(period.kind, year) for year in range(period.year - YEARS + 1, period.year + 1)]
    past = [step(one, indicators, say, number) for number, one in enumerate(years[:-1])]
    for _ in range(3):
        say(45, f"Считаем {period.label}")
        now = compile_indicators(period, [district.pk], indicators)
        say(52, "Собираем списки")
        lists = list(frozen_lists(now, district.pk))
        if agree(now, district.pk, lists):
            break
    report = structure(district, [*past, now], author=author)
    return Frozen(report, lists)


def step(period: Period, indicators: list[Indicator], say: Say, number: int) -> Compiled:
    say(5 + 10 * number, f"Считаем {period.label}")
    return compile_indicators(period, None, indicators)


def frozen_lists(compiled: Compiled, district_id: int) -> Iterator[tuple[list[str], list[Fact]]]:
    """Each different list once, with the names of the numbers that it explains; nothing for a year without data."""
    uses: dict[Key, list[str]] = {}
    for (district, _), formula in compiled.formulas.items():
        if district == district_id and compiled.known(district_id):
            for part, key in (("numerator", formula.numerator), ("denominator", formula.denominator)):
                if key is not None:
                    uses.setdefault(key, []).append(f"{formula.indicator.code}:{part}")
    called = names_on(district_id, compiled.period.as_of)
    for key, names in uses.items():
        yield names, [_as_called(one, called) for one in all_of(facts_by(key, compiled.period).within(district_id))]


def _as_called(fact: Fact, called: dict[int, tuple[str, str]]) -> Fact:
    """With the organisation's name on the report's date: a later renaming changes no report about the time before."""
    return replace(fact, place=called[fact.place_id][0]) if fact.place_id in called else fact


def agree(compiled: Compiled, district_id: int, lists: list[tuple[list[str], list[Fact]]]) -> bool:
    """Every list is as long as the number that it explains."""
    lengths = {use: len(facts) for names, facts in lists for use in names}
    results = {one.code: compiled.result(one, district_id) for one in compiled.indicators}
    return all(getattr(results[code], part) == length for use, length in lengths.items() for code, part in [use.rsplit(":", 1)])


def structure(district: District, years: list[Compiled], *, author: str = "") -> Report:
    """The report of the last year, with the earlier ones as its dynamics."""
    now = years[-1]
    targets = targets_of(district.pk, [one.period.code for one in years])
    rows = tuple(indicator_row(now, one, district.pk, targets) for one in now.indicators)
    tables = tuple(organisation_tables(now, district.pk))
    post, head = head_of(district.pk)
    return Report(
        district_name=district.name,
        service_name=district.service_name,
        period_label=now.period.code,
        period_kind=PeriodKind(now.period.kind),
        as_of=now.period.as_of,
        created_at=timezone.localtime(),
        author=author,
        head_post=post,
        head_name=head,
        rows=rows,
        organisations=tables,
        dynamics=tuple(series(one, years, district.pk, targets) for one in now.indicators),
        lagging=judge.find_lagging(rows, tables),
        methods=tuple(method(now.formulas[district.pk, one.pk], now.period) for one in now.indicators),
    )


def targets_of(district_id: int, periods: list[str]) -> Targets:
    return {(one.indicator_id, one.period): one for one in Target.objects.filter(district_id=district_id, period__in=periods)}


def target_value(targets: Targets, indicator: Indicator, period: Period, part: str = "target") -> Decimal | None:
    found = targets.get((indicator.pk, period.code))
    return getattr(found, part) if found else None


def direction_of(indicator: Indicator) -> Direction:
    """The passport's wish; one without a wish is judged as growing."""
    return Direction(indicator.direction) if indicator.direction in list(Direction) else Direction.NONE


def indicator_row(compiled: Compiled, indicator: Indicator, district_id: int, targets: Targets) -> IndicatorRow:
    result = compiled.result(indicator, district_id)
    return judge.judged_row(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        base=target_value(targets, indicator, compiled.period, "base"),
        target=target_value(targets, indicator, compiled.period),
        fact=result.value,
        numerator=result.numerator,
        denominator=result.denominator,
        direction=direction_of(indicator),
        running=indicator.accumulates and compiled.period.runs,
    )


def organisation_tables(compiled: Compiled, district_id: int) -> Iterator[OrganisationTable]:
    """Tables of the indicators that organisations take part in, each by the name that the organisation had on the report's date."""
    titles = {pk: short for pk, (short, _) in names_on(district_id, compiled.period.as_of).items()}
    order = {pk: place for place, pk in enumerate(sorted(titles, key=lambda pk: words.natural(titles[pk])))}
    for one in compiled.indicators:
        places = compiled.places(one, district_id)
        rows = [
            OrganisationRow(place or 0, titles.get(place or 0, NOWHERE_NAME), result.numerator, result.denominator, result.value)
            for place, result in sorted(places.items(), key=lambda item: order.get(item[0] or 0, len(order)))
        ]
        if rows:
            yield judge.organisation_table(code=one.code, name=one.name, unit=one.unit, rows=rows)


def series(indicator: Indicator, years: list[Compiled], district_id: int, targets: Targets) -> Series:
    points = (
        Point(
            label=one.period.code,
            fact=one.result(indicator, district_id).value,
            target=target_value(targets, indicator, one.period),
            running=indicator.accumulates and one.period.runs,
        )
        for one in years
    )
    return Series(indicator.code, indicator.name, indicator.unit, tuple(points))


def method(formula: Formula, period: Period) -> Method:
    """«Как считали»: the passport's words; the version is the one that counted."""
    one = formula.indicator
    return Method(
        code=one.code,
        name=one.name,
        formula="числитель / знаменатель × 100" if one.unit == "%" else one.aggregation,
        numerator=one.numerator_text,
        denominator=one.denominator_text,
        filters=formula.filter_text,
        as_of=period.as_of,
        version=str(formula.version),
        source=one.source,
    )


def head_of(district_id: int) -> tuple[str, str]:
    """(post, «А. П. Иванова») of the department head today; empty when nobody is appointed."""
    post = Appointment.objects.in_force().filter(district_id=district_id, role=Role.DEPARTMENT_HEAD).select_related("user").order_by("since").first()
    if post is None:
        return "", ""
    who = post.user
    initials = " ".join(f"{part[0]}." for part in (who.first_name, who.patronymic) if part)
    return str(Role.DEPARTMENT_HEAD.label), f"{initials} {who.last_name}"

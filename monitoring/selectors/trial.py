"""Trying a formula before it is saved."""

from typing import Any

from communities.models import Community, Event, Practice
from contests.models import Contest
from monitoring.measures import measure_of
from monitoring.models import Indicator
from monitoring.selectors.compiled import NO_DATA, Result, compile_indicators, made_of
from portal.kit.periods import Period
from teachers.models import Course


def known_topics(params: dict[str, Any]) -> list[str]:
    """Topic tags that the district's facts carry, with those of the formula, by name."""
    first, *rest = [model.objects.exclude(topic="").order_by().values_list("topic", flat=True) for model in (Course, Event, Community, Contest, Practice)]  # type: ignore[attr-defined]
    return sorted({*first.union(*rest), *params.get("topics", [])})


def tried(indicator: Indicator, district_id: int, period: Period, params: dict[str, Any]) -> tuple[Result, Result]:
    """(the value now, the value with these parameters) of the district."""
    compiled = compile_indicators(period, [district_id], [indicator])
    now = compiled.result(indicator, district_id)
    if not compiled.known(district_id):
        return NO_DATA, NO_DATA
    above = measure_of(indicator.numerator).facts(period, params).within(district_id).count()
    below = measure_of(indicator.denominator).facts(period, params).within(district_id).count() if indicator.denominator else None
    return now, made_of(indicator.unit, above, below)

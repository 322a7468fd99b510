"""Summaries: district values kept as rows, for the table of indicators and for the network's coordinator."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from monitoring.models import Indicator, Summary
from monitoring.selectors.compiled import Compiled, compile_periods
from portal.accounts.models import District
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import Period, school_year, today

BLOCK = 100  # districts counted at once: bounds the memory, whatever the size of the country
OVERLAP = dt.timedelta(seconds=30)  # a deed may be committed a little after the moment written in it
FACTS = ("teachers.", "communities.", "contests.", "routes.", "monitoring.")
NOT_FACTS = ("monitoring.report",)


def usual_periods() -> list[Period]:
    """The current and the previous school year."""
    return [school_year(), school_year().previous()]


def refresh_all(periods: Iterable[Period] | None = None) -> int:
    """Count every district of the portal, block by block; returns the number of districts. Each block is one transaction."""
    wanted = list(periods or usual_periods())
    districts = list(District.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(districts), BLOCK):
        block = districts[start : start + BLOCK]
        with wall.scope(block):
            refresh(wanted, block)
    return len(districts)


@transaction.atomic
def refresh(periods: Iterable[Period], districts: Iterable[int], indicators: list[Indicator] | None = None) -> None:
    """Count the periods for districts of the open scope and keep the results."""
    now = timezone.now()
    rows = [row for one in compile_periods(periods, districts, indicators) for row in _rows(one, districts, now)]
    rows.sort(key=lambda row: (row.district_id, row.indicator_id, row.period))  # one order for everybody: no deadlocks
    fields = ["numerator", "denominator", "version", "computed_at"]
    Summary.objects.bulk_create(rows, update_conflicts=True, unique_fields=["district", "indicator", "period"], update_fields=fields, batch_size=1000)


def _rows(compiled: Compiled, districts: Iterable[int], now: dt.datetime) -> Iterator[Summary]:
    for district in districts:
        for one in compiled.indicators:
            result = compiled.result(one, district)
            yield Summary(
                district_id=district,
                indicator=one,
                period=compiled.period.code,
                numerator=result.numerator,
                denominator=result.denominator,
                version=compiled.formulas[district, one.pk].version,
                computed_at=now,
            )


def up_to_date(district: District, periods: list[Period], indicators: list[Indicator]) -> dict[tuple[int, str], Summary]:
    """Summaries of the district by (indicator, period), counted anew when a fact was journalled since, or the day has changed."""
    found = kept(district, periods)
    if stale(district, periods, indicators, found):
        refresh(periods, [district.pk], indicators)
        found = kept(district, periods)
    return found


def kept(district: District, periods: list[Period]) -> dict[tuple[int, str], Summary]:
    rows = Summary.objects.filter(district=district, period__in=[one.code for one in periods])
    return {(one.indicator_id, one.period): one for one in rows}


def stale(district: District, periods: list[Period], indicators: list[Indicator], found: dict[tuple[int, str], Summary]) -> bool:
    """Something is missing, the report's date has moved on, or the journal knows of a later deed about facts."""
    if any((one.pk, period.code) not in found for one in indicators for period in periods):
        return True
    oldest = min((one.computed_at for one in found.values()), default=timezone.now())
    counted_on = timezone.localdate(oldest)
    if counted_on < today() and any(period.ends >= counted_on for period in periods):
        return True
    touched = Q(*[("object_type__startswith", one) for one in FACTS], _connector=Q.OR)
    return Deed.objects.filter(touched, district=district, at__gt=oldest - OVERLAP).exclude(object_type__in=NOT_FACTS).exists()

"""Passports of the indicators: words from the table of the sources, measures from the catalogue."""

from monitoring.catalogue import ACCUMULATING, COMPUTED
from monitoring.models import Indicator

from .sources import DATA, cite, table


def passports() -> None:
    """Missing passports only: what is there keeps its words; districts change parameters in editions of their own."""
    Indicator.objects.bulk_create([passport(row, order) for order, row in enumerate(table(DATA / "indicators.csv"))], ignore_conflicts=True)


def passport(row: dict[str, str], order: int) -> Indicator:
    numerator, denominator, params = COMPUTED.get(row["code"], ("", "", {}))
    stated = f"В источнике: {row['actual']}." if row["actual"] else ""
    base = f"База: {row['baseline']}." if row["baseline"] else ""
    targets = f"Цели источника: {row['targets_by_year']}." if row["targets_by_year"] else ""
    return Indicator(
        code=row["code"],
        name=row["name_ru"],
        unit=row["unit"],
        direction=row["direction"],
        numerator_text=row["numerator"],
        denominator_text=row["denominator"],
        aggregation=row["aggregation"],
        filter_text=row["filter"],
        numerator=numerator,
        denominator=denominator,
        params=params,
        accumulates=row["code"] in ACCUMULATING,
        source=cite(row["source"]),
        source_kind=row["source_kind"],
        note=" ".join(filter(None, (row["note"], stated, base, targets))),
        order=order,
    )

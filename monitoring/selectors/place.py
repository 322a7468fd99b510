"""The numbers of one organisation, from the same compiling as the district's."""

from dataclasses import dataclass

from monitoring.report import figures
from monitoring.selectors.compiled import compile_indicators
from monitoring.selectors.table import Links
from portal.accounts.models import Organisation
from portal.kit.periods import Period


@dataclass(frozen=True)
class PlaceLine:
    """One indicator of the organisation: its value beside the district's, and the address of the list behind it."""

    code: str
    name: str
    value: str
    made: str
    district: str
    url: str


def place_lines(place: Organisation, period: Period) -> list[PlaceLine]:
    """Indicators that the organisation takes part in; none for a period without data. Four queries."""
    compiled = compile_indicators(period, [place.district_id])
    links, found = Links(period), []
    for one in compiled.indicators:
        mine = compiled.places(one, place.district_id).get(place.pk)
        if mine is None:
            continue
        made = "" if mine.denominator is None else f"{figures.count(mine.numerator)} из {figures.count(mine.denominator)}"
        whole = figures.figure(compiled.result(one, place.district_id).value, one.unit)
        url = links.facts(one.code, part="numerator", organisation=str(place.pk))
        found.append(PlaceLine(one.code, one.name, figures.figure(mine.value, one.unit), made, whole, url))
    return found

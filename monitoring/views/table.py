"""The table of indicators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from monitoring.filters import TableFilter
from monitoring.models import Indicator
from monitoring.selectors.compiled import computed
from monitoring.selectors.reporting import targets_of
from monitoring.selectors.table import COMPUTED, EXPORT, SHOWS, Asked, Line, counts, exported, lines
from monitoring.services.summaries import up_to_date
from monitoring.views import common
from portal.accounts.models import District
from portal.kit.pages import page_of, show
from portal.kit.periods import Period, today
from portal.kit.words import day


def indicators(request: HttpRequest) -> HttpResponse:
    """Base, target, fact, deviation, traffic light and change of every chosen indicator."""
    district = common.district_for(request)
    asked, found = _found(request, district)
    context = {
        "title": "Показатели",
        "asked": asked,
        "as_of": asked.period.as_of,
        "month": _month_of(asked.period),
        "before": asked.period.previous().short,
        "reset": f"?period={asked.period.code}",
        "filter": TableFilter(request.GET, asked.period),
        "page": page_of(found, request),
        "counts": counts(found),
    }
    return show(request, "monitoring/indicators.html", context, part="table")


def _month_of(period: Period) -> int:
    """Which month of a running period it is; 0 when it is over or not begun. A count that grows is far from its target until the end."""
    on = today()
    return (on.year - period.starts.year) * 12 + on.month - period.starts.month + 1 if period.starts <= on < period.ends else 0


def export(request: HttpRequest) -> HttpResponseBase:
    """The same table as a file."""
    district = common.district_for(request)
    asked, found = _found(request, district)
    about = [district.name, f"{asked.period.label}, по состоянию на {day(asked.period.as_of)}"]
    title = f"Показатели {asked.period.short}"
    return common.exported(request, district, title=title, columns=EXPORT, rows=map(exported, found), about=about, count=len(found))


def _found(request: HttpRequest, district: District) -> tuple[Asked, list[Line]]:
    get: Any = request.GET
    show_what = get.get("show", COMPUTED)
    known = show_what if show_what in dict(SHOWS) else COMPUTED
    asked = Asked(common.period_of(request), known, get.get("q", ""), get.get("sort", ""))
    passports = list(Indicator.objects.all())
    kept = up_to_date(district, [asked.period, asked.period.previous()], computed(passports))
    return asked, lines(asked, passports, kept, targets_of(district.pk, [asked.period.code])) if known == (show_what or COMPUTED) else []

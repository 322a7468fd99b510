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
    """Base, target, fact, deviation, traffic light and change of every chosen indicator; none of a period that cannot be."""
    district, period = common.district_for(request), common.asked_period(request)
    found = _found(request, district, period) if period else []
    context: dict[str, Any] = {"title": "Показатели", "period": period, "reset": "?", "filter": TableFilter(request.GET, period)}
    if period:
        context |= {"as_of": period.as_of, "month": _month_of(period), "before": period.previous().short, "reset": f"?period={period.code}"}
    return show(request, "monitoring/indicators.html", {**context, "page": page_of(found, request), "counts": counts(found)}, part="table")


def _month_of(period: Period) -> int:
    """Which month of a running period it is; 0 when it is over or not begun. A count that grows is far from its target until the end."""
    on = today()
    return (on.year - period.starts.year) * 12 + on.month - period.starts.month + 1 if period.starts <= on < period.ends else 0


def export(request: HttpRequest) -> HttpResponseBase:
    """The same table as a file."""
    district, period = common.district_for(request), common.period_of(request)
    found = _found(request, district, period)
    about = [district.name, f"{period.label}, по состоянию на {day(period.as_of)}"]
    title = f"Показатели {period.short}"
    return common.exported(request, district, title=title, columns=EXPORT, rows=map(exported, found), about=about, count=len(found))


def _found(request: HttpRequest, district: District, period: Period) -> list[Line]:
    get: Any = request.GET
    show_what = get.get("show", COMPUTED)
    known = show_what if show_what in dict(SHOWS) else COMPUTED
    asked = Asked(period, known, get.get("q", ""), get.get("sort", ""))
    passports = list(Indicator.objects.all())
    kept = up_to_date(district, [period, period.previous()], computed(passports))
    return lines(asked, passports, kept, targets_of(district.pk, [period.code])) if known == (show_what or COMPUTED) else []

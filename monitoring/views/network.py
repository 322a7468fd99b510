"""The network's summary for the coordinator: aggregates only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from monitoring.filters import PeriodFilter
from monitoring.selectors import network as known
from monitoring.views import common
from portal.kit.pages import page_of, show


def network(request: HttpRequest) -> HttpResponse:
    """Member districts × indicators with the total Σ / Σ, and one indicator as a chart."""
    common.district_for(request, "monitoring.network")
    districts = known.member_districts(request.user)
    period = common.asked_period(request)
    found = known.rows(districts, period, request.GET.get("q", ""), request.GET.get("sort", "")) if period else []
    page = page_of(found, request)
    code = request.GET.get("code", "")
    drawn = next((row for row in found if row.indicator.code == code), found[0] if found else None)
    periods = known.periods(districts)
    context: dict[str, Any] = {
        "title": "Сводка сети",
        "districts": districts,
        "period": period,
        "filter": PeriodFilter(request.GET, periods, period, [row.indicator for row in found], drawn.indicator.code if drawn else ""),
        "reset": f"?period={period.code}" if period else "?",
        "page": page,
        "rows": [(row, _cells(row)) for row in page.object_list],
        "chart": known.chart(drawn, districts) if drawn else None,
        "drawn": drawn,
        "counted_at": known.counted_at(districts, period) if period else None,
    }
    return show(request, "monitoring/network.html", context, part="table")


def _cells(row: known.Row) -> SafeString:
    """The cells of the districts, looking as `num` and `sub` do. A region has two thousand: a template would write them five times as long, classes weigh."""
    return format_html_join("", "<td>{}<small>{}</small></td>", (("", cell.text) if cell.value is None else (cell.text, cell.note) for cell in row.cells))


def export(request: HttpRequest) -> HttpResponseBase:
    """The same table as a file."""
    district = common.district_for(request, "monitoring.network")
    districts = known.member_districts(request.user)
    period = common.period_of(request)
    found = known.rows(districts, period, request.GET.get("q", ""), request.GET.get("sort", ""))
    columns = ["Код", "Показатель", "Единица", *(one.name for one in districts), "Сеть", "Из чего"]
    about = ["Итоги районов с действующим соглашением, без персональных данных", period.label]
    return common.exported(request, district, title=f"Сводка сети {period.short}", columns=columns, rows=known.exported(found), about=about, count=len(found))

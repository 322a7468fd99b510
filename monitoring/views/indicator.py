"""One indicator, and the list behind any of its numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from monitoring.catalogue import COMPUTED
from monitoring.filters import SearchFilter, recent_periods
from monitoring.measures import Facts
from monitoring.models import Indicator
from monitoring.report import figures
from monitoring.report.shown import LIGHTS
from monitoring.selectors import indicator as sheets
from monitoring.selectors import passport as passports
from monitoring.selectors.compiled import facts_of, formulas
from monitoring.selectors.facts import Listing
from monitoring.selectors.reporting import NOWHERE_NAME
from monitoring.selectors.table import Links, trend
from monitoring.tables import PEOPLE, THINGS
from monitoring.views import common
from portal.accounts.middleware import may_here
from portal.accounts.models import District, Organisation
from portal.kit.pages import page_of, show
from portal.kit.periods import Period, school_year
from portal.kit.typed import number
from portal.kit.words import counted, day


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """The fact against its target, by year, by organisation; the passport and the targets of all years."""
    district, found = common.district_for(request), common.indicator_of(code)
    period = common.period_of(request)
    targets = sheets.targets_in(found, district)
    context: dict[str, Any] = {
        "title": found.name,
        "breadcrumbs": common.trail(("Показатели", Links(period).table), (found.code, "")),
        "indicator": found,
        "period": period,
        "periods": recent_periods(period),
        "may_edit": request.user.has_perm("monitoring.edit_indicator", district),  # type: ignore[union-attr]
        "targets": sheets.aims(targets, found.unit),
        **(_computed(request, found, period, sheets.sheet(found, district, period, targets)) if found.computed else {}),
        **_passport(found, district),
    }
    context["lacking"] = _lacking(request, found, context["newest"].params, period)
    return show(request, "monitoring/indicator.html", context, part="places")


def _lacking(request: HttpRequest, found: Indicator, params: dict[str, Any], period: Period) -> str:
    """The list of those whom the numerator lacks: only of the running year and of the usual parameters, which are the list's own too."""
    same = (found.numerator, found.denominator, params) == COMPUTED["KIP-6"] and period == school_year()
    return f"{reverse('routes:missing')}?who=both&held=year" if same and may_here(request, "routes.export") else ""


def _computed(request: HttpRequest, found: Indicator, period: Period, sheet: sheets.Sheet) -> dict[str, Any]:
    rows = sheets.organisations(sheet.table, request.GET.get("q", ""), request.GET.get("sort", ""))
    page: Any = page_of(rows, request)
    page.object_list = sheets.places(page.object_list, sheet.row)
    change, icon, tone = trend(sheet.row, sheet.before)
    return {
        "sheet": sheet,
        "row": sheet.row,
        "by_year": sheet.by_year,
        "by_organisation": sheet.by_organisation,
        "made": f"{figures.count(sheet.row.numerator)} из {figures.count(sheet.row.denominator)}",
        "left": (sheet.row.denominator or 0) - (sheet.row.numerator or 0),
        "made_on": day(period.as_of),
        "fact": figures.figure(sheet.row.fact, sheet.row.unit),
        "target": figures.figure(sheet.row.target, sheet.row.unit, figures.NO_TARGET),
        "base": figures.figure(sheet.row.base, sheet.row.unit, "—"),
        "deviation": figures.difference(sheet.row.deviation, sheet.row.unit),
        "light": LIGHTS[sheet.row.status],
        "change": f"{change} к {period.previous().short}" if change else "",
        "change_icon": icon,
        "change_tone": tone,
        "behind_district": sheets.behind_district(sheet.row),
        "facts_url": Links(period).facts(found.code),
        "page": page,
        "filter": SearchFilter({"q": request.GET.get("q", ""), "period": period.code}, label="Организация"),
        "reset": Links(period).indicator(found.code),
    }


def _passport(found: Indicator, district: District) -> dict[str, Any]:
    editions = sheets.editions_in(found, district)
    newest = editions[0] if editions else found
    return {
        "newest": newest,
        "parameters": passports.in_words(found, newest.params),
        "editions": editions,
    }


def facts(request: HttpRequest, code: str) -> HttpResponse:
    """Who and what stands behind a number: as many rows as the number says."""
    district, found = common.district_for(request), common.indicator_of(code)
    period, part = common.period_of(request), request.GET.get("part", "numerator")
    behind, place = _behind(request, found, district, period, part)
    page = page_of(_listing(request, behind), request)
    context = {
        "title": f"{found.code}: {common.PARTS[part]}",
        "breadcrumbs": common.trail(("Показатели", Links(period).table), (found.code, Links(period).indicator(found.code)), (common.PARTS[part], "")),
        "indicator": found,
        "period": period,
        "part": part,
        "place": place,
        "total": behind.count() if request.GET.get("q") else page.paginator.count,
        "page": page,
        "columns": PEOPLE if behind.about_people else THINGS,
        "unit": common.PEOPLE if behind.one_per_person else common.ROWS,
        "filter": SearchFilter(request.GET, label="" if behind.about_people else "Название"),
        "reset": Links(period).facts(found.code, part=part, **({"organisation": request.GET["organisation"]} if place else {})),
        "text": found.numerator_text if part == "numerator" else found.denominator_text,
        "tabs": _tabs(found, period, part, request.GET.get("organisation", "")),
    }
    return show(request, "monitoring/facts.html", context, part="table")


def _tabs(found: Indicator, period: Period, part: str, place: str) -> list[dict[str, Any]]:
    """Numerator and denominator side by side; a plain count has no second list."""
    if not found.denominator:
        return []
    query = {"organisation": place} if place else {}
    return [
        {"label": name.capitalize(), "url": Links(period).facts(found.code, part=one, **query), "active": one == part} for one, name in common.PARTS.items()
    ]


def facts_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same list as a file."""
    district, found = common.district_for(request), common.indicator_of(code)
    period, part = common.period_of(request), request.GET.get("part", "numerator")
    behind, place = _behind(request, found, district, period, part)
    rows = list(_listing(request, behind))
    about = [
        found.name,
        f"{district.name}, {place or 'все организации'}",
        f"{period.label}, по состоянию на {day(period.as_of)}: {counted(len(rows), common.ROWS.split(','))}",
    ]
    cells = ((number, one.person, one.place, one.date, one.label) for number, one in enumerate(rows, 1))
    title = f"{found.code} {common.PARTS[part]} {period.short}"
    return common.exported(
        request,
        district,
        title=title,
        columns=("№", "Кто", "Организация", "Дата", "Что"),
        rows=cells,
        about=about,
        count=len(rows),
        people=common.people_in(rows),
    )


def _behind(request: HttpRequest, found: Indicator, district: District, period: Period, part: str) -> tuple[Facts, str]:
    """The facts of the district or of one organisation, and the organisation's name. 404 for a part or a place that is not there."""
    place = request.GET.get("organisation", "")
    formula = formulas([found], [district.pk]).get((district.pk, found.pk)) if found.computed else None
    if formula is None or part not in common.PARTS or (part == "denominator" and formula.denominator is None) or not (place == "" or number(place) is not None):
        raise Http404("Такого числа у показателя нет.")
    name = _place_name(int(place), district) if place else ""
    return facts_of(formula, part, period).within(district.pk, int(place) if place else None), name


def _listing(request: HttpRequest, behind: Facts) -> Listing:
    return Listing(behind, request.GET.get("q", ""), request.GET.get("sort", ""))


def _place_name(place: int, district: District) -> str:
    if not place:
        return NOWHERE_NAME
    found = Organisation.objects.filter(pk=place, district=district).first()
    if found is None:
        raise Http404("Такой организации в районе нет.")
    return found.short_name

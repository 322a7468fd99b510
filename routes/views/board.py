"""The board of routes for methodists, school heads, mentors and experts, and those who have no route yet."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.selectors.lists import frame
from portal.documents.services import export_list
from portal.kit.finding import retyped
from portal.kit.listing import Frame, Group
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.words import day
from routes.filters import BoardFilter, MissingFilter
from routes.selectors import exports
from routes.selectors.board import Counts, board_rows, counts, overdue_count
from routes.selectors.columns import COLUMNS, MISSING, shown
from routes.selectors.missing import YEAR, missing_keys, missing_places, missing_rows, people_shown, without_route
from routes.selectors.opened import board_keys
from routes.tables import PEOPLE, ROUTES, decision, who, whose
from routes.views.bulk import deeds_here

TABS = (("", "Текущие"), ("waiting", "Ждут меня"), ("overdue", "Просроченные"), ("closed", "Завершённые"))
HEADINGS = {"": "Текущие маршруты", "waiting": "Ждут моего решения", "overdue": "Просроченные маршруты", "closed": "Завершённые маршруты"}
WITHOUT = "missing"


def board(request: HttpRequest) -> HttpResponse:
    """Routes by tab and conditions, with the columns that the person has chosen."""
    require_here(request, "routes.board")
    if request.GET.get("tab") == WITHOUT and _sees_staff(request):  # as its address was before
        return _moved(request)
    user, on, tab = request.user, today(), _tab(request)
    chosen, view = _routes(request)
    query, numbers = chosen.query(request.GET.get("sort", "")), _numbers(request)
    total = numbers.of(query) if numbers else None
    found = board_keys(user, query, on, total)
    page = page_of(ByKeys(found, shown(view.codes, on), at_once=tab == "overdue" and query.places is None, total=total), request)
    rows = board_rows(list(page.object_list), user, on)
    view.retyped = retyped(request.GET.get("q", ""), [row.route.teacher.full_name for row in rows])
    context = {
        "filter": chosen,
        "page": page,
        "view": view,
        "groups": found.groups(rows) if query.places is not None else [Group("", rows)],
        "list_title": HEADINGS[tab],
        "reset": f"?tab={tab}" if tab else "?",
    }
    context |= _around(request, tab, numbers)
    view.lead, view.tail = (*([ROUTES] if context["deeds"] else []), whose(view.codes)), (decision(request),)
    return show(request, "routes/board.html", context, part="table")


def missing(request: HttpRequest) -> HttpResponse:
    """Teachers whose route is missing on the date."""
    require_here(request, "routes.export")
    chosen, view = _people(request)
    query = chosen.query(request.GET.get("sort", ""))
    keys = missing_places(request.user, query) if query.places is not None else None
    found = missing_keys(request.user, query) if keys is None else keys
    page = page_of(ByKeys(found, people_shown(query, view.codes)), request)
    rows = missing_rows(list(page.object_list), query.on)
    view.retyped = retyped(request.GET.get("q", ""), [row.teacher.full_name for row in rows])
    context = {
        "filter": chosen,
        "page": page,
        "view": view,
        "groups": [Group("", rows)] if keys is None else keys.groups(rows),
        "list_title": "Без утверждённого маршрута",
        "reset": "?",
        "as_indicator": (query.who, query.held) == ("both", YEAR),
    }
    context |= _around(request, WITHOUT, _numbers(request))
    view.lead = (*([PEOPLE] if context["deeds"] else []), who(view.codes))
    return show(request, "routes/board.html", context, part="table")


def _moved(request: HttpRequest) -> HttpResponse:
    kept = request.GET.copy()
    kept.pop("tab")
    return redirect(f"{reverse('routes:missing')}?{kept.urlencode()}")


def _tab(request: HttpRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in HEADINGS else ""


def _sees_staff(request: HttpRequest) -> bool:
    return may_here(request, "routes.export")


def _routes(request: HttpRequest) -> tuple[BoardFilter, Frame]:
    chosen = BoardFilter(request.GET, user=request.user)
    return chosen, frame(request, "routes:board", COLUMNS, chosen)


def _people(request: HttpRequest) -> tuple[MissingFilter, Frame]:
    chosen = MissingFilter(request.GET, user=request.user)
    return chosen, frame(request, "routes:missing", MISSING, chosen)


def _numbers(request: HttpRequest) -> Counts | None:
    """The counts of tabs and states; a swapped table has no use for them."""
    swapped = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return None if swapped else counts(request.user)


def _around(request: HttpRequest, tab: str, found: Counts | None) -> dict[str, Any]:
    """Tabs with their counts and the row of states, where they are shown."""
    staff = _sees_staff(request)
    common = {"title": "Маршруты (ИОМ)", "tab": tab, "exports": staff, "deeds": deeds_here(request, people=tab == WITHOUT)}
    if found is None:
        return common
    base = reverse("routes:board")
    numbers = {"": found.current, "waiting": found.waiting, "closed": found.closed}
    addresses = {code: f"{base}?tab={code}" if code else base for code, _ in TABS} | {WITHOUT: reverse("routes:missing")}
    offered = (*TABS, (WITHOUT, "До 35 лет без ИОМ")) if staff else TABS
    tabs = [{"code": code, "label": label, "url": addresses[code], "active": tab == code, "count": numbers.get(code)} for code, label in offered]
    states = [one for one in found.states if staff or one.count]
    return {**common, "tabs": tabs, "states": states, "asked": request.GET.getlist("state")}


def late_counts(request: HttpRequest) -> HttpResponse:
    """The two counts that read facts and people: the page asks for them when it is already shown."""
    require_here(request, "routes.board")
    user, on = request.user, today()
    found = {"overdue": overdue_count(user, on)}
    if _sees_staff(request):
        found[WITHOUT] = without_route(user, on).count()
    return render(request, "routes/parts/counts.html", {"counts": found})


def export(request: HttpRequest) -> FileResponse:
    """Exactly the filtered board as a file, with the columns that are shown; who took it and by what conditions goes into the journal."""
    require_here(request, "routes.export")
    chosen, view = _routes(request)
    people: set[int] = set()
    lines = exports.board_lines(request.user, chosen.query(request.GET.get("sort", "")), today(), view.shown, people)
    return _file(request, HEADINGS[_tab(request)], view, lines, chosen.told(), people)


def missing_export(request: HttpRequest) -> FileResponse:
    """The same of those who have no route."""
    require_here(request, "routes.export")
    chosen, view = _people(request)
    query, people = chosen.query(request.GET.get("sort", "")), set[int]()
    lines = exports.missing_lines(request.user, query, view.shown, people)
    return _file(request, f"Без утверждённого ИОМ на {day(query.on)}", view, lines, chosen.told(), people)


def _file(request: HttpRequest, title: str, view: Frame, lines: Any, about: list[str], people: set[int]) -> FileResponse:
    return export_list(
        title=title, columns=exports.heads(view.shown), rows=lines, kind=request.GET.get("format", ""), district=current_district(request),
        by=request.user, about=about, people=people,
    )  # fmt: skip

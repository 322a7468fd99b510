"""The board of routes for methodists, school heads, mentors and experts."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.middleware import may_here, require_here
from portal.journal.services import exported
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.spreadsheet import download, export_csv, export_xlsx
from portal.kit.words import day
from routes.filters import BoardFilter, MissingFilter
from routes.models import Route
from routes.selectors import exports
from routes.selectors.board import board as board_of
from routes.selectors.board import board_rows, counts, missing, missing_rows, overdue_count, shown, without_route

TABS = (("", "Текущие"), ("waiting", "Ждут меня"), ("overdue", "Просроченные"), ("closed", "Завершённые"))
HEADINGS = {"": "Текущие маршруты", "waiting": "Ждут моего решения", "overdue": "Просроченные маршруты", "closed": "Завершённые маршруты"}


def board(request: HttpRequest) -> HttpResponse:
    """Routes by tab, state and organisation; the last tab lists teachers whose route is missing."""
    require_here(request, "routes.board")
    context = _missing(request) if _tab(request) == "missing" else _routes(request)
    return show(request, "routes/board.html", {"title": "Маршруты (ИОМ)", **context, **_frame(request)}, part="table")


def _tab(request: HttpRequest) -> str:
    known = (*HEADINGS, "missing")
    tab = request.GET.get("tab", "")
    return tab if tab in known and (tab != "missing" or _sees_staff(request)) else ""


def _sees_staff(request: HttpRequest) -> bool:
    return may_here(request, "routes.export")


def _routes(request: HttpRequest) -> dict[str, Any]:
    user, on = request.user, today()
    filters = BoardFilter(request.GET, user=user)
    query = filters.query(request.GET.get("sort", ""))
    page = page_of(ByKeys(board_of(user, query, on), shown(Route.objects.all(), on), at_once=query.tab == "overdue"), request)
    return {"filter": filters, "page": page, "rows": board_rows(list(page.object_list), user, on), "list_title": HEADINGS[_tab(request)]}


def _missing(request: HttpRequest) -> dict[str, Any]:
    filters = MissingFilter(request.GET, user=request.user)
    query = filters.query(request.GET.get("sort", ""))
    page = page_of(missing(request.user, query), request)
    return {
        "filter": filters,
        "page": page,
        "people": missing_rows(list(page.object_list), query.on),
        "on": query.on,
        "list_title": "Без утверждённого маршрута",
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    """Tabs with their counts and the row of states; a swapped table has no use for them."""
    tab, staff = _tab(request), _sees_staff(request)
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return {"tab": tab, "exports": staff}
    found = counts(request.user)
    numbers = {"": found.current, "waiting": found.waiting, "closed": found.closed}
    shown = (*TABS, ("missing", "До 35 лет без ИОМ")) if staff else TABS
    tabs = [{"code": code, "label": label, "url": f"?tab={code}" if code else "?", "active": tab == code, "count": numbers.get(code)} for code, label in shown]
    states = [one for one in found.states if staff or one.count]
    return {"tabs": tabs, "states": states, "tab": tab, "exports": staff}


def late_counts(request: HttpRequest) -> HttpResponse:
    """The two counts that read facts and people: the page asks for them when it is already shown."""
    require_here(request, "routes.board")
    user, on = request.user, today()
    found = {"overdue": overdue_count(user, on)}
    if _sees_staff(request):
        found["missing"] = without_route(user, on).count()
    return render(request, "routes/parts/counts.html", {"counts": found})


def export(request: HttpRequest) -> FileResponse:
    """The list as it is filtered now, as Excel or CSV; who exported what is journalled."""
    require_here(request, "routes.export")
    tab, sort, user = _tab(request), request.GET.get("sort", ""), request.user
    if tab == "missing":
        made = exports.missing_table(user, MissingFilter(request.GET, user=user).query(sort))
    else:
        made = exports.board_table(user, BoardFilter(request.GET, user=user).query(sort), today(), HEADINGS[tab])
    told = f"{made.title}: {len(made.rows)}"
    exported(verb="выгрузил(а) список", obj=request.district, by=user, people=made.people, comment=told)  # type: ignore[attr-defined]
    name = f"{made.title} {day(today())}"
    if request.GET.get("format") == "csv":
        return download(export_csv(columns=made.columns, rows=made.rows), f"{name}.csv")
    about = [f"Выгружено {day(today())}, строк: {len(made.rows)}"]
    return download(export_xlsx(title=made.title, columns=made.columns, rows=made.rows, about=about, author=str(request.district)), f"{name}.xlsx")  # type: ignore[attr-defined]

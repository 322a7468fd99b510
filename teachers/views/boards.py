"""The boards of КПК and of attestation, the forecast of need, their files."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.selectors.lists import frame
from portal.documents.services import export_list
from portal.kit.cells import link, tag, ticks
from portal.kit.cells import page as address
from portal.kit.finding import retyped
from portal.kit.listing import Col, Frame, Group, columns
from portal.kit.pages import page_of, show
from portal.kit.periods import today
from portal.kit.spreadsheet import Column
from portal.kit.words import day
from teachers.filters import CourseBoard, GradeBoard
from teachers.filters.boards import Board
from teachers.selectors.boards import course_rows, grade_rows, teaching
from teachers.selectors.need import needs
from teachers.services.card import counted_in

RowsOf = Callable[..., Any]  # the annotated teachers, the date, the words → rows of the board
FIRST = (Column("№", 6), Column("Фамилия, имя, отчество", 34))
PLACE = Col("place", "Организация", lambda one: one.place, width=28, sort="place")
POSITION = Col("position", "Должность", lambda one: one.position, width=24, sort="position")
NAME = Col("name", "Педагог", lambda one: link(f"{address('teachers:list')}{one.pk}/record/", one.short_name, title=one.full_name), label="", sort="name")
TO_APPLY = SafeString('<th scope="col" class="d-print-none"><span class="visually-hidden">Выбрать</span></th>')
TICKS = ticks(lambda one: (one.pk, one.short_name), verb="Выбрать", head=TO_APPLY)
COURSE_COLUMNS = columns(
    "teachers:courses",
    "КПК педагогов",
    PLACE,
    POSITION,
    Col("programme", "Последние КПК", lambda one: one.programme, width=50, cell=lambda one: one.programme if one.last_on else tag("bad", "не было")),
    Col("hours", "Часов", lambda one: one.hours, num=True),
    Col("last", "Завершены", lambda one: one.last_on, sort="last"),
    Col("ends", "Три года до", lambda one: one.ends, cell=lambda one: _term(one)),
    Col("applied", "В заявке от", lambda one: localdate(one.applied_at) if one.applied_at else None, cell=lambda one: _application(one)),
    may="teachers.list",
)
ENDLESS = {True: "без срока", False: ""}  # what a result without a term says, and none
GRADE_COLUMNS = columns(
    "teachers:attestation",
    "Аттестация педагогов",
    PLACE,
    POSITION,
    Col("category", "Результат аттестации", lambda one: one.category, width=28, sort="category", empty=tag("warn", "нет")),
    Col("awarded", "С", lambda one: one.awarded),
    Col("ends", "По", lambda one: one.ends or ("без срока" if one.category else ""), sort="ends", cell=lambda one: _term(one) or ENDLESS[bool(one.category)]),
    may="teachers.list",
)


def _term(one: Any) -> Any:
    """The day on which it ends, with its tone when that is near or gone."""
    return tag(one.tone, one.ends) if one.ends and one.tone else one.ends


def _application(one: Any) -> Any:
    """The day of the application that she stands in."""
    sent = day(one.applied_at)
    return link(f"{address('teachers:applications')}{one.applied}/", sent, label=f"в заявке от {sent}") if one.applied else None


def courses(request: HttpRequest) -> HttpResponse:
    """Who has no КПК, whose three years end; the people may be taken into an application."""
    require_here(request, "teachers.list")
    board = CourseBoard(request.GET, request=request)
    context = _page(request, board, frame(request, "teachers:courses", COURSE_COLUMNS, board.form, board.gone), course_rows)
    if may_apply := may_here(request, "teachers.apply_courses"):
        context["view"].lead = (TICKS, NAME)
    context |= {"title": "КПК педагогов", "may_apply": may_apply, "may_remind": may_here(request, "teachers.remind"), "links": _links(request)}
    return show(request, "teachers/courses.html", context, part="table")


def courses_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "teachers.export")
    board = CourseBoard(request.GET, request=request)
    return _file(request, "КПК педагогов", board, frame(request, "teachers:courses", COURSE_COLUMNS, board.form), course_rows)


def attestation(request: HttpRequest) -> HttpResponse:
    """Whose category or attestation has ended, ends soon, or was never there."""
    require_here(request, "teachers.list")
    board = GradeBoard(request.GET, request=request)
    context = _page(request, board, frame(request, "teachers:attestation", GRADE_COLUMNS, board.form, board.gone), grade_rows)
    if may_remind := may_here(request, "teachers.remind"):
        context["view"].lead = (TICKS, NAME)
    return show(request, "teachers/attestation.html", context | {"title": "Аттестация педагогов", "may_remind": may_remind}, part="table")


def attestation_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "teachers.export")
    board = GradeBoard(request.GET, request=request)
    return _file(request, "Аттестация педагогов", board, frame(request, "teachers:attestation", GRADE_COLUMNS, board.form), grade_rows)


def need(request: HttpRequest) -> HttpResponse:
    """What to teach: deficits of the last self-assessments, how many people and where; every number opens to its people."""
    require_here(request, "teachers.forecast")
    rows = needs(teaching(request.user, today()), today())
    trail = [{"label": "КПК педагогов", "url": reverse("teachers:courses")}, {"label": "Прогноз потребности"}]
    return show(request, "teachers/need.html", {"title": "Прогноз потребности в КПК", "rows": rows, "breadcrumbs": trail})


def _page(request: HttpRequest, board: Board, view: Frame, rows_of: RowsOf) -> dict[str, Any]:
    """A page of the board, place by place when asked; tabs with their counts over all the people: a swapped table has no use for them."""
    page = page_of(board.rows, request)
    page.object_list = list(rows_of(page.object_list, board.on, board.words))
    view.lead = (NAME,)
    view.retyped = retyped(request.GET.get("q", ""), [one.full_name for one in page.object_list])
    cut = board.by_place(page.object_list) if view.grouped else [Group("", page.object_list)]
    context = {"board": board, "form": board.form, "page": page, "view": view, "groups": cut}
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return context
    counts = board.counts()
    tabs = [{"label": tab.label, "url": f"?tab={code}", "active": code == board.opened, "count": counts[code]} for code, tab in board.tabs.items()]
    return {**context, "tabs": tabs}


def _links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Where else to go from the board of КПК: (label, address, icon)."""
    found = [("Заявки", reverse("teachers:applications"), "send")] if may_here(request, "teachers.see_applications") else []
    return [*found, ("Прогноз потребности", reverse("teachers:need"), "chart-bar")] if may_here(request, "teachers.forecast") else found


def _file(request: HttpRequest, title: str, board: Board, view: Frame, rows_of: RowsOf) -> HttpResponseBase:
    """Exactly the filtered board, with the columns that are shown."""
    heads, people = [*FIRST, *(Column(one.title, one.width) for one in view.shown)], list[int]()
    found = rows_of(board.rows.every(), board.on, board.words)
    rows = ([counted_in(people, one.pk), one.full_name, *(column.value(one) for column in view.shown)] for one in found)
    kind, district = request.GET.get("format", ""), current_district(request)
    return export_list(title=title, columns=heads, rows=rows, about=board.told(), kind=kind, district=district, by=request.user, people=people)

"""The boards of КПК and of attestation, the forecast of need, their files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate

from portal.accounts.middleware import current_district, may_here, require_here
from portal.documents.services import export_list
from portal.kit.pages import page_of, show
from portal.kit.periods import today
from portal.kit.spreadsheet import Column
from teachers.filters import CourseBoard, GradeBoard
from teachers.selectors.boards import course_rows, grade_rows, tab_counts, teaching
from teachers.selectors.need import needs

COURSE_COLUMNS = [
    Column("№"), Column("Фамилия, имя, отчество", 34), Column("Организация", 28), Column("Должность", 24), Column("Последние КПК", 50), Column("Часов"),
    Column("Завершены"), Column("Три года до"), Column("В заявке от"),
]  # fmt: skip
GRADE_COLUMNS = [
    Column("№"), Column("Фамилия, имя, отчество", 34), Column("Организация", 28), Column("Должность", 24), Column("Результат аттестации", 28),
    Column("С"), Column("По"),
]  # fmt: skip


def courses(request: HttpRequest) -> HttpResponse:
    """Who has no КПК, whose three years end; the people may be taken into an application."""
    require_here(request, "teachers.list")
    board = CourseBoard(request.GET, request=request)
    page = page_of(board.qs, request)
    page.object_list = course_rows(page.object_list, board.on, board.words)
    may_apply = may_here(request, "teachers.apply_courses")
    context = {"title": "КПК педагогов", "board": board, "form": board.form, "page": page, "may_apply": may_apply, "links": _links(request)}
    return show(request, "teachers/courses.html", {**context, **_frame(request, board)}, part="table")


def courses_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "teachers.export")
    board, people = CourseBoard(request.GET, request=request), list[int]()
    rows = (
        [
            _counted(people, one.pk),
            one.full_name,
            one.place,
            one.position,
            one.programme,
            one.hours,
            one.last_on,
            one.ends,
            localdate(one.applied_at) if one.applied_at else None,
        ]
        for one in course_rows(board.qs.iterator(2000), board.on, board.words)
    )
    return _file(request, "КПК педагогов", COURSE_COLUMNS, rows, board, people)


def attestation(request: HttpRequest) -> HttpResponse:
    """Whose category or attestation has ended, ends soon, or was never there."""
    require_here(request, "teachers.list")
    board = GradeBoard(request.GET, request=request)
    page = page_of(board.qs, request)
    page.object_list = grade_rows(page.object_list, board.on, board.words)
    context = {"title": "Аттестация педагогов", "board": board, "form": board.form, "page": page}
    return show(request, "teachers/attestation.html", {**context, **_frame(request, board)}, part="table")


def attestation_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "teachers.export")
    board, people = GradeBoard(request.GET, request=request), list[int]()
    rows = (
        [_counted(people, one.pk), one.full_name, one.place, one.position, one.category, one.awarded, one.ends or ("без срока" if one.category else "")]
        for one in grade_rows(board.qs.iterator(2000), board.on, board.words)
    )
    return _file(request, "Аттестация педагогов", GRADE_COLUMNS, rows, board, people)


def need(request: HttpRequest) -> HttpResponse:
    """What to teach: deficits of the last self-assessments, how many people and where; every number opens to its people."""
    require_here(request, "teachers.forecast")
    rows = needs(teaching(request.user, today()), today())
    trail = [{"label": "КПК педагогов", "url": reverse("teachers:courses")}, {"label": "Прогноз потребности"}]
    return show(request, "teachers/need.html", {"title": "Прогноз потребности в КПК", "rows": rows, "breadcrumbs": trail})


def _frame(request: HttpRequest, board: Any) -> dict[str, Any]:
    """Tabs with their counts over all the people; a swapped table has no use for them."""
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return {}
    counts = tab_counts(board.people, board.tabs)
    return {"tabs": [{"label": label, "url": f"?tab={code}", "active": code == board.tab, "count": counts[code]} for code, (label, _) in board.tabs.items()]}


def _links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Where else to go from the board of КПК: (label, address, icon)."""
    found = [("Заявки", reverse("teachers:applications"), "send")] if may_here(request, "teachers.see_applications") else []
    return [*found, ("Прогноз потребности", reverse("teachers:need"), "chart-bar")] if may_here(request, "teachers.forecast") else found


def _file(request: HttpRequest, title: str, columns: list[Column], rows: Any, board: Any, people: list[int]) -> HttpResponseBase:
    every = list(rows)
    about = [*board.told(), f"Человек: {len(every)}"]
    kind = request.GET.get("format", "")
    return export_list(title=title, columns=columns, rows=every, about=about, kind=kind, district=current_district(request), by=request.user, people=people)


def _counted(people: list[int], pk: int) -> int:
    """The number of the row; whose it is is kept for the journal."""
    people.append(pk)
    return len(people)

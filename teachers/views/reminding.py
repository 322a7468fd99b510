"""«Напомнить» on the boards of КПК and of attestation: whom and what, then the notices."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.middleware import current_district, require_here
from portal.journal.middleware import nothing_done
from portal.kit import many
from portal.kit.addresses import list_behind
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted
from teachers.filters import CourseBoard, GradeBoard
from teachers.forms.bulk import RemindForm
from teachers.selectors.reminding import COURSE, GRADE, remind_plan
from teachers.services.bulk import PEOPLE
from teachers.services.reminding import remind_of_board

BOARDS: dict[str, tuple[str, str, Any]] = {
    GRADE: ("Напомнить об аттестации", "teachers:attestation", GradeBoard),
    COURSE: ("Напомнить о КПК", "teachers:courses", CourseBoard),
}


def remind(request: HttpRequest) -> HttpResponse:
    """The preview; (POST) the deed. People come ticked (?who=) or as the whole filtered board (?all=1&query=…)."""
    require_here(request, "teachers.remind")
    board = request.POST.get("board") or request.GET.get("board", "")
    if board not in BOARDS:
        raise Refusal("Выберите, о чём напомнить.")
    title, listed, _ = BOARDS[board]
    ids, back, here = _ids(request, board), list_behind(request, listed), current_district(request)
    if not ids:
        nothing_done(request)
        messages.warning(request, "Отметьте хотя бы одного человека или выберите «все по отбору».")
        return redirect(back)
    form = RemindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = remind_of_board(
                ids=ids, board=board, comment=form.cleaned_data["comment"], mark=request.POST.get("mark", ""), district=here, by=request.user
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Напоминание отправлено {counted(count, PEOPLE)}.")
            return redirect(back)
    plan = remind_plan(request.user, ids, board, today(), here)
    context = {
        "title": title,
        "board": board,
        "form": form,
        "plan": plan,
        "shown": plan.ready[: many.SHOWN],
        "who": many.listed(ids),
        "back": back,
        "breadcrumbs": [{"label": "Аттестация" if board == GRADE else "КПК педагогов", "url": back}, {"label": title}],
    }
    return show(request, "teachers/remind.html", context, status=422 if form.errors else 200)


def _ids(request: HttpRequest, board: str) -> list[int]:
    return many.chosen(request, lambda kept: BOARDS[board][2](kept, request=request).keys, many.MOST, "человек")

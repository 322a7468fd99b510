"""Bringing people in from files: the list of imports, the file, its columns, the dry run, the decisions."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Role
from portal.documents.services import serve
from portal.journal.middleware import nothing_done
from portal.journal.selectors import history
from portal.journal.services import exported
from portal.kit import wall
from portal.kit.access import fetch
from portal.kit.listing import held
from portal.kit.pages import Counted, page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import download
from teachers.filters import IntakeFilter, RowFilter
from teachers.forms.intake import ColumnsForm, UploadForm
from teachers.intake.template import template_book
from teachers.models import Intake, IntakeRow
from teachers.selectors import intake as known
from teachers.selectors import intake_page as pages
from teachers.selectors import intake_since as since
from teachers.selectors.intake_file import sheets
from teachers.services import intake as services
from teachers.tables import INTAKES, TONES

S = Intake.State
LEFT = "они повторяют выбранные строки или расходятся с ними. Что именно, портал скажет, если выбрать строку отдельно."
JOINED = Intake.objects.select_related("organisation", "file", "by")


def intakes(request: HttpRequest) -> HttpResponse:
    """The imports that I may see; POST takes a new file."""
    require_here(request, "teachers.intake")
    district = current_district(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, district=district)
    if request.method == "POST" and form.is_valid():
        try:
            with wall.scope([district.pk], user=request.user.pk):
                made = services.start_intake(
                    upload=form.cleaned_data["file"], organisation=form.cleaned_data["organisation"], district=district, by=request.user
                )
            return redirect("teachers:intake", pk=made.pk)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    chosen = IntakeFilter(request.GET)
    page = page_of(held(chosen, known.intakes(request.user, words=request.GET.get("q", ""), state=request.GET.get("state", ""))), request)
    context = {
        "title": "Загрузка сотрудников из файлов",
        "form": form,
        "filter": chosen,
        "page": page,
        "columns": INTAKES,
        "watch": any(one.busy for one in page),
        "breadcrumbs": _trail("Загрузка из файлов"),
    }
    return show(request, "intake/list.html", context, part="table", status=422 if form.errors else 200)


def template(request: HttpRequest) -> HttpResponseBase:
    """The workbook to fill in, with the district's own words."""
    require_here(request, "teachers.intake")
    here = current_district(request)
    own = next((post.organisation_id for post in request.user.posts if post.role == Role.SCHOOL_HEAD and post.district_id == here.pk), None)  # type: ignore[union-attr]
    with wall.scope([here.pk], user=request.user.pk):
        made = template_book(known.vocabulary_on(today()), own)
    return download(io.BytesIO(made), "Список сотрудников.xlsx")


def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever the import needs now: its columns, the progress, the rows to decide, what was written."""
    row = _fetch(request, pk)
    if row.state == S.MAPPING or (row.state == S.CANCELLED and not row.totals):
        return _columns(request, row)
    chosen = RowFilter(request.GET, known.counts(row))
    verdict, decision, words = chosen.value("verdict"), chosen.value("decision"), chosen.value("q")
    rows = held(chosen, known.rows_of(row, verdict=verdict, decision=decision, words=words))
    page = page_of(rows if decision or words or chosen.errors else Counted(rows, chosen.counts[verdict or "rows"]), request)
    page.object_list = pages.shown(row, list(page.object_list), request.user)
    deeds = history(row)
    context = {
        **_frame(row),
        "counts": chosen.counts,
        "changed": since.changed_since_check(row),
        "nobody": pages.nobody(row),
        "decided": pages.decided(chosen.counts),
        "filter": chosen,
        "page": page,
        "steps": pages.steps(row),
        "deeds": deeds,
        "undone": next((deed for deed in deeds if deed.verb == services.UNDID), None) if row.state == S.UNDONE else None,
        "undo_stopped": SimpleLazyObject(lambda: services.undo_stopped(row)),  # not asked when only the table is drawn
        "may_twins": may_here(request, "teachers.see_twins"),
        **_progress(row),
    }
    return show(request, "intake/intake.html", context, part="table")


def _columns(request: HttpRequest, row: Intake, form: ColumnsForm | None = None) -> HttpResponse:
    form = form or ColumnsForm(None, columns=row.columns)
    context = {**_frame(row), "form": form, "steps": pages.steps(row), "sheets": sheets(row), "before": since.same_file(row, request.user)[:3]}
    return show(request, "intake/columns.html", context, status=422 if form.errors else 200)


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns as corrected by hand: the rows are checked."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    form = ColumnsForm(request.POST, columns=row.columns)
    if form.is_valid():
        try:
            services.check_columns(intake=row, mapping=form.mapping(), by=request.user)
            return redirect("teachers:intake", pk=pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _columns(request, row, form)


@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet or row of headings."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    number = request.POST.get("header_row", "")
    header_row = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else -1
    try:
        services.choose_table(intake=row, sheet=request.POST.get("sheet", row.sheet), header_row=header_row, by=request.user)
    except Refusal as refusal:
        nothing_done(request)
        messages.error(request, str(refusal))
    return redirect("teachers:intake_columns_again", pk=pk)


def columns_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the columns of an import that was checked but not written."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    if row.state not in (S.MAPPING, S.CHECKED, S.CANCELLED):
        return redirect("teachers:intake", pk=pk)
    return _columns(request, row)


@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The decision about one row."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    found = IntakeRow.objects.select_related("intake").filter(intake=row, number=number).first()
    if found is None:
        raise Refusal("Такой строки в загрузке нет. Обновите страницу.")
    decision, _, teacher = request.POST.get("decision", "").partition(":")
    chosen = int(teacher) if teacher.isascii() and teacher.isdecimal() and len(teacher) < 18 else None
    done = services.decide(row=found, decision=decision, teacher=chosen, by=request.user)
    _dropped(request, done.dropped)
    if done.freed:
        chosen_now = f"проверены заново и выбраны строки: {_named(done.freed)}" if len(done.freed) > 1 else f"проверена заново и выбрана строка {done.freed[0]}"
        messages.success(request, f"Строка {number} пропущена. Без неё {chosen_now}.")
    return redirect(f"{reverse('teachers:intake', args=[pk])}?{request.POST.get('back', '')}#row-{number}")


@require_POST
def decide_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take or leave out all new and changed rows of the filter."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    chosen = RowFilter(request.POST, {})
    if chosen.errors:
        raise Refusal("Условие отбора больше не действует, поэтому под него не подходит ни одна строка. Уберите его и повторите.")
    take = request.POST.get("take") == "1"
    asked = {"verdict": chosen.value("verdict"), "decision": chosen.value("decision"), "words": chosen.value("q")}
    made = services.decide_all(intake=row, **asked, take=take, by=request.user)
    messages.success(request, f"{'Выбрано' if take else 'Пропущено'} строк: {made.done}.{f' Не выбрано: {made.left}, {LEFT}' if made.left else ''}")
    _dropped(request, made.dropped)
    return redirect(f"{reverse('teachers:intake', args=[pk])}?{request.POST.get('back', '')}")


def _dropped(request: HttpRequest, numbers: tuple[int, ...]) -> None:
    """Rows that can be written no more because of what was decided about others of their people."""
    if numbers:
        messages.warning(
            request,
            f"Пропущены и строки об этих же людях: {_named(numbers)}. Без других строк их так не записать; выберите такую строку, и портал скажет почему.",
        )


def _named(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" и другие" if len(numbers) > 10 else "")


@require_POST
def move(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Check anew, write the chosen rows, undo the whole import, or put it off."""
    row = _fetch(request, pk, may="teachers.work_on_intake")
    doers = {"apply": services.apply_intake, "undo": services.undo_intake, "postpone": services.postpone, "again": services.check_again}
    doers[deed](intake=row, by=request.user)
    return redirect("teachers:intakes") if deed == "postpone" else redirect("teachers:intake", pk=pk)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked every two seconds; when the work is over the page is loaded anew."""
    row = _fetch(request, pk)
    response = show(request, "intake/progress.html", _progress(row))
    if not row.busy:
        response["HX-Refresh"] = "true"
    return response


def file(request: HttpRequest, pk: int) -> FileResponse:
    """The kept file, to whoever may see the import; written into the journal."""
    row = _fetch(request, pk)
    people = row.rows.exclude(teacher=None).values_list("teacher", flat=True)
    exported(verb="скачал(а) файл загрузки", obj=row, by=request.user, people=people)
    return serve(row.file)


def _fetch(request: HttpRequest, pk: int, may: str = "") -> Intake:
    return fetch(Intake, pk, user=request.user, may=may, within=JOINED)


def _frame(row: Intake) -> dict[str, Any]:
    trail = _trail(("Загрузка из файлов", reverse("teachers:intakes")), row.file.name)
    return {"title": row.file.name, "intake": row, "tone": TONES.get(S(row.state), "info"), "breadcrumbs": trail}


def _progress(row: Intake) -> dict[str, Any]:
    poll = reverse("teachers:intake_progress", args=[row.pk]) if row.busy else ""
    return {"percent": row.progress, "words": row.message or "Готово", "poll": poll}


def _trail(*steps: str | tuple[str, str]) -> list[dict[str, str]]:
    named = [{"label": one} if isinstance(one, str) else {"label": one[0], "url": one[1]} for one in steps]
    return [{"label": "Педагоги", "url": reverse("teachers:list")}, *named]

"""The teachers of the district or of the own organisation, and the card of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.middleware import current_district, may_here, require_here
from portal.kit.access import fetch
from portal.kit.pages import page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import download
from portal.kit.typed import seen_in
from teachers import services
from teachers.filters import TeacherFilter
from teachers.forms import CardForm, date_in
from teachers.models import Teacher
from teachers.selectors.assessments import latest_assessment
from teachers.selectors.card import card_of, last_edit, opening, summaries
from teachers.selectors.people import teacher_of
from teachers.selectors.staff import names_in, staff_rows
from teachers.selectors.twins import history_of, with_merged
from teachers.views.common import follows_merging, note_reading, page, trail


def teachers(request: HttpRequest) -> HttpResponse:
    """Search, filters, order, pages; the rights are decided for the whole list."""
    require_here(request, "teachers.list")
    chosen = TeacherFilter(request.GET, request=request)
    rows = page_of(chosen.qs, request)
    rows.object_list = list(staff_rows(rows.object_list, chosen.on, names_in(chosen.words)))
    return show(
        request,
        "teachers/list.html",
        {
            "title": "Педагоги",
            "form": chosen.form,
            "page": rows,
            "may_hire": may_here(request, "teachers.hire"),
            "may_twins": may_here(request, "teachers.see_twins"),
        },
        part="table",
    )


def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list as a file; who took it and by what conditions goes into the journal."""
    require_here(request, "teachers.export")
    chosen = TeacherFilter(request.GET, request=request)
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    rows = staff_rows(chosen.qs.iterator(2000), chosen.on, names_in(chosen.words))
    made = services.Export(rows, chosen.told(), chosen.on)
    file = services.export_teachers(export=made, kind=kind, district=current_district(request), by=request.user)
    return download(file, f"Педагоги {chosen.on:%d.%m.%Y}.{kind}")


@follows_merging
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, where, with what qualification on a date (?on=); the neighbours' panels load by themselves."""
    return _card(request, fetch(Teacher, pk, user=request.user, within=with_merged()))


def mine(request: HttpRequest) -> HttpResponse:
    """My own card."""
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal("Ваша учётная запись не связана с карточкой педагога. Если вы педагог, скажите методисту района: он свяжет их.")
    return _card(request, teacher)


def _card(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    on = date_in(request)
    found = card_of(teacher, on)
    context = page(
        request,
        teacher,
        "card",
        own=note_reading(request, teacher),
        card=found,
        places=opening(found.working, request.user),
        is_today=on == today(),
        may_private=request.user.has_perm("teachers.view_private", teacher),
        may_invite=teacher.user_id is None and request.user.has_perm("accounts.appoint", teacher),
        may_edit=request.user.has_perm("teachers.edit", teacher),
        may_history=request.user.has_perm("teachers.history", teacher),
    )
    return show(request, "teachers/card.html", context)


def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """Самооценки of the card: deficits for those who may, for a school head only when the last one was."""
    teacher = fetch(Teacher, pk, user=request.user, may="teachers.view")
    may_profile = request.user.has_perm("teachers.view_profile", teacher)
    context = {
        "title": f"Самооценки: {teacher.short_name}",
        "teacher": teacher,
        "may_profile": may_profile,
        "rows": summaries(teacher) if may_profile else [],
        "last": None if may_profile else latest_assessment(teacher),
        "breadcrumbs": trail(request, teacher, "Самооценки"),
    }
    return show(request, "teachers/assessments.html", context, part="panel")


def card_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the card and who read it."""
    teacher = fetch(Teacher, pk, user=request.user, may="teachers.history")
    context = {"title": f"История: {teacher.short_name}", "deeds": history_of(teacher), "breadcrumbs": trail(request, teacher, "История")}
    return show(request, "teachers/history.html", context, part="panel")


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the card; somebody else's newer correction is not overwritten, the typed text stays."""
    teacher = fetch(Teacher, pk, user=request.user, may="teachers.edit")
    form = CardForm(request.POST or None, instance=teacher)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_teacher(teacher=teacher, changes=form.changes(), seen=seen_in(request.POST), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Карточка сохранена.")
            return redirect("teachers:card", pk=pk)
    last = last_edit(teacher)
    context = {
        "title": "Изменение карточки",
        "form": form,
        "teacher": teacher,
        "seen": last.pk if last else 0,
        "breadcrumbs": trail(request, teacher, "Изменение"),
    }
    return show(request, "teachers/edit.html", context, status=422 if form.errors else 200)

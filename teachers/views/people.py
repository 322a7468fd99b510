"""The teachers of the district or of the own organisation, and the card of one."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.selectors.lists import frame
from portal.kit.access import fetch
from portal.kit.dates import date_in
from portal.kit.finding import retyped
from portal.kit.listing import GROUP, Frame, Group
from portal.kit.many import MOST
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import download
from portal.kit.typed import seen_in
from portal.kit.words import day
from teachers import services
from teachers.filters import TeacherFilter
from teachers.filters.people import near
from teachers.forms import CardForm
from teachers.models import Teacher, TeacherQuerySet
from teachers.selectors.access import invitable
from teachers.selectors.assessments import latest_assessment
from teachers.selectors.card import Card, card_of, last_edit, opening, summaries
from teachers.selectors.columns import NAME, TICKS, Shown, columns_for, told, with_columns
from teachers.selectors.people import main_job, teacher_of, why_no_card
from teachers.selectors.staff import names_in, on_paper, staff, with_job
from teachers.selectors.twins import history_of, with_merged
from teachers.views import bulk
from teachers.views.common import follows_merging, note_reading, page, read_card, trail


def teachers(request: HttpRequest) -> HttpResponse:
    """Search, filters, order, columns, groups, pages; the rights are decided for the whole list. What finds nobody as it is typed is read otherwise."""
    require_here(request, "teachers.list")
    deeds, listed = bulk.deeds_here(request), _listed(request)
    other = None if listed["page"].object_list or listed["form"].errors else near(request)
    if other:
        request.GET = other.query  # type: ignore[assignment]  # pages, files and deeds then are of what is shown
        listed = _listed(request)
    listed["view"].lead = (TICKS, NAME) if deeds else (NAME,)
    context = {
        "title": "Педагоги",
        **listed,
        "near": other,
        "may_hire": may_here(request, "teachers.hire"),
        "may_twins": may_here(request, "teachers.see_twins"),
        "deeds": deeds,
        "many": bulk.MANY,
        "most": MOST,
    }
    return show(request, "teachers/list.html", context, part="table")


def _listed(request: HttpRequest) -> dict[str, Any]:
    """The rows of one page with what is shown of them."""
    seen = Teacher.objects.visible_to(request.user)
    chosen, view = _list(request, seen if _by_name(request) else with_job(seen, today()))
    rows: Any = Shown(view.codes, chosen.on)
    places = chosen.keys_by_place() if view.grouped else None
    page = page_of(ByKeys(places, rows) if places else chosen.keys(rows), request)
    page.object_list = list(told(page.object_list, view.codes, chosen.on, names_in(chosen.words)))
    view.retyped = retyped(request.GET.get("q", ""), [one.full_name for one in page.object_list])
    return {"form": chosen.form, "page": page, "view": view, "groups": places.groups(page.object_list) if places else [Group("", page.object_list)]}


def _list(request: HttpRequest, rows: TeacherQuerySet) -> tuple[TeacherFilter, Frame]:
    chosen = TeacherFilter(request.GET, request=request, rows=rows)
    columns = columns_for(request.user, request.district)  # type: ignore[attr-defined]
    return chosen, frame(request, "teachers:list", columns, chosen.form, chosen.gone)


def _by_name(request: HttpRequest) -> bool:
    """An index gives this order; any other asks for the main job of everybody."""
    return request.GET.get("sort", "").removeprefix("-") in ("", "name") and GROUP not in request.GET


def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list as a file, with the columns that are shown; who took it and by what conditions goes into the journal."""
    require_here(request, "teachers.export")
    chosen, view = _list(request, staff(request.user, today(), whole=True))
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    rows = told(on_paper(with_columns(chosen.qs, view.codes, chosen.on), chosen.on), view.codes, chosen.on, names_in(chosen.words))
    made = services.Export(rows, view.shown, chosen.told(), chosen.on)
    file = services.export_teachers(export=made, kind=kind, district=current_district(request), by=request.user)
    return download(file, f"Педагоги {chosen.on:%d.%m.%Y}.{kind}")


@follows_merging
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, where, with what qualification on a date (?on=); the neighbours' panels load by themselves."""
    return _card(request, fetch(Teacher, pk, user=request.user, within=with_merged().select_related("user")))


def mine(request: HttpRequest) -> HttpResponse:
    """My own card."""
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal(why_no_card(request.user))  # type: ignore[arg-type]
    return _card(request, teacher)


def _card(request: HttpRequest, teacher: Teacher) -> HttpResponse:
    on = date_in(request)
    if teacher.birth_date and on < teacher.birth_date:
        raise Refusal(f"На {day(on)} показать нечего: дата рождения {day(teacher.birth_date)}. Выберите дату позже.")
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
        may_invite=invitable(teacher) and request.user.has_perm("accounts.appoint", teacher) and _works_today(teacher, found, on),
        may_edit=request.user.has_perm("teachers.edit", teacher),
        may_history=request.user.has_perm("teachers.history", teacher),
    )
    return show(request, "teachers/card.html", context)


def _works_today(teacher: Teacher, found: Card, on: dt.date) -> bool:
    """Whoever is invited is invited to today's work, whatever day the card is shown on."""
    return bool(found.working) if on == today() else main_job(teacher, today()) is not None


def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """Самооценки of the card: deficits for those who may, for a school head only when the last one was."""
    teacher = read_card(request, pk, may="teachers.view", within=Teacher.objects.all())
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
    teacher = read_card(request, pk, may="teachers.history", within=Teacher.objects.all())
    context = {"title": f"История: {teacher.short_name}", "deeds": history_of(teacher), "breadcrumbs": trail(request, teacher, "История")}
    return show(request, "teachers/history.html", context, part="panel")


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the card; somebody else's newer correction is not overwritten, the typed text stays."""
    teacher = read_card(request, pk, may="teachers.edit", within=Teacher.objects.all())
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

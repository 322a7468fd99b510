"""Internship programmes with their sites, and the trainees."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from communities import services
from communities.filters import ProgrammeFilter
from communities.forms import BeginForm, DateForm, NewProgrammeForm, ProgrammeForm
from communities.models import Internship, Programme
from communities.selectors import programmes as known
from communities.selectors.exports import PROGRAMME_COLUMNS, programme_lines
from communities.tables import PROGRAMMES
from portal.accounts.middleware import current_district, may_here, require_here
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.journal.selectors import history
from portal.journal.services import last_deed, seen_of
from portal.kit.access import fetch
from portal.kit.forms import form_page
from portal.kit.listing import held, told
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.pasting import Paste, read_paste
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers, seen_in
from portal.kit.words import counted, state_said

HOME = {"label": "Стажировки", "url": reverse_lazy("communities:programmes")}
PEOPLE = ("человек", "человека", "человек")


def _found(request: HttpRequest) -> Any:
    form = ProgrammeFilter(request.GET)
    return form, held(form, known.programmes(request.user, form.value("q"), form.value("open"), request.GET.get("sort", "")))


def programmes(request: HttpRequest) -> HttpResponse:
    form, rows = _found(request)
    page: Any = page_of(ByKeys(rows, known.KNOWN), request)
    page.object_list = known.rows_of(list(page.object_list), request.user)
    context = {
        "title": "Стажировки",
        "columns": PROGRAMMES,
        "filter": form,
        "page": page,
        "may_add": may_here(request, "communities.manage_programme"),
        "may_export": may_here(request, "communities.export"),
    }
    return show(request, "communities/programmes.html", context, part="table")


def programmes_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "communities.export")
    form, rows = _found(request)
    return export_list(
        title="Программы стажировок", columns=PROGRAMME_COLUMNS, rows=programme_lines(rows, request.user), kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, about=told(form),
    )  # fmt: skip


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme and its trainees, as far as the user may see them by name."""
    user = request.user
    found = fetch(Programme, pk, user=user, within=known.programmes(user))
    row = known.rows_of([found], user)[0]
    page: Any = page_of(known.internships_page(row, user, request.GET.get("q", "")), request)
    page.object_list = known.trainees(list(page.object_list))
    enrols = user.has_perm("communities.enrol", found)
    context = {
        "title": found.name,
        "breadcrumbs": [HOME, {"label": found.name}],
        "programme": found,
        "row": row,
        "functions": known.functions_of(found),
        "page": page,
        "sees_people": enrols or may_here(request, "communities.export"),
        "enrols": enrols,
        "manages": user.has_perm("communities.manage_programme", found),
        "join": BeginForm(),
        "found": known.to_add(found, user, request.GET.get("find", "")),
        "words": request.GET.get("find", ""),
    }
    return show(request, "communities/programme.html", context, part="table")


def programme_new(request: HttpRequest) -> HttpResponse:
    require_here(request, "communities.manage_programme")
    form = NewProgrammeForm(request.POST or None, district=current_district(request))
    return form_page(
        request, form, lambda: services.create_programme(data=form.programme(), district=form.district, by=request.user, again=form.cleaned_data["again"]),
        template="teachers/form.html",
        said="Программа внесена. Теперь можно зачислять стажёров.", to="communities:programme",
        title="Новая программа", breadcrumbs=[HOME, {"label": "Новая"}], cancel=HOME["url"], submit="Внести",
    )  # fmt: skip


def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Programme.objects.select_related("district", "organisation")
    found = fetch(Programme, pk, user=request.user, may="communities.manage_programme", within=rows)
    form = ProgrammeForm(request.POST or None, district=found.district, initial=ProgrammeForm.of(found))
    address = reverse("communities:programme", args=[pk])
    return form_page(
        request, form,
        lambda: services.edit_programme(programme=found, data=form.programme(), by=request.user, seen=seen_in(request.POST), again=form.cleaned_data["again"]),
        template="teachers/form.html", said="Программа сохранена.", to="communities:programme", title="Правка программы", seen=last_deed(found),
        breadcrumbs=[HOME, {"label": found.name, "url": address}, {"label": "Правка"}], cancel=address, submit="Сохранить",
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Programme:
    return fetch(Programme, pk, user=request.user, may="communities.enrol")


def trainee_find(request: HttpRequest, pk: int) -> HttpResponse:
    found, words = _own(request, pk), request.GET.get("find", "")
    return show(request, "people/found.html", {"words": words, "found": known.to_add(found, request.user, words), "deed": "Зачислить"})


@require_POST
def trainee_add(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _own(request, pk), BeginForm(request.POST)
    if not form.is_valid():
        raise Refusal("Укажите дату начала стажировки.")
    chosen = numbers(request.POST.getlist("teacher"))
    messages.success(request, _joined(services.enrol(programme=found, teachers=chosen, since=form.cleaned_data["since"], by=request.user)))
    return redirect("communities:programme", pk=pk)


def trainee_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol trainees by a pasted list; lines left open stay on the page."""
    found, paste, form = _own(request, pk), None, BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        paste = read_paste(request.POST, known.people_of(found, request.user), known.under_way(found))
        if request.POST.get("deed") == "confirm" and paste.people:
            messages.success(request, _joined(services.enrol(programme=found, teachers=paste.people, since=form.cleaned_data["since"], by=request.user)))
            if not paste.left:
                return redirect("communities:programme", pk=pk)
            paste = Paste(several=paste.several, unknown=paste.unknown)
    address = reverse("communities:programme", args=[pk])
    trail = [HOME, {"label": found.name, "url": address}, {"label": "Список"}]
    words = {"confirm": "Зачислить на стажировку", "known": "уже проходит"}
    context = {"title": "Зачислить по списку", "breadcrumbs": trail, "paste": paste, "back": address, "extra": form, "words": words}
    return show(request, "people/paste.html", context)


def internship(request: HttpRequest, pk: int) -> HttpResponse:
    """One internship: its moves, completing with a date."""
    rows = Internship.objects.select_related("teacher")
    found: Internship = fetch(Internship, pk, user=request.user, may="communities.manage_internship", within=rows)  # type: ignore[assignment]
    host = known.programmes(request.user).get(pk=found.programme_id)
    form = DateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            move, seen = request.POST.get("move", ""), seen_in(request.POST)
            fresh = services.move_internship(internship=found, move=move, on=data["on"], comment=data["comment"], by=request.user, seen=seen)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, state_said(f"стажировки ({found.teacher.short_name})", fresh.get_state_display()))
            return redirect("communities:programme", pk=host.pk)
    address = reverse("communities:programme", args=[host.pk])
    trail = [HOME, {"label": host.name, "url": address}, {"label": found.teacher.short_name}]
    context = {"title": found.teacher.full_name, "breadcrumbs": trail, "internship": found, "programme": host, "form": form, "offers": open_to(found, request.user), "cancel": address, "deeds": history(found), "seen": seen_of(found)}  # fmt: skip
    return show(request, "communities/internship.html", context, status=422 if form.errors else 200)


def _joined(number: int) -> str:
    return f"Зачислено: {counted(number, PEOPLE)}." if number else "Все эти люди уже проходят стажировку."

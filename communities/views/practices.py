"""The bank of practices."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy

from communities import services
from communities.filters import PracticeFilter
from communities.models import Authorship, Practice
from communities.selectors import practices as known
from communities.selectors.exports import PRACTICE_COLUMNS, practice_lines
from communities.tables import PRACTICES
from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.selectors import lexicon
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.journal.selectors import history
from portal.journal.services import seen_of
from portal.kit.access import fetch
from portal.kit.listing import held, told
from portal.kit.pages import page_of, show
from portal.kit.typed import seen_in
from portal.kit.words import state_said

HOME = {"label": "Банк практик", "url": reverse_lazy("communities:practices")}


def _found(request: HttpRequest) -> Any:
    form = PracticeFilter(request.GET)
    return form, held(form, known.practices(request.user, form.value("q"), form.value("bank"), form.value("state"), request.GET.get("sort", "")))


def practices(request: HttpRequest) -> HttpResponse:
    form, rows = _found(request)
    page: Any = page_of(rows, request)
    page.object_list = known.rows_of(list(page.object_list), form.words)
    context = {"title": "Банк практик", "columns": PRACTICES, "filter": form, "page": page, "may_export": may_here(request, "communities.export")}
    return show(request, "communities/practices.html", context, part="table")


def practices_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "communities.export")
    form, rows = _found(request)
    return export_list(
        title="Банк практик", columns=PRACTICE_COLUMNS, rows=practice_lines(rows), kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, about=told(form),
        people=Authorship.objects.filter(practice__in=[one.pk for one in rows]).values_list("teacher", flat=True),
    )  # fmt: skip


def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """One practice with its authors and history; the methodist moves it into the bank."""
    found = fetch(Practice, pk, user=request.user)
    manages = request.user.has_perm("communities.manage_practice", found)
    if request.method == "POST":
        fetch(Practice, pk, user=request.user, may="communities.manage_practice")
        fresh = services.move_practice(
            practice=found, move=request.POST.get("move", ""), by=request.user, comment=request.POST.get("comment", ""), seen=seen_in(request.POST)
        )
        messages.success(request, state_said("практики", fresh.get_state_display()))
        return redirect("communities:practice", pk=pk)
    context = {
        "title": found.title,
        "breadcrumbs": [HOME, {"label": found.title}],
        "row": known.rows_of([found], lexicon(known.BANKS, known.LEVELS))[0],
        "offers": open_to(found, request.user) if manages else [],
        "deeds": history(found) if manages else [],
        "seen": seen_of(found),
    }
    return show(request, "communities/practice.html", context)

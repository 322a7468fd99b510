"""The bank of practices."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from communities import services
from communities.filters import PracticeFilter
from communities.forms import PracticeForm
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
from portal.kit.forms import form_page
from portal.kit.listing import held, told
from portal.kit.pages import page_of, show
from portal.kit.pasting import Paste, read_paste
from portal.kit.typed import seen_in
from portal.kit.words import counted, state_said

HOME = {"label": "Банк практик", "url": reverse_lazy("communities:practices")}
AUTHORS = ("автор", "автора", "авторов")


def _found(request: HttpRequest) -> Any:
    form = PracticeFilter(request.GET)
    return form, held(form, known.practices(request.user, form.value("q"), form.value("bank"), form.value("state"), request.GET.get("sort", "")))


def practices(request: HttpRequest) -> HttpResponse:
    form, rows = _found(request)
    page: Any = page_of(rows, request)
    page.object_list = known.rows_of(list(page.object_list), form.words)
    context = {"title": "Банк практик", "columns": PRACTICES, "filter": form, "page": page, "may_export": may_here(request, "communities.export")}
    context["may_add"] = may_here(request, "communities.manage_practice")
    return show(request, "communities/practices.html", context, part="table")


def practices_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "communities.export")
    form, rows = _found(request)
    return export_list(
        title="Банк практик", columns=PRACTICE_COLUMNS, rows=practice_lines(rows), kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, about=told(form),
        people=Authorship.objects.filter(practice__in=[one.pk for one in rows]).values_list("teacher", flat=True),
    )  # fmt: skip


def practice_new(request: HttpRequest) -> HttpResponse:
    require_here(request, "communities.manage_practice")
    form = PracticeForm(request.POST or None, district=current_district(request))

    def deed() -> Practice:
        return services.propose_practice(data=form.practice(), district=form.district, again=form.cleaned_data["again"], by=request.user)

    return form_page(
        request, form, deed, template="teachers/form.html",
        said="Практика внесена. Теперь назовите авторов.", to="communities:practice",
        title="Новая практика", breadcrumbs=[HOME, {"label": "Новая"}], cancel=HOME["url"], submit="Внести",
    )  # fmt: skip


def practice_authors(request: HttpRequest, pk: int) -> HttpResponse:
    """Name authors by a pasted list; lines left open stay on the page."""
    found, paste = fetch(Practice, pk, user=request.user, may="communities.manage_practice"), None
    if request.method == "POST":
        paste = read_paste(request.POST, known.register_of(found), known.authors_of(found))
        if request.POST.get("deed") == "confirm" and paste.people:
            number = services.name_authors(practice=found, teachers=paste.people, by=request.user)
            messages.success(request, f"Добавлено: {counted(number, AUTHORS)}." if number else "Все эти люди уже названы.")
            if not paste.left:
                return redirect("communities:practice", pk=pk)
            paste = Paste(several=paste.several, unknown=paste.unknown)
    address = reverse("communities:practice", args=[pk])
    trail = [HOME, {"label": found.title, "url": address}, {"label": "Авторы"}]
    words = {"confirm": "Назвать авторами", "known": "уже автор"}
    return show(request, "people/paste.html", {"title": "Авторы практики", "breadcrumbs": trail, "paste": paste, "back": address, "words": words})


@require_POST
def practice_author_remove(request: HttpRequest, pk: int, teacher: int) -> HttpResponse:
    """Take back a name that was given by mistake, while the practice is being prepared."""
    found = fetch(Practice, pk, user=request.user, may="communities.manage_practice")
    person = services.unname_author(practice=found, teacher=teacher, by=request.user)
    messages.success(request, f"{person.short_name}: больше не автор этой практики.")
    return redirect("communities:practice", pk=pk)


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
        "may_name": manages and found.state != Practice.State.REJECTED,
        "authors": known.named_authors(found) if manages and found.state in services.PREPARED else [],
    }
    return show(request, "communities/practice.html", context)

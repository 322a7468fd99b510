"""Papers of the service: a list with a tab for each kind, a form for one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from monitoring.filters import PaperFilter
from monitoring.forms import ActForm, CampaignForm, PaperForm, PlanForm
from monitoring.selectors import papers as known
from monitoring.services import papers as services
from monitoring.tables import FILES, paper_line
from monitoring.tables import papers as columns
from monitoring.views.common import district_for
from portal.documents.services import export_list
from portal.journal.selectors import history
from portal.journal.services import last_deed
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.forms import done
from portal.kit.listing import held, told
from portal.kit.pages import page_of, show
from portal.kit.spreadsheet import Column
from portal.kit.typed import seen_in

HOME = {"label": "Документы службы", "url": reverse_lazy("monitoring:papers")}
FORMS: dict[str, type[PaperForm]] = {"act": ActForm, "plan": PlanForm, "campaign": CampaignForm}
KEEP = "monitoring.keep_papers"


def _list(request: HttpRequest) -> Any:
    kind = known.KINDS.get(request.GET.get("kind", ""), known.ACT)
    form = PaperFilter(request.GET)
    return kind, form, held(form, known.papers(kind, request.user, form.words(), request.GET.get("sort", "")))


def papers(request: HttpRequest) -> HttpResponse:
    """Acts, plans or monitorings, as the tab says."""
    here = district_for(request)
    kind, form, rows = _list(request)
    keeps = request.user.has_perm(KEEP, here)
    context = {
        "title": HOME["label"],
        "kind": kind,
        "tabs": [{"label": one.tab, "url": f"?kind={one.code}", "active": one is kind} for one in known.KINDS.values()],
        "filter": form,
        "page": page_of(rows, request),
        "columns": columns(kind.code, keeps=keeps, several=known.of_several(rows)),
        "may_add": keeps,
    }
    return show(request, "monitoring/papers.html", context, part="table")


def papers_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the list as it is found."""
    here = district_for(request)
    kind, form, rows = _list(request)
    several = known.of_several(rows)
    lines = ([*paper_line(kind.code, row), *([row.district.name] if several else [])] for row in rows)
    heads = (*FILES[kind.code], *([Column("Район", 28)] if several else []))
    return export_list(title=kind.tab, columns=heads, rows=lines, kind=request.GET.get("format", ""), district=here, by=request.user, about=told(form))


def paper_new(request: HttpRequest, kind: str) -> HttpResponse:
    here, found = district_for(request, KEEP), _kind(kind)
    form = FORMS[kind](request.POST or None, tags=known.tags_of(request.user))
    if request.method == "POST" and done(form, lambda: services.add_paper(kind=found, values=form.cleaned_data, district=here, by=request.user)):
        messages.success(request, f"Внесено: {found.one}.")
        return _back(found)
    return _page(request, found, form, "Внести")


def paper(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a paper or end it; its history."""
    found, row = _kind(kind), _row(request, kind, pk)
    form = FORMS[kind](request.POST or None, tags=known.tags_of(request.user), initial=FORMS[kind].of(row))

    def deed() -> Any:
        return services.edit_paper(kind=found, paper=row, values=form.cleaned_data, by=request.user, seen=seen_in(request.POST))

    if request.method == "POST" and done(form, deed):
        messages.success(request, "Сохранено.")
        return _back(found)
    return _page(request, found, form, "Сохранить", row=row, seen=last_deed(row), deeds=history(row))


@require_POST
def paper_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found, row = _kind(kind), _row(request, kind, pk)
    services.remove_paper(kind=found, paper=row, by=request.user, seen=seen_in(request.POST))
    messages.success(request, f"Удалено: {found.one}.")
    return _back(found)


def _kind(code: str) -> known.Kind:
    if code not in known.KINDS:
        raise Http404(NOT_FOUND)
    return known.KINDS[code]


def _row(request: HttpRequest, kind: str, pk: int) -> Any:
    return fetch(_kind(kind).model, pk, user=request.user, may=KEEP)


def _back(kind: known.Kind) -> HttpResponse:
    return redirect(f"{reverse('monitoring:papers')}?kind={kind.code}")


def _page(request: HttpRequest, kind: known.Kind, form: PaperForm, submit: str, **more: Any) -> HttpResponse:
    tab = f"{HOME['url']}?kind={kind.code}"
    context = {
        "title": f"{'Правка' if 'row' in more else 'Новая запись'}: {kind.one}",
        "breadcrumbs": [HOME, {"label": kind.tab, "url": tab}, {"label": "Правка" if "row" in more else "Новая запись"}],
        "kind": kind,
        "form": form,
        "cancel": tab,
        "submit": submit,
        **more,
    }
    return show(request, "monitoring/paper.html", context, status=422 if form.errors else 200)

"""Reports: asking, watching, reading, taking away, comparing with today."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from monitoring.filters import ReportFilter, SearchFilter
from monitoring.forms import ReportForm, RevokeForm
from monitoring.models import Report
from monitoring.report import preview
from monitoring.selectors import reports as known
from monitoring.services import reports as services
from monitoring.views import common
from portal.accounts.models import District
from portal.documents.services import serve
from portal.journal.middleware import nothing_done
from portal.journal.selectors import history
from portal.journal.services import record
from portal.kit.access import fetch
from portal.kit.listing import held
from portal.kit.pages import page_of, show
from portal.kit.periods import Period
from portal.kit.refusal import Refusal
from portal.kit.words import years

S = Report.State
TONES = {S.QUEUED: "plain", S.RUNNING: "info", S.READY: "good", S.FAILED: "bad"}
WAITING = (S.QUEUED, S.RUNNING)
VIEWS = {"then": "Зафиксировано", "now": "Сейчас", "changes": "Что изменилось"}
FILES = {"excel": "Excel", "pdf": "PDF"}


def reports(request: HttpRequest) -> HttpResponse:
    """The list of the district's reports; POST asks for a new one."""
    district = common.district_for(request, "monitoring.report")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form, district)
    get = request.GET
    chosen = ReportFilter(get, S.choices)
    rows = known.reports(request.user, district.pk, words=get.get("q", ""), state=get.get("state", ""), sort=get.get("sort", ""))
    page = page_of(held(chosen, rows), request)
    context = {
        "title": "Отчёты",
        "form": form,
        "filter": chosen,
        "page": page,
        "rows": [(row, TONES[S(row.state)], Period.parse(row.period).label) for row in page],
        "watch": any(row.state in WAITING for row in page),
    }
    return show(request, "monitoring/reports.html", context, part="table", status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: ReportForm, district: District) -> HttpResponse:
    report, new = services.request_report(period=Period.parse(form.cleaned_data["period"]), district=district, by=request.user)
    if not new:
        nothing_done(request)
        messages.info(request, "Такой отчёт уже составляется — вот он.")
    return redirect("monitoring:report", pk=report.pk)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress while it is being made, then the preview of the frozen data with downloads."""
    row = _fetch(request, pk)
    period = Period.parse(row.period)
    title = f"Отчёт по показателям за {period.label}"
    context: dict[str, Any] = {
        "title": title,
        "breadcrumbs": common.trail(("Отчёты", reverse("monitoring:reports")), (period.short, "")),
        "report_row": row,
        "tone": TONES[S(row.state)],
        "waiting": row.state in WAITING,
        "may_revoke": row.document and not row.document.revoked_on and request.user.has_perm("monitoring.revoke", row),
        "deeds": history(row),
        **_progress(row),
    }
    if row.state == S.READY:
        context |= preview.preview(known.structure_of(row), known.links(row))
    return show(request, "monitoring/report.html", context)


def _fetch(request: HttpRequest, pk: int, *unread: str) -> Report:
    within = Report.objects.select_related("document", "requested_by", "excel", "pdf").defer(*unread)
    return fetch(Report, pk, user=request.user, may="monitoring.report", within=within)


def _progress(row: Report) -> dict[str, Any]:
    words = row.message or ("Ждём очереди" if row.state == S.QUEUED else "Составляем")
    return {"percent": row.progress, "words": words, "poll": reverse("monitoring:report_progress", args=[row.pk]) if row.state in WAITING else ""}


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked every two seconds; when the work is over the page is loaded anew."""
    row = fetch(Report, pk, user=request.user, may="monitoring.report", within=Report.objects.defer("data"))
    response = show(request, "monitoring/parts/progress.html", _progress(row))
    if row.state not in WAITING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    services.retry_report(report=_fetch(request, pk), by=request.user)
    return redirect("monitoring:report", pk=pk)


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why the issued report is annulled, having said that there is no way back."""
    row = fetch(Report, pk, user=request.user, may="monitoring.revoke", within=Report.objects.select_related("document", "requested_by").defer("data"))
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_report(report=row, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Отчёт аннулирован: страница проверки документа теперь так и говорит.")
            return redirect("monitoring:report", pk=pk)
    context = {**_inner(row, "Аннулировать"), "title": "Аннулировать отчёт", "form": form, "back": reverse("monitoring:report", args=[pk])}
    return show(request, "monitoring/revoke.html", context, status=422 if form.errors else 200)


def file(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """The kept Excel or PDF, to whoever may see the report; written into the journal."""
    row = _fetch(request, pk)
    stored = getattr(row, kind) if kind in FILES else None
    if stored is None:
        raise Http404("Такого файла у отчёта нет.")
    record(verb=f"скачал(а) отчёт ({FILES[kind]})", obj=row, by=request.user)
    return serve(stored)


def details(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Chart and table of one indicator of the frozen report."""
    row = _fetch(request, pk)
    try:
        found = preview.details(known.structure_of(row), code, known.links(row))
    except KeyError:
        raise Http404("Такого показателя в отчёте нет.") from None
    context = {**_inner(row, f"{found.code}. {found.name}"), "details": found, "nobody_note": preview.figures.NOBODY_NOTE}
    return show(request, "monitoring/report_part.html", {**context, "part": "monitoring/report/details.html"}, part="inner")


def lagging(request: HttpRequest, pk: int) -> HttpResponse:
    """«Что западает» by organisation."""
    row = _fetch(request, pk)
    shown = preview.shown.lagging(known.structure_of(row).lagging)
    return show(
        request, "monitoring/report_part.html", {**_inner(row, "Что западает"), "lagging": shown, "part": "monitoring/report/lagging.html"}, part="inner"
    )


def now(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs today from what was frozen."""
    row = _fetch(request, pk)
    context = {**_inner(row, "Зафиксировано и сейчас"), "changes": known.changes(row), "part": "monitoring/parts/changes.html"}
    return show(request, "monitoring/report_part.html", context, part="inner")


def _inner(row: Report, title: str) -> dict[str, Any]:
    steps = common.trail(("Отчёты", reverse("monitoring:reports")), (years(row.period), reverse("monitoring:report", args=[row.pk])), (title, ""))
    return {"title": title, "breadcrumbs": steps, "report_row": row}


def frozen_list(request: HttpRequest, pk: int, code: str, part: str) -> HttpResponseBase:
    """The list behind a number of the report: as frozen, as it would be now, and what came and went."""
    row, view = _fetch(request, pk, "data"), request.GET.get("view", "then")
    place = request.GET.get("organisation", "")
    found = _listed(row, code, part, view)
    shown = known.searched(found, request.GET.get("q", ""), place, request.GET.get("sort", ""))
    if request.GET.get("format"):
        return _list_file(request, row, f"{code} {common.PARTS[part]}", VIEWS[view], shown)
    context = {
        **_inner(row, f"{code}: {common.PARTS[part]}"),
        "page": page_of(shown, request),
        "view": view,
        "code": code,
        "part_name": common.PARTS[part],
        "place": next((one.fact.place for one in shown), "") if place else "",
        "filter": SearchFilter(request.GET),
        "reset": f"?view={view}" + (f"&organisation={place}" if place else ""),
        "tabs": [{"label": name, "url": f"?view={key}" + (f"&organisation={place}" if place else ""), "active": key == view} for key, name in VIEWS.items()],
    }
    return show(request, "monitoring/report_list.html", context, part="table")


def _listed(row: Report, code: str, part: str, view: str) -> Sequence[known.Listed]:
    if part not in common.PARTS or view not in VIEWS or row.state != S.READY or not known.counts_indicator(row, code):
        raise Http404("Такого списка у отчёта нет.")
    if view == "then":
        return known.FrozenRows(row, code, part)
    now = known.facts_now(row, code, part)
    if view == "changes":
        return known.compared(known.frozen_facts(row, code, part), now)
    return [known.Listed(one) for one in now]


def _list_file(request: HttpRequest, row: Report, name: str, view: str, rows: Sequence[known.Listed]) -> FileResponse:
    cells = ((number, one.fact.person, one.fact.place, one.fact.date, one.fact.label, one.mark) for number, one in enumerate(rows, 1))
    columns = ("№", "Кто", "Организация", "Дата", "Что", "Изменение")
    about = [f"Отчёт № {row.document.number if row.document else '—'} за {years(row.period)}", view]
    return common.exported(
        request, row.district, title=f"{name} {years(row.period)}", columns=columns, rows=cells, about=about, count=len(rows),
        people=common.people_in(one.fact for one in rows),
    )  # fmt: skip

"""The operator's districts; working in another of one's own."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts import services, tables
from portal.accounts.forms import DistrictForm, HeadForm
from portal.accounts.models import Appointment, District, Handover, Role
from portal.accounts.selectors import district_sizes, districts_named
from portal.accounts.selectors.access import removal_waits, waiting_heads
from portal.accounts.services.entry import links_for
from portal.accounts.services.removals import archive_of
from portal.kit.access import require
from portal.kit.addresses import ours
from portal.kit.cells import token
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import number


def districts(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.operate")
    words = request.GET.get("q", "")
    page: Any = page_of(districts_named(words), request)
    page.object_list = district_sizes(list(page.object_list))
    return show(request, "accounts/districts.html", {"title": "Районы", "page": page, "q": words, "columns": tables.districts(token(request))}, part="table")


def open_district(request: HttpRequest) -> HttpResponse:
    """A new district with its first head invited."""
    require(request.user, "accounts.operate")
    form = DistrictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, _ = services.open_district(facts=form.facts(), head=form.person(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{made}: район открыт, начальнику уйдёт приглашение.")
            return redirect("accounts:district", pk=made.pk)
    context = {"title": "Новый район", "form": form, "breadcrumbs": _trail("Новый район")}
    return show(request, "accounts/district_form.html", context, status=422 if form.errors else 200)


def district(request: HttpRequest, pk: int) -> HttpResponse:
    """One district as its keeper sees it: sizes, heads, archives; people stay behind the wall."""
    require(request.user, "accounts.operate")
    found = get_object_or_404(District, pk=pk)
    heads = waiting_heads(found)
    links = links_for(heads, request.user)
    archives = list(Handover.objects.filter(district=found).select_related("requested_by")[:5])
    context = {
        "title": found.name,
        "row": district_sizes([found])[0],
        "state_form": tables.state_form(found, token(request), "btn"),
        "heads": Appointment.objects.lasting().filter(district=found, role=Role.DEPARTMENT_HEAD).select_related("user"),
        "invitations": [(row, links.get(row.pk, "")) for row in heads],
        "handovers": archives,
        "preparing": any(one.state in (Handover.State.QUEUED, Handover.State.WORKING) for one in archives),
        "good": archive_of(found) if found.state == District.State.FROZEN else None,
        "breadcrumbs": _trail(found.name),
    }
    return show(request, "accounts/district.html", context, part="archives")


def invite_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the first, or the next, head of a district."""
    require(request.user, "accounts.operate")
    found = get_object_or_404(District, pk=pk)
    form = HeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_head(district=found, head=form.person(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Приглашение готово: письмо уйдёт в течение минуты.")
            return redirect("accounts:district", pk=pk)
    context = {"title": f"Начальник управления: {found}", "form": form, "breadcrumbs": _trail("Приглашение")}
    return show(request, "accounts/district_form.html", context, status=422 if form.errors else 200)


@require_POST
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the archive of a district."""
    require(request.user, "accounts.operate")
    services.request_handover(district=get_object_or_404(District, pk=pk), by=request.user)
    messages.success(request, "Выгрузка поставлена в очередь. Архив появится на этой странице.")
    return redirect("accounts:district", pk=pk)


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The archive, to who has just proved anew who sits here; who took it stands in the district's journal."""
    require(request.user, "accounts.operate")
    return _taken(request, pk)


@reauthentication_required
def _taken(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Handover.objects.select_related("district").exclude(file=""), pk=pk)
    if not found.file.storage.exists(str(found.file.name)):
        raise Refusal("Этого архива больше нет: он хранится неделю. Запросите выгрузку ещё раз.")
    services.note_download(handover=found, by=request.user)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.district.code}-{found.finished_at:%Y-%m-%d}.zip")


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": "Районы", "url": reverse("accounts:districts")}, {"label": here}]


@require_POST
def district_state(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.operate")
    district = get_object_or_404(District, pk=pk)
    state = request.POST.get("state", "")  # the wanted state, not «the other one»: a second press changes nothing
    planned = removal_waits(district)
    services.set_district_state(district=district, state=state, by=request.user)
    dropped = " Назначенное удаление отменено." if planned and not removal_waits(district) else ""
    messages.success(request, f"{district}. Состояние: {District.State(state).label}.{dropped}")
    return redirect(ours(request.headers.get("Referer", ""), request) or "accounts:districts")


@require_POST
def switch_district(request: HttpRequest) -> HttpResponse:
    """Work in another of one's own districts."""
    wanted = number(request.POST.get("district", ""))
    if wanted in request.user.district_ids:  # type: ignore[union-attr]
        request.session["district"] = wanted
    return redirect("site:home")

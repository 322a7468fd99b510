"""Opening an organisation, its particulars, name and statuses."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, require_here
from portal.accounts.models import Organisation, OrganisationStatus
from portal.journal.services import last_deed
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.addresses import ours
from portal.kit.forms import done
from portal.kit.pages import show
from portal.kit.typed import seen_in
from teachers.forms.organisations import EndStatusForm, OpenForm, PlaceForm, RenameForm, StatusForm
from teachers.services import organisations as services
from teachers.views.organisations import HOME


def shown(request: HttpRequest, place: Organisation, form: forms.BaseForm, title: str, template: str = "organisations/form.html", **more: Any) -> HttpResponse:
    """The page of a deed with one form."""
    card = reverse("organisations:organisation", args=[place.pk])
    context = {
        "title": title,
        "place": place,
        "form": form,
        "seen": last_deed(place),
        "cancel": card,
        "breadcrumbs": [HOME, {"label": place.short_name, "url": card}, {"label": title}],
        **more,
    }
    return show(request, template, context, status=422 if form.errors else 200)


def back(request: HttpRequest, place: Organisation, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("organisations:organisation", pk=place.pk)


def new(request: HttpRequest) -> HttpResponse:
    require_here(request, "accounts.reorganise")
    form = OpenForm(request.POST or None)

    def deed() -> Organisation:
        data = form.cleaned_data
        here, again = current_district(request), data["again"]
        return services.open_organisation(data=form.data_of(), on=data["on"], act=data["act"], district=here, by=request.user, again=again)

    came = ours(request.GET.get("next", ""), request)
    if request.method == "POST" and (made := done(form, deed)):
        answer = back(request, made, "Организация открыта. Теперь в неё можно принимать и переводить людей.")
        return redirect(came) if came else answer
    trail = [HOME, {"label": "Новая"}]
    context = {"title": "Новая организация", "form": form, "cancel": came or HOME["url"], "submit": "Открыть организацию", "breadcrumbs": trail}
    return show(request, "organisations/form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Particulars: a head her contacts, the district's staff everything."""
    place = fetch(Organisation, pk, user=request.user, may="accounts.edit_organisation")
    form = PlaceForm(request.POST or None, instance=place, whole=request.user.has_perm("accounts.reorganise", place))

    def deed() -> Organisation:
        again = form.cleaned_data.get("again", "")
        return services.edit_organisation(organisation=place, changes=form.changes(), seen=seen_in(request.POST), by=request.user, again=again)

    if request.method == "POST" and done(form, deed):
        return back(request, place, "Сведения сохранены.")
    return shown(request, place, form, "Сведения об организации", submit="Сохранить")


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    place = fetch(Organisation, pk, user=request.user, may="accounts.reorganise")
    form = RenameForm(request.POST or None, initial={"name": place.name, "short_name": place.short_name})

    def deed() -> object:
        return services.rename(organisation=place, **form.cleaned_data, seen=seen_in(request.POST), by=request.user)

    if request.method == "POST" and done(form, deed):
        return back(request, place, "Новое название внесено; прежнее осталось в истории и на страницах более ранних дат.")
    note = f"Сейчас: {place.name} ({place.short_name})."
    return shown(request, place, form, "Переименование", submit="Переименовать", about=note)


def status_new(request: HttpRequest, pk: int) -> HttpResponse:
    place = fetch(Organisation, pk, user=request.user, may="accounts.reorganise")
    form = StatusForm(request.POST or None)

    def deed() -> object:
        return services.add_status(organisation=place, **form.cleaned_data, seen=seen_in(request.POST), by=request.user)

    if request.method == "POST" and done(form, deed):
        return back(request, place, "Статус внесён.")
    return shown(request, place, form, "Новый статус", submit="Внести")


def status_end(request: HttpRequest, pk: int, status: int) -> HttpResponse:
    place, row = _status(request, pk, status)
    form = EndStatusForm(request.POST or None)

    def deed() -> object:
        return services.end_status(status=row, until=form.cleaned_data["until"], by=request.user)

    if request.method == "POST" and done(form, deed):
        return back(request, place, "Статус закончен.")
    return shown(request, place, form, "Окончание статуса", submit="Закончить")


@require_POST
def status_remove(request: HttpRequest, pk: int, status: int) -> HttpResponse:
    place, row = _status(request, pk, status)
    services.remove_status(status=row, by=request.user)
    return back(request, place, "Статус убран: в истории осталась запись.")


def _status(request: HttpRequest, pk: int, status: int) -> tuple[Organisation, OrganisationStatus]:
    place = fetch(Organisation, pk, user=request.user, may="accounts.reorganise")
    row = place.statuses.select_related("organisation").filter(pk=status).first()
    if row is None:
        raise Http404(NOT_FOUND)
    return place, row

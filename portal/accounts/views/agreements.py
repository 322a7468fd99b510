"""Networks and their agreements, kept by the operator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from portal.accounts.forms import AgreementFilter, AgreementForm, NetworkForm
from portal.accounts.models import Agreement
from portal.accounts.selectors import agreement_row, agreements
from portal.accounts.services import agreements as services
from portal.journal.lifecycle import open_to
from portal.journal.selectors import history
from portal.journal.services import seen_of
from portal.kit.access import fetch, require
from portal.kit.listing import held
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in
from portal.kit.words import quoted, state_said

HOME = {"label": "Соглашения", "url": reverse_lazy("accounts:agreements")}


def listed(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.operate")
    form = AgreementFilter(request.GET)
    page: Any = page_of(held(form, agreements(request.user, form.value("q"), form.value("state"))), request)  # type: ignore[arg-type]
    page.object_list = [agreement_row(one) for one in page.object_list]
    return show(request, "accounts/agreements.html", {"title": "Соглашения", "filter": form, "page": page}, part="table")


def network_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.operate")
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_network(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"Сеть {quoted(made)} заведена. Теперь можно заводить её соглашения.")
            return redirect("accounts:agreement_new")
    return _form(request, form, "Новая сеть", "Завести сеть")


def agreement_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.operate")
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_agreement(data=form.agreement(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Соглашение заведено. Окно между районами откроется, когда вы отметите подписание.")
            return redirect("accounts:agreement", pk=made.pk)
    return _form(request, form, "Новое соглашение", "Завести")


def _form(request: HttpRequest, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"title": title, "breadcrumbs": [HOME, {"label": title}], "form": form, "submit": submit, "back": HOME["url"], **more}
    return show(request, "accounts/agreement_form.html", context, status=422 if form.errors else 200)


def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, what may be done with it, what was done; POST makes a move."""
    found = _found(request, pk)
    if request.method == "POST":
        move, comment = request.POST.get("move", ""), request.POST.get("comment", "")
        fresh = services.move_agreement(agreement=found, move=move, by=request.user, comment=comment, seen=seen_in(request.POST))
        messages.success(request, state_said("соглашения", fresh.get_state_display()))
        return redirect("accounts:agreement", pk=pk)
    context = {
        "title": str(found),
        "breadcrumbs": [HOME, {"label": str(found)}],
        "row": agreement_row(found),
        "editable": found.state != Agreement.State.TERMINATED,
        "offers": open_to(found, request.user),
        "seen": seen_of(found),
        "deeds": history(found),
    }
    return show(request, "accounts/agreement.html", context)


def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = AgreementForm(request.POST or None, kept=found, initial={name: getattr(found, name) for name in ("number", "since", "until")})
    address = reverse("accounts:agreement", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_agreement(agreement=found, data=form.agreement(), by=request.user, seen=seen_in(request.POST))
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Соглашение сохранено.")
            return redirect(address)
    trail = [HOME, {"label": str(found), "url": address}, {"label": "Правка"}]
    return _form(request, form, "Правка соглашения", "Сохранить", breadcrumbs=trail, back=address, seen=seen_of(found), row=agreement_row(found))


def _found(request: HttpRequest, pk: int) -> Agreement:
    require(request.user, "accounts.operate")
    return fetch(Agreement, pk, user=request.user, may="accounts.operate", within=Agreement.objects.select_related("network__lead", "lead", "district"))

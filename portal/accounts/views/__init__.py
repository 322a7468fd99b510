"""Who has access, which districts there are, what the words are, how the portal looks to me."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import AppointmentForm, WordForm
from portal.accounts.middleware import current_district, require_here
from portal.accounts.models import Appointment, District, Role, Word
from portal.accounts.rules import roles_to_give
from portal.accounts.selectors import dictionaries, dictionary_title, district_sizes, districts_named
from portal.journal.selectors import history
from portal.journal.services import last_deed
from portal.kit.access import NOT_FOUND, fetch, require
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import number, seen_in


def people(request: HttpRequest) -> HttpResponse:
    """Appointments in force and ended, with search and role filter."""
    require_here(request, "accounts.appoint")
    rows = Appointment.objects.visible_to(request.user).select_related("user", "organisation", "district").order_by("user__last_name", "user__first_name", "pk")
    for word in request.GET.get("q", "").split()[:4]:
        rows = rows.filter(Q(user__last_name__icontains=word) | Q(user__first_name__icontains=word) | Q(user__email__icontains=word))
    role = request.GET.get("role", "")
    rows = rows.filter(role=role) if role in Role.values else rows
    if request.GET.get("ended") != "1":
        rows = rows.in_force()
    context = {"title": "Доступ", "page": page_of(rows, request), "roles": Role.choices, "role": role, "q": request.GET.get("q", "")}
    return show(request, "accounts/people.html", context, part="table")


def profile(request: HttpRequest) -> HttpResponse:
    """What the portal knows of my account: name, appointments, ways to sign in."""
    return show(request, "accounts/profile.html", {"title": "Мои данные и вход"})


def appoint(request: HttpRequest) -> HttpResponse:
    require_here(request, "accounts.appoint")
    operator = request.user.has_perm("accounts.operate")
    district = request.district if operator else current_district(request)  # type: ignore[attr-defined]
    form = AppointmentForm(request.POST or None, district=district, roles=roles_to_give(request.user, district))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.appoint(
                person=form.person(),
                role=data["role"],
                district=None if data["role"] == Role.OPERATOR else district,
                organisation=data["organisation"],
                since=data["since"],
                until=data["until"],
                act=data["act"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"Назначение записано: {made}. Новому человеку уйдёт письмо с приглашением.")
            return redirect("accounts:people")
    return show(request, "accounts/appoint.html", {"title": "Новое назначение", "form": form, "where": district}, status=422 if form.errors else 200)


@require_POST
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = fetch(Appointment, pk, user=request.user, may="accounts.end_appointment")
    services.end_appointment(appointment=appointment, by=request.user)
    messages.success(request, f"Назначение закончено: {appointment}. Доступ по нему закрыт.")
    return redirect("accounts:people")


def appointment_history(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = fetch(Appointment, pk, user=request.user, may="accounts.appoint")
    return show(request, "accounts/appointment.html", {"title": str(appointment), "appointment": appointment, "deeds": history(appointment)})


def districts(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.operate")
    words = request.GET.get("q", "")
    page: Any = page_of(districts_named(words), request)
    page.object_list = district_sizes(list(page.object_list))
    return show(request, "accounts/districts.html", {"title": "Районы", "page": page, "q": words}, part="table")


@require_POST
def district_state(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.operate")
    district = get_object_or_404(District, pk=pk)
    state = request.POST.get("state", "")  # the wanted state, not «the other one»: a second press changes nothing
    if state not in District.State.values:
        raise Refusal("Обновите страницу и выберите действие ещё раз.")
    services.set_district_state(district=district, state=state, by=request.user)
    messages.success(request, f"{district}: теперь «{District.State(state).label}».")
    return redirect("accounts:districts")


def dictionary_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    return show(
        request, "accounts/dictionaries.html", {"title": "Словари", "rows": dictionaries(request.GET.get("q", "")), "q": request.GET.get("q", "")}, part="table"
    )


def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    rows = list(Word.objects.filter(dictionary=code))
    if not rows:
        raise Http404(NOT_FOUND)
    context = {"title": dictionary_title(code), "code": code, "rows": rows, "may_edit": request.user.has_perm("accounts.operate")}
    return show(request, "accounts/dictionary.html", context)


def word(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.operate")
    row = get_object_or_404(Word, pk=pk)
    form = WordForm(request.POST or None, initial={"name": row.name, "active": row.active})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_word(word=row, by=request.user, seen=seen_in(request.POST), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Слово сохранено.")
            return redirect("accounts:dictionary", code=row.dictionary)
    return show(
        request,
        "accounts/word.html",
        {"title": "Слово словаря", "row": row, "dictionary": dictionary_title(row.dictionary), "form": form, "seen": last_deed(row), "deeds": history(row)},
        status=422 if form.errors else 200,
    )


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the version for the visually impaired: with the person, or in the visitor's session."""
    wanted: dict[str, Any] = {} if "reset" in request.POST else {name: request.POST.get(name, "") for name in services.LOOKS}
    if request.user.is_authenticated:
        services.set_look(user=request.user, look=wanted)
    else:
        request.session["look"] = services.clean_look(wanted)
    return _back(request)


@require_POST
def switch_district(request: HttpRequest) -> HttpResponse:
    """Work in another of one's own districts."""
    wanted = number(request.POST.get("district", ""))
    if wanted in request.user.district_ids:  # type: ignore[union-attr]
        request.session["district"] = wanted
    return redirect("site:home")


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the person came from, when it is one of the portal's own."""
    came = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(came if safe else "site:home")

"""Who has access: appointments in force and ended, appointing, ending; my own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import AppointmentForm, PostFilter
from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Appointment, Invitation
from portal.accounts.rules import roles_to_give
from portal.accounts.selectors.access import around, posts, with_mailboxes
from portal.accounts.tables import ENDS_TOO, appointments
from portal.journal.selectors import history
from portal.kit.access import fetch
from portal.kit.cells import token
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from portal.kit.words import day

FIRST_TIME = " Для первого входа человек задаёт пароль сам: «Забыли пароль?» на странице входа, письмо придёт на его почту."


def invited(made: Invitation) -> str:
    """What is said when an invitation is made: when the access opens, and that a first day which has passed does not change it."""
    return f"{made.person}: приглашение готово. Доступ откроется, когда его примут. {made.dated_back}".strip()


def begun(made: Appointment) -> str:
    """What is said of an appointment that is dated back."""
    return f" Права действуют с этой минуты, хотя записано с {day(made.since)}." if made.since < made.today else ""


ACCESS = {"label": "Доступ", "url": reverse_lazy("accounts:people")}


def tabs(here: str) -> list[dict[str, object]]:
    """The two lists under «Доступ»."""
    pages = (("Назначения", "accounts:people"), ("Приглашения", "accounts:invitations"))
    return [{"label": label, "url": reverse(name), "active": name == here} for label, name in pages]


def people(request: HttpRequest) -> HttpResponse:
    """Appointments in force and ended, with search and role filter."""
    require_here(request, "accounts.appoint")
    form = PostFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else None
    page: Any = page_of(posts(request.user, words=asked["q"], role=asked["role"], ended=asked["ended"]) if asked else [], request)
    page.object_list = with_mailboxes(page.object_list)
    for post in page.object_list:
        post.may_end = _may_end(request, post)
    context = {"title": "Доступ", "page": page, "filter": form, "columns": appointments(token(request))}
    return show(request, "accounts/people.html", context | {"tabs": tabs("accounts:people"), "may_manage": _may_manage(request)}, part="table")


def _may_end(request: HttpRequest, post: Appointment) -> bool:
    """What `end_appointment` asks: the button stands only where the deed would be done. No query: her posts and the row's district are read."""
    return bool(post.lasts and post.user_id != request.user.pk and request.user.has_perm("accounts.end_appointment", post))


def may_deputise(user: Any, post: Appointment) -> bool:
    """Is the deed offered beside the post, one's own too? No query."""
    return bool(post.lasts and user.has_perm("accounts.deputise", post))


def _may_manage(request: HttpRequest) -> bool:
    """The head in her own district; the operator finds the settings in the list of districts."""
    return bool(request.district and may_here(request, "accounts.manage_district"))  # type: ignore[attr-defined]


def profile(request: HttpRequest) -> HttpResponse:
    """What the portal knows of my account: name, appointments, ways to sign in."""
    me: Any = request.user
    posts = [(post, may_deputise(me, post)) for post in me.posts]
    return show(request, "accounts/profile.html", {"title": "Мои данные и вход", "outer": bool(settings.OIDC_URL), "posts": posts})


def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint a colleague, or invite somebody new."""
    require_here(request, "accounts.appoint")
    operator = request.user.has_perm("accounts.operate")
    district = request.district if operator else current_district(request)  # type: ignore[attr-defined]
    form = AppointmentForm(request.POST or None, district=district, roles=roles_to_give(request.user, district), initial=_preset(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.appoint_or_invite(
                person=form.person(),
                offer=form.offer(),
                district=form.district,
                **form.asked(),
                by=request.user,
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            if isinstance(made, Invitation):
                messages.success(request, invited(made))
                return redirect("accounts:invitation", pk=made.pk)
            messages.success(request, f"Назначение записано: {made}.{begun(made)}{'' if made.user.has_usable_password() else FIRST_TIME}")
            return redirect("accounts:people")
    context = {"title": "Новое назначение", "form": form, "where": district, "breadcrumbs": [ACCESS, {"label": "Новое назначение"}]}
    return show(request, "accounts/appoint.html", context, status=422 if form.errors else 200)


def _preset(request: HttpRequest) -> dict[str, Any]:
    """The role and the organisation that the page came with, as a card's link does; what may not be chosen stays unchosen."""
    given = {"role": request.GET.get("role", ""), "organisation": number(request.GET.get("organisation", ""))}
    return {name: value for name, value in given.items() if value}


@require_POST
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = fetch(Appointment, pk, user=request.user, may="accounts.end_appointment")
    whose = str(appointment)  # said before: who was here by this post alone is behind the wall after it
    services.end_appointment(appointment=appointment, by=request.user)
    messages.success(request, f"Назначение закончено: {whose}. Доступ по нему закрыт.")
    return redirect("accounts:people")


def appointment_history(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = fetch(Appointment, pk, user=request.user, may="accounts.appoint")
    context = {"title": str(appointment), "appointment": with_mailboxes([appointment])[0], "deeds": history(appointment)}
    deputies, others = around(appointment, request.user)
    context |= {"breadcrumbs": [ACCESS, {"label": str(appointment)}], "deputies": deputies, "others": others}
    context |= {"may_end": _may_end(request, appointment), "may_deputise": may_deputise(request.user, appointment)}
    context["end_asks"] = f"Закончить назначение? Доступ закроется сразу.{ENDS_TOO if deputies else ''}"
    context["may_reset"] = services.may_reset(appointment, request.user)
    return show(request, "accounts/appointment.html", context)

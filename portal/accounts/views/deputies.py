"""«Назначить исполняющего»: who does somebody's duties, from and to; whom one picks from."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts import services
from portal.accounts.forms import DeputyForm
from portal.accounts.middleware import require_here
from portal.accounts.models import Appointment, District, Invitation
from portal.accounts.selectors.access import colleagues
from portal.accounts.views.people import begun, invited
from portal.kit.access import fetch
from portal.kit.finding import holding
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from portal.kit.words import period

FOUND = 30
NAMED = ("last_name", "first_name", "patronymic", "email")


def deputise(request: HttpRequest, pk: int) -> HttpResponse:
    """For one post: its role and place go with it."""
    rows = Appointment.objects.select_related("user", "organisation", "district")
    post = fetch(Appointment, pk, user=request.user, may="accounts.deputise", within=rows)
    if not post.lasts:
        raise Refusal("Это назначение закончилось: замещать некого.")
    form = DeputyForm(request.POST or None, post=post)
    made = _made(form, post, request.user) if request.method == "POST" and form.is_valid() else None
    if isinstance(made, Invitation):
        messages.success(request, invited(made))
        return _to_what_is_seen(made, post, request.user)
    if made:
        said = f"Исполняет обязанности {made.user.full_name}, {period(made.since, made.until)}.{begun(made)} Уведомление и письмо получат оба."
        messages.success(request, said)
        return redirect("accounts:appointment", pk=made.pk)
    back = reverse("accounts:appointment", args=[post.pk])
    trail = [{"label": "Доступ", "url": reverse("accounts:people")}, {"label": str(post), "url": back}, {"label": "Исполняющий обязанности"}]
    context = {"title": "Исполняющий обязанности", "form": form, "post": post, "back": back, "breadcrumbs": trail}
    return show(request, "accounts/deputise.html", context, status=422 if form.errors else 200)


def _to_what_is_seen(made: Invitation, post: Appointment, user: Any) -> HttpResponse:
    """The invitation, or the post where its district's wall hides it from an operator."""
    seen = Invitation.objects.visible_to(user).filter(pk=made.pk).exists()
    return redirect("accounts:invitation", pk=made.pk) if seen else redirect("accounts:appointment", pk=post.pk)


def _made(form: DeputyForm, post: Appointment, by: Any) -> Appointment | Invitation | None:
    """Whom the form names now deputises, or is invited to; None when it is refused."""
    try:
        if colleague := form.cleaned_data.get("colleague"):
            return services.deputise(post=post, colleague=colleague, by=by, **form.term())
        return services.deputise_newcomer(post=post, person=form.person(), **form.asked(), by=by, **form.term())
    except Refusal as refusal:
        form.refused(refusal)
        return None


def suggested(request: HttpRequest) -> HttpResponse:
    """Colleagues whose name or address holds the typed words, where there are too many for a select: of the post's district, when one is named."""
    here = _home_of(request)
    words = request.GET.get("q", "").strip()
    rows = holding(colleagues(here), words.replace(",", " "), *NAMED)[:FOUND] if words and here else []
    return show(request, "accounts/parts/options.html", {"names": [f"{one.full_name}, {one.email}" for one in rows]})


def _home_of(request: HttpRequest) -> District | None:
    """The district of the post (?post=) that somebody is sought for, which may be another than she works in now, and an operator has none."""
    if "post" in request.GET:
        rows = Appointment.objects.select_related("district")
        return fetch(Appointment, number(request.GET["post"]), user=request.user, may="accounts.deputise", within=rows).district
    require_here(request, "accounts.appoint")
    return request.district  # type: ignore[attr-defined, no-any-return]

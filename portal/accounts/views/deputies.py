"""«Назначить исполняющего»: who does somebody's duties, from and to; whom one picks from."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts import services
from portal.accounts.forms import DeputyForm
from portal.accounts.middleware import require_here
from portal.accounts.models import Appointment, Invitation
from portal.accounts.selectors.access import colleagues
from portal.accounts.views.people import begun, invited
from portal.kit.access import fetch
from portal.kit.finding import holding
from portal.kit.pages import show
from portal.kit.refusal import Refusal
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
        return redirect("accounts:invitation", pk=made.pk)
    if made:
        said = f"Исполняет обязанности {made.user.full_name}, {period(made.since, made.until)}.{begun(made)} Уведомление и письмо получат оба."
        messages.success(request, said)
        return redirect("accounts:appointment", pk=made.pk)
    back = reverse("accounts:appointment", args=[post.pk])
    trail = [{"label": "Доступ", "url": reverse("accounts:people")}, {"label": str(post), "url": back}, {"label": "Исполняющий обязанности"}]
    context = {"title": "Исполняющий обязанности", "form": form, "post": post, "back": back, "breadcrumbs": trail}
    return show(request, "accounts/deputise.html", context, status=422 if form.errors else 200)


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
    """Colleagues whose name or address holds the typed words, where there are too many for a select."""
    require_here(request, "accounts.appoint")
    words = request.GET.get("q", "").strip()
    here = request.district  # type: ignore[attr-defined]  # an operator has none, and types the address
    rows = holding(colleagues(here), words.replace(",", " "), *NAMED)[:FOUND] if words and here else []
    return show(request, "accounts/parts/options.html", {"names": [f"{one.full_name}, {one.email}" for one in rows]})

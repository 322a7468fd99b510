"""Where I am signed in; which roles of a district need a second step."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role
from portal.accounts.selectors.security import sittings
from portal.kit.access import fetch, require
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from portal.kit.words import counted


class SecondStepForm(forms.Form):
    """Роли, которым нужен второй шаг входа."""

    roles = forms.MultipleChoiceField(
        label="Второй шаг входа обязателен для ролей",
        choices=[pair for pair in Role.choices if pair[0] != Role.OPERATOR],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="По умолчанию — для тех, кто видит весь район. Оператору портала он нужен всегда.",
    )


class ReasonForm(forms.Form):
    """Почему сбрасывают второй шаг входа."""

    reason = forms.CharField(
        label="Причина",
        max_length=200,
        help_text="Например: потеряла телефон и запасные коды, заявление от 12.10.2026. Останется в журнале и в письме человеку.",
    )


def sessions(request: HttpRequest) -> HttpResponse:
    trail = [{"label": "Мои данные и вход", "url": reverse("accounts:profile")}, {"label": "Сеансы"}]
    rows = sittings(request.user, request.session.session_key)  # type: ignore[arg-type]
    return show(request, "accounts/sessions.html", {"title": "Сеансы", "rows": rows, "breadcrumbs": trail})


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """One («pk») or all but this one."""
    me: Any = request.user
    one = number(request.POST.get("pk", ""))
    ended = services.end_sessions(user=me, ids=None if one is None else [one], but=request.session.session_key)
    messages.success(request, f"Завершено: {counted(ended, ('сеанс', 'сеанса', 'сеансов'))}." if ended else "Этот сеанс уже закончился.")
    return redirect("accounts:sessions")


def second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Settings of one district, for its head and the operator."""
    district = get_object_or_404(District, pk=pk)
    require(request.user, "accounts.manage_district", district)
    form = SecondStepForm(request.POST or None, initial={"roles": district.second_factor})
    if request.method == "POST" and form.is_valid():
        services.set_second_factor(district=district, roles=form.cleaned_data["roles"], by=request.user)
        messages.success(request, "Сохранено. У кого второго шага ещё нет, того портал попросит подключить его при следующем действии.")
        return redirect("accounts:second_step", pk=pk)
    trail = [{"label": "Доступ", "url": reverse("accounts:people")}, {"label": "Второй шаг входа"}]
    context = {"title": "Второй шаг входа", "form": form, "where": district, "idle": settings.DEMO and not settings.SECOND_STEP, "breadcrumbs": trail}
    return show(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


def reset_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """For who has lost the telephone and the spare codes; the password of who does it is asked for only when it may be done."""
    found = fetch(Appointment, pk, user=request.user, may="accounts.reset_second_step", within=Appointment.objects.select_related("user", "district"))
    if refusal := services.why_not_reset(found.user, request.user) or services.nothing_to_reset(found.user):
        raise Refusal(refusal)
    return _proven(request, found)


@reauthentication_required
def _proven(request: HttpRequest, found: Appointment) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.reset_second_step(appointment=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Второй шаг входа сброшен, сеансы завершены: {found.user.full_name}. Письмо уйдёт в течение минуты.")
        return redirect("accounts:appointment", pk=found.pk)
    back = reverse("accounts:appointment", args=[found.pk])
    trail = [{"label": "Доступ", "url": reverse("accounts:people")}, {"label": str(found), "url": back}, {"label": "Второй шаг входа"}]
    context = {"title": "Сбросить второй шаг входа", "form": form, "who": found.user, "back": back, "breadcrumbs": trail}
    return show(request, "accounts/reset_second_step.html", context, status=422 if form.errors else 200)

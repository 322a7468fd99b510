"""What goes: a whole district, with an act that remains; what has been kept long enough."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.accounts.models import District, DistrictRemoval
from portal.accounts.services import removals
from portal.journal.models import Deed
from portal.kit.access import require
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.site.personal import retention

S = DistrictRemoval.State


class CodeForm(forms.Form):
    """Код района, написанный рукой."""

    typed = forms.CharField(label="Код района", max_length=60, help_text="Напишите код, чтобы подтвердить: удаляются все люди, документы и файлы района.")


def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, what waits, or what was done. The password is asked for only when there is something to do or to see."""
    require(request.user, "accounts.operate")
    district = get_object_or_404(District, pk=pk)
    found = DistrictRemoval.objects.filter(subject=district).exclude(state=S.CANCELLED).first()
    if found is None and request.method == "GET" and (why_not := removals.why_not(district)):
        context = {"title": f"Удаление района: {district.name}", "where": district, "removal": None, "why_not": why_not, "breadcrumbs": _trail(district)}
        return show(request, "site/removal.html", context)
    return _proven(request, district, found)


@reauthentication_required
def _proven(request: HttpRequest, district: District, found: DistrictRemoval | None) -> HttpResponse:
    """POST begins («typed») or cancels."""
    pk = district.pk
    if found and request.method == "POST" and "cancel" in request.POST:
        removals.cancel_removal(removal=found, by=request.user)
        messages.success(request, "Удаление отменено. Район остаётся приостановленным.")
        return redirect("accounts:district", pk=pk)
    form = CodeForm(request.POST if request.method == "POST" and "cancel" not in request.POST else None)
    if request.method == "POST":
        try:
            if form.is_valid():
                made = removals.request_removal(district=district, typed=form.cleaned_data["typed"], by=request.user)
                messages.success(request, f"Удаление назначено не раньше чем через {made.WAIT.days} дней. До этого его можно отменить.")
                return redirect("site:removal", pk=pk)
        except Refusal as refusal:
            form.add_error("typed" if refusal.field else None, str(refusal))
    context = {
        "title": f"Удаление района: {district.name}",
        "where": district,
        "removal": found,
        "form": form,
        "why_not": "" if found else removals.why_not(district),
        "left": sum(found.left.values()) if found else 0,
        "breadcrumbs": _trail(district),
    }
    return show(request, "site/removal.html", context, status=422 if form.errors else 200)


def _trail(district: District) -> list[dict[str, str]]:
    return [
        {"label": "Районы", "url": reverse("accounts:districts")},
        {"label": district.name, "url": reverse("accounts:district", args=[district.pk])},
        {"label": "Удаление"},
    ]


def terms(request: HttpRequest) -> HttpResponse:
    """How long what is kept and by which law; what the last nights took away."""
    require(request.user, "accounts.operate")
    last = Deed.objects.filter(verb=retention.VERB).select_related("district").order_by("-at")[:20]
    return show(request, "site/retention.html", {"title": "Сроки хранения", "rows": retention.TERMS, "not_kept": retention.NOT_KEPT, "deeds": last})

"""«Кто есть кто»: for everybody of the district; the service edits it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import date_input
from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Appointment, District, Responsibility
from portal.accounts.selectors import lexicon
from portal.accounts.selectors.duties import DICTIONARIES, TITLES, invited, members, staff, who_is_who
from portal.kit.access import fetch
from portal.kit.dates import NOT_A_DAY, DateField
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal


class DutyForm(forms.Form):
    """Что поручено, кому, на какой срок."""

    what = forms.ChoiceField(label="За что отвечает")
    appointment = forms.ModelChoiceField(Appointment.objects.none(), label="Кто")
    substitute = forms.ModelChoiceField(Appointment.objects.none(), label="Кто замещает", required=False, empty_label="никто")
    since = DateField(label="С", widget=date_input(), initial=today)
    until = DateField(label="По", required=False, widget=date_input(), help_text="Пусто — без срока.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = lexicon(*DICTIONARIES.values())
        pairs = {kind: [(f"{kind}:{code}", name) for code, name in words.choices(DICTIONARIES[kind])] for kind in TITLES}
        self.fields["what"].choices = [("", "выберите"), *((title, pairs[kind]) for kind, title in TITLES.items())]  # type: ignore[attr-defined]
        for name in ("appointment", "substitute"):
            self.fields[name].queryset = staff(district, today())  # type: ignore[attr-defined]


class OnForm(forms.Form):
    """На какую дату смотреть."""

    on = DateField(label="На дату", widget=date_input(), required=False, error_messages={"invalid": NOT_A_DAY})


def who(request: HttpRequest) -> HttpResponse:
    """The page of responsibility, today or on a chosen date."""
    district = current_district(request)
    form = OnForm(request.GET)
    on = (form.cleaned_data.get("on") if form.is_valid() else None) or today()
    office = members(district, on)
    context = {
        "title": "Кто есть кто",
        "groups": who_is_who(district, on, office),
        "staff": office,
        "invited": invited(request.user, district) if on == today() else [],
        "people": len({one.post.user_id for one in office}),
        "form": form,
        "on": on,
        "is_today": on == today(),
    }
    return show(request, "accounts/who.html", context | {"may_edit": may_here(request, "accounts.assign")})


def assign(request: HttpRequest) -> HttpResponse:
    require_here(request, "accounts.assign")
    form = DutyForm(request.POST or None, district=current_district(request))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        kind, _, code = data.pop("what").partition(":")
        try:
            services.assign(kind=kind, code=code, by=request.user, **data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Поручение записано.")
            return redirect("accounts:who")
    trail = [{"label": "Кто есть кто", "url": reverse("accounts:who")}, {"label": "Поручить"}]
    return show(request, "accounts/assign.html", {"title": "Поручить", "form": form, "breadcrumbs": trail}, status=422 if form.errors else 200)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Responsibility, pk, user=request.user, may="accounts.assign")
    services.release(responsibility=found, by=request.user)
    messages.success(request, "Поручение снято.")
    return redirect("accounts:who")

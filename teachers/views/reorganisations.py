"""Merging, splitting and closing: first a page that says what will happen to people and access, then the deed; and taking it back."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from portal.accounts.models import Organisation, Reorganisation
from portal.kit.access import fetch
from portal.kit.forms import done
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in
from portal.kit.words import day, quoted
from teachers import services
from teachers.forms.organisations import CloseForm, MergeForm, PlacesForm
from teachers.forms.splitting import SplitForm
from teachers.selectors.organisation import heads_together, leaving
from teachers.selectors.sharing import members
from teachers.views.organisation_deeds import back, shown
from teachers.views.organisations import show_happened

MAY = "accounts.reorganise"
OPEN_FIRST = 'Новую организацию сначала <a href="{}?{}">откройте</a>: потом вы вернётесь сюда, и она появится здесь.'


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Others join this one: which and when stand in the address, the act is posted."""
    place = fetch(Organisation, pk, user=request.user, may=MAY)
    asked = _asked(request, place, "Какие организации присоединяются")
    if not (asked.is_bound and asked.is_valid()):
        about = f"Присоединённых организаций с этого дня нет, их люди работают в {quoted(place.short_name)}."
        return shown(request, place, asked, "Присоединение", step="places", submit="Показать, что произойдёт", about=about)
    sources, on = list(asked.cleaned_data["organisation"]), asked.cleaned_data["on"]
    form = MergeForm(request.POST or None)

    def deed() -> Any:
        return services.reorganisation.merge(sources=sources, target=place, on=on, act=form.cleaned_data["act"], by=request.user, seen=seen_in(request.POST))

    if request.method == "POST" and done(form, deed):
        _warn_of_heads(request, [place], on)
        return back(request, place, f"Присоединение внесено с {day(on)}. Отчёты о прежних датах не изменились.")
    return shown(
        request,
        place,
        form,
        "Присоединение",
        step="merge",
        submit="Присоединить",
        leaving=leaving(sources, on),
        heads=heads_together([place, *sources], on),
        on=on,
    )


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Some or all of its people go to others: which and when stand in the address, who goes where is posted."""
    place = fetch(Organisation, pk, user=request.user, may=MAY)
    first = format_html(OPEN_FIRST, reverse("organisations:new"), urlencode({"next": request.path}))
    asked = _asked(request, place, "В какие организации переходят люди", first)
    if not (asked.is_bound and asked.is_valid()):
        return shown(request, place, asked, "Разделение", step="places", submit="Выбрать людей")
    successors, on = list(asked.cleaned_data["organisation"]), asked.cleaned_data["on"]
    form = SplitForm(request.POST or None, groups=members(place, on), successors=successors)
    between = {"put", "find"} & set(request.POST)  # people are given a place or found, nothing is decided yet
    form = form.again() if between else form

    def deed() -> Any:
        data = form.cleaned_data
        return services.reorganisation.split(
            source=place, people=form.people(), on=on, act=data["act"], close=data["close"], by=request.user, seen=seen_in(request.POST)
        )

    if request.method == "POST" and not between and done(form, deed):
        _warn_of_heads(request, [place, *successors], on)
        return back(request, place, f"Разделение внесено с {day(on)}. Отчёты о прежних датах не изменились.")
    heads = heads_together([place, *successors], on)  # who of them will be together is for the form to say
    more = {"step": "split", "submit": "Разделить", "leaving": leaving([place], on), "heads": heads, "on": on}
    return shown(request, place, form, "Разделение", "organisations/split.html", **more)


def _warn_of_heads(request: HttpRequest, places: list[Organisation], on: dt.date) -> None:
    """Each place that has several heads by post from the day on."""
    for one in places:
        if several := heads_together([one], on):
            messages.warning(
                request,
                f"{quoted(one.short_name)}: руководителей по должности теперь {len(several)}: {'; '.join(several)}. "
                "Переведите или увольте тех, кто руководить не будет.",
            )


def _asked(request: HttpRequest, place: Organisation, label: str, help_text: str = "") -> PlacesForm:
    others = Organisation.objects.visible_to(request.user).filter(district=place.district_id, closed__isnull=True).exclude(pk=place.pk)
    return PlacesForm(request.GET if "on" in request.GET else None, others=others, label=label, help_text=help_text)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    place = fetch(Organisation, pk, user=request.user, may=MAY)
    form = CloseForm(request.POST or None)

    def deed() -> Any:
        return services.reorganisation.close(organisation=place, **form.cleaned_data, by=request.user, seen=seen_in(request.POST))

    if request.method == "POST" and done(form, deed):
        return back(request, place, f"Закрытие внесено с {day(form.cleaned_data['on'])}.")
    return shown(request, place, form, "Закрытие", step="close", submit="Закрыть организацию", danger=True, leaving=leaving([place], today()))


@require_POST
def undo(request: HttpRequest, pk: int, reorganisation: int) -> HttpResponse:
    """Everything stands as before, while nothing rests on it; else the event stands again with the reason beside it."""
    found = fetch(Reorganisation, reorganisation, user=request.user, may=MAY, within=Reorganisation.objects.about(pk))
    try:
        undone = services.reorganisation.undo(reorganisation=found, by=request.user)
    except Refusal as refusal:
        return show_happened(request, fetch(Organisation, pk, user=request.user, may=MAY), (reorganisation, str(refusal)))
    messages.success(request, f"Отменено: {undone}. Всё стоит как до этого.")
    exists = Organisation.objects.filter(pk=pk).exists()
    return redirect("organisations:organisation", pk=pk) if exists else redirect("organisations:list")

"""Editing a passport and a target."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from monitoring.forms import PassportForm, TargetForm
from monitoring.models import Indicator, Target
from monitoring.report import figures
from monitoring.selectors import passport as passports
from monitoring.selectors.table import Links
from monitoring.selectors.trial import known_topics, tried
from monitoring.services.passports import edit_passport, set_target
from monitoring.views import common
from portal.accounts.models import District
from portal.kit.pages import show
from portal.kit.periods import Period
from portal.kit.refusal import Refusal

LONG = ("formats", "event_formats", "kinds", "topics")  # lists of codes that scroll


def passport(request: HttpRequest, code: str) -> HttpResponse:
    """A new edition for the district: try the formula first, then save it with a reason."""
    district, found = common.district_for(request, "monitoring.edit_indicator"), common.indicator_of(code)
    period = common.period_of(request)
    newest = passports.edition_of(found, district.pk) or found
    initial = {**newest.params, "filter_text": newest.filter_text, "version": newest.version}
    form = PassportForm(request.POST or None, indicator=found, initial=initial, topics=known_topics(newest.params))
    trial = ""
    if request.method == "POST" and form.is_valid():
        params = form.params(newest.params)
        if "try" in request.POST:
            trial = _trial(found, district, period, params)
        elif _saved(request, form, found, district, params):
            return redirect(Links(period).indicator(found.code))
    shown = {"version_text": str(newest.version), "next_version": newest.version + 1}
    context = {**_frame(f"Паспорт {found.code}", found, period), **shown, "form": form, "newest": newest, "trial": trial, "long": LONG}
    return show(request, "monitoring/passport.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: PassportForm, found: Indicator, district: District, params: dict[str, Any]) -> bool:
    data = form.cleaned_data
    try:
        made = edit_passport(
            indicator=found,
            district=district,
            params=params,
            filter_text=data["filter_text"].strip(),
            note=data["note"].strip(),
            version=data["version"],
            by=request.user,
        )
    except Refusal as refusal:
        _refuse(form, refusal, (passports.edition_of(found, district.pk) or found).version)
        return False
    messages.success(request, f"Паспорт {found.code} сохранён, версия {made.version}. Составленные отчёты остались с прежней.")
    return True


def _refuse(form: Any, refusal: Refusal, version: int) -> None:
    """Say why beside the form, keep what was typed, and let the next saving start from what is there now."""
    form.add_error(refusal.field or None, str(refusal))
    form.data = form.data.copy()
    form.data["version"] = version


def _trial(found: Indicator, district: District, period: Period, params: dict[str, Any]) -> str:
    now, then = tried(found, district.pk, period, params)
    made = f" ({then.numerator} из {then.denominator})" if then.denominator is not None else ""
    return f"За {period.label} с этой формулой: {figures.figure(then.value, found.unit)}{made}. Сейчас: {figures.figure(now.value, found.unit)}."


def target(request: HttpRequest, code: str) -> HttpResponse:
    """Base and target of the district for a year."""
    district, found = common.district_for(request, "monitoring.edit_indicator"), common.indicator_of(code)
    period = common.period_of(request)
    row = Target.objects.filter(district=district, indicator=found, period=period.code).first()
    initial = {"base": plain(row.base), "target": plain(row.target), "note": row.note, "version": row.version} if row else {"version": 0}
    form = TargetForm(request.POST or None, indicator=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_target(indicator=found, district=district, period=period, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            _refuse(form, refusal, row.version if row else 0)
        else:
            messages.success(request, f"Цель {found.code} на {period.label} сохранена.")
            return redirect(Links(period).indicator(found.code))
    context = {**_frame(f"Цель на {period.label}", found, period), "form": form}
    return show(request, "monitoring/target.html", context, status=422 if form.errors else 200)


def plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column keeps: 30,00 is typed as 30."""
    return value.quantize(Decimal(1)) if value is not None and value == value.to_integral_value() else value and value.normalize()


def _frame(title: str, found: Indicator, period: Period) -> dict[str, Any]:
    links = Links(period)
    steps = common.trail(("Показатели", links.table), (found.code, links.indicator(found.code)), (title, ""))
    return {"title": title, "breadcrumbs": steps, "indicator": found, "period": period, "back": links.indicator(found.code)}

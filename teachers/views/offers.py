"""The offers of КПК: the district's list, an offer's page, its form, closing and removing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, may_here, require_here
from portal.documents.services import export_list
from portal.journal.selectors import history
from portal.journal.services import seen_of
from portal.kit.access import fetch
from portal.kit.forms import form_page
from portal.kit.listing import held, told
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column
from portal.kit.typed import seen_in
from teachers.forms.offers import OfferFilter, OfferForm
from teachers.models import CourseOffer
from teachers.selectors import functions_named
from teachers.selectors.offers import offer_lines, offer_row, offer_rows, offers_listed
from teachers.services import offers as services

HOME = {"label": "Предложения КПК", "url": reverse_lazy("teachers:offers")}
COLUMNS = [
    Column("Программа", width=60), Column("Где", width=40), Column("Часов"), Column("Как"), Column("Начало", width=12), Column("Окончание", width=12),
    Column("Для кого", width=40), Column("Трудовые функции", width=24), Column("Состояние", width=16),
]  # fmt: skip
DEEDS = {
    "close": (services.close_offer, "Набор закрыт: больше это предложение никому не показывается, в маршрутах оно осталось."),
    "reopen": (services.reopen_offer, "Набор снова открыт."),
    "remove": (services.remove_offer, "Предложение удалено."),
}


def _found(request: HttpRequest) -> Any:
    form = OfferFilter(request.GET)
    return form, held(form, offers_listed(request.user, form.query()))


def offers(request: HttpRequest) -> HttpResponse:
    require_here(request, "teachers.offers")
    form, rows = _found(request)
    page: Any = page_of(rows, request)
    page.object_list = offer_rows(page.object_list)
    context = {"title": "Предложения КПК", "filter": form, "page": page, "may_add": may_here(request, "teachers.manage_offer"), "may_export": may_here(request, "teachers.export")}  # fmt: skip
    return show(request, "teachers/offers.html", context, part="table")


def offers_export(request: HttpRequest) -> HttpResponseBase:
    """The list as it is filtered, as a file."""
    require_here(request, "teachers.export")
    form, rows = _found(request)
    return export_list(
        title="Предложения КПК", columns=COLUMNS, rows=offer_lines(rows), kind=request.GET.get("format", ""), district=current_district(request),
        by=request.user, about=told(form),
    )  # fmt: skip


def offer(request: HttpRequest, pk: int) -> HttpResponse:
    found: Any = fetch(CourseOffer, pk, user=request.user, may="teachers.offers", within=CourseOffer.objects.annotate(named=functions_named()))
    manages = request.user.has_perm("teachers.manage_offer", found)
    context = {
        "title": found.programme,
        "breadcrumbs": [HOME, {"label": found.programme}],
        "row": offer_row(found),
        "functions": found.named,
        "manages": manages,
        "seen": seen_of(found),
        "deeds": history(found) if manages else [],
    }
    return show(request, "teachers/offer.html", context)


def offer_new(request: HttpRequest) -> HttpResponse:
    require_here(request, "teachers.manage_offer")
    form = OfferForm(request.POST or None, district=current_district(request))
    return form_page(
        request, form, lambda: services.create_offer(data=form.offer(), district=form.district, by=request.user), template="teachers/form.html",
        said="Предложение внесено. Портал предложит его педагогам, у которых есть эти дефициты.", to="teachers:offer",
        title="Новое предложение КПК", breadcrumbs=[HOME, {"label": "Новое"}], cancel=HOME["url"], submit="Внести",
    )  # fmt: skip


def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(CourseOffer, pk, user=request.user, may="teachers.manage_offer", within=CourseOffer.objects.select_related("district"))
    form = OfferForm(request.POST or None, district=found.district, initial={name: getattr(found, name) for name in OfferForm.base_fields})
    address = reverse("teachers:offer", args=[pk])
    return form_page(
        request, form, lambda: services.edit_offer(offer=found, data=form.offer(), by=request.user, seen=seen_in(request.POST)),
        template="teachers/form.html", said="Предложение сохранено.", to="teachers:offer", title="Правка предложения КПК", seen=seen_of(found),
        breadcrumbs=[HOME, {"label": found.programme, "url": address}, {"label": "Правка"}], cancel=address, submit="Сохранить",
    )  # fmt: skip


@require_POST
def offer_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Close, open again, remove."""
    found = fetch(CourseOffer, pk, user=request.user, may="teachers.manage_offer")
    name = request.POST.get("deed", "")
    if name not in DEEDS:
        raise Refusal("Такого действия нет. Обновите страницу.")
    deed, words = DEEDS[name]
    deed(offer=found, by=request.user, seen=seen_in(request.POST))
    messages.success(request, words)
    return redirect("teachers:offers") if name == "remove" else redirect("teachers:offer", pk=pk)

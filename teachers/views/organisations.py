"""The organisations of the district, the card of one, and who works there; all on a date."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString

from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Organisation, Role
from portal.accounts.rules import roles_to_give
from portal.accounts.selectors.lists import frame
from portal.documents.services import export_list
from portal.journal.selectors import history, newest_of
from portal.kit.access import fetch
from portal.kit.cells import DASH, html, link, sub, tag, whole
from portal.kit.cells import page as address
from portal.kit.dates import date_in
from portal.kit.finding import retyped
from portal.kit.listing import Col, Frame, columns
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.picking import boxes
from portal.kit.spreadsheet import Column
from portal.kit.words import natural, tied
from teachers.filters.organisations import OrganisationFilter
from teachers.selectors import organisation as one_place
from teachers.selectors import place_choice
from teachers.selectors.organisations import EVERYBODY, STAFF, PlaceRow, names_on, people_of, place_rows, shown
from teachers.selectors.staff import names_in, ordered, staff_rows, vocabulary

HOME = {"label": "Организации", "url": reverse_lazy("organisations:list")}
FIRST = (Column("№", 6), Column("Краткое название"), Column("Полное название"))
COLUMNS = columns(
    "organisations:list",
    "Организации",
    Col("kind", "Вид", lambda one: one.kind, sort="kind"),
    Col("levels", "Уровни", lambda one: one.levels),
    Col("address", "Адрес", lambda one: one.address, sort="address", cell=lambda one: tied(one.address)),
    Col(
        "flags",
        "Статусы",
        lambda one: ", ".join(one.flags),
        cell=lambda one: whole(*(html(tag("info", flag), " ") for flag in one.flags)) if one.flags else whole(DASH),
    ),
    Col("staff", "Педагогов", lambda one: one.staff, sort="staff", num=True),
    Col("state", "Состояние", lambda one: one.state or "работает", usual=False),
    may="accounts.organisations",
)
COUNTED = "Педагогические должности на основном месте работы, без руководителей и их заместителей"
BRIEF = 10  # people on the card itself; the rest are a click away


def organisations(request: HttpRequest) -> HttpResponse:
    """Search, filters, order, pages, on the chosen date."""
    require_here(request, "accounts.organisations")
    chosen, view = _list(request)
    page = page_of(ByKeys(chosen.keys, shown(chosen.date), at_once=chosen.searched), request)
    page.object_list = list(place_rows(page.object_list, chosen.date, chosen.words))
    view.retyped = retyped(request.GET.get("q", ""), [f"{one.name} {one.short_name} {one.address}" for one in page.object_list])
    context = {
        "title": "Организации",
        "form": chosen.form,
        "page": page,
        "view": view,
        "on": chosen.date,
        "columns": _table(view, f"?on={chosen.date:%Y-%m-%d}", asked=bool(request.GET.get("on"))),
        "may_open": may_here(request, "accounts.reorganise"),
    }
    return show(request, "organisations/list.html", context, part="table")


def _table(view: Frame, on: str, *, asked: bool) -> list[Col]:
    """What the page shows: people always on its date, organisations on the date only where it was asked for."""

    def name(one: PlaceRow) -> SafeString:
        state = html(" ", tag("plain", one.state)) if one.state else ""
        return html(link(f"{address('organisations:list')}{one.pk}/{on if asked else ''}", one.short_name), state, sub(one.name))

    def staff(one: PlaceRow) -> Any:
        people = f"{address('organisations:list')}{one.pk}/people/{on}"
        return link(people, one.staff, title=COUNTED, label=f"Педагогов: {one.staff}, {one.short_name}") if one.staff else one.staff

    return [Col("name", "Организация", name, label="", sort="name"), *(replace(one, cell=staff) if one.code == "staff" else one for one in view.table)]


def choices(request: HttpRequest) -> HttpResponse:
    """Organisations whose name or address holds the typed words, where there are too many to show: boxes for a condition of a list
    (`?closed=1`: closed ones too), or suggestions for a line of a form (`?as=options`)."""
    require_here(request, "accounts.organisations")
    rows = Organisation.objects.visible_to(request.user)
    rows = rows if "closed" in request.GET else rows.open_on(today())
    words = request.GET.get("q", "").strip()
    found = list(place_choice.by_words(rows, words).values_list("pk", "short_name")[: place_choice.FOUND + 1]) if words else []
    told = sorted(((str(pk), name) for pk, name in found[: place_choice.FOUND]), key=lambda one: (natural(one[1]), one[0]))
    if request.GET.get("as") == "options":
        return show(request, "organisations/parts/options.html", {"names": [name for _, name in told]})
    context = {"boxes": boxes(place_choice.FIELD, told), "some": bool(told), "more": len(found) > place_choice.FOUND, "words": words}
    return show(request, "organisations/parts/choices.html", context)


def _list(request: HttpRequest, *, whole: bool = False) -> tuple[OrganisationFilter, Frame]:
    chosen = OrganisationFilter(request.GET, request=request, whole=whole)
    return chosen, frame(request, "organisations:list", COLUMNS, chosen.form)


def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list as a file, with the columns that are shown."""
    require_here(request, "accounts.organisations")
    chosen, view = _list(request, whole=True)
    found = enumerate(place_rows(chosen.qs, chosen.date, chosen.words), 1)
    return export_list(
        title="Организации", columns=[*FIRST, *(Column(one.title, one.width) for one in view.shown)],
        rows=([number, one.short_name, one.name, *(column.value(one) for column in view.shown)] for number, one in found),
        kind=request.GET.get("format", ""), district=current_district(request), by=request.user, about=chosen.told(),
    )  # fmt: skip


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, statuses, head and people as of ?on=, what is due, and the neighbours' panels."""
    user = request.user
    on = date_in(request)
    place = fetch(Organisation, pk, user=user, may="accounts.view_organisation", within=one_place.with_invited(one_place.with_numbers(on), user))
    card = one_place.organisation_card(place, on)
    context = {
        "title": card.name,
        "place": place,
        "card": card,
        "successors": one_place.successors(place, on),
        "on": on,
        "iso": on.isoformat(),
        "then": on != today(),
        "until": on + one_place.SOON,
        "may_edit": user.has_perm("accounts.edit_organisation", place),
        "may_reorganise": user.has_perm("accounts.reorganise", place),
        "deeds": _deeds(place) if user.has_perm("accounts.reorganise", place) else [],
        "breadcrumbs": [HOME, {"label": card.short_name}],
    }
    if not card.heads and on == today() and _may_name_head(request, place):
        context["appoint"] = f"{reverse('accounts:appoint')}?{urlencode({'role': Role.SCHOOL_HEAD, 'organisation': place.pk})}"
    return show(request, "organisations/card.html", context)


def _may_name_head(request: HttpRequest, place: Organisation) -> bool:
    """May she invite the head of this organisation, which somebody may be head of today? The page behind the link is about the chosen district."""
    district: Any = request.district  # type: ignore[attr-defined]
    if not district or district.pk != place.district_id or (place.closed and place.closed <= today()):
        return False
    return request.user.has_perm("accounts.appoint", place) and Role.SCHOOL_HEAD in roles_to_give(request.user, district)


def _deeds(place: Organisation) -> list[dict[str, str]]:
    """The menu: what is out of place says why instead."""
    closed = f"Организация закрыта с {place.closed:%d.%m.%Y}." if place.closed else ""
    known = (("rename", "Переименовать", "pencil"), ("status_new", "Внести статус", "flag"), ("merge", "Присоединить к ней другие", "hierarchy"), ("split", "Разделить или выделить", "network"), ("close", "Закрыть", "circle-x"))  # fmt: skip
    return [{"label": label, "icon": icon, "url": reverse(f"organisations:{name}", args=[place.pk]), "why": closed} for name, label, icon in known]


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works there on ?on=: «педагоги» is exactly whom the list and the measures count."""
    place = fetch(Organisation, pk, user=request.user, may="accounts.view_organisation")
    on, who = date_in(request), EVERYBODY if request.GET.get("who") == EVERYBODY else STAFF
    rows = ordered(people_of(place, request.user, on, who), request.GET.get("sort", ""), on)
    page = page_of(rows, request, BRIEF) if "brief" in request.GET else page_of(rows, request)
    page.object_list = list(staff_rows(page.object_list, on, names_in(vocabulary())))
    address = reverse("organisations:people", args=[pk])
    tabs = [
        {"label": label, "url": f"{address}?who={code}&on={on:%Y-%m-%d}", "active": code == who}
        for code, label in ((STAFF, "Педагоги (основная работа)"), (EVERYBODY, "Все, кто работает"))
    ]
    called = names_on(place.district_id, on, pk)[pk][0]
    trail = [HOME, {"label": called, "url": f"{reverse('organisations:organisation', args=[pk])}?on={on:%Y-%m-%d}"}, {"label": "Люди"}]
    context = {
        "title": f"Люди: {called}",
        "place": place,
        "called": called,
        "on": on,
        "who": who,
        "page": page,
        "tabs": tabs,
        "breadcrumbs": trail,
        "brief": "brief" in request.GET,
    }
    return show(request, "organisations/people.html", context, part="brief" if "brief" in request.GET else "table")


def happened(request: HttpRequest, pk: int) -> HttpResponse:
    """Reorganisations that it took part in, and the journal."""
    place = fetch(Organisation, pk, user=request.user, may="accounts.view_organisation")
    return show_happened(request, place)


def show_happened(request: HttpRequest, place: Organisation, refused: tuple[int, str] = (0, "")) -> HttpResponse:
    """The same page; `refused`: the event that could not be undone, and why: said beside it."""
    deeds, events = history(place), one_place.happened(place)
    context = {
        "title": f"История: {place.short_name}",
        "place": place,
        "events": events,
        "gone": bool(refused[0]) and refused[0] not in {one.reorganisation.pk for one in events},
        "deeds": deeds,
        "seen": newest_of(deeds),
        "may_reorganise": request.user.has_perm("accounts.reorganise", place),
        "refused": refused[0],
        "why": refused[1],
        "breadcrumbs": [HOME, {"label": place.short_name, "url": reverse("organisations:organisation", args=[place.pk])}, {"label": "История"}],
    }
    return show(request, "organisations/history.html", context, part="panel", status=409 if refused[0] else 200)

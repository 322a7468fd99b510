"""Saved lists: keep, open, rename, share, make one's own, remove and bring back; and the columns that one usually looks at."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, may_here
from portal.accounts.models import SavedList
from portal.accounts.services import lists as services
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.listing import CODES, COLUMNS, LIST, PAGES, RIGHTS, canonical
from portal.kit.pages import show
from portal.kit.words import quoted


def lists(request: HttpRequest) -> HttpResponse:
    """The lists of one page (?page=) or of all: mine to change, colleagues' to open, removed ones to bring back."""
    page = request.GET.get("page", "")
    wanted = [one for one in ([page] if page in PAGES else PAGES) if may_here(request, RIGHTS[one])]
    rows = list(
        SavedList.objects.visible_to(request.user).select_related("user", "district").filter(page__in=wanted).exclude(name="").order_by("page", "name", "pk")
    )
    for one in rows:
        one.page_title = PAGES[one.page]  # type: ignore[attr-defined]
    rows = [one for one in rows if one.user_id == request.user.pk or request.user.has_perm(RIGHTS[one.page], one.district)]
    here = [one for one in rows if one.removed_at is None]
    me = request.user.pk
    context = {
        "title": "Сохранённые списки",
        "back": reverse(page) if page in PAGES else "",
        "mine": [one for one in here if one.user_id == me],
        "shared": [one for one in here if one.user_id != me],
        "removed": [one for one in rows if one.removed_at and one.user_id == me],
        "breadcrumbs": [{"label": PAGES[page], "url": reverse(page)}, {"label": "Сохранённые списки"}] if page in PAGES else [],
    }
    return show(request, "accounts/lists.html", context)


def open_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The link to a list: its page asks for the reader's own rights."""
    saved = fetch(SavedList, pk, user=request.user, within=SavedList.objects.filter(removed_at__isnull=True).exclude(name=""))
    address = _address(saved.page)
    _may_open(request, saved)
    return redirect(f"{address}?{'&'.join(part for part in (saved.query, urlencode({LIST: saved.pk})) if part)}")


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("page", "")
    _address(page)
    made = services.save_list(
        page=page, name=request.POST.get("name", ""), query=request.POST.get("query", ""), district=current_district(request), by=request.user
    )
    messages.success(request, f"Список {quoted(made.name)} сохранён.")
    return redirect("accounts:open_list", pk=made.pk)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    saved = fetch(SavedList, pk, user=request.user)
    if saved.user_id != request.user.pk:  # one's own is one's own, even where its page is no longer open
        _may_open(request, saved)
    services.change_list(saved=saved, name=request.POST.get("name", ""), shared=bool(request.POST.get("shared")), by=request.user)
    messages.success(request, "Список изменён.")
    return _lists(saved)


@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    saved = fetch(SavedList, pk, user=request.user)
    _may_open(request, saved)
    made = services.adopt_list(saved=saved, by=request.user)
    messages.success(request, f"Теперь у вас есть свой список {quoted(made.name)}: его можно менять.")
    return redirect("accounts:open_list", pk=made.pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    saved = fetch(SavedList, pk, user=request.user)
    if saved.user_id != request.user.pk:  # one's own is one's own, even where its page is no longer open
        _may_open(request, saved)
    services.remove_list(saved=saved, by=request.user)
    messages.success(request, f"Список {quoted(saved.name)} удалён. Вернуть его можно здесь же, ниже.")
    return _lists(saved)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    saved = fetch(SavedList, pk, user=request.user)
    services.bring_back_list(saved=saved, by=request.user)
    messages.success(request, f"Список {quoted(saved.name)} снова у вас.")
    return _lists(saved)


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Show the ticked columns now, in the address, and next time."""
    page, query = request.POST.get("page", ""), QueryDict(request.POST.get("query", "")).copy()
    back = _address(page)
    chosen = ",".join(one for one in dict.fromkeys(request.POST.getlist("col")) if one in CODES[page])
    services.remember_columns(page=page, columns=chosen, district=current_district(request), by=request.user)
    query.pop(COLUMNS, None)
    query[COLUMNS] = chosen
    return redirect(f"{back}?{canonical(query)}")


def _may_open(request: HttpRequest, saved: SavedList) -> None:
    """Before the address or the name is shown: both may hold names. A colleague's list asks for the right in its own district too."""
    right = RIGHTS.get(saved.page, "")
    theirs = saved.user_id != request.user.pk and not request.user.has_perm(right, saved.district)
    if theirs or not may_here(request, right):
        raise PermissionDenied("Этот список составлен для страницы, которая вам не открыта.")


def _lists(saved: SavedList) -> HttpResponse:
    return redirect(f"{reverse('accounts:lists')}?{urlencode({'page': saved.page})}")


def _address(page: str) -> str:
    """The list's own address; any other name leads nowhere."""
    if page not in PAGES:
        raise Http404(NOT_FOUND)
    return reverse(page)

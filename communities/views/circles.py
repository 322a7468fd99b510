"""Communities: the list, a page, its members."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from communities import services
from communities.filters import CircleFilter
from communities.forms import CommunityForm, JoinForm, LeaveForm, NewCommunityForm
from communities.models import Community, Membership
from communities.selectors import circles as known
from communities.selectors.exports import CIRCLE_COLUMNS, MEMBER_COLUMNS, circle_lines, member_lines
from communities.tables import CHANGE, CIRCLES, MEMBERS
from portal.accounts.middleware import current_district, may_here, require_here
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.journal.selectors import history, newest_of
from portal.journal.services import last_deed, seen_of
from portal.kit.access import fetch
from portal.kit.forms import form_page
from portal.kit.listing import held, told
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.pasting import Paste, read_paste
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers, seen_in
from portal.kit.words import counted, state_said

HOME = {"label": "Сообщества", "url": reverse_lazy("communities:list")}
PEOPLE = ("человек", "человека", "человек")


def _found(request: HttpRequest) -> Any:
    form = CircleFilter(request.GET)
    return form, held(form, known.found_circles(request.user, form.query(request.GET.get("sort", ""))))


def circles(request: HttpRequest) -> HttpResponse:
    user = request.user
    form, rows = _found(request)
    page: Any = page_of(ByKeys(rows, known.COUNTED), request)
    page.object_list = known.rows_of(list(page.object_list), user, form.words)
    context = {
        "title": "Сообщества",
        "columns": CIRCLES,
        "filter": form,
        "page": page,
        "may_add": may_here(request, "communities.manage_community"),
        "may_export": may_here(request, "communities.export"),
    }
    return show(request, "communities/list.html", context, part="table")


def circles_export(request: HttpRequest) -> HttpResponseBase:
    require_here(request, "communities.export")
    form, found = _found(request)
    rows = known.counted(found).select_related("district")
    return export_list(
        title="Сообщества", columns=CIRCLE_COLUMNS, rows=circle_lines(rows, request.user), kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, about=told(form), people=known.leaders_of(rows),
    )  # fmt: skip


def circle(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads it, who is in, what it did; members by name only for those who may see them."""
    user = request.user
    found = fetch(Community, pk, user=user, within=known.described())
    inside = known.people_in(found, user)
    page: Any = page_of(known.members_page(found, user, inside, request.GET.get("q", ""), request.GET.get("left") == "1"), request)
    page.object_list = known.member_rows(page.object_list)
    manages, enrols = user.has_perm("communities.manage_community", found), user.has_perm("communities.enrol", found)
    deeds = history(found, 20) if manages else []
    open_now = found.state in (Community.State.PROJECT, Community.State.ACTIVE)
    context = {
        "title": found.name,
        "breadcrumbs": [HOME, {"label": found.name}],
        "community": found,
        "card": known.card(found, user, inside),
        "page": page,
        "sees_people": enrols or may_here(request, "communities.export"),
        "offers": open_to(found, user) if manages else [],
        "manages": manages,
        "enrols": enrols and open_now,
        "columns": (*MEMBERS, CHANGE) if manages or (enrols and open_now) else MEMBERS,
        "join": JoinForm(),
        "found": known.to_add(found, user, request.GET.get("find", "")),
        "words": request.GET.get("find", ""),
        "deeds": deeds,
        "seen": newest_of(deeds) if manages else seen_of(found),
    }
    return show(request, "communities/community.html", context, part="table")


def circle_new(request: HttpRequest) -> HttpResponse:
    require_here(request, "communities.manage_community")
    form = NewCommunityForm(request.POST or None, district=current_district(request))
    return form_page(
        request, form, lambda: services.create_community(data=form.community(), district=form.district, by=request.user, again=form.cleaned_data["again"]),
        template="teachers/form.html",
        said="Сообщество создано. Назначьте руководителя, добавьте участников и начните работу.", to="communities:community",
        title="Новое сообщество", breadcrumbs=[HOME, {"label": "Новое"}], cancel=HOME["url"], submit="Создать",
    )  # fmt: skip


def circle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Community, pk, user=request.user, may="communities.manage_community", within=Community.objects.select_related("district"))
    form = CommunityForm(request.POST or None, district=found.district, initial=CommunityForm.of(found))
    address = reverse("communities:community", args=[pk])
    return form_page(
        request, form,
        lambda: services.edit_community(community=found, data=form.community(), by=request.user, seen=seen_in(request.POST), again=form.cleaned_data["again"]),
        template="teachers/form.html", said="Сообщество сохранено.", to="communities:community", title="Правка сообщества", seen=last_deed(found),
        breadcrumbs=[HOME, {"label": found.name, "url": address}, {"label": "Правка"}], cancel=address, submit="Сохранить",
    )  # fmt: skip


@require_POST
def circle_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Community, pk, user=request.user, may="communities.manage_community")
    move, comment = request.POST.get("move", ""), request.POST.get("comment", "")
    fresh = services.move_community(community=found, move=move, by=request.user, comment=comment, seen=seen_in(request.POST))
    messages.success(request, state_said("сообщества", fresh.get_state_display()))
    return redirect("communities:community", pk=pk)


def _own(request: HttpRequest, pk: int) -> Community:
    return fetch(Community, pk, user=request.user, may="communities.enrol", within=Community.objects.select_related("district"))


def member_find(request: HttpRequest, pk: int) -> HttpResponse:
    found, words = _own(request, pk), request.GET.get("find", "")
    return show(request, "people/found.html", {"words": words, "found": known.to_add(found, request.user, words), "deed": "Добавить"})


@require_POST
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one person from the search, as a member or a leader."""
    found, form = _own(request, pk), JoinForm(request.POST)
    if not form.is_valid():
        raise Refusal("Укажите роль и дату вступления.")
    chosen = numbers(request.POST.getlist("teacher"))
    number = services.add_members(community=found, teachers=chosen, since=form.cleaned_data["since"], role=form.cleaned_data["role"], by=request.user)
    messages.success(request, _joined(number))
    return redirect("communities:community", pk=pk)


def member_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Add members by a pasted list; lines left open stay on the page."""
    found, paste, form = _own(request, pk), None, JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        paste = read_paste(request.POST, known.people_of(found, request.user), known.inside(found))
        if request.POST.get("deed") == "confirm" and paste.people:
            data = form.cleaned_data
            messages.success(
                request, _joined(services.add_members(community=found, teachers=paste.people, since=data["since"], role=data["role"], by=request.user))
            )
            if not paste.left:
                return redirect("communities:community", pk=pk)
            paste = Paste(several=paste.several, unknown=paste.unknown)
    address = reverse("communities:community", args=[pk])
    trail = [HOME, {"label": found.name, "url": address}, {"label": "Список"}]
    words = {"confirm": "Добавить в сообщество", "known": "уже участник"}
    context = {"title": "Добавить участников по списку", "breadcrumbs": trail, "paste": paste, "back": address, "extra": form, "words": words}
    return show(request, "people/paste.html", context)


def members_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    require_here(request, "communities.export")
    found = fetch(Community, pk, user=request.user)
    rows = known.members(found, request.user, request.GET.get("q", ""), request.GET.get("left") == "1")
    return export_list(
        title="Участники сообщества", columns=MEMBER_COLUMNS, rows=member_lines(rows, found), about=[found.name], kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, people=rows.values_list("teacher", flat=True),
    )  # fmt: skip


def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership: the date of leaving and the product, or the removal of a mistaken entry."""
    found = _membership(request, pk)
    form = LeaveForm(request.POST or None, initial={"product": found.product})
    if request.method == "POST" and form.is_valid():
        try:
            data, seen = form.cleaned_data, seen_in(request.POST)
            services.end_membership(membership=found, on=data["until"], product=data["product"], by=request.user, seen=seen)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"{found.teacher.short_name}: участие закончено.")
            return redirect("communities:community", pk=found.community_id)
    address = reverse("communities:community", args=[found.community_id])
    trail = [HOME, {"label": found.community.name, "url": address}, {"label": found.teacher.short_name}]
    context = {
        "title": found.teacher.full_name,
        "breadcrumbs": trail,
        "membership": found,
        "form": form,
        "cancel": address,
        "deeds": history(found),
        "seen": seen_of(found),
    }
    return show(request, "communities/member.html", context, status=422 if form.errors else 200)


@require_POST
def member_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _membership(request, pk)
    services.delete_membership(membership=found, by=request.user, seen=seen_in(request.POST))
    messages.success(request, f"Запись удалена: {found.teacher.short_name}.")
    return redirect("communities:community", pk=found.community_id)


def _membership(request: HttpRequest, pk: int) -> Membership:
    """A membership of a person of one's own district."""
    found: Membership = fetch(Membership, pk, user=request.user, may="communities.manage_community", within=Membership.objects.select_related("teacher", "community"))  # type: ignore[assignment]  # fmt: skip
    return found


def _joined(number: int) -> str:
    return f"Добавлено: {counted(number, PEOPLE)}." if number else "Все эти люди уже в сообществе."

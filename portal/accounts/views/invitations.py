"""Invitations: who was invited, the link to hand over, sending again, revoking."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import InvitationFilter
from portal.accounts.middleware import require_here
from portal.accounts.models import Invitation
from portal.accounts.rules import roles_to_give
from portal.accounts.selectors.access import with_mailboxes
from portal.accounts.selectors.sendings import sendings
from portal.accounts.services.entry import links_for
from portal.accounts.views.people import tabs
from portal.journal.selectors import history
from portal.kit.access import fetch
from portal.kit.addresses import BACK, list_behind
from portal.kit.finding import holding
from portal.kit.listing import held
from portal.kit.pages import page_of, show
from portal.kit.words import counted

INVITATIONS = ("приглашение", "приглашения", "приглашений")
WAITING = Q(accepted_at__isnull=True, revoked_at__isnull=True)


def invitations(request: HttpRequest) -> HttpResponse:
    """Those that wait first; search and state."""
    require_here(request, "accounts.appoint")
    rows: Any = Invitation.objects.visible_to(request.user).select_related("organisation", "district", "by")
    rows = holding(rows, request.GET.get("q", ""), "person", "email")
    form, state = InvitationFilter(request.GET), request.GET.get("state", "")
    if state in Invitation.State.values:
        rows = rows.filter(_in(state))
    code = request.GET.get("sending", "")
    chosen = sendings(request.user, code) if code else []
    if code:
        rows = rows.filter(sending=code)
    page: Any = page_of(held(form, rows), request)
    page.object_list = with_mailboxes(page.object_list)
    context = {"title": "Доступ", "filter": form, "page": page, "states": Invitation.State.choices, "state": state, "q": request.GET.get("q", "")}
    context |= {"tabs": tabs("accounts:invitations"), "sending": chosen[0] if chosen else None, "code": code, "back": _back(request)}
    context["sendings"] = SimpleLazyObject(lambda: sendings(request.user))  # a swapped table has no use for them
    return show(request, "accounts/invitations.html", context, part="table")


def _back(request: HttpRequest) -> str:
    """The list that these people were invited from, when they come from one."""
    return list_behind(request, "teachers:list", "teachers:invite", "routes:board", "routes:missing") if request.GET.get(BACK) else ""


def _in(state: str) -> Q:
    """Rows of a state, as `Invitation.state` tells it."""
    over = Q(expires_at__lte=timezone.now())
    found = {
        Invitation.State.WAITING: WAITING & ~over,
        Invitation.State.EXPIRED: WAITING & over,
        Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
        Invitation.State.REVOKED: Q(revoked_at__isnull=False),
    }
    return found[Invitation.State(state)]


def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation; its link is for who made it, and only where nothing else opens with it."""
    found = fetch(
        Invitation, pk, user=request.user, may="accounts.appoint", within=Invitation.objects.select_related("organisation", "district", "by", "instead_of")
    )
    mine = found.role in roles_to_give(request.user, found.district)
    context = {
        "title": str(found),
        "invitation": with_mailboxes([found])[0],
        "link": links_for([found], request.user).get(found.pk, ""),
        "open": found.state in (Invitation.State.WAITING, Invitation.State.EXPIRED) and mine,
        "again": found.state == Invitation.State.REVOKED and mine,
        "deeds": history(found),
        "breadcrumbs": [{"label": "Приглашения", "url": reverse("accounts:invitations")}, {"label": found.person}],
    }
    return show(request, "accounts/invitation.html", context)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Invitation, pk, user=request.user, may="accounts.appoint")
    services.send_again(invitation=found, by=request.user)
    messages.success(request, "Письмо с новой ссылкой уйдёт в течение минуты, срок новый. Прежние ссылки больше не действуют.")
    return redirect("accounts:invitation", pk=pk)


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Invitation, pk, user=request.user, may="accounts.appoint")
    made = services.invite_again(invitation=found, by=request.user)
    messages.success(request, f"{made.person}: новое приглашение готово, письмо уйдёт в течение минуты.")
    return redirect("accounts:invitation", pk=made.pk)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Invitation, pk, user=request.user, may="accounts.appoint")
    services.revoke(invitation=found, by=request.user)
    messages.success(request, "Приглашение отозвано: ссылка больше не действует.")
    return redirect("accounts:invitation", pk=pk)


@require_POST
def revoke_all(request: HttpRequest) -> HttpResponse:
    """What was sent in one press and is not used yet."""
    require_here(request, "accounts.appoint")
    code = request.POST.get("sending", "")
    count = services.revoke_sending(sending=code, by=request.user)
    messages.success(request, f"Отозвано: {counted(count, INVITATIONS)}. Ссылки больше не действуют.")
    return redirect(f"{reverse('accounts:invitations')}?{urlencode({'sending': code})}")

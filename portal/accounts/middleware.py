"""Every request runs in one transaction with the wall open for exactly the districts of the person's appointments."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.accounts.models import Appointment, District
from portal.accounts.selectors import in_time_of, open_windows
from portal.accounts.selectors.access import suspended_for
from portal.accounts.selectors.security import needs_second_step
from portal.accounts.services.consents import EDITION, works_on
from portal.accounts.services.security import note_seen
from portal.kit import wall
from portal.kit.access import require
from portal.kit.addresses import came_from
from portal.kit.refusal import refuse_clash

Handler = Callable[[HttpRequest], HttpResponse]
SIGN_IN_PATHS = ("/accounts/",)


class ScopeMiddleware:
    """Opens the transaction and says who asks; on /accounts/ also lets the sign-in look an address up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raw = request.session.get(SESSION_KEY)
        user = int(raw) if raw and str(raw).isdigit() else None
        with wall.scope(user=user, signin=request.path.startswith(SIGN_IN_PATHS)), connection.execute_wrapper(refuse_clash):
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render) and not getattr(response, "is_rendered", True):
                response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class DistrictMiddleware:
    """Opens the person's districts (and the partners' shared objects) once it is known who asks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.district = None  # type: ignore[attr-defined]
        if user.is_authenticated:
            posts = user.posts
            operator = user.holds("operator")
            wall.widen(districts=tuple(user.district_ids), common=operator)
            if posts:
                open_windows(user)
            request.district = _chosen(posts, request.session.get("district"))  # type: ignore[attr-defined]
        with in_time_of(request.district):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if response.status_code < 400 and request.user.is_authenticated and request.session.session_key:
            note_seen(request.session.session_key)
        return response


class SuspendedMiddleware:
    """Who has appointments in suspended districts only sees one calm page everywhere, her own data and help: no notice and no name."""

    OPEN = ("/me/", "/help/", "/accounts/logout/", "/accounts/reauthenticate/", "/accounts/2fa/", "/people/look/", "/static/", "/healthz", "/check/", "/demo/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        found = suspended_for(user) if user.is_authenticated and not user.posts else []
        request.suspended = found  # type: ignore[attr-defined]
        if not found or request.path.startswith(self.OPEN):
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": "/"})
        return render(request, "accounts/suspended.html", {"title": "Район приостановлен", "suspended": found}, status=403)


class SecondStepMiddleware:
    """Who needs a second step of sign-in and has none sees nothing but the pages where it is set up."""

    OPEN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/people/look/", "/static/", "/healthz")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        due = settings.SECOND_STEP and user.is_authenticated and needs_second_step(user) and not user.second_step
        request.second_step_due = due  # type: ignore[attr-defined]
        if not due or request.path.startswith(self.OPEN):
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")


class ConsentMiddleware:
    """Who has not agreed to the text that was the newest at sign-in, or has taken the consent back, sees her own data and rights and nothing else."""

    OPEN = (*SecondStepMiddleware.OPEN, "/me/", "/accounts/", "/invitation/", "/help/", "/check/", "/demo/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        waits = settings.ASK_CONSENT and user.is_authenticated and not user.agreed and not works_on(user, request.session.get(EDITION))
        request.consent_waits = waits  # type: ignore[attr-defined]
        if not waits or request.path.startswith(self.OPEN):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            messages.warning(request, "Действие не выполнено: сначала согласие.")
        address = f"{reverse('site:my_data')}?{urlencode({'next': came_from(request)})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


def _chosen(posts: list[Appointment], wanted: object) -> District | None:
    """The district picked in the header, else the first one; an operator has none."""
    own = [post.district for post in posts if post.district]
    return next((district for district in own if district.pk == wanted), own[0] if own else None)


def current_district(request: HttpRequest) -> District:
    """The district that the person works in now; a sentence when no appointment is in force."""
    if request.district is None:  # type: ignore[attr-defined]
        raise PermissionDenied("Сейчас у вас нет действующего назначения ни в одном районе.")
    return request.district  # type: ignore[attr-defined]


def may_here(request: HttpRequest, permission: str) -> bool:
    """Has the person the right in the district that she works in now? A methodist of one district may teach in another."""
    return bool(request.user.has_perm(permission, request.district))  # type: ignore[union-attr, attr-defined]


def require_here(request: HttpRequest, permission: str) -> None:
    """Refuse with a sentence unless the person has the right in the district that she works in now."""
    require(request.user, permission, request.district)  # type: ignore[attr-defined]

"""What the views of one route share: finding it, answering after a change, refusing beside the thing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from portal.kit.access import fetch
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from routes.models import Route, Step
from routes.selectors.page import experts_for, functions_to_add, route_page, whole_routes
from teachers.views.common import note_reading

READ = "открыл(а) маршрут (ИОМ)"


def found_route(request: HttpRequest, pk: int, may: str = "routes.view") -> Route:
    """The route of the address with teacher and organisation, for a deed or a dialog."""
    return read_route(request, pk, may, Route.objects.select_related("teacher", "organisation", "assessment"))


def read_route(request: HttpRequest, pk: int, may: str = "routes.view", within: Any = None) -> Route:
    """The route with all that the page of it shows; looking at somebody else's is journalled with her card, a deed has its own trace."""
    route = fetch(Route, pk, user=request.user, may=may, within=whole_routes() if within is None else within)
    if request.method == "GET":
        note_reading(request, route.teacher, READ)
    return route


def found_step(request: HttpRequest, pk: int, step: int, may: str = "routes.edit") -> Step:
    """A step of that very route. Raises Refusal when it is gone: somebody removed it."""
    route = found_route(request, pk, may)
    one = route.steps.filter(pk=step).first()
    if one is None:
        raise Refusal("Этого шага в маршруте уже нет. Обновите страницу.")
    one.route = route
    return one


def page_context(request: HttpRequest, pk: int, **extra: Any) -> dict[str, Any]:
    """The context of the page of one route, read anew."""
    page = route_page(read_route(request, pk), request.user)
    functions = functions_to_add(page.route) if page.rights.edit else []
    experts = experts_for(page.route) if page.rights.assign else []
    return {"page": page, "route": page.route, "functions": functions, "experts": experts, **extra}


def changed(request: HttpRequest, pk: int, said: str = "", *, close: bool = False, **extra: Any) -> HttpResponse:
    """After a change: htmx gets all parts that could have changed, a plain form goes back to the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        if said:
            messages.success(request, said)
        gone = extra.get("gone")
        return redirect(reverse("routes:route", args=[pk]) + (f"?gone={gone}" if gone else "") + "#plan")
    response = render(request, "routes/parts/changed.html", page_context(request, pk, said=said, oob=True, **extra))
    return trigger_client_event(response, "portal:close") if close else response


def version_of(request: HttpRequest) -> int:
    """The version that the person was looking at; `seen` is the page's own, kept fresh after each change. 0: the form showed none."""
    return number(request.POST.get("seen") or request.POST.get("version") or "") or 0


def say(form: forms.Form, refusal: Refusal) -> None:
    """Put the sentence beside the field it belongs to."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def in_dialog(request: HttpRequest) -> bool:
    """The answer goes into a dialog's own place for refusals, beside the words that were typed."""
    return bool(request.htmx and (request.htmx.target or "").startswith("refusal-"))  # type: ignore[attr-defined]


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page that the deed came from, when it is one of ours."""
    wanted = request.POST.get("next", "")
    address = wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else fallback
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]

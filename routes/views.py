"""Pages of individual routes."""

from django.http import HttpRequest, HttpResponse

from portal.kit.access import fetch
from portal.kit.pages import show
from routes.models import Route


def route(request: HttpRequest, pk: int) -> HttpResponse:
    """One route."""
    found = fetch(Route, pk, user=request.user, may="routes.view")
    return show(request, "routes/route.html", {"route": found, "title": str(found)})

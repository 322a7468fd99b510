"""Pages for everybody: health for the front server, one-click sign-in of the demo, help."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.services import note_session
from portal.kit import wall
from portal.kit.pages import show
from portal.site.demo import demo_user
from portal.site.help import page

BACKEND = "portal.accounts.adapter.SignIn"


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 while the web server reaches the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Enter as one of the demo's people; in any other mode there is no such page."""
    user = demo_user(request.POST.get("email", ""))
    if user is None:
        raise Http404
    with wall.scope(user=user.pk, signin=True):
        login(request, user, backend=BACKEND)
        note_session(request)
    return redirect("site:home")


def help_page(request: HttpRequest, slug: str = "index") -> HttpResponse:
    """A page of the users' guide."""
    found = page(slug)
    if found is None:
        raise Http404
    trail = [{"label": "Помощь", "url": reverse("site:help")}, {"label": found.title}] if found.slug != "index" else []
    return show(request, "site/help.html", {"title": found.title, "breadcrumbs": trail, "guide": found})

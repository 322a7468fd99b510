"""Home: what waits for me, what is due, what changed."""

from django.http import HttpRequest, HttpResponse

from portal.journal.models import Notice
from portal.kit.pages import show
from portal.site.home import blocks
from portal.site.search import advice, by_stems, search, typed_otherwise


def home(request: HttpRequest) -> HttpResponse:
    """The page that a person begins the day with; its blocks depend on her roles today."""
    notices = Notice.objects.visible_to(request.user)[:6]
    name = request.user.first_name  # type: ignore[union-attr]
    return show(request, "site/home.html", {"title": f"Здравствуйте, {name}!" if name else "Главная", "blocks": blocks(request.user), "notices": notices})


def find(request: HttpRequest) -> HttpResponse:
    """Search from the header."""
    text = request.GET.get("q", "")
    found = search(request.user, text)
    context = {
        "title": "Поиск",
        "q": text,
        "found": found,
        "retyped": typed_otherwise(text, found),
        "stems": by_stems(text, found),
        "advice": advice(request.user),
    }
    return show(request, "site/search.html", context)

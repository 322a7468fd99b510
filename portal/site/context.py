"""What every page's frame needs: district, navigation by role, unread notices, look."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portal.kit.pages import PRINT_AT_MOST
from portal.kit.words import counted
from portal.site.demo import demo_places
from portal.site.navigation import closed, navigation
from portal.site.proving import proving
from portal.site.search import searched

OTHERS = ("другой район", "других района", "других районов")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of templates/base.html; costs a signed-in person no query: who she is, where she works and what is unread came together."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        login = request.path == reverse("account_login")
        return {"look": request.session.get("look", {}), "nav": [], "demo_accounts": demo_places() if login else []}
    hint = searched(user)
    suspended, shut = getattr(request, "suspended", []), bool(closed(request))
    here, districts = getattr(request, "district", None), list({post.district_id: post.district for post in user.posts if post.district}.values())
    return {
        "district": here,
        "districts": districts,
        "other_districts": _others(here, districts),
        "nav": navigation(request),
        "unread": user.unread,
        "proving": proving(request),
        "suspended": suspended,
        "shut": shut,
        "look": user.look,
        "role_label": ", ".join(dict.fromkeys(post.told for post in user.posts)),
        "acting": ", ".join(dict.fromkeys(post.told for post in user.posts if post.instead_of_id)),
        "search_url": "" if suspended or shut or not hint else reverse("site:search"),
        "search_hint": hint,
        "print_at_most": PRINT_AT_MOST,
    }


def _others(here: Any, districts: list[Any]) -> str:
    """What the lists show besides the district that she works in: the other one's name, or how many."""
    names = [one.name for one in districts if one != here]
    return counted(len(names), OTHERS) if len(names) > 1 else "".join(names)

"""Where a person came from and goes back to: only ever a page of this portal."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

BACK = "back"  # the parameter that holds the list


def ours(address: str, request: HttpRequest) -> str:
    """The address when it is a page of ours, else nothing."""
    return address if address and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def came_from(request: HttpRequest) -> str:
    """The page that the person looks at: the one asked for, or the one that a form or a part of a page stood on."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = urlsplit(ours(request.headers.get("HX-Current-URL", "") or request.headers.get("Referer", ""), request))
    return (f"{page.path}?{page.query}" if page.query else page.path) or "/"


def list_behind(request: HttpRequest, *lists: str) -> str:
    """The list that a deed on many was chosen in, with its conditions: ?back= or the form's hidden field. Only ever one of the named lists, else the first.

    A list itself sends its conditions alone (?query=): they belong to the first.
    """
    given, known = (request.POST.get(BACK) or request.GET.get(BACK, "")), [reverse(one) for one in lists]
    asked = urlsplit(ours(given, request))
    if asked.path in known:
        return with_conditions(asked.path, asked.query)
    return with_conditions(known[0], request.GET.get("query", ""))


def with_conditions(path: str, query: str) -> str:
    """A list with its conditions, written anew: whatever stood in them cannot lead elsewhere."""
    kept = QueryDict(query).urlencode()
    return f"{path}?{kept}" if kept else path


def leading_back(address: str, back: str) -> str:
    """The address that remembers the list behind it; a list without conditions needs no remembering."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({BACK: back})}" if "?" in back else address

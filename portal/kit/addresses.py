"""Where a person came from and goes back to: only ever a page of this portal."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def ours(address: str, request: HttpRequest) -> str:
    """The address when it is a page of ours, else nothing."""
    return address if address and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def came_from(request: HttpRequest) -> str:
    """The page that the person looks at: the one asked for, or the one that a form or a part of a page stood on."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = urlsplit(ours(request.headers.get("HX-Current-URL", "") or request.headers.get("Referer", ""), request))
    return (f"{page.path}?{page.query}" if page.query else page.path) or "/"

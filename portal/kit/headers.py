"""Security headers: everything comes from the portal itself, nothing runs inline."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'{}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"


def _origin(address: str) -> str:
    """Where the sign-in form may lead besides the portal: scheme and host of the configured service."""
    return "/".join(address.split("/")[:3])


class SecurityHeaders:
    """Adds the content security policy and closes browser features that the portal does not use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY.format(f" {_origin(settings.OIDC_URL)}" if settings.OIDC_URL else ""))
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if getattr(request, "user", None) is not None:
            response.setdefault("Cache-Control", "no-store, private")
        return response


class Brief(logging.Filter):
    """A request that Django turns away (too many fields, a foreign host: 400) is one line of the log: its traceback tells of Django, not of us."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info, record.exc_text = None, None
        return True

"""Error pages: a sentence, and a way onward."""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.access import NOT_ALLOWED, NOT_FOUND


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception or "")
    ours = bool(re.search("[а-яё]", said))  # a library's own reason is in English and for programmers
    return render(request, "errors/403.html", {"sentence": said if ours else NOT_ALLOWED}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    known = exception is not None and str(exception) == NOT_FOUND
    return render(request, "errors/404.html", {"sentence": NOT_FOUND if known else "Такой страницы нет."}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The bare page: nothing that could fail again, no context processors, no database. A database that is away is 503: come again."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        response = render(None, "errors/503.html", status=503)  # type: ignore[arg-type]
        response["Retry-After"] = "30"
        return response
    return render(None, "errors/500.html", status=500)  # type: ignore[arg-type]

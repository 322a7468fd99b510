"""Error pages: a sentence, and a way onward.

A signed-in person keeps the frame (`errors/framed.html`): what it shows came with her request, so it costs no query, and a page that
the database left meanwhile becomes 503.
"""

import re
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.models import Role
from portal.kit.access import NOT_ALLOWED, NOT_FOUND, WHOM_TO_ASK
from portal.kit.addresses import ours
from portal.kit.refusal import AT_ONCE, clashed, written


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception or "")
    ours = bool(re.search("[а-яё]", said))  # a library's own reason is in English and for programmers
    sentence = said if ours else NOT_ALLOWED
    user: Any = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    if known and user.holds(*Role.of_the_whole_district(), Role.OPERATOR):  # the methodist is not sent to the methodist
        sentence = sentence.replace(WHOM_TO_ASK, "Его даёт другая роль.")
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    known = exception is not None and str(exception) == NOT_FOUND
    return render(request, "errors/404.html", {"sentence": NOT_FOUND if known else ""}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The bare page: nothing that could fail again, no context processors, no database. A database that is away is 503: come again. So is a deed that clashed
    with another where no page could be read any more: it keeps the way back and what was written.
    """
    fault = sys.exception()
    if isinstance(fault, (OperationalError, InterfaceError)):
        clash = {"clash": AT_ONCE, "typed": written(request), "back_url": ours(request.headers.get("Referer", ""), request)} if clashed(fault) else {}
        response = render(None, "errors/503.html", clash, status=503)  # type: ignore[arg-type]
        response["Retry-After"] = "1" if clash else "30"
        return response
    return render(None, "errors/500.html", status=500)  # type: ignore[arg-type]

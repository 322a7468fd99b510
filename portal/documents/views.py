"""The public check of a document; private files are served by the pages of their objects."""

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.documents.selectors import checked, checked_line


@login_not_required
def check_form(request: HttpRequest) -> HttpResponse:
    """Ask for a number; with one given go to its own address."""
    key = request.GET.get("number", "").strip()
    return redirect("documents:check", key=key[:40]) if key and "/" not in key else render(request, "documents/check.html", {"asked": False, "key": key})


@login_not_required
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What, to whom (initials), when, valid or revoked; nothing more.

    Numbers follow one another, so whoever tries them in turn is stopped; the code of a document's own QR mark cannot be guessed and is always answered.
    """
    document = checked(key)
    if document is None or document.code != key.strip():
        wait = consume_or_429(request, action="check_document", limit_get=True)
        if wait:
            return wait
    return render(request, "documents/check.html", {"asked": True, "key": key, "document": document}, status=200 if document else 404)


@login_not_required
def check_line(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One fact of a document: what and when, in which document, to whom (initials)."""
    line = checked_line(code, number)
    context = {"asked": True, "key": "", "document": line.document if line else None, "line": line}
    return render(request, "documents/check.html", context, status=200 if line else 404)

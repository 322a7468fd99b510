"""A form on a page of its own: shown, sent, refused beside the field, or done."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.kit.namesakes import AgainForm, Namesake
from portal.kit.pages import show
from portal.kit.refusal import Refusal


def done(form: forms.BaseForm, deed: Callable[[], Any]) -> Any:
    """The deed's result when the form is valid and the deed is not refused; a refusal stands beside its field."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except Namesake as found:
        cast(AgainForm, form).confirm(found)
        return None
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def form_page(request: HttpRequest, form: forms.BaseForm, deed: Callable[[], Any], *, template: str, said: str, to: str, **context: Any) -> HttpResponse:
    """The page of one form. When it is sent and the deed is done, the person is told `said` and led to the page `to` of what the deed gave."""
    if request.method == "POST" and (made := done(form, deed)):
        messages.success(request, said)
        return redirect(to, pk=made.pk)
    return show(request, template, {"form": form, **context}, status=422 if form.errors else 200)

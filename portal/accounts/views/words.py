"""What the words are, how the portal looks to me."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import WordForm
from portal.accounts.models import Word
from portal.accounts.selectors import dictionaries, dictionary_title
from portal.journal.selectors import history
from portal.journal.services import last_deed
from portal.kit.access import NOT_FOUND, require
from portal.kit.addresses import ours
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in


def dictionary_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    return show(
        request, "accounts/dictionaries.html", {"title": "Словари", "rows": dictionaries(request.GET.get("q", "")), "q": request.GET.get("q", "")}, part="table"
    )


def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    rows = list(Word.objects.filter(dictionary=code))
    if not rows:
        raise Http404(NOT_FOUND)
    context = {"title": dictionary_title(code), "code": code, "rows": rows, "may_edit": request.user.has_perm("accounts.operate")}
    return show(request, "accounts/dictionary.html", context)


def word(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.operate")
    row = get_object_or_404(Word, pk=pk)
    form = WordForm(request.POST or None, initial={"name": row.name, "active": row.active})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_word(word=row, by=request.user, seen=seen_in(request.POST), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Слово сохранено.")
            return redirect("accounts:dictionary", code=row.dictionary)
    return show(
        request,
        "accounts/word.html",
        {"title": "Слово словаря", "row": row, "dictionary": dictionary_title(row.dictionary), "form": form, "seen": last_deed(row), "deeds": history(row)},
        status=422 if form.errors else 200,
    )


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the version for the visually impaired: with the person, or in the visitor's session."""
    wanted: dict[str, Any] = {} if "reset" in request.POST else {name: request.POST.get(name, "") for name in services.LOOKS}
    if request.user.is_authenticated:
        services.set_look(user=request.user, look=wanted)
    else:
        request.session["look"] = services.clean_look(wanted)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the person came from, when it is one of the portal's own."""
    came = ours(request.POST.get("next") or request.headers.get("Referer", ""), request)
    whole = came.startswith(("/", "http:", "https:"))  # a mere word is an address within this one, which is no page
    return HttpResponseRedirect(came) if whole else redirect("site:home")

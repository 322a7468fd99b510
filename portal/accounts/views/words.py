"""What the words are, how the portal looks to me."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from portal.accounts import services
from portal.accounts.forms import NewWordForm, WordForm
from portal.accounts.models import Word
from portal.accounts.selectors import dictionaries, dictionary_title
from portal.accounts.selectors.vocabulary import closed_to_words, groups_of
from portal.journal.selectors import history
from portal.journal.services import last_deed
from portal.kit.access import NOT_FOUND, require
from portal.kit.addresses import ours
from portal.kit.forms import done
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in

HOME = {"label": "Словари", "url": reverse_lazy("accounts:dictionaries")}
OPERATED = "Словари общие для всех районов: слова вносит и правит оператор портала."


def dictionary_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    return show(
        request, "accounts/dictionaries.html", {"title": "Словари", "rows": dictionaries(request.GET.get("q", "")), "q": request.GET.get("q", "")}, part="table"
    )


def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    require(request.user, "accounts.edit_dictionaries")
    rows, may_edit = _rows(code), request.user.has_perm("accounts.operate")
    why = closed_to_words(rows) if may_edit else OPERATED
    context = {
        "title": dictionary_title(code),
        "code": code,
        "rows": rows,
        "may_edit": may_edit,
        "why": why,
        "breadcrumbs": [HOME, {"label": dictionary_title(code)}],
    }
    return show(request, "accounts/dictionary.html", context)


def _rows(code: str) -> list[Word]:
    rows = list(Word.objects.filter(dictionary=code))
    if not rows:
        raise Http404(NOT_FOUND)
    return rows


def word_new(request: HttpRequest, code: str) -> HttpResponse:
    """A word more, where the dictionary takes words; elsewhere the refusal says why."""
    require(request.user, "accounts.operate")
    rows = _rows(code)
    if why := closed_to_words(rows):
        raise Refusal(why)
    form = NewWordForm(request.POST or None, groups=groups_of(rows))
    if request.method == "POST" and (made := done(form, lambda: services.add_word(dictionary=code, by=request.user, **form.cleaned_data))):
        messages.success(request, f"Слово добавлено: {made.name}.")
        return redirect("accounts:dictionary", code=code)
    title = dictionary_title(code)
    trail = [HOME, {"label": title, "url": reverse("accounts:dictionary", args=[code])}, {"label": "Новое слово"}]
    context = {"title": "Новое слово", "form": form, "dictionary": title, "code": code, "breadcrumbs": trail}
    return show(request, "accounts/word_new.html", context, status=422 if form.errors else 200)


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

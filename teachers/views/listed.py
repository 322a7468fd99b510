"""Organisations by a pasted list: read, shown row by row, entered all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.middleware import current_district, require_here
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.words import counted
from teachers.forms.listed import NEW, ListForm, Preview, preview
from teachers.selectors.listed import kinds, names_in_use
from teachers.services import organisations as services
from teachers.views.organisations import HOME

REST = "listed-"  # rows that were not entered, in the session, by district
PLACES = ("организация", "организации", "организаций")
CHANGED = "Список изменился после проверки. Посмотрите, что получится теперь, и отправьте ещё раз."


def listed(request: HttpRequest) -> HttpResponse:
    """Two steps on one page: «Проверить» shows what would come of each row, «Внести» enters the ticked ones, all or none."""
    require_here(request, "accounts.reorganise")
    saving, rest = request.POST.get("deed") == "save", f"{REST}{current_district(request).pk}"
    form = ListForm(request.POST or None, saving=saving)
    form.initial["text"] = request.session.get(rest, "")
    found = _preview(request, form, {}) if form.is_bound and not form["text"].errors else None
    if saving and found and form.is_valid():
        found, done = _saved(request, form, found)
        if done:
            return _onward(request, done, found.left(), rest)
    context = {"title": "Организации списком", "form": form, "found": found, "breadcrumbs": [HOME, {"label": "Списком"}], "new": NEW}
    return show(request, "organisations/listed.html", context, status=422 if form.errors else 200)


def _onward(request: HttpRequest, done: int, left: str, rest: str) -> HttpResponse:
    """To the list, or back here with the rows that were not entered: nothing pasted is lost."""
    messages.success(request, f"Внесено: {counted(done, PLACES)}. Теперь в них можно принимать людей.")
    if not left:
        request.session.pop(rest, None)
        return redirect("organisations:list")
    request.session[rest] = left
    messages.info(request, "В поле остались строки, которые не внесены: исправьте их и проверьте ещё раз.")
    return redirect("organisations:listed")


def _preview(request: HttpRequest, form: ListForm, faults: dict[int, str]) -> Preview:
    return preview(form.cleaned_data["text"], kinds(), names_in_use(current_district(request)), request.POST, faults)


def _saved(request: HttpRequest, form: ListForm, found: Preview) -> tuple[Preview, int]:
    """How many were entered; when none, the form says why, and the row that was refused stands with its reason."""
    if request.POST.get("mark") != found.mark:
        form.add_error(None, CHANGED)
        return found, 0
    levels, data = kinds(), form.cleaned_data
    entries = [one.entry(levels[one.data["kind"]].levels, data["on"]) for one in found.chosen]
    try:
        return found, len(services.open_listed(entries=entries, act=data["act"], district=current_district(request), by=request.user))
    except services.InRow as refusal:
        form.add_error(None, f"Ничего не внесено. Строка {refusal.number}: {refusal}")
        return _preview(request, form, {refusal.number: str(refusal)}), 0
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return found, 0

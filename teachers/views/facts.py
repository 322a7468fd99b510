"""Facts of the card: the tab «Квалификация», forms of adding and correcting, the scan."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, require_here
from portal.accounts.selectors import lexicon
from portal.journal.services import Stale
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in
from teachers.forms.facts import FORMS, StepForm
from teachers.models import CareerStep, Course, Teacher
from teachers.selectors.career import steps_with_people
from teachers.selectors.record import record_of
from teachers.services import career, facts
from teachers.views.common import download_of, follows_merging, page, read_card, trail

TITLES = {
    "courses": ("Пройденные КПК", "КПК"),
    "grades": ("Результат аттестации", "Аттестация"),
    "awards": ("Награда", "Награда"),
    "duties": ("Дополнительная роль", "Роль"),
    "career": ("Ступень карьеры", "Карьера"),
}


@follows_merging
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Attestation, КПК, awards, roles, the career line."""
    teacher = read_card(request, pk)
    context = page(request, teacher, "record", record=record_of(teacher, today()), may_record=request.user.has_perm("teachers.record", teacher))
    return show(request, "teachers/record.html", context)


def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    teacher = read_card(request, pk, may="teachers.record", within=Teacher.objects.all())
    form = _form(request, kind, teacher, None)
    if request.method == "POST" and form.is_valid():
        try:
            facts.add_fact(teacher=teacher, kind=kind, values=form.values(), file=form.cleaned_data.get("file"), by=request.user)
        except Refusal as refusal:
            _put(form, refusal)
        else:
            messages.success(request, "Записано.")
            return redirect("teachers:record", pk=pk)
    return _page(request, teacher, kind, form, None)


def change(request: HttpRequest, pk: int, kind: str, fact: int) -> HttpResponse:
    """Correct a fact; somebody else's newer correction is not overwritten, what was typed stays."""
    teacher = read_card(request, pk, may="teachers.record", within=Teacher.objects.all())
    row = _fact(teacher, kind, fact)
    seen = facts.mark_of(row)
    form = _form(request, kind, teacher, row)
    if request.method == "POST" and form.is_valid():
        try:
            facts.edit_fact(fact=row, kind=kind, values=form.values(), seen=seen_in(request.POST), file=form.cleaned_data.get("file"), by=request.user)
        except Refusal as refusal:
            seen = refusal.seen if isinstance(refusal, Stale) else seen
            _put(form, refusal)
        else:
            messages.success(request, "Исправлено.")
            return redirect("teachers:record", pk=pk)
    return _page(request, teacher, kind, form, row, seen)


@require_POST
def remove(request: HttpRequest, pk: int, kind: str, fact: int) -> HttpResponse:
    teacher = fetch(Teacher, pk, user=request.user, may="teachers.record")
    facts.remove_fact(fact=_fact(teacher, kind, fact), kind=kind, seen=seen_in(request.POST), by=request.user)
    messages.success(request, "Удалено. След остался в истории карточки.")
    return redirect("teachers:record", pk=pk)


def scan(request: HttpRequest, pk: int, fact: int) -> HttpResponseBase:
    """The scan of a course's document, to whoever may see the card."""
    teacher = fetch(Teacher, pk, user=request.user)
    course = Course.objects.filter(teacher=teacher, pk=fact).select_related("scan").first()
    if course is None or course.scan is None:
        raise Http404(NOT_FOUND)
    return download_of(request, teacher, course.scan)


def steps(request: HttpRequest) -> HttpResponse:
    """The district's career steps in their order."""
    require_here(request, "teachers.edit_career")
    rows = list(steps_with_people(current_district(request).pk, today()))
    words = lexicon("qualification_categories")
    pairs = [(row, words.name("qualification_categories", row.category) if row.category else "") for row in rows]
    return show(request, "teachers/steps.html", {"title": "Ступени карьеры", "rows": pairs})


def step(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new step, or the correction of one."""
    require_here(request, "teachers.edit_career")
    row = fetch(CareerStep, pk, user=request.user, may="teachers.edit_career") if pk else None
    seen = facts.mark_of(row) if row else 0
    form = StepForm(request.POST or None, instance=row, initial=None if row else {"order": career.next_order(current_district(request))})
    if request.method == "POST" and form.is_valid():
        try:
            career.save_step(step=row, district=current_district(request), values=form.cleaned_data, seen=seen_in(request.POST), by=request.user)
        except Refusal as refusal:
            seen = refusal.seen if isinstance(refusal, Stale) else seen
            _put(form, refusal)
        else:
            messages.success(request, "Ступень сохранена.")
            return redirect("teachers:steps")
    context = {"title": row.name if row else "Новая ступень карьеры", "form": form, "seen": seen}
    return show(request, "teachers/step.html", context, status=422 if form.errors else 200)


def _fact(teacher: Teacher, kind: str, pk: int) -> Any:
    found = facts.KINDS[kind].model._default_manager.filter(teacher=teacher, pk=pk).select_related("teacher").first() if kind in FORMS else None
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _form(request: HttpRequest, kind: str, teacher: Teacher, row: Any) -> Any:
    if kind not in FORMS:
        raise Http404(NOT_FOUND)
    posted = request.method == "POST"
    return FORMS[kind](request.POST if posted else None, request.FILES if posted else None, instance=row, teacher=teacher)


def _put(form: Any, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _page(request: HttpRequest, teacher: Teacher, kind: str, form: Any, row: Any, seen: int = 0) -> HttpResponse:
    title, crumb = TITLES[kind]
    context = {"title": title, "teacher": teacher, "form": form, "fact": row, "kind": kind, "seen": seen, "breadcrumbs": trail(request, teacher, crumb)}
    return show(request, "teachers/fact.html", context, status=422 if form.errors else 200)

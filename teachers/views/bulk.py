"""Deeds on many people of the list: whom they touch, whom they pass by and why, then the deed, its result and its undoing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, may_here, require_here
from portal.kit import many
from portal.kit.access import fetch
from portal.kit.addresses import BACK, leading_back, list_behind
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import counted
from teachers.filters import TeacherFilter
from teachers.forms.bulk import DutiesForm
from teachers.models import Bulk, Teacher
from teachers.selectors import bulk as selectors
from teachers.services import bulk as services
from teachers.views import access

NOBODY = "Отметьте хотя бы одного человека или выберите «все по отбору»."
HOME, ROUTES = {"label": "Педагоги"}, {"label": "Маршруты"}
DEEDS = (("invite", "Пригласить на портал", "mail", "accounts.appoint"), ("apply", "Заявка на КПК", "send", "teachers.apply_courses"), ("event", "Записать на событие", "calendar-event", "teachers.edit"), ("duty", "Внести роль", "flag", "teachers.hire"))  # fmt: skip
UNDO = {"label": "Убрать роль", "confirm": "Убрать эту роль из карточек всех, кому она внесена?", "yes": "Убрать роль", "no": "Не убирать"}
MANY = 500  # the least of the limits: a longer list is told them beside the buttons
ELSEWHERE = {"apply": "teachers:application_new", "event": "communities:event_people"}  # their previews are pages of their own rooms


def deeds_here(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(code, label, icon) of what the person may do with many."""
    return [(code, label, icon) for code, label, icon, may in DEEDS if may_here(request, may)]


def bulk(request: HttpRequest) -> HttpResponse:
    """The preview. People come ticked (?who=) or as the whole filtered list (?all=1&query=…)."""
    require_here(request, "teachers.list")
    deed = request.GET.get("deed", "")
    may = next((right for code, _, _, right in DEEDS if code == deed), None)
    if may is None:
        raise Refusal("Выберите, что сделать с отмеченными.")
    require_here(request, may)
    ids = _ids(request)
    if not ids:
        messages.warning(request, NOBODY)
        return redirect(_back(request))
    if deed in ELSEWHERE:
        return redirect(f"{reverse(ELSEWHERE[deed])}?{_asked(request, ids)}")
    return _invite(request, ids) if deed == "invite" else _duties(request, ids)


@require_POST
def duties(request: HttpRequest) -> HttpResponse:
    """Check again with the role that was typed, then (deed=apply) enter it."""
    require_here(request, "teachers.hire")
    return _duties(request, _ids(request))


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it: who has the role now, who was passed by."""
    made = fetch(Bulk, pk, user=request.user)
    kept = [who for who, *_ in (*made.made, *made.skipped)]
    known = {one.pk: one for one in Teacher.objects.visible_to(request.user).filter(pk__in=kept)}
    people = sorted((known[who] for who, *_ in made.made if who in known), key=lambda one: one.full_name)
    context = {
        "title": "Роль внесена",
        "bulk": made,
        "rows": [(one.full_name, reverse("teachers:record", args=[one.pk])) for one in people[: many.SHOWN]],
        "skipped": [(known[who].full_name, why) for who, why in made.skipped if who in known],
        "total": len(made.made),
        "undo": {**UNDO, "url": reverse("teachers:bulk_undo", args=[pk])} if made.undone_at is None and services.may_undo(made, request.user) else None,
        "back": _back(request),
        "breadcrumbs": _trail(request, "Роль многим"),
    }
    return show(request, "teachers/bulk_done.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = fetch(Bulk, pk, user=request.user)
    services.undo_bulk(bulk=made, by=request.user)
    messages.success(request, "Отменено: роль убрана из карточек.")
    return redirect(_done(request, pk))


def _ids(request: HttpRequest) -> list[int]:
    def found(kept: QueryDict) -> Any:
        return TeacherFilter(kept, request=request).qs.order_by().values_list("pk", flat=True)

    return many.chosen(request, found, many.MOST, "человек")


def _asked(request: HttpRequest, ids: list[int]) -> str:
    """The chosen people for the page of another room: the whole list by its conditions, else one by one."""
    whom = {"list": request.GET.get("query", "")} if request.GET.get("all") else {"who": ids}
    return urlencode({**whom, BACK: _back(request)}, doseq=True)


def _invite(request: HttpRequest, ids: list[int]) -> HttpResponse:
    plan = access.plan_of(request, ids, current_district(request))
    return access.preview(request, plan, ids, _back(request), _trail(request, "Приглашение"), title="Пригласить на портал")


def _duties(request: HttpRequest, ids: list[int]) -> HttpResponse:
    form, said, here = DutiesForm(request.POST or None, initial={"since": today()}), "", current_district(request)
    people = selectors.chosen(request.user, ids, today())
    checked = request.method == "POST" and form.is_valid()
    if checked and request.POST.get("deed") == "apply":
        try:
            made = services.add_duties(
                teachers=ids, values=form.cleaned_data, said=form.said, mark=request.POST.get("mark", ""), district=here, by=request.user
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.title}.")
            return redirect(_done(request, made.pk))
    if checked:
        why, said = selectors.has_duty(people, form.cleaned_data, request.user), form.said
        plan = selectors.plan(people, len(ids), why, form.cleaned_data, district=here)
    else:
        plan = selectors.plan(people, len(ids), lambda one: "", district=here)
    context: dict[str, Any] = {
        "title": "Внести роль",
        "form": form,
        "plan": plan,
        "said": said,
        "checked": checked,
        "who": many.listed(ids),
        "shown": plan.ready[: many.SHOWN],
        "ready": counted(len(plan.ready), services.PEOPLE),
        "back": _back(request),
        "breadcrumbs": _trail(request, "Роль многим"),
    }
    return show(request, "teachers/bulk_duties.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """The list as it was filtered when the people were chosen."""
    return list_behind(request, "teachers:list", "routes:board", "routes:missing")


def _done(request: HttpRequest, pk: int) -> str:
    return leading_back(reverse("teachers:bulk_done", args=[pk]), _back(request))


def _trail(request: HttpRequest, here: str) -> list[dict[str, str]]:
    back = _back(request)
    home = HOME if back.startswith(reverse("teachers:list")) else ROUTES
    return [{**home, "url": back}, {"label": here}]

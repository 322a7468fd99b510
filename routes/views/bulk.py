"""Deeds on many routes of the board: whom they touch, whom they pass by and why, then the deed, its result and its undoing."""

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
from portal.kit.addresses import leading_back, list_behind
from portal.kit.many import Plan
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes.filters import BoardFilter, MissingFilter
from routes.forms import AssignForm
from routes.models import RouteBulk
from routes.selectors import bulk as plans
from routes.selectors.board import board
from routes.selectors.missing import missing
from routes.services import bulk as services
from teachers.forms.bulk import RemindForm
from teachers.models import Teacher

NOBODY = "Отметьте хотя бы одну строку или выберите «все по отбору»."
DEEDS = (("remind", "Напомнить", "bell", "routes.remind"), ("expert", "Назначить эксперта", "user-check", "routes.assign_expert"), ("curator", "Назначить куратора", "user", "routes.assign_curator"))  # fmt: skip
URGE = ("urge", "Напомнить", "bell", "routes.remind")
UNDO = {"label": "Вернуть прежних", "confirm": "Вернуть во все эти маршруты тех, кто был до назначения?", "yes": "Вернуть прежних", "no": "Не возвращать"}
TITLES = {"remind": "Напомнить о маршруте", "urge": "Напомнить составить маршрут", "expert": "Назначить эксперта", "curator": "Назначить куратора"}


def deeds_here(request: HttpRequest, *, people: bool = False) -> list[tuple[str, str, str]]:
    """(code, label, icon) of what the person may do with many routes, or with many people who have none."""
    return [(code, label, icon) for code, label, icon, may in ((URGE,) if people else DEEDS) if may_here(request, may)]


def bulk(request: HttpRequest) -> HttpResponse:
    """The preview. Routes come ticked (?who=) or as the whole filtered list (?all=1&query=…)."""
    deed = _deed(request, request.GET.get("deed", ""))
    ids = _ids(request, deed)
    if not ids:
        messages.warning(request, NOBODY)
        return redirect(_back(request, deed))
    return _page(request, deed, ids)


@require_POST
def bulk_do(request: HttpRequest) -> HttpResponse:
    """Check again with what was typed, then (step=apply) do it."""
    deed = _deed(request, request.POST.get("deed", ""))
    return _page(request, deed, _ids(request, deed))


def bulk_done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    made = fetch(RouteBulk, pk, user=request.user, within=RouteBulk.objects.select_related("assigned", "district"))
    ids = [one for one, _ in (*made.made, *made.skipped)]
    about = Teacher.objects.visible_to(request.user).filter(pk__in=ids) if made.deed == "urge" else plans.routes(request.user, ids)
    known = {one.pk: (one.full_name, "") if isinstance(one, Teacher) else (one.teacher.full_name, reverse("routes:route", args=[one.pk])) for one in about}
    context = {
        "title": TITLES[made.deed],
        "bulk": made,
        "rows": sorted(known[one] for one, _ in made.made if one in known)[: many.SHOWN],
        "skipped": [(known[one][0], why) for one, why in made.skipped if one in known],
        "total": len(made.made),
        "back": _back(request, made.deed),
        "undo": {**UNDO, "url": reverse("routes:bulk_undo", args=[pk])} if made.undone_at is None and services.may_undo(made, request.user) else None,
        "breadcrumbs": _trail(_back(request, made.deed), TITLES[made.deed]),
    }
    return show(request, "teachers/bulk_done.html", context)


@require_POST
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = fetch(RouteBulk, pk, user=request.user, within=RouteBulk.objects.select_related("district"))
    services.undo_many(bulk=made, by=request.user)
    messages.success(request, "Отменено: в маршрутах снова те, кто был до этого.")
    return redirect(_done(request, made))


def _deed(request: HttpRequest, code: str) -> str:
    require_here(request, "routes.board")
    may = next((right for known, _, _, right in (*DEEDS, URGE) if known == code), None)
    if may is None:
        raise Refusal("Выберите, что сделать с отмеченными.")
    require_here(request, may)
    return code


def _back(request: HttpRequest, deed: str) -> str:
    """The list as it was filtered when the rows were chosen."""
    return list_behind(request, "routes:missing" if deed == "urge" else "routes:board")


def _done(request: HttpRequest, made: RouteBulk) -> str:
    return leading_back(reverse("routes:bulk_done", args=[made.pk]), _back(request, made.deed))


def _ids(request: HttpRequest, deed: str) -> list[int]:
    def found(kept: QueryDict) -> Any:
        user = request.user
        rows: Any = missing(user, MissingFilter(kept, user=user).query("")) if deed == "urge" else board(user, BoardFilter(kept, user=user).query(""), today())
        return rows.order_by().values_list("pk", flat=True)

    return many.chosen(request, found, plans.MOST)


def _page(request: HttpRequest, deed: str, ids: list[int]) -> HttpResponse:
    assigns = deed in services.WHO
    given = request.POST or None
    form: Any = AssignForm(given, role=services.WHO[deed][2], district=current_district(request)) if assigns else RemindForm(given)
    checked = form.is_valid() if given else not assigns
    if checked and request.POST.get("step") == "apply":
        try:
            made = _do(request, deed, ids, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{made.title}.")
            return redirect(_done(request, made))
    plan = _plan(request, deed, ids, form)
    context = {
        "title": TITLES[deed],
        "deed": deed,
        "form": form,
        "plan": plan,
        "checked": checked,
        "assigns": assigns,
        "who": many.listed(ids),
        "shown": plan.ready[: many.SHOWN],
        "back": _back(request, deed),
        "invite_url": "" if assigns else _invite_url(request, plan, deed),
        "breadcrumbs": _trail(_back(request, deed), TITLES[deed]),
    }
    return show(request, "routes/bulk.html", context, status=422 if form.errors else 200)


def _invite_url(request: HttpRequest, plan: Plan, deed: str) -> str:
    """Where those without an account may be invited; an address does not hold hundreds: then the list of all without access."""
    if not (may_here(request, "accounts.appoint") and may_here(request, "teachers.list")):
        return ""
    cards = plans.without_access(plan, request.user, deed)
    if len(cards) > many.SHOWN:
        return reverse("teachers:invite")
    asked = urlencode({"deed": "invite", "who": cards}, doseq=True)
    return leading_back(f"{reverse('teachers:bulk')}?{asked}", _back(request, deed)) if cards else ""


def _plan(request: HttpRequest, deed: str, ids: list[int], form: Any) -> Plan:
    typed, here = getattr(form, "cleaned_data", {}), current_district(request)
    if deed in services.WHO:
        return plans.assign_plan(request.user, ids, deed, typed.get("person"), here)
    make = plans.urge_plan if deed == "urge" else plans.remind_plan
    return make(request.user, ids, today(), here)


def _do(request: HttpRequest, deed: str, ids: list[int], form: Any) -> RouteBulk:
    given: dict[str, Any] = {"ids": ids, "mark": request.POST.get("mark", ""), "district": current_district(request), "by": request.user}
    if deed in services.WHO:
        return services.assign_many(deed=deed, person=form.cleaned_data["person"], **given)
    return services.remind_many(comment=form.cleaned_data["comment"], people=deed == "urge", **given)


def _trail(back: str, here: str) -> list[dict[str, str]]:
    return [{"label": "Маршруты", "url": back}, {"label": here}]

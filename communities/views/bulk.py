"""Deeds on many events of the calendar: which they touch, which they pass by and why, then the deed, its result and its undoing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from communities.filters import EventFilter
from communities.forms import NothingForm, ReasonForm
from communities.models import EventBulk
from communities.selectors import bulk as plans
from communities.selectors.events import calendar
from communities.selectors.standing import event_standing
from communities.services import bulk as services
from portal.accounts.middleware import current_district, may_here, require_here
from portal.kit import many
from portal.kit.access import fetch
from portal.kit.addresses import leading_back, list_behind
from portal.kit.many import Plan
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from teachers.forms.bulk import RemindForm

MAY = "communities.manage_event"
DEEDS = (("announce", "Открыть запись", "flag"), ("remind", "Напомнить участникам", "bell"), ("cancel", "Отменить", "circle-x"))
TITLES = {"announce": "Открыть запись на события", "remind": "Напомнить участникам", "cancel": "Отменить события"}
DONE = {"announce": "Запись открыта", "remind": "Участникам напомнили", "cancel": "События отменены"}
UNDONE = {"announce": "События возвращены в план", "cancel": "Отмена снята"}
FORMS: dict[str, Any] = {"announce": NothingForm, "remind": RemindForm, "cancel": ReasonForm}
UNDO = {
    "announce": {"label": "Вернуть в план", "confirm": "Закрыть запись и вернуть эти события в план?", "yes": "Вернуть в план", "no": "Не возвращать"},
    "cancel": {
        "label": "Снять отмену", "confirm": "Вернуть эти события, как они были до отмены? Кто узнал об отмене, узнает, что она снята.",
        "yes": "Снять отмену", "no": "Не снимать",
    },
}  # fmt: skip


def deeds_here(request: HttpRequest) -> tuple[tuple[str, str, str], ...]:
    """(code, label, icon) of what the person may do with many events."""
    return DEEDS if may_here(request, MAY) else ()


def bulk(request: HttpRequest) -> HttpResponse:
    """The preview. Events come ticked (?who=) or as the whole filtered list (?all=1&query=…)."""
    deed = _deed(request, request.GET.get("deed", ""))
    ids = _ids(request)
    if not ids:
        messages.warning(request, "Отметьте хотя бы одно событие или выберите «все по отбору».")
        return redirect(_back(request))
    return _page(request, deed, ids)


@require_POST
def bulk_do(request: HttpRequest) -> HttpResponse:
    return _page(request, _deed(request, request.POST.get("deed", "")), _ids(request))


def bulk_done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    made = fetch(EventBulk, pk, user=request.user, within=EventBulk.objects.select_related("district"))
    known = {one.pk: one for one in plans.chosen_events(request.user, [one for one, *_ in (*made.made, *made.skipped)])}
    undo = UNDO.get(made.deed) if made.undone_at is None and services.may_undo(made, request.user) else None
    done = {pk for pk, *_ in made.made}
    title, now = UNDONE[made.deed] if made.undone_at else DONE[made.deed], timezone.now()
    context = {
        "title": title,
        "undone": "отмена снята" if made.deed == "cancel" else "возвращено в план",
        "bulk": made,
        "rows": [(one.title, reverse("communities:event", args=[one.pk]), event_standing(one, now).words) for one in known.values() if one.pk in done][
            : many.SHOWN
        ],
        "skipped": [(known[one].title, why) for one, why in made.skipped if one in known],
        "total": len(made.made),
        "nouns": "событие,события,событий",
        "word": "Какие события",
        "undo": {**undo, "url": reverse("communities:bulk_undo", args=[pk])} if undo else None,
        "back": _back(request),
        "breadcrumbs": _trail(request, title),
    }
    return show(request, "teachers/bulk_done.html", context)


@require_POST
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = fetch(EventBulk, pk, user=request.user, within=EventBulk.objects.select_related("district"))
    services.undo_many(bulk=made, by=request.user)
    messages.success(request, "Готово: события снова такие, какими были.")
    return redirect(_done(request, made))


def _deed(request: HttpRequest, code: str) -> str:
    require_here(request, MAY)
    if code not in TITLES:
        raise Refusal("Выберите, что сделать с отмеченными.")
    return code


def _back(request: HttpRequest) -> str:
    """The calendar as it was filtered when the events were chosen."""
    return list_behind(request, "communities:events")


def _done(request: HttpRequest, made: EventBulk) -> str:
    return leading_back(reverse("communities:bulk_done", args=[made.pk]), _back(request))


def _ids(request: HttpRequest) -> list[int]:
    def found(kept: QueryDict) -> Any:
        when = kept.get("when", "")  # as the list itself: coming ones unless asked for others
        query = EventFilter(kept).query(when if when in ("waiting", "past", "mine", "all") else "soon", "")
        return calendar(request.user, query).values_list("pk", flat=True)

    return many.chosen(request, found, plans.MOST, "событий")


def _page(request: HttpRequest, deed: str, ids: list[int]) -> HttpResponse:
    form: Any = FORMS[deed](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _do(request, deed, ids, form.cleaned_data.get("comment", "").strip())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.title}.")
            return redirect(_done(request, made))
    plan = _plan(request, deed, ids)
    context = {
        "title": TITLES[deed],
        "deed": deed,
        "form": form,
        "plan": plan,
        "who": many.listed(ids),
        "hear": sum(one.hear for one in plan.ready),
        "deaf": sum(one.deaf for one in plan.ready),
        "shown": plan.ready[: many.SHOWN],
        "back": _back(request),
        "breadcrumbs": _trail(request, TITLES[deed]),
    }
    return show(request, "communities/bulk.html", context, status=422 if form.errors else 200)


def _plan(request: HttpRequest, deed: str, ids: list[int]) -> Plan:
    here = current_district(request)
    return plans.remind_plan(request.user, ids, here) if deed == "remind" else plans.move_plan(request.user, ids, deed, here)


def _do(request: HttpRequest, deed: str, ids: list[int], comment: str) -> EventBulk:
    given: dict[str, Any] = {"ids": ids, "comment": comment, "mark": request.POST.get("mark", ""), "district": current_district(request), "by": request.user}
    return services.remind_many(**given) if deed == "remind" else services.move_many(deed=deed, **given)


def _trail(request: HttpRequest, here: str) -> list[dict[str, str]]:
    return [{"label": "События", "url": _back(request)}, {"label": here}]

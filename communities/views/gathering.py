"""People of the list of teachers put on the list of an event: which event, who, who is passed by; done by the event's own deed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from communities.models import Attendance, Event
from communities.selectors.events import EventQuery, calendar
from portal.accounts.models import Role
from portal.kit.access import require
from portal.kit.addresses import list_behind
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.typed import number
from teachers.filters import chosen_ids
from teachers.selectors import bulk

MOST, SHOWN, EVENTS = 500, 100, 50
TITLE, TEMPLATE = "Записать на событие", "communities/event_people.html"


def event_people(request: HttpRequest) -> HttpResponse:
    """The preview: ?event= is chosen here, the people came with the address."""
    require(request.user, "communities.mark")
    ids, back = chosen_ids(request, MOST), list_behind(request, "teachers:list")
    if not ids:
        messages.warning(request, "Отметьте хотя бы одного человека.")
        return redirect(back)
    if len(ids) > MOST:
        return show(request, TEMPLATE, {**_head(back), "too_many": True}, status=422)
    events = _coming(request.user)
    event = next((one for one in events if one.pk == number(request.GET.get("event", ""))), None)
    people = bulk.chosen(request.user, ids, today())
    listed = set(Attendance.objects.filter(event=event, teacher__in=ids).values_list("teacher_id", flat=True)) if event else set()
    own = event.district_id if event and not event.shared else None
    plan = bulk.plan(people, len(ids), lambda one: _why(one, listed, own))
    context = {
        **_head(back),
        "events": events,
        "event": event,
        "plan": plan,
        "shown": plan.ready[:SHOWN],
    }
    return show(request, TEMPLATE, context)


def _head(back: str) -> dict[str, Any]:
    return {"title": TITLE, "most": MOST, "back": back, "breadcrumbs": [{"label": "Педагоги", "url": back}, {"label": TITLE}]}


def _coming(user: Any) -> list[Event]:
    """The nearest events that the methodist may write her people into."""
    rows = calendar(user, EventQuery(when="soon")).filter(state__in=(Event.State.PLANNED, Event.State.ANNOUNCED))
    mine = set(user.districts_as(Role.METHODIST))
    return [one for one in rows[:EVENTS] if one.shared or one.district_id in mine]


def _why(one: Any, listed: set[int], own: int | None) -> str:
    if one.pk in listed:
        return "уже в списке события"
    return "работает в другом районе" if own and one.district_id != own else ""

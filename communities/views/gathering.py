"""People of the list of teachers put on the list of an event: which event, who, who is passed by; done by the event's own deed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from communities.models import Attendance, Event
from communities.selectors.events import EventQuery, calendar
from communities.views.events import HOME
from portal.accounts.models import Role
from portal.kit.access import require
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from teachers.filters import chosen_ids
from teachers.selectors import bulk

MOST, SHOWN, EVENTS = 500, 100, 50


def event_people(request: HttpRequest) -> HttpResponse:
    """The preview: ?event= is chosen here, the people came with the address."""
    require(request.user, "communities.mark")
    ids = chosen_ids(request, MOST)
    if not ids:
        messages.warning(request, "Отметьте хотя бы одного человека.")
        return redirect("teachers:list")
    if len(ids) > MOST:
        raise Refusal(f"За один раз на событие записывают не больше {MOST} человек. Сузьте отбор.")
    events = _coming(request.user)
    event = next((one for one in events if one.pk == number(request.GET.get("event", ""))), None)
    people = bulk.chosen(request.user, ids, today())
    listed = set(Attendance.objects.filter(event=event, teacher__in=ids).values_list("teacher_id", flat=True)) if event else set()
    own = event.district_id if event and not event.shared else None
    plan = bulk.plan(people, len(ids), lambda one: _why(one, listed, own))
    context = {
        "title": "Записать на событие",
        "events": events,
        "event": event,
        "plan": plan,
        "shown": plan.ready[:SHOWN],
        "breadcrumbs": [{"label": "Педагоги", "url": reverse("teachers:list")}, HOME, {"label": "Записать на событие"}],
    }
    return show(request, "communities/event_people.html", context)


def _coming(user: Any) -> list[Event]:
    """The nearest events that the methodist may write her people into."""
    rows = calendar(user, EventQuery(when="soon")).filter(state__in=(Event.State.PLANNED, Event.State.ANNOUNCED))
    mine = set(user.districts_as(Role.METHODIST))
    return [one for one in rows[:EVENTS] if one.shared or one.district_id in mine]


def _why(one: Any, listed: set[int], own: int | None) -> str:
    if one.pk in listed:
        return "уже в списке события"
    return "работает в другом районе" if own and one.district_id != own else ""

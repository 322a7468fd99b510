"""The attendance sheet: marks by click, by list, by search; works without JavaScript by one submit."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from communities import services
from communities.models import Attendance, Event
from communities.selectors import sheet as known
from communities.selectors.exports import SHEET_COLUMNS, sheet_lines
from communities.services.attendance import Bulk
from communities.views.events import HOME
from communities.views.undoing import enrolled, undoing
from portal.accounts.middleware import current_district
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.pasting import Paste, read_paste
from portal.kit.typed import number, numbers
from portal.kit.words import counted, day

PEOPLE = ("человек", "человека", "человек")
STATES = {*Attendance.Status.values, ""}


def _event(request: HttpRequest, pk: int) -> Event:
    return fetch(Event, pk, user=request.user, may="communities.mark", within=Event.objects.select_related("district"))


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet; a POST is the whole form of a page without JavaScript: only what was changed on it is saved."""
    event = _event(request, pk)
    if request.method == "POST":
        ticked, was = _ids(request, "present"), _ids(request, "was")
        services.save_marks(event=event, present=ticked - was, absent=was - ticked, by=request.user)
        messages.success(request, "Отметки сохранены.")
        return redirect("communities:attendance", pk=pk)
    return _page(request, event)


def _page(request: HttpRequest, event: Event, bulk: Bulk | None = None, said: str = "") -> HttpResponse:
    """The page or, for htmx, the list with its counter and the undo of what was just done."""
    own = request.user.has_perm("communities.manage_event", event)
    words = request.GET.get("find", "")
    context = {
        "title": "Отметка присутствия",
        "breadcrumbs": [HOME, {"label": event.title, "url": reverse("communities:event", args=[event.pk])}, {"label": "Отметка"}],
        "event": event,
        "sheet": known.sheet(event, request.user),
        "said": said,
        **(undoing(bulk) if said else enrolled(event, request.user)),
        "words": words,
        "found": known.to_add(event, request.user, words),
        "hold": next((offer for offer in open_to(event, request.user) if offer.move.name == "hold"), None) if own else None,
        "own": own,
    }
    return show(request, "communities/attendance.html", context, part="sheet")


@require_POST
def attendance_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One mark: the wanted state is in the form, so that a repeated request does no harm. Answers with the counter."""
    event = _event(request, pk)
    wanted = request.POST.get("teacher", "")
    services.mark(event=event, teacher_id=number(wanted) or 0, present=wanted in request.POST.getlist("present"), by=request.user)
    return _counter(request, event)


def _counter(request: HttpRequest, event: Event) -> HttpResponse:
    present, total = known.progress(event, request.user)
    return show(request, "communities/counter.html", {"present": present, "total": total})


def attendance_pulse(request: HttpRequest, pk: int) -> HttpResponse:
    """What a colleague has marked since `since`; 204 when nothing, so that the page stays as it is."""
    event = _event(request, pk)
    now = timezone.now()
    lines = known.changed_since(event, request.user, _moment(request.GET.get("since", "")) or now)
    if not lines:
        return HttpResponse(status=204)
    present, total = known.progress(event, request.user)
    context = {"event": event, "lines": lines, "present": present, "total": total, "at": now}
    return show(request, "communities/pulse.html", context)


@require_POST
def attendance_all(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    if request.POST.get("deed") == "none":
        bulk = services.unmark_everybody(event=event, by=request.user)
        return _page(request, event, bulk, f"Снято отметок: {bulk.count}")
    bulk = services.mark_everybody(event=event, by=request.user)
    return _page(request, event, bulk, f"Отмечено: {counted(bulk.count, PEOPLE)}")


def attendance_find(request: HttpRequest, pk: int) -> HttpResponse:
    """People of the district who are not on the list, by any part of the name."""
    event, words = _event(request, pk), request.GET.get("find", "")
    return show(request, "communities/attendance.html#found", {"event": event, "words": words, "found": known.to_add(event, request.user, words)})


@require_POST
def attendance_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the people chosen from the search."""
    event = _event(request, pk)
    bulk = services.join(event=event, teachers=_ids(request, "teacher"), by=request.user)
    return _page(request, event, bulk, _joined(event, bulk))


@require_POST
def attendance_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the list who will not come."""
    event = _event(request, pk)
    for who in _ids(request, "teacher"):
        services.strike(event=event, teacher_id=who, by=request.user)
    return _page(request, event, said="Убрано из списка.")


def attendance_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A pasted list: found, several to choose from, not found; confirmed in one deed. Lines left open stay on the page."""
    event = _event(request, pk)
    paste: Paste | None = None
    if request.method == "POST":
        paste = read_paste(request.POST, known.people_of(event, request.user), known.listed(event))
        if request.POST.get("deed") == "confirm" and paste.people:
            messages.success(request, _joined(event, services.join(event=event, teachers=paste.people, by=request.user)))
            if not paste.left:
                return redirect("communities:attendance", pk=pk)
            paste = Paste(several=paste.several, unknown=paste.unknown)
    address = reverse("communities:attendance", args=[pk])
    trail = [HOME, {"label": event.title, "url": reverse("communities:event", args=[pk])}, {"label": "Отметка", "url": address}, {"label": "Список"}]
    words = {"confirm": "Отметить присутствовавшими"} if services.day_has_come(event) else {}
    context = {"title": "Отметить по списку", "breadcrumbs": trail, "event": event, "paste": paste, "back": address, "words": words}
    return show(request, "people/paste.html", context)


@require_POST
def attendance_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last deed; what others have marked since stays."""
    event, stamp = _event(request, pk), _moment(request.POST.get("stamp", ""))
    pairs = [part.partition(":") for part in request.POST.get("before", "").split(",")]
    before = {found: state for who, _, state in pairs if (found := number(who)) is not None and state in STATES}
    back = services.undo(event=event, stamp=stamp, before=before, by=request.user) if stamp else 0
    return _page(request, event, said=f"Возвращено как было: {counted(back, PEOPLE)}")


@require_POST
def attendance_finish(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    absent = services.close_marking(event=event, by=request.user)
    messages.success(request, f"Отметка завершена. {f'Не были: {counted(absent, PEOPLE)}' if absent else 'Были все'}. Исправить отметки можно и после этого.")
    return redirect("communities:event", pk=pk)


def attendance_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    event = _event(request, pk)
    about, sheet = [event.title, day(event.starts_at, "time")], known.sheet(event, request.user)
    return export_list(
        title="Лист присутствия", columns=SHEET_COLUMNS, rows=sheet_lines(sheet), about=about, kind=request.GET.get("format", ""),
        district=current_district(request), by=request.user, people=[line.teacher_id for line in sheet.lines],
    )  # fmt: skip


def _joined(event: Event, bulk: Bulk) -> str:
    if services.day_has_come(event):
        return f"Отмечено присутствовавшими: {counted(bulk.count, PEOPLE)}" if bulk.count else "Все эти люди уже отмечены."
    return f"Внесено в список: {counted(bulk.count, PEOPLE)}" if bulk.count else "Все эти люди уже в списке."


def _ids(request: HttpRequest, name: str) -> set[int]:
    return numbers(request.POST.getlist(name))


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None

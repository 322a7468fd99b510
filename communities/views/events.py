"""The calendar of events, an event's page, its form and its moves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from communities import services
from communities.filters import EventFilter
from communities.forms import EventForm
from communities.models import Event
from communities.selectors import events as known
from communities.selectors.columns import LEAD, TICKS, columns_for, shown
from communities.selectors.exports import EVENT_FIRST, event_lines
from communities.selectors.standing import why_not_edit
from communities.views.bulk import deeds_here
from communities.views.undoing import enrolled
from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Role
from portal.accounts.selectors.lists import frame
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.journal.selectors import history
from portal.journal.services import seen_of
from portal.kit.access import fetch
from portal.kit.finding import retyped
from portal.kit.forms import form_page
from portal.kit.listing import Frame, Group
from portal.kit.pages import ByKeys, page_of, show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column
from portal.kit.typed import seen_in
from portal.kit.words import state_said
from teachers.models import Teacher
from teachers.selectors import teacher_of

HOME = {"label": "События", "url": reverse_lazy("communities:events")}


def events(request: HttpRequest) -> HttpResponse:
    """The calendar, month by month: coming events first, the methodist's unmarked and the teacher's own as tabs."""
    user, teaches = request.user, request.user.holds(Role.TEACHER)  # type: ignore[union-attr]
    tabs = _tabs(request, teaches)
    when = next(tab["when"] for tab in tabs if tab["active"])
    form, view, counts = _list(request)
    found = known.calendar(user, form.query(when, request.GET.get("sort", ""), by_month=view.grouped))
    page: Any = page_of(ByKeys(found, shown(view.codes)), request)
    page.object_list = known.rows_of(list(page.object_list), user, form.words, counts=counts, columns=view.codes)
    view.retyped = retyped(request.GET.get("q", ""), [f"{row.event.title} {row.event.place} {row.event.topic}" for row in page.object_list])
    context = {
        "title": "События",
        "filter": form,
        "page": page,
        "view": view,
        "groups": known.month_groups(found, page.object_list) if view.grouped else [Group("", page.object_list)],
        "tabs": tabs,
        "when": when,
        "reset": f"?when={when}",
        "deeds": deeds_here(request),
        "may_add": may_here(request, "communities.manage_event"),
        "may_export": may_here(request, "communities.export"),
    }
    view.lead = (TICKS, *LEAD) if context["deeds"] else LEAD
    return show(request, "communities/events.html", context, part="table")


def _list(request: HttpRequest) -> tuple[EventFilter, Frame, bool]:
    """The conditions, the head of the list, and whether its reader sees how many people there are. By title the months are not usual."""
    form = EventFilter(request.GET)
    counts = may_here(request, "communities.export") or not request.user.holds(Role.TEACHER)  # type: ignore[union-attr]
    apart = None if request.GET.get("sort", "").endswith("title") else "no"
    return form, frame(request, "communities:events", columns_for(counts=counts), form, by="month", apart=apart, lead=LEAD), counts


def _teacher(request: HttpRequest) -> Teacher | None:
    """The card of a person who is here as a teacher; a methodist's own card does not turn the calendar into a teacher's."""
    return teacher_of(request.user) if request.user.holds(Role.TEACHER) else None  # type: ignore[union-attr, arg-type]


def _tabs(request: HttpRequest, teaches: bool) -> list[dict[str, Any]]:
    """Coming by default; the tab lives in the address."""
    found = [("soon", "Предстоящие"), ("past", "Прошедшие")]
    if may_here(request, "communities.manage_event"):
        found.insert(1, ("waiting", "Ждут отметки"))
    if teaches:
        found.append(("mine", "Мои"))
    found.append(("all", "Все"))
    chosen = request.GET.get("when", "")
    chosen = chosen if chosen in dict(found) else "soon"
    return [{"label": label, "url": f"?when={when}", "active": when == chosen, "when": when} for when, label in found]


def events_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list as a file, with the columns that are shown."""
    require_here(request, "communities.export")
    form, view, _ = _list(request)
    when = next(tab["when"] for tab in _tabs(request, request.user.holds(Role.TEACHER)) if tab["active"])  # type: ignore[union-attr]
    rows = known.calendar(request.user, form.query(when, request.GET.get("sort", ""), by_month=view.grouped))
    return export_list(
        title="События", columns=[*EVENT_FIRST, *(Column(one.title, one.width) for one in view.shown)],
        rows=event_lines(rows, request.user, form.words, view.shown), kind=request.GET.get("format", ""), district=current_district(request),
        by=request.user, about=form.told(),
    )  # fmt: skip


def event(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    found = fetch(Event, pk, user=user, within=known.described())
    teacher = _teacher(request)
    manages = user.has_perm("communities.manage_event", found)
    marks = user.has_perm("communities.mark", found)
    context = {
        "title": found.title,
        "breadcrumbs": [HOME, {"label": found.title}],
        "event": found,
        "card": known.card(found, user, teacher),
        "teacher": teacher,
        "offers": [offer for offer in open_to(found, user) if offer.move.name != "hold"] if manages else [],
        "manages": manages,
        "edits": manages and not why_not_edit(found),
        "marks": marks,
        "ahead": timezone.localdate(found.starts_at) > today(),
        **(enrolled(found, user) if marks else {}),
        "deeds": history(found, 20) if manages else [],
        "seen": seen_of(found),
    }
    return show(request, "communities/event.html", context)


def event_new(request: HttpRequest) -> HttpResponse:
    """A new event, empty or filled from another one: `?copy=`."""
    require_here(request, "communities.manage_event")
    whole = Event.objects.select_related("organiser", "community")
    copied = fetch(Event, request.GET["copy"], user=request.user, may="communities.manage_event", within=whole) if request.GET.get("copy") else None
    initial = {name: getattr(copied, name) for name in EventForm.base_fields if copied and name not in ("version", "starts_at", "ends_at")}
    form = EventForm(request.POST or None, district=current_district(request), initial=initial or {"level": "mun"})
    title = "Копия события" if copied else "Новое событие"
    return form_page(
        request, form, lambda: services.create_event(data=form.event(), district=form.district, by=request.user), template="communities/event_form.html",
        said="Событие добавлено в план. Когда всё готово, объявите его: откроется запись.", to="communities:event",
        title=title, breadcrumbs=[HOME, {"label": title}], cancel=reverse("communities:events"), submit="Добавить в план",
    )  # fmt: skip


def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The event's form; when somebody saved meanwhile, the typed text stays and what stands now is shown beside it."""
    found = fetch(Event, pk, user=request.user, may="communities.manage_event", within=Event.objects.select_related("district", "organiser", "community"))
    if request.method == "GET" and (why := why_not_edit(found)):
        messages.warning(request, why)
        return redirect("communities:event", pk=pk)
    initial = {name: getattr(found, name) for name in EventForm.base_fields}
    form = EventForm(request.POST or None, district=found.district, initial=initial)
    stale: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_event(event=found, data=form.event(), version=form.cleaned_data["version"] or 0, by=request.user)
        except services.Stale as other:
            stale = {"sentence": str(other), "rows": form.differences(other.fresh)}
            form = form.at_version(other.fresh.version)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Событие сохранено.")
            return redirect("communities:event", pk=pk)
    address = reverse("communities:event", args=[pk])
    trail = [HOME, {"label": found.title, "url": address}, {"label": "Правка"}]
    context = {"title": "Правка события", "breadcrumbs": trail, "form": form, "cancel": address, "submit": "Сохранить", "stale": stale}
    return show(request, "communities/event_form.html", context, status=409 if stale else 422 if form.errors else 200)


@require_POST
def event_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Event, pk, user=request.user, may="communities.manage_event")
    move, comment = request.POST.get("move", ""), request.POST.get("comment", "")
    fresh = services.move_event(event=found, move=move, by=request.user, comment=comment, seen=seen_in(request.POST))
    messages.success(request, state_said("события", fresh.get_state_display()))
    return redirect("communities:event", pk=pk)


@require_POST
def event_register(request: HttpRequest, pk: int) -> HttpResponse:
    """A teacher signs herself up."""
    found = fetch(Event, pk, user=request.user, may="communities.register")
    services.register(event=found, teacher=_own_card(request), by=request.user)
    messages.success(request, "Вы записаны. Отменить запись можно до начала события.")
    return redirect("communities:event", pk=pk)


@require_POST
def event_unregister(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Event, pk, user=request.user, may="communities.register")
    services.unregister(event=found, teacher=_own_card(request), by=request.user)
    messages.success(request, "Запись отменена.")
    return redirect("communities:event", pk=pk)


def _own_card(request: HttpRequest) -> Any:
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal("У вашей учётной записи нет карточки педагога. Сообщите методисту: он её заведёт.")
    return teacher

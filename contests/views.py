"""Contests: the list, a page with participants, results, the teacher's panel."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from contests import selectors, services
from contests.filters import ContestFilter
from contests.forms import ContestForm, NewContestForm, RoleForm
from contests.models import Contest, Participation
from contests.tables import COLUMNS, ENTRY_COLUMNS, FIRST, LEAD, entry_lines, list_lines, participants
from portal.accounts.middleware import current_district, may_here, require_here
from portal.accounts.models import Role
from portal.accounts.selectors import Lexicon, lexicon
from portal.accounts.selectors.lists import frame
from portal.documents.services import export_list
from portal.journal.lifecycle import open_to
from portal.journal.selectors import newest_of
from portal.journal.services import last_deed, seen_of
from portal.kit.access import fetch
from portal.kit.finding import retyped
from portal.kit.forms import form_page
from portal.kit.listing import held, told
from portal.kit.pages import page_of, show
from portal.kit.pasting import Paste, read_paste
from portal.kit.periods import today
from portal.kit.spreadsheet import Column
from portal.kit.typed import number, numbers, seen_in
from portal.kit.words import counted, state_said
from teachers.models import Teacher
from teachers.views.common import read_card

HOME = {"label": "Конкурсы", "url": reverse_lazy("contests:list")}
PEOPLE = ("человек", "человека", "человек")


def _found(request: HttpRequest) -> Any:
    """The conditions, the head of the list, and the contests."""
    form = ContestFilter(request.GET, teaches=request.user.holds(Role.TEACHER))  # type: ignore[union-attr]
    view = frame(request, "contests:list", COLUMNS, form, lead=LEAD)
    rows = selectors.contests(request.user, form.query(request.GET.get("sort", "")))
    return form, view, held(form, rows.select_related("district") if "district" in view.codes else rows)


def contests(request: HttpRequest) -> HttpResponse:
    form, view, rows = _found(request)
    page: Any = page_of(rows, request)
    page.object_list = selectors.rows_of(list(page.object_list), request.user, form.words, view.codes)
    view.retyped = retyped(request.GET.get("q", ""), [f"{row.contest.name} {row.contest.topic}" for row in page.object_list])
    context = {
        "title": "Конкурсы",
        "filter": form,
        "page": page,
        "view": view,
        "may_add": may_here(request, "contests.manage"),
        "may_export": may_here(request, "contests.export"),
    }
    return show(request, "contests/list.html", context, part="table")


def contests_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list as a file, with the columns that are shown."""
    require_here(request, "contests.export")
    form, view, found = _found(request)
    named = [*FIRST, *(Column(one.title, one.width) for one in view.shown)]
    return _send(request, "Конкурсы", named, list_lines(found, request.user, form.words, view.shown), told(form))


def _send(request: HttpRequest, title: str, columns: Any, rows: Any, about: Any = (), people: Any = ()) -> HttpResponseBase:
    kind = request.GET.get("format", "")
    return export_list(title=title, columns=columns, rows=rows, about=about, kind=kind, district=current_district(request), by=request.user, people=people)


def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """The contest, its participants as far as the user may see them by name, and what comes next."""
    user = request.user
    found = fetch(Contest, pk, user=user)
    page: Any = page_of(selectors.participations_page(found, user, request.GET.get("q", "")), request, 50)
    words = lexicon(selectors.KINDS, selectors.LEVELS, selectors.ROLES, selectors.RESULTS)
    page.object_list = selectors.entries(list(page.object_list), words)
    manages = user.has_perm("contests.manage", found)
    context = {
        "title": found.name,
        "breadcrumbs": [HOME, {"label": found.name}],
        "page": page,
        "columns": participants(found, manages=manages),
        "sees_people": user.has_perm("contests.export", found) or page.paginator.count,
        "join": RoleForm(roles=words.choices(selectors.ROLES)),
        "found": selectors.to_add(found, user, request.GET.get("find", "")),
        "words": request.GET.get("find", ""),
        "nobody": _nobody(found, user, manages=manages),
        **_around(found, user, words),
    }
    context["hidden"] = selectors.hidden_from(user, context["row"].people, page.paginator.count) if not request.GET.get("q") else ""
    return show(request, "contests/contest.html", context, part="table")


def _nobody(found: Contest, user: Any, *, manages: bool) -> str:
    """Why no participants are listed, and what to do where there is something to do it with."""
    if found.tally and not user.whole:
        return "Из вашей организации никто не участвует."
    if not manages or found.state == Contest.State.CANCELLED:
        return "Никого не внесли."
    if found.state == Contest.State.PLANNED and not found.external:
        return "Их вносят, когда открыт приём заявок: сначала откройте его."
    return "Внесите педагогов по одному или списком."


def _around(found: Contest, user: Any, words: Lexicon) -> dict[str, Any]:
    """What stands around the participants and follows their results: the figures, what comes next, the history."""
    manages = user.has_perm("contests.manage", found)
    own, deeds = selectors.story(found) if manages else ([], [])
    return {
        "contest": found,
        "row": selectors.row_of(found, user, words),
        "roles": selectors.roles_counted(found, words),
        "manages": manages,
        "offers": open_to(found, user) if manages else [],
        "deeds": deeds,
        "seen": newest_of(own) if manages else seen_of(found),
    }


def contest_new(request: HttpRequest) -> HttpResponse:
    require_here(request, "contests.manage")
    form, here = NewContestForm(request.POST or None), current_district(request)
    return form_page(
        request, form, lambda: services.create_contest(data=form.contest(), district=here, by=request.user, again=form.cleaned_data["again"]),
        template="contests/form.html", said="Конкурс добавлен.", to="contests:contest",
        title="Новый конкурс", breadcrumbs=[HOME, {"label": "Новый"}], cancel=HOME["url"], submit="Добавить",
    )  # fmt: skip


def contest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Contest, pk, user=request.user, may="contests.manage")
    form = ContestForm(request.POST or None, initial=ContestForm.of(found))
    address = reverse("contests:contest", args=[pk])
    return form_page(
        request, form,
        lambda: services.edit_contest(contest=found, data=form.contest(), by=request.user, seen=seen_in(request.POST), again=form.cleaned_data["again"]),
        template="contests/form.html", said="Конкурс сохранён.", to="contests:contest", title="Правка конкурса", seen=last_deed(found),
        breadcrumbs=[HOME, {"label": found.name, "url": address}, {"label": "Правка"}], cancel=address, submit="Сохранить",
    )  # fmt: skip


@require_POST
def contest_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Contest, pk, user=request.user, may="contests.manage")
    move, comment = request.POST.get("move", ""), request.POST.get("comment", "")
    fresh = services.move_contest(contest=found, move=move, by=request.user, comment=comment, seen=seen_in(request.POST))
    messages.success(request, state_said("конкурса", selectors.standing(fresh, today())[0]))
    return redirect("contests:contest", pk=pk)


def participant_find(request: HttpRequest, pk: int) -> HttpResponse:
    found, words = fetch(Contest, pk, user=request.user, may="contests.manage"), request.GET.get("find", "")
    return show(request, "people/found.html", {"words": words, "found": selectors.to_add(found, request.user, words), "deed": "Внести"})


@require_POST
def participant_add(request: HttpRequest, pk: int) -> HttpResponse:
    found, chosen = fetch(Contest, pk, user=request.user, may="contests.manage"), request.POST.getlist("teacher")
    people = numbers(chosen)
    messages.success(request, _joined(services.add_participants(contest=found, teachers=people, role=request.POST.get("role", ""), by=request.user)))
    return redirect("contests:contest", pk=pk)


def participant_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Participants by a pasted list; lines left open stay on the page."""
    found, paste, form = fetch(Contest, pk, user=request.user, may="contests.manage"), None, RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        paste = read_paste(request.POST, selectors.people_of(found), selectors.inside(found, role))
        if request.POST.get("deed") == "confirm" and paste.people:
            messages.success(request, _joined(services.add_participants(contest=found, teachers=paste.people, role=role, by=request.user)))
            if not paste.left:
                return redirect("contests:contest", pk=pk)
            paste = Paste(several=paste.several, unknown=paste.unknown)
    address = reverse("contests:contest", args=[pk])
    trail = [HOME, {"label": found.name, "url": address}, {"label": "Список"}]
    words = {"confirm": "Внести участников", "known": "уже внесён"}
    context = {"title": "Внести участников по списку", "breadcrumbs": trail, "paste": paste, "back": address, "extra": form, "words": words}
    return show(request, "people/paste.html", context)


@require_POST
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Results of one (htmx, as each is chosen) or of all participants on the page (one submit)."""
    found = fetch(Contest, pk, user=request.user, may="contests.manage")
    chosen, was = _by_number(request, "result-"), _by_number(request, "was-")
    saved = services.set_results(contest=found, results=chosen, by=request.user, was=was)
    if getattr(request, "htmx", None):
        shown = Participation.objects.filter(contest=found, pk__in=chosen)
        around = _around(found, request.user, lexicon(selectors.KINDS, selectors.LEVELS, selectors.ROLES))
        context = {"rows": shown, "clashes": saved.clashes, **around}
        return show(request, "contests/saved.html", context, status=409 if saved.clashes else 200)
    if saved.clashes:
        messages.warning(request, f"Кто-то внёс результаты раньше вас, они оставлены: {'; '.join(saved.clashes)}.")
    messages.success(request, f"Результаты сохранены, изменено: {saved.changed}.")
    return redirect("contests:contest", pk=pk)


def _by_number(request: HttpRequest, start: str) -> dict[int, str]:
    """{id: value} of the fields «start-id»."""
    found = ((number(key.removeprefix(start)), str(value)) for key, value in request.POST.items() if key.startswith(start))
    return {which: value for which, value in found if which is not None}


@require_POST
def participant_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(Participation, pk, user=request.user, may="contests.manage", within=Participation.objects.select_related("teacher"))
    services.remove_participant(participation=found, by=request.user, was=request.POST.get(f"was-{pk}", ""))
    messages.success(request, f"Запись удалена: {found.teacher.short_name}.")
    return redirect("contests:contest", pk=found.contest_id)


def participants_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    require_here(request, "contests.export")
    found = fetch(Contest, pk, user=request.user, may="contests.export")
    some = list(selectors.placed(selectors.participations(found, request.user, request.GET.get("q", ""))))
    manages = request.user.has_perm("contests.manage", found)
    lines = entry_lines(found, some, lexicon(selectors.ROLES, selectors.RESULTS), manages=manages)
    return _send(request, "Участники конкурса", ENTRY_COLUMNS, lines, [found.name], [one.teacher_id for one in some])


def teacher_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Contests of a teacher whom the user may see; a fragment for htmx, a page for a plain link."""
    teacher = read_card(request, pk, within=Teacher.objects.all())
    return show(request, "contests/teacher_panel.html", {"title": teacher.full_name, "entries": selectors.panel(teacher)}, part="panel")


def _joined(number: int) -> str:
    return f"Внесено: {counted(number, PEOPLE)}." if number else "Все эти люди уже внесены."

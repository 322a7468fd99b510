"""Events of work: the tab «Работа», a form per event, undoing; taking on a new person."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.middleware import may_here, require_here
from portal.accounts.models import Organisation
from portal.journal.services import Stale
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.notices import undoable
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import seen_in
from portal.kit.words import day, quoted
from teachers.forms.moves import FORMS, HiringForm
from teachers.models import Move, Teacher
from teachers.rules import serves_district
from teachers.selectors.alike import Alike
from teachers.selectors.card import opening
from teachers.selectors.work import Work, last_move, work_of
from teachers.services import moves, staffing
from teachers.views.common import follows_merging, page, read_card, trail

K = Move.Kind
TITLES = {
    K.HIRED: ("Приём на работу", "Записать приём", "user-plus"),
    K.TRANSFERRED: ("Перевод", "Записать перевод", "arrow-right"),
    K.SECOND_JOB: ("Вторая работа", "Записать вторую работу", "plus"),
    K.LEAVE: ("Отпуск", "Записать отпуск", "calendar"),
    K.DISMISSED: ("Увольнение", "Записать увольнение", "logout"),
    K.RETURNED: ("Возвращение на работу", "Записать возвращение", "arrow-back-up"),
}
NOTES = {
    K.TRANSFERRED: "Прежняя работа закончится накануне, новая начнётся с этого дня. Отчёты за прошлые периоды не изменятся. Если прежняя работа была записана и на потом (слияние школ, другой перевод), она отпадёт: педагог остаётся на новом месте.",
    K.LEAVE: "Место работы остаётся за педагогом, стаж идёт.",
    K.DISMISSED: "Вместе с последней работой заканчивается и отпуск, если он ещё идёт, и отпадают отпуска, записанные на потом; перевод или слияние школ, записанные на потом, её не продолжат. Карточка и всё, что в ней есть, останутся.",
    K.RETURNED: "Дни между увольнением и возвращением запишутся перерывом: в стаж они не войдут.",
}
OUT_OF_SIGHT = (
    "После последнего рабочего дня карточка перестанет быть видна вашей школе, если другой работы в ней у педагога нет. "
    "Отменить увольнение можно сразу после записи; потом — через методиста района."
)


@follows_merging
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """All jobs, leaves, events; deeds for those who may."""
    teacher = read_card(request, pk)
    found = work_of(teacher, today())
    may_move = request.user.has_perm("teachers.move", teacher)
    deeds = _deeds(teacher, found) if may_move else []
    return show(
        request, "teachers/work.html", page(request, teacher, "work", work=found, places=opening(found.jobs, request.user), deeds=deeds, may_move=may_move)
    )


def move(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form of one event; what the database or a rule refuses stands at the field."""
    if kind not in FORMS:
        raise Http404(NOT_FOUND)
    if request.method == "POST" and (faster := _took_away(request, pk)):
        return faster
    teacher = read_card(request, pk, may="teachers.move", within=Teacher.objects.all())
    last = last_move(teacher)
    seen = last.pk if last else 0
    form: Any = FORMS[kind](request.POST or None, teacher=teacher, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = staffing.write_move(teacher=teacher, kind=kind, details=form.details(), seen=seen_in(request.POST), by=request.user)
        except Refusal as refusal:
            if isinstance(refusal, Stale) and (faster := _took_away(request, pk)):
                return faster
            seen = refusal.seen if isinstance(refusal, Stale) else seen
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _after(request, made, f"Записано: {made.told}.{_dropped(made)}")
    title, submit, _ = TITLES[K(kind)]
    context = {"title": title, "submit": submit, "note": _note(request, teacher, K(kind)), "teacher": teacher, "form": form, "seen": seen}
    return show(request, "teachers/move.html", {**context, "breadcrumbs": trail(request, teacher, title)}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int, move: int) -> HttpResponse:
    """POST undoes the event; GET leads to where that is offered: whoever has written it comes here, and whoever has sent it a second time."""
    found = fetch(Move, move, user=request.user, within=Move.objects.filter(teacher=pk).select_related("teacher"))
    if request.method != "POST":
        return _offered(request, found)
    moves.undo_move(move=found, by=request.user)
    messages.success(request, f"Отменено: {found.told}. Всё стоит как было до него.")
    return redirect("teachers:work", pk) if _seen(request, pk) else redirect("teachers:list")


def hire(request: HttpRequest) -> HttpResponse:
    """A new person: the register is asked first whether it knows her."""
    require_here(request, "teachers.hire")
    form = HiringForm(request.POST or None, user=request.user)
    people: list[Alike] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        hiring = staffing.Hiring(form.person(), form.job(), data["on"], data["act"], data["part_time"], request.POST.get("decision", ""))
        try:
            made = staffing.take_on(hiring=hiring, by=request.user)
        except staffing.PossibleDuplicate as doubt:
            people = doubt.people
            form.add_error(None, str(doubt))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Записано: {made.get_kind_display()}, {made.teacher.full_name}.")
            return redirect("teachers:work", made.teacher_id)
    trail = [{"label": "Педагоги", "url": reverse("teachers:list")}, {"label": "Приём на работу"}]
    context = {"title": "Принять на работу", "breadcrumbs": trail, "form": form, "people": people, "another": may_here(request, "teachers.tell_namesakes")}
    return show(request, "teachers/hire.html", context, status=422 if form.errors else 200)


def _note(request: HttpRequest, teacher: Teacher, kind: K) -> str:
    """What the event does beside what its name says; who sees the card through the work in her school alone is told that she will not see it."""
    if kind == K.DISMISSED and not serves_district(request.user, teacher):
        return f"{NOTES[kind]} {OUT_OF_SIGHT}"
    return NOTES.get(kind, "")


def _dropped(made: Move) -> str:
    """What was to be later and will not: a dismissal or a transfer takes away the going on that a merger or another event had written."""
    gone = [row["was"] for row in made.rows if row["model"] == "employment" and row["became"] is None]
    names = dict(Organisation.objects.filter(pk__in=[one["organisation_id"] for one in gone]).values_list("pk", "short_name")) if gone else {}
    said = [f"{quoted(names.get(one['organisation_id'], ''))} с {day(dt.date.fromisoformat(one['since']))}" for one in gone]
    return f" Работа, записанная на потом, отменена: {'; '.join(said)}." if said else ""


def _after(request: HttpRequest, made: Move, said: str) -> HttpResponse:
    """To the card's work; to the list, with the way to undo, when the event has taken the person out of sight."""
    if _seen(request, made.teacher_id):
        messages.success(request, said)
        return redirect("teachers:work", made.teacher_id)
    return redirect("teachers:undo_move", made.teacher_id, made.pk)


def _offered(request: HttpRequest, made: Move) -> HttpResponse:
    """The list, with the way to undo the event that has taken the person out of sight; her work, where that stands beside the event, when she is seen."""
    if _seen(request, made.teacher_id):
        return redirect("teachers:work", made.teacher_id)
    if made.undone_at is None:
        said = f"Записано: {made.get_kind_display()} с {made.on:%d.%m.%Y}. Карточка вашей школе больше не видна."
        undoable(request, said, reverse("teachers:undo_move", args=[made.teacher_id, made.pk]))
    return redirect("teachers:list")


def _took_away(request: HttpRequest, pk: int) -> HttpResponse | None:
    """Where the same person's own event leads that was written from another window and has taken the card out of sight."""
    made = None if _seen(request, pk) else Move.objects.filter(teacher=pk, undone_at__isnull=True).order_by("-pk").first()
    return redirect("teachers:undo_move", pk, made.pk) if made and made.by_id == request.user.pk else None


def _seen(request: HttpRequest, pk: int) -> bool:
    return Teacher.objects.visible_to(request.user).filter(pk=pk).exists()


def _deeds(teacher: Teacher, found: Work) -> list[dict[str, str]]:
    """Events that may happen to the person as she stands today."""
    if found.working:
        first = K.TRANSFERRED if any(one.is_main for one in found.working) else K.HIRED
        kinds = [first, K.SECOND_JOB, K.LEAVE, K.DISMISSED]
    else:
        kinds = [K.RETURNED if found.jobs else K.HIRED, K.SECOND_JOB]
    return [{"label": TITLES[kind][0], "url": reverse("teachers:move", args=[teacher.pk, kind.value]), "icon": TITLES[kind][2]} for kind in kinds]

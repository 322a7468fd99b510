"""«Возможные дубликаты»: pairs of cards, what merging them would do, the deed, «не дубликат», and taking both back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.middleware import require_here
from portal.kit.access import NOT_FOUND, fetch
from portal.kit.listing import held
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from teachers.filters.twins import TwinFilter
from teachers.models import Merging, Teacher
from teachers.selectors import twins as known
from teachers.selectors.merged import told_of
from teachers.selectors.merging import plan_of
from teachers.selectors.twin_pair import FIELDS, compared, reports_told, returnable, shown, works
from teachers.services import merging as services
from teachers.views.common import note_readings

MAY = "teachers.merge"
TABS = {"": "Ждут решения", "apart": "Не дубликаты", "merged": "Объединены"}
JOINED = Merging.objects.select_related("kept", "duplicate", "by")


def twins(request: HttpRequest) -> HttpResponse:
    """Pairs that wait for a decision (?tab= for those decided), narrowed and cut into pages; cards are read for one page only."""
    require_here(request, "teachers.see_twins")
    user: Any = request.user
    tab = tab if (tab := request.GET.get("tab", "")) in TABS else ""
    form = TwinFilter(request.GET, user=user, narrow=not tab)
    rows = known.told_apart(user) if tab == "apart" else known.mergings(user) if tab == "merged" else held(form, known.pairs_for(user, **form.given()))
    page = page_of(rows, request)
    context = {
        "title": "Возможные дубликаты",
        "form": form,
        "tab": tab,
        "tabs": [{"label": label, "url": f"?tab={code}" if code else "?", "active": code == tab} for code, label in TABS.items()],
        "page": page,
        "returnable": returnable(page.object_list, user) if tab == "apart" else set(),
        "pairs": [] if tab else shown(list(page.object_list), user),
        "narrowed": bool(form.errors or any(form.given().values())) if not tab else False,
        "breadcrumbs": _trail(),
    }
    return show(request, "twins/list.html", context, part="table")


def pair(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Side by side: which card stays (?keep=), whose value wins, what moves, what stands in the way; then the deed."""
    left, right = _cards(request, one, other)
    note_readings(request, [left, right])
    asked = request.POST if request.method == "POST" else request.GET
    kept, duplicate = (right, left) if number(asked.get("keep", "")) == right.pk else (left, right)
    fields = {name: found for name in FIELDS if (found := number(request.POST.get(name, ""))) is not None}
    wrong = ""
    if request.method == "POST":
        try:
            done = services.merge(
                kept=kept, duplicate=duplicate, fields=fields, jobs=request.POST.dict(), seen=_seen(request, kept, duplicate), by=request.user
            )
        except Refusal as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, "Карточки объединены.")
            return redirect("teachers:merging", pk=done.pk)
    plan = plan_of(kept, duplicate, request.POST.dict())
    accounts, work = services.accounts_of(kept, duplicate), works([kept.pk, duplicate.pk])
    context = {
        "title": "Один человек?",
        "kept": kept,
        "duplicate": duplicate,
        "found": known.pair_of(left, right),
        "lines": compared(kept, duplicate, fields),
        "work_rows": [(work.told(kept.pk), work.told(duplicate.pk))],
        "plan": plan,
        "moving": [(part.label, len(part.move)) for part in plan.parts if part.move],
        "same": [told for part in plan.parts for told in part.same],
        "obstacles": [*plan.obstacles, *([accounts.obstacle] if accounts.obstacle else [])],
        "accounts": "" if accounts.obstacle else accounts.told,
        "reports": reports_told(plan, kept, duplicate),
        "stamps": services.stamps_of(kept, duplicate),
        "wrong": wrong,
        "breadcrumbs": _trail(f"{kept.short_name} и {duplicate.short_name}" if kept.short_name != duplicate.short_name else kept.short_name),
    }
    return show(request, "twins/pair.html", context, status=422 if wrong else 200)


@require_POST
def apart(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two people: the pair is asked about no more."""
    left, right = _cards(request, one, other)
    services.tell_apart(one=left, other=right, by=request.user)
    messages.success(request, f"Запомнили: {left.short_name} и {right.short_name} — разные люди. Вернуть пару можно во вкладке «Не дубликаты».")
    return redirect("teachers:twins")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The pair stands in the list again."""
    said = known.told_apart(request.user).filter(pk=pk).first()
    if said is None:
        raise Http404(NOT_FOUND)
    services.ask_again(said=said, by=request.user)
    messages.success(request, "Пара снова в списке, если карточки по-прежнему похожи.")
    return redirect(f"{reverse('teachers:twins')}?tab=apart")


def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """What was merged, by whom, what moved; from here it is taken back."""
    done = fetch(Merging, pk, user=request.user, within=JOINED)
    context = {
        "title": f"Объединение карточек: {done.kept.short_name}",
        "done": done,
        "told": told_of(done),
        "why_not": services.why_not(merging=done, by=request.user),
        "breadcrumbs": _trail("Объединение"),
    }
    return show(request, "twins/merging.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Two cards again, while nothing depends on the merging."""
    done = services.undo(merging=fetch(Merging, pk, user=request.user, within=JOINED), by=request.user)
    messages.success(request, "Карточки разъединены: каждая такая, какой была.")
    return redirect("teachers:twin_pair", one=done.kept_id, other=done.duplicate_id)


def _cards(request: HttpRequest, one: int, other: int) -> tuple[Teacher, Teacher]:
    rows = Teacher.objects.select_related("user")
    left, right = (fetch(Teacher, pk, user=request.user, may=MAY, within=rows) for pk in (one, other))
    if left.pk == right.pk:
        raise Http404(NOT_FOUND)
    return left, right


def _seen(request: HttpRequest, *cards: Teacher) -> dict[int, int]:
    return {one.pk: number(request.POST.get(f"seen_{one.pk}", "")) or 0 for one in cards}


def _trail(here: str = "") -> list[dict[str, str]]:
    start = [{"label": "Педагоги", "url": reverse("teachers:list")}]
    if not here:
        return [*start, {"label": "Возможные дубликаты"}]
    return [*start, {"label": "Возможные дубликаты", "url": reverse("teachers:twins")}, {"label": here}]

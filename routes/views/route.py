"""The page of one route: reading it, its goal, term and deficits, its moves, reviews and papers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.journal.lifecycle import Move
from portal.journal.selectors import history as history_of
from portal.kit.pages import show
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from portal.kit.words import gendered
from routes import services
from routes.forms import PeriodForm
from routes.lifecycle import LIFECYCLE
from routes.models import Route, RouteDeficit
from routes.views.shared import back, changed, found_route, in_dialog, page_context, say, version_of


def route(request: HttpRequest, pk: int) -> HttpResponse:
    """One route: header, deficits, goal, plan, reviews, deeds."""
    context = page_context(request, pk, gone=request.GET.get("gone", ""))
    page = context["page"]
    above = {"label": "Маршруты", "url": reverse("routes:board")} if request.user.has_perm("routes.board", page.route) else None
    above = {"label": "Мой маршрут", "url": reverse("routes:mine")} if page.route.teacher.user_id == request.user.pk else above
    trail = [{"label": "Главная", "url": "/"}, *([above] if above else []), {"label": page.route.teacher.short_name}]
    return show(request, "routes/route.html", {**context, "title": page.route.teacher.full_name, "breadcrumbs": trail})


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what with the route, newest first."""
    one = found_route(request, pk)
    return show(request, "routes/history.html", {"title": "История маршрута", "route": one, "deeds": history_of(one)}, part="story")


@require_POST
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of the goal; when somebody saved meanwhile both texts are shown."""
    one, typed = found_route(request, pk, "routes.edit"), request.POST.get("goal", "")
    try:
        saved = services.save_goal(route=one, goal=typed, by=request.user, version=version_of(request))
    except services.Stale as stale:
        return _both_texts(request, stale, typed)
    if request.htmx and saved.version == version_of(request):  # type: ignore[attr-defined]
        return HttpResponse(status=204)  # saved already: nothing on the page is to be redrawn
    return changed(request, pk, "Цель сохранена.", only="goal")


def _both_texts(request: HttpRequest, stale: services.Stale, typed: str) -> HttpResponse:
    """What is saved and what was typed, to choose from."""
    conflict = {"conflict": str(stale), "typed": typed}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "routes/route.html", page_context(request, stale.route.pk, **conflict), status=409)
    response = render(request, "routes/parts/conflict.html", {"route": stale.route, **conflict}, status=409)
    response["HX-Retarget"], response["HX-Reswap"] = "#conflict", "innerHTML"
    return response


def term(request: HttpRequest, pk: int) -> HttpResponse:
    """The term of the route."""
    one = found_route(request, pk, "routes.edit")
    form = PeriodForm(request.POST or None, initial={"starts_on": one.starts_on, "ends_on": one.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_period(route=one, by=request.user, version=version_of(request), **form.cleaned_data)
            return changed(request, pk, "Срок маршрута сохранён.", close=True)
        except Refusal as refusal:
            say(form, refusal)
    context = {"title": "Срок маршрута", "form": form, "route": one, "action": reverse("routes:term", args=[pk])}
    return show(request, "routes/dialog.html", context, part="body", status=422 if form.errors else 200)


@require_POST
def deficit_add(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.add_deficit(route=found_route(request, pk, "routes.edit"), function=request.POST.get("function", ""), by=request.user)
    return changed(request, pk, f"Дефицит {made.function} добавлен.")


@require_POST
def deficit_target(request: HttpRequest, pk: int, deficit: int) -> HttpResponse:
    """Set the target of a deficit; a wrong number stays in the field with the reason beside it."""
    one = _deficit(request, pk, deficit)
    typed = request.POST.get("target", "").strip()
    try:
        if (target := number(typed)) is None:
            raise Refusal("Целевой уровень — целое число от 1 до 100.", field="target")
        services.set_target(deficit=one, target=target, by=request.user, version=version_of(request))
    except Refusal as refusal:
        if not request.htmx:  # type: ignore[attr-defined]
            raise
        return changed(request, pk, only="deficits", wrong={"pk": one.pk, "typed": typed, "sentence": str(refusal)})
    return changed(request, pk, "Целевой уровень сохранён.", only="deficits")


@require_POST
def deficit_remove(request: HttpRequest, pk: int, deficit: int) -> HttpResponse:
    one = _deficit(request, pk, deficit)
    services.remove_deficit(deficit=one, by=request.user, version=version_of(request))
    return changed(request, pk, f"Дефицит {one.function} убран. Шаги остались.")


def _deficit(request: HttpRequest, pk: int, deficit: int) -> RouteDeficit:
    route = found_route(request, pk, "routes.edit")
    one = route.deficits.filter(pk=deficit).first()
    if one is None:
        raise Refusal("Этого дефицита в маршруте уже нет. Обновите страницу.")
    one.route = route
    return one


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Make a move of the lifecycle and go back to where it was made."""
    if name not in services.MOVES:
        raise Refusal("Такого действия нет.")
    one, extra = found_route(request, pk), {}
    if name in WITH_LEVELS:
        extra["levels"] = {key.removeprefix("level-"): _level(str(value)) for key, value in request.POST.items() if key.startswith("level-")}
    try:
        services.MOVES[name](route=one, by=request.user, comment=request.POST.get("comment", ""), version=version_of(request), **extra)
    except Refusal as refusal:
        if not in_dialog(request):
            return _asked_again(request, one, name, refusal)
        return render(request, "routes/parts/refused.html", {"sentence": str(refusal), "route": one, "seen": getattr(refusal, "seen", None)}, status=409)
    own = one.teacher.user_id == request.user.pk
    messages.success(request, capfirst(SAID[name]) if own else f"{one.teacher.short_name}: {SAID[name]}")
    return back(request, reverse("routes:route", args=[pk]))


WITH_LEVELS = ("master", "fail")  # these ask for levels too
SAID = {
    "submit": "маршрут отправлен на согласование. Методист получил уведомление.",
    "withdraw": "маршрут отозван, его можно править.",
    "approve": "маршрут утверждён. Педагог получил уведомление.",
    "return": "маршрут возвращён на доработку. Педагог получил ваше пояснение.",
    "expertise": "маршрут отправлен на экспертизу.",
    "expertise_early": "маршрут отправлен на экспертизу досрочно.",
    "master": "компетенции освоены, маршрут завершён.",
    "fail": "компетенции не освоены, маршрут завершён.",
    "discard": "черновик отменён.",
    "cancel": "маршрут прекращён.",
}


def _level(raw: str) -> int | None:
    level = number(raw)
    if level is None and raw.strip():
        raise Refusal("Уровень на выходе — целое число от 0 до 100.")
    return level


def move_form(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The dialog of a move that asks for words (from a row of the board)."""
    one, offered = found_route(request, pk), LIFECYCLE.by_name.get(name)
    if offered is None:
        raise Refusal("Такого действия нет.")
    shown = number(request.GET.get("version", "")) or one.version
    return show(request, "routes/move.html", _asking(one, offered, request.GET.get("next", ""), shown), part="body")


def _asking(route: Route, offered: Move, after: str, version: int) -> dict[str, Any]:
    return {"title": f"{offered.label}: {route.teacher.short_name}", "route": route, "move": offered, "next": after, "version": version}


def _asked_again(request: HttpRequest, route: Route, name: str, refusal: Refusal) -> HttpResponse:
    """Without a script a move that asks only for words stays at its form, with what was typed and the reason beside it."""
    offered = LIFECYCLE.by_name[name]
    if request.htmx or name in WITH_LEVELS or not offered.ask_comment:  # type: ignore[attr-defined]
        raise refusal
    said = {"move_refused": str(refusal), "move_typed": request.POST.get("comment", ""), "seen": getattr(refusal, "seen", None)}
    return show(request, "routes/move.html", {**_asking(route, offered, request.POST.get("next", ""), version_of(request)), **said}, status=409)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign the expert."""
    one = found_route(request, pk, "routes.assign_expert")
    expert = User.objects.filter(pk=number(request.POST.get("expert", "")) or 0).first()
    if expert is None:
        raise Refusal("Выберите эксперта из списка.", field="expert")
    services.assign_expert(route=one, expert=expert, by=request.user, version=version_of(request))
    messages.success(request, f"{gendered('Экспертом назначен(а)', expert)} {expert.short_name}.")
    return redirect("routes:route", pk=pk)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a review."""
    services.add_review(route=found_route(request, pk, "routes.review"), by=request.user, text=request.POST.get("text", ""))
    messages.success(request, "Отзыв сохранён, педагог получил уведомление.")
    return redirect("routes:route", pk=pk)

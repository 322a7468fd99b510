"""Steps of one route: add, take from offers, edit, order, remove, bring back, mark."""

from typing import Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.typed import number
from routes import services
from routes.forms import MarkForm, StepForm, initial_of
from routes.models import Route, Step
from routes.selectors.catalogue import catalogue, further
from routes.views.shared import changed, found_route, found_step, say, version_of
from teachers.views.common import download_of


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of one's own."""
    route = found_route(request, pk, "routes.edit")
    wanted = request.GET.get("direction", Step.Direction.SELF)
    starts = min(max(route.starts_on, today()), route.ends_on)
    form = StepForm(request.POST or None, route=route, initial={"direction": wanted, "education": "informal", "starts_on": starts, "ends_on": route.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_step(route=route, given=form.given(), by=request.user)
            return changed(request, pk, f"Шаг добавлен: {made.title}", close=True)
        except Refusal as refusal:
            say(form, refusal)
    context = {"title": "Новый шаг", "form": form, "route": route, "action": reverse("routes:step_new", args=[pk]), "submit": "Добавить шаг"}
    return show(request, "routes/dialog.html", context, part="body", status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Change a step; when somebody saved the route meanwhile, what is saved and what was typed are shown together."""
    one = found_step(request, pk, step)
    form, saved = StepForm(request.POST or None, route=one.route, initial=initial_of(one)), None
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_step(step=one, given=form.given(), by=request.user, version=version_of(request))
            return changed(request, pk, "Шаг сохранён.", close=True)
        except Refusal as refusal:
            say(form, refusal)
            saved = one if isinstance(refusal, services.Stale) else None
    context = {"title": "Изменить шаг", "form": form, "route": one.route, "saved": saved, "action": reverse("routes:step_edit", args=[pk, step])}
    return show(request, "routes/dialog.html", context, part="body", status=422 if form.errors else 200)


@require_POST
def shift(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """One place up or down within its direction."""
    where: Literal["up", "down"] = "up" if request.POST.get("where") == "up" else "down"
    services.shift_step(step=found_step(request, pk, step), where=where, by=request.user, version=version_of(request))
    return changed(request, pk, "Шаг перемещён выше." if where == "up" else "Шаг перемещён ниже.")


@require_POST
def remove(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Remove a step; the answer offers to bring it back."""
    one = found_step(request, pk, step)
    deed = services.remove_step(step=one, by=request.user, version=version_of(request))
    return changed(request, pk, f"Шаг убран: {one.title}", gone=deed.pk, gone_title=one.title)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back the step of a removal."""
    deed = number(request.POST.get("deed", "")) or 0
    made = services.restore_step(route=found_route(request, pk, "routes.edit"), deed_id=deed, by=request.user)
    return changed(request, pk, f"Шаг возвращён: {made.title}")


def offers(request: HttpRequest, pk: int) -> HttpResponse:
    """What the district offers for the route's deficits; POST takes one into the route."""
    route = found_route(request, pk, "routes.edit")
    if request.method == "POST":
        return changed(request, pk, f"Шаг добавлен: {_taken(request, route).title}", close=True)
    words = request.GET.get("q", "")
    context = {"title": "Предложения района", "route": route, "q": words, "groups": catalogue(route, words)}
    return show(request, "routes/offers.html", context, part="body")


def _taken(request: HttpRequest, route: Route) -> Step:
    kind, ref = request.POST.get("kind", ""), number(request.POST.get("ref", "")) or 0
    if kind == "self":
        return services.add_idea(route=route, title=request.POST.get("title", ""), by=request.user)
    return services.add_offer(route=route, kind=kind, ref=ref, by=request.user)


def more(request: HttpRequest, pk: int) -> HttpResponse:
    """«Ещё предложения»: the best of what is not in the plan, each with its reason; a fragment for htmx, a page otherwise."""
    route = found_route(request, pk, "routes.edit")
    return show(request, "routes/more.html", {"title": "Ещё предложения", "route": route, "further": further(route)}, part="body")


def mark(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Mark an own step as done, with words or a file."""
    one = found_step(request, pk, step, "routes.mark")
    form = MarkForm(request.POST or None, request.FILES or None, initial={"proof": one.proof})
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_step(step=one, by=request.user, version=version_of(request), **form.cleaned_data)
            return changed(request, pk, "Шаг отмечен выполненным.", close=True)
        except Refusal as refusal:
            say(form, refusal)
    context = {
        "title": f"Отметить: {one.title}",
        "form": form,
        "route": one.route,
        "action": reverse("routes:step_mark", args=[pk, step]),
        "submit": "Отметить",
    }
    return show(request, "routes/dialog.html", context, part="body", status=422 if form.errors else 200)


@require_POST
def unmark(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take the mark back."""
    services.unmark_step(step=found_step(request, pk, step, "routes.mark"), by=request.user, version=version_of(request))
    return changed(request, pk, "Отметка снята.")


def proof(request: HttpRequest, pk: int, step: int) -> FileResponse:
    """The private file of a mark, for whoever may see the route."""
    route = fetch(Route, pk, user=request.user, may="routes.view", within=Route.objects.select_related("teacher"))
    one = route.steps.select_related("proof_file").filter(pk=step).first()
    if one is None or one.proof_file is None:
        raise Refusal("К этому шагу файл не приложен.")
    return download_of(request, route.teacher, one.proof_file)

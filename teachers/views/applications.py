"""Group applications to an institute: chosen people → a preview → the file; the list of what was sent."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.middleware import current_district, require_here
from portal.accounts.selectors import lexicon
from portal.kit.access import fetch
from portal.kit.addresses import list_behind, with_conditions
from portal.kit.many import MOST
from portal.kit.pages import page_of, show
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers
from teachers.filters import CourseBoard, chosen_ids
from teachers.forms.applications import ApplicationForm
from teachers.models import CourseApplication
from teachers.selectors.applications import applicants_page, applications, study_plan, told
from teachers.selectors.boards import POSITIONS
from teachers.services import applications as services

SHOWN = 100
HOME, PEOPLE = {"label": "КПК педагогов"}, {"label": "Педагоги"}


def listing(request: HttpRequest) -> HttpResponse:
    """Applications that were made, the latest first."""
    require_here(request, "teachers.see_applications")
    page = page_of(applications(request.user), request)
    context = {"title": "Заявки на КПК", "page": page, "breadcrumbs": _trail("Заявки")}
    return show(request, "teachers/applications.html", context, part="table")


def new(request: HttpRequest) -> HttpResponse:
    """Preview: whom and to what; made by POST. People come ticked (?who=), as the whole filtered board (?all=1) or list of teachers (?list=)."""
    require_here(request, "teachers.apply_courses")
    again = numbers(request.POST.getlist("again"))
    chosen, here, back = _few(_chosen(request)), current_district(request), _back(request)
    if request.method == "GET" and not chosen and not request.GET.get("all"):
        messages.warning(request, "Отметьте хотя бы одного человека.")
        return redirect(back)
    form = ApplicationForm(request.POST or None, district=here, initial={"who": ",".join(map(str, chosen))})
    if request.method == "POST" and form.is_valid():
        try:
            given: dict[str, Any] = {"teachers": chosen, "mark": request.POST.get("mark", ""), "district": here, "by": request.user, "again": again}
            made = services.apply_for_courses(wish=form.wish(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Заявка составлена. Скачайте файл и отправьте его в институт.")
            return redirect("teachers:application", pk=made.pk)
    plan = study_plan(request.user, chosen, here)
    context = {
        "title": "Заявка на КПК",
        "form": form,
        **_whom(request.user, plan.ready, again),
        "plan": plan,
        "back": back,
        "breadcrumbs": [{**(HOME if back.startswith(reverse("teachers:courses")) else PEOPLE), "url": back}, {"label": "Новая заявка"}],
    }
    return show(request, "teachers/application_new.html", context, status=422 if form.errors else 200)


def _whom(user: Any, ready: list[Any], again: Collection[int]) -> dict[str, Any]:
    """Those who go, and those who stand in an application already: she goes into this one too when she is ticked."""
    fresh, stand = [one for one in ready if one.standing is None], [one for one in ready if one.standing]
    shown = stand[:SHOWN]
    seen = set(CourseApplication.objects.visible_to(user).filter(pk__in={one.standing.pk for one in shown}).values_list("pk", flat=True))
    return {
        "people": told(fresh[:SHOWN], lexicon(POSITIONS)),
        "total": len(fresh),
        "standing": [(one, one.standing, one.standing.pk in seen, one.pk in again) for one in shown],
        "stand": len(stand),
    }


def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: what was asked for and for whom."""
    found = fetch(CourseApplication, pk, user=request.user, within=CourseApplication.objects.select_related("organisation", "by"))
    page = page_of(applicants_page(found), request)
    page.object_list = told(page.object_list, lexicon(POSITIONS))
    context = {
        "title": "Заявка на КПК",
        "application": found,
        "page": page,
        "may_write": request.user.has_perm("teachers.write_application", found),
        "breadcrumbs": [*_trail(), {"label": "Заявки", "url": reverse("teachers:applications")}, {"label": found.programme[:60]}],
    }
    return show(request, "teachers/application.html", context, part="table")


def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The application as an Excel form."""
    found = fetch(CourseApplication, pk, user=request.user, within=CourseApplication.objects.select_related("organisation"))
    return services.application_file(application=found, district=found.district, by=request.user)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(CourseApplication, pk, user=request.user, may="teachers.write_application")
    services.cancel_application(application=found, by=request.user)
    messages.success(request, "Заявка отозвана: люди больше не отмечены как «в заявке».")
    return redirect("teachers:applications")


def _chosen(request: HttpRequest) -> list[int]:
    """Ids of the chosen people: from the form, ticked, or everybody whom the board holds."""
    if request.method == "POST":
        return sorted(numbers(request.POST.get("who", "").split(",")))
    if request.GET.get("all"):
        return CourseBoard(_board(request), request=request).keys[: MOST + 1]
    return chosen_ids(request, MOST)


def _board(request: HttpRequest) -> QueryDict:
    """The conditions of the board of which everybody is meant: in ?query= of its form, or in the address itself."""
    if "query" in request.GET:
        return QueryDict(request.GET["query"])
    kept = request.GET.copy()
    del kept["all"]
    return kept


def _back(request: HttpRequest) -> str:
    """The board or the list of teachers as it was filtered; all of the board (?all=1) come with its conditions in the address itself."""
    if request.method == "GET" and request.GET.get("all"):
        return with_conditions(reverse("teachers:courses"), _board(request).urlencode())
    return list_behind(request, "teachers:courses", "teachers:list", "routes:board", "routes:missing")


def _trail(here: str = "") -> list[dict[str, str]]:
    home = {**HOME, "url": reverse("teachers:courses")}
    return [home, {"label": here}] if here else [home]


def _few(ids: list[int]) -> list[int]:
    """Of the chosen, not of those who may study: else whoever is passed by makes room, and the rest of the list is cut off without a word."""
    if len(ids) > MOST:
        raise Refusal(f"За один раз — не больше {MOST} человек. Сузьте отбор.")
    return ids

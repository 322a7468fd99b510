"""The teacher's own: her route or what is needed to get one; the panel on the teacher's card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.middleware import require_here
from portal.accounts.models import Organisation
from portal.kit.access import fetch
from portal.kit.pages import show
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes.lifecycle import IN_PREPARATION
from routes.selectors.board import CLOSED, routes_of
from routes.selectors.missing import place_counts
from routes.selectors.pairs import mentors_of
from routes.services import compose_route
from teachers.models import Assessment, Teacher
from teachers.selectors import deficits, latest_assessment, teacher_of
from teachers.selectors.people import why_no_card, works_from
from teachers.views.common import read_card


def mine(request: HttpRequest) -> HttpResponse:
    """My routes: the current ones first, or the way to one."""
    require_here(request, "routes.compose")
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    rows = routes_of(teacher, request.user) if teacher else []
    assessment = latest_assessment(teacher) if teacher else None
    current = [row for row in rows if row[0].state not in CLOSED]
    context = {
        "title": "Мой маршрут (ИОМ)",
        "teacher": teacher,
        "current": current,
        "past": [row for row in rows if row[0].state in CLOSED],
        "assessment": assessment,
        "deficits": deficits(assessment) if assessment and not current else [],
        "may_compose": not any(one.state in IN_PREPARATION for one, _, _ in current),
    }
    return show(request, "routes/mine.html", context)


@require_POST
def compose(request: HttpRequest) -> HttpResponse:
    """«Составить ИОМ»: a draft from the named or the latest finished self-assessment; the open draft when there is one."""
    require_here(request, "routes.compose")
    teacher = teacher_of(request.user)  # type: ignore[arg-type]
    if teacher is None:
        raise Refusal(why_no_card(request.user))  # type: ignore[arg-type]
    wanted = request.POST.get("assessment", "")
    assessment = fetch(Assessment, wanted, user=request.user) if wanted else latest_assessment(teacher)
    if assessment is None:
        raise Refusal("Сначала пройдите самооценку: по ней портал определит дефициты и предложит шаги.")
    return redirect("routes:route", pk=compose_route(assessment=assessment, by=request.user).pk)


def teacher_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Маршруты педагога for her card: a fragment for htmx, a page of its own otherwise."""
    teacher = read_card(request, pk, within=Teacher.objects.all())
    context = {"title": f"Маршруты: {teacher.short_name}", "teacher": teacher, "rows": routes_of(teacher, request.user), "pairs": mentors_of(teacher)}
    context["may_pair"] = request.user.has_perm("routes.pair", teacher)
    context["may_begin"] = context["may_pair"] and works_from(teacher, today())
    return show(request, "routes/panel.html", context, part="panel")


def organisation_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What is due in an organisation: for its card a fragment, a page of its own otherwise."""
    place = fetch(Organisation, pk, user=request.user, may="accounts.view_organisation")
    context = {"title": f"Маршруты: {place.short_name}", "place": place, "due": place_counts(request.user, place.pk, today())}
    return show(request, "routes/organisation_panel.html", context, part="panel")

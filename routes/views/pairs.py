"""Naming a mentor for a teacher, and ending the pair."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.kit.access import NOT_FOUND
from portal.kit.forms import form_page
from portal.kit.periods import today
from routes.forms import MentorForm
from routes.models import Mentoring
from routes.selectors.pairs import mentor_named
from routes.services.mentoring import PairData, begin_mentoring, end_mentoring, withdraw_mentoring
from teachers.models import Teacher
from teachers.views.common import read_card


def mentor_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Назначить наставника by name and order."""
    teacher = read_card(request, pk, may="routes.pair", within=Teacher.objects.select_related("district"))
    form, address = MentorForm(request.POST or None, district=teacher.district), reverse("teachers:card", args=[pk])

    def deed() -> Teacher:
        data: dict[str, Any] = dict(form.cleaned_data)
        mentor = mentor_named(data.pop("mentor"), teacher, request.user)
        begin_mentoring(mentee=teacher, data=PairData(mentor=mentor, **data), by=request.user)
        return teacher

    trail = [{"label": "Педагоги", "url": reverse("teachers:list")}, {"label": teacher.short_name, "url": address}, {"label": "Наставник"}]
    return form_page(
        request, form, deed, template="teachers/form.html", said="Наставник назначен.", to="teachers:card",
        title=f"Наставник: {teacher.short_name}", breadcrumbs=trail, cancel=address, submit="Назначить",
    )  # fmt: skip


@require_POST
def mentor_end(request: HttpRequest, pk: int, pair: int) -> HttpResponse:
    """Закончить пару today; one that has not begun is taken back."""
    teacher = read_card(request, pk, may="routes.pair", within=Teacher.objects.all())
    found = Mentoring.objects.filter(mentee=teacher, pk=pair).first()
    if found is None:
        raise Http404(NOT_FOUND)
    if found.since > today():
        withdraw_mentoring(pair=found, by=request.user)
        messages.success(request, "Назначение наставника отменено.")
    else:
        end_mentoring(pair=found, on=today(), by=request.user)
        messages.success(request, "Наставничество закончено сегодня.")
    return redirect("teachers:card", pk=pk)

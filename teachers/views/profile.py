"""The profile of deficits of a finished self-assessment."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.journal.services import read
from portal.kit.access import fetch
from portal.kit.charts import PHONE, Chart, Series, radar, rows
from portal.kit.pages import show
from portal.kit.words import day
from teachers.models import Answer, Assessment, Mastery
from teachers.rules import is_own
from teachers.selectors.assessments import Change, compared, earlier, latest_assessment, profiles, route_of, thresholds
from teachers.selectors.questionnaire import questionnaire


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Picture, table and, for the teacher herself, the answers; compared with the last self-assessment or a chosen one."""
    within = Assessment.objects.select_related("teacher", "framework")
    found = fetch(Assessment, pk, user=request.user, may="teachers.view_profile", within=within)
    if found.state == Assessment.State.DRAFT:
        return redirect("teachers:assessment")
    own = is_own(request.user, found)
    if not own:
        read(obj=found, verb="открыл(а) профиль дефицитов", by=request.user)
    past = list(earlier(found))
    newest = latest_assessment(found.teacher)
    base = _chosen(past, request.GET.get("was", ""))
    made = profiles([found, base] if base else [found])
    changes = compared(made[found.pk], made[base.pk] if base else [])
    context = {
        "title": "Профиль профессиональных дефицитов",
        "assessment": found,
        "own": own,
        "route": route_of(found) if own else None,
        "past": past,
        "newer": newest if newest and newest.pk != found.pk else None,
        "base": base,
        "changes": changes,
        "deficits": [one for one in changes if one.now.is_deficit],
        "levels": thresholds(),
        "chart": picture(changes, found, base),
        "sections": _answers(found, base) if own else [],
        "breadcrumbs": _trail(found, own),
    }
    return show(request, "teachers/profile.html", context)


def _chosen(past: list[Assessment], wanted: str) -> Assessment | None:
    """The self-assessment to compare with: the one asked for, else the last before; «0» is none."""
    if wanted == "0":
        return None
    return next((one for one in past if str(one.pk) == wanted), past[0] if past else None)


def picture(changes: list[Change], found: Assessment, base: Assessment | None) -> Chart:
    """A wheel of functions in the order of the standard; lying bars when there are fewer than three."""
    ordered = sorted(changes, key=lambda one: one.now.code)
    labels = [one.now.short for one in ordered]
    series = [Series(f"Стало: {day(found.finished_on)}" if base else day(found.finished_on), [one.now.percent for one in ordered])]
    if base:
        series.append(Series(f"Было: {day(base.finished_on)}", [one.before for one in ordered]))
    words: dict[str, Any] = {"unit": "%", "digits": 0, "first": "Трудовая функция"}
    title = "Уровень владения трудовыми функциями, %"
    wheel = radar(title, labels, series, top=100, width=480, **words) if len(labels) > 2 else rows(title, labels, series, width=480, **words)
    return replace(wheel, phone=rows(title, labels, series, width=PHONE, **words).svg)


def _answers(found: Assessment, base: Assessment | None) -> list[dict[str, Any]]:
    """Every function with its actions: (name, level in words, level before, level)."""
    was = dict(Answer.objects.filter(assessment=base).values_list("competency", "level")) if base else {}
    words: dict[int | None, str] = {None: "", **dict(Mastery.choices)}
    return [
        {"code": one.code, "name": one.name, "rows": [(q.name, words[q.level], words[was.get(q.pk)], q.level) for q in one.questions if q.level is not None]}
        for one in questionnaire(found).sections
    ]


def _trail(found: Assessment, own: bool) -> list[dict[str, str]]:
    if own:
        return [{"label": "Самооценка", "url": reverse("teachers:assessment")}, {"label": "Профиль"}]
    card = {"label": found.teacher.short_name, "url": reverse("teachers:card", args=[found.teacher_id])}
    return [{"label": "Педагоги", "url": reverse("teachers:list")}, card, {"label": "Профиль"}]

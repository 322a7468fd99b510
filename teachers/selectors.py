"""What we know about a teacher: her main job, her latest diagnostics and the deficits that it shows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Sum

from portal.accounts.models import User
from teachers.models import Answer, Assessment, Competency, Course, CourseOffer, Employment, Teacher

TOP_LEVEL = 3  # an answer is 0–3
DEFICIT_BELOW = 60  # percent; словарь deficit_levels
LEVELS = ((80, "high", "высокий уровень"), (60, "base", "базовый уровень"), (40, "deficit", "дефицит"), (0, "critical", "критический дефицит"))


@dataclass(frozen=True)
class FunctionLevel:
    """Уровень по одной трудовой функции: `percent` of the possible over the answered actions, 0–100."""

    code: str
    name: str
    percent: int
    level: str
    level_name: str
    answered: int
    total: int


def teacher_of(user: User) -> Teacher | None:
    """The teacher's card of a signed-in person."""
    return Teacher.objects.filter(user=user).first()


def main_job(teacher: Teacher, on: dt.date) -> Employment | None:
    """The main place of work on the date, with its organisation."""
    return Employment.objects.on(on).main().filter(teacher=teacher).select_related("organisation").first()


def latest_assessment(teacher: Teacher) -> Assessment | None:
    """The last finished self-assessment."""
    return Assessment.objects.filter(teacher=teacher, state=Assessment.State.FINISHED).order_by("-finished_on", "-pk").first()


def profile(assessment: Assessment) -> list[FunctionLevel]:
    """The level of every labour function that has answers, in the order of the standard. Two queries."""
    sums = {
        row["competency__parent"]: (row["points"], row["answered"])
        for row in Answer.objects.filter(assessment=assessment).order_by().values("competency__parent").annotate(points=Sum("level"), answered=Count("pk"))
    }
    functions = Competency.objects.filter(pk__in=[pk for pk in sums if pk]).annotate(total=Count("actions")).order_by("order", "code")
    return [_function_level(function, *sums[function.pk]) for function in functions]


def _function_level(function: Any, points: int, answered: int) -> FunctionLevel:
    percent = round(points * 100 / (TOP_LEVEL * answered))
    level, level_name = level_of(percent)
    return FunctionLevel(function.code, function.name, percent, level, level_name, answered, function.total)


def level_of(percent: int) -> tuple[str, str]:
    """(code, name) of the level that a percent falls into: critical 0–39, deficit 40–59, base 60–79, high 80–100."""
    return next((code, name) for least, code, name in LEVELS if percent >= least)


def deficits(assessment: Assessment) -> list[FunctionLevel]:
    """Профессиональные дефициты: functions below 60 %, the lowest first."""
    return sorted((one for one in profile(assessment) if one.percent < DEFICIT_BELOW), key=lambda one: (one.percent, one.code))


def course_offers(functions: Iterable[str], since: dt.date) -> QuerySet[CourseOffer]:
    """Предложения КПК for any of the labour functions that start on the date or later, the nearest first."""
    return CourseOffer.objects.filter(functions__overlap=list(functions), starts_on__gte=since).order_by("starts_on", "pk")


def finished_course(offer_ref: str, teacher_ref: str) -> QuerySet[Course]:
    """Correlated: the teacher's КПК by the programme of an offer, finished after the offer began; for Exists and Subquery."""
    return Course.objects.filter(
        teacher=OuterRef(teacher_ref), programme=OuterRef(f"{offer_ref}__programme"), finished_on__gte=OuterRef(f"{offer_ref}__starts_on")
    ).order_by("finished_on")

"""Finished self-assessments: the profile of deficits, its thresholds, and what changed since the last one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from portal.accounts.models import Word
from teachers.models import Answer, Assessment, Competency, Mastery, Teacher


@dataclass(frozen=True)
class Threshold:
    """Уровень владения функцией из словаря `deficit_levels`: begins at `least` percent."""

    code: str
    name: str
    least: int


# The dictionary's first edition; used until it is loaded.
DEFAULT = (
    Threshold("high", "высокий уровень", 80),
    Threshold("base", "базовый уровень", 60),
    Threshold("deficit", "дефицит", 40),
    Threshold("critical", "критический дефицит", 0),
)
TOP_LEVEL = max(Mastery.values)
LACKING = ("critical", "deficit")
DEFICIT_BELOW = 60  # percent, by the first edition


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

    @property
    def is_deficit(self) -> bool:
        return self.level in LACKING

    @property
    def short(self) -> str:
        """A label for a chart: the code and the name without the words that all functions share."""
        return f"{self.code} {in_short(self.name)}"


def in_short(name: str) -> str:
    """The name of a labour function without the words that all functions share: «Обучение», «Программы дошкольного образования»."""
    for shared, instead in SHARED_WORDS:
        if name.startswith(shared):
            name = f"{instead}{name.removeprefix(shared)}"
    return f"{name[:1].upper()}{name[1:].rstrip('»')}"


# What is left must read by itself: «… программ основного общего образования» keeps the noun that its genitive hangs on.
SHARED_WORDS = (
    ("Общепедагогическая функция. ", ""),
    ("Педагогическая деятельность по реализации программ ", "программы "),
    ("Модуль «Предметное обучение. ", ""),
)


@dataclass(frozen=True)
class Change:
    """Функция в профиле: стало, и сколько процентов было в сравниваемой самооценке (None — не оценивалась)."""

    now: FunctionLevel
    before: int | None

    @property
    def delta(self) -> int | None:
        """Percent points, growth is positive."""
        return None if self.before is None else self.now.percent - self.before


def thresholds() -> tuple[Threshold, ...]:
    """Levels of the dictionary `deficit_levels`, the highest first; a retired word still divides. One query."""
    found = [
        Threshold(word.code, word.name, int(word.data["pct"][0]))
        for word in Word.objects.filter(dictionary="deficit_levels")
        if word.data.get("pct")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.least)) or DEFAULT


def level_of(percent: int, levels: Iterable[Threshold] = DEFAULT) -> tuple[str, str]:
    """(code, name) of the level that a percent falls into; by default critical 0–39, deficit 40–59, base 60–79, high 80–100."""
    return next((one.code, one.name) for one in levels if percent >= one.least)


def finished() -> QuerySet[Assessment]:
    """Finished self-assessments, the newest first."""
    return Assessment.objects.filter(state=Assessment.State.FINISHED).order_by("-finished_on", "-pk")


def latest_assessment(teacher: Teacher) -> Assessment | None:
    """The last finished self-assessment."""
    return finished().filter(teacher=teacher).first()


def earlier(assessment: Assessment) -> QuerySet[Assessment]:
    """Finished self-assessments of the same person by the same standard before this one, the newest first."""
    before = Q(finished_on__lt=assessment.finished_on) | Q(finished_on=assessment.finished_on, pk__lt=assessment.pk)
    return finished().filter(before, teacher=assessment.teacher_id, framework=assessment.framework_id)


def route_of(assessment: Assessment) -> Any:
    """The first route that was composed from the self-assessment, None before there is one; whose app is up the slope, so by its name alone."""
    return assessment.routes.first()  # type: ignore[attr-defined]


def profile(assessment: Assessment) -> list[FunctionLevel]:
    """The level of every labour function that has answers, in the order of the standard. Three queries."""
    return profiles([assessment])[assessment.pk]


def profiles(assessments: Iterable[Assessment]) -> dict[int, list[FunctionLevel]]:
    """Assessment id → its profile, for any number of assessments in the same three queries."""
    made: dict[int, list[FunctionLevel]] = {one.pk: [] for one in assessments}
    sums: dict[int | None, dict[int, tuple[int, int]]] = defaultdict(dict)
    rows = Answer.objects.filter(assessment__in=made).order_by().values("assessment", "competency__parent")
    for row in rows.annotate(points=Sum("level"), answered=Count("pk")):
        sums[row["competency__parent"]][row["assessment"]] = (row["points"], row["answered"])
    levels = thresholds()
    for function in Competency.objects.filter(pk__in=[pk for pk in sums if pk]).annotate(total=Count("actions")).order_by("order", "code"):
        for assessment, (points, answered) in sums[function.pk].items():
            made[assessment].append(_function_level(function, points, answered, levels))
    return made


def _function_level(function: Any, points: int, answered: int, levels: Iterable[Threshold]) -> FunctionLevel:
    percent = round(points * 100 / (TOP_LEVEL * answered))
    return FunctionLevel(function.code, function.name, percent, *level_of(percent, levels), answered, function.total)


def deficits(assessment: Assessment) -> list[FunctionLevel]:
    """Профессиональные дефициты: functions below the base level (60 %), the lowest first."""
    return sorted((one for one in profile(assessment) if one.is_deficit), key=lambda one: (one.percent, one.code))


def compared(now: Iterable[FunctionLevel], before: Iterable[FunctionLevel]) -> list[Change]:
    """The profile against an earlier one, the greatest lack first."""
    was = {one.code: one.percent for one in before}
    return [Change(one, was.get(one.code)) for one in sorted(now, key=lambda one: (one.percent, one.code))]

"""The life of a self-assessment: it is filled in, then finished for good."""

from typing import Any

from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.words import counted
from teachers.models import Assessment
from teachers.selectors.questionnaire import questionnaire

S = Assessment.State
ACTIONS = ("действие", "действия", "действий")


def everything_answered(assessment: Any, user: Any) -> str:
    """Профиль по части ответов был бы неполным."""
    asked = questionnaire(assessment)
    left = asked.total - asked.answered
    if left or not asked.total:
        return f"Самооценку пока нельзя завершить: без ответа {counted(left, ACTIONS)}. Иначе профиль будет неполным."
    return ""


LIFECYCLE = register(
    Lifecycle(
        "teachers.assessment",
        moves=(Move("finish", "Завершить самооценку", (S.DRAFT,), S.FINISHED, "teachers.assess", (everything_answered,), "завершил(а) самооценку"),),
    )
)

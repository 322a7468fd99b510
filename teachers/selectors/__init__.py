"""What we know about a teacher: who and where, the self-assessment, the deficits it shows, what is offered for them."""

from teachers.selectors.assessments import (
    DEFICIT_BELOW,
    TOP_LEVEL,
    FunctionLevel,
    Threshold,
    deficits,
    in_short,
    latest_assessment,
    level_of,
    profile,
    profiles,
    thresholds,
)
from teachers.selectors.audience import DICTIONARIES, Standing, audience_words, audiences, standing
from teachers.selectors.offers import course_offers, finished_course
from teachers.selectors.people import main_job, named, places, register, teacher_of
from teachers.selectors.questionnaire import draft_of, functions_named, questionnaire

__all__ = [
    "DEFICIT_BELOW",
    "DICTIONARIES",
    "TOP_LEVEL",
    "FunctionLevel",
    "Standing",
    "Threshold",
    "audience_words",
    "audiences",
    "course_offers",
    "deficits",
    "draft_of",
    "finished_course",
    "functions_named",
    "in_short",
    "latest_assessment",
    "level_of",
    "main_job",
    "named",
    "places",
    "profile",
    "profiles",
    "questionnaire",
    "register",
    "standing",
    "teacher_of",
    "thresholds",
]

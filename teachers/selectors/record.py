"""The tab «Квалификация»: what raised the teacher, with marks for forms that are opened from it."""

import datetime as dt
from dataclasses import dataclass

from portal.accounts.selectors import lexicon
from portal.kit.periods import years_before
from teachers.models import Award, CareerStage, Course, Teacher
from teachers.selectors.card import CATEGORIES, ROLES, Grade, Role, grades_of, roles_of
from teachers.selectors.career import Ladder, ladder_of

KINDS, LEVELS = "dpo_documents", "event_levels"
YEARS = 3  # дополнительное профессиональное образование не реже раза в три года: 273-ФЗ, ст. 47, ч. 5, п. 2


@dataclass(frozen=True)
class Learned:
    """Пройденные КПК с видом словами."""

    course: Course
    kind: str


@dataclass(frozen=True)
class Honour:
    """Награда с уровнем словами."""

    award: Award
    level: str


@dataclass(frozen=True)
class Record:
    """Квалификация педагога на дату; `recent` and `hours` count the courses of the last three years."""

    courses: list[Learned]
    recent: int
    hours: int
    grades: list[Grade]
    awards: list[Honour]
    roles: list[Role]
    stages: list[CareerStage]
    ladder: Ladder


def record_of(teacher: Teacher, on: dt.date) -> Record:
    """Everything of the tab. Seven queries."""
    words = lexicon(CATEGORIES, ROLES, KINDS, LEVELS)
    courses = [Learned(one, words.name(KINDS, one.kind)) for one in teacher.courses.all()]
    grades = grades_of(teacher, on, words)
    recent = [one.course for one in courses if years_before(on, YEARS) < one.course.finished_on <= on]
    return Record(
        courses=courses,
        recent=len(recent),
        hours=sum(one.hours for one in recent),
        grades=grades,
        awards=[Honour(one, words.name(LEVELS, one.level) if one.level else "") for one in teacher.awards.all()],
        roles=roles_of(teacher, on, words),
        stages=list(teacher.career.select_related("step")),
        ladder=ladder_of(teacher, on, {one.code for one in grades if one.now}, words),
    )

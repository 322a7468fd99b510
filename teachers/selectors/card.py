"""The card of one teacher, as of a date."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from portal.journal.models import Deed
from portal.kit.words import period
from teachers.models import Assessment, Course, Employment, Qualification, Teacher, breaks_of
from teachers.selectors.assessments import FunctionLevel, finished, profiles
from teachers.selectors.staff import Names, names_in, vocabulary

EDITED = "изменил(а) карточку педагога"


@dataclass(frozen=True)
class Job:
    """Место работы: должность, предмет, сроки; `now` — на дату."""

    place: str
    position: str
    subject: str
    term: str
    is_main: bool
    now: bool


@dataclass(frozen=True)
class Grade:
    """Результат аттестации; `now` — действует на дату."""

    name: str
    awarded_on: dt.date
    valid_until: dt.date | None
    act: str
    now: bool


@dataclass(frozen=True)
class Card:
    """Что известно о педагоге на дату: стаж и возраст в полных годах."""

    on: dt.date
    age: int
    experience: int | None
    jobs: list[Job]
    grades: list[Grade]
    courses: list[Course]

    @property
    def main(self) -> Job | None:
        """The main place of work on the date."""
        return next((one for one in self.jobs if one.now and one.is_main), None)

    @property
    def grade(self) -> Grade | None:
        """The latest category that holds on the date."""
        return next((one for one in self.grades if one.now), None)


def card_of(teacher: Teacher, on: dt.date) -> Card:
    """Jobs, categories and courses with their names. Four queries."""
    names = names_in(vocabulary())
    jobs: list[Any] = list(teacher.employments.select_related("organisation").annotate(breaks=breaks_of("teacher")).order_by("-since", "-is_main"))
    if jobs:
        teacher.breaks = jobs[0].breaks  # they come along, so that experience costs no query more
    return Card(
        on,
        teacher.age(on),
        teacher.experience(on),
        sorted((_job(one, on, names) for one in jobs), key=lambda one: (not one.now, not one.is_main)),
        [_grade(one, on, names) for one in teacher.qualifications.all()],
        list(teacher.courses.all()),
    )


def _job(one: Employment, on: dt.date, names: Names) -> Job:
    now = one.since <= on and (one.until is None or one.until >= on)
    position = names["positions"].get(one.position, one.position)
    return Job(one.organisation.short_name, position, one.subject, period(one.since, one.until), one.is_main, now)


def _grade(one: Qualification, on: dt.date, names: Names) -> Grade:
    holds = one.awarded_on <= on and (one.valid_until is None or one.valid_until >= on) and one.category != "none"
    return Grade(names["qualification_categories"].get(one.category, one.category), one.awarded_on, one.valid_until, one.act, holds)


@dataclass(frozen=True)
class Summary:
    """Самооценка одной строкой: когда и какие функции в дефиците."""

    assessment: Assessment
    functions: int
    deficits: list[FunctionLevel]


def summaries(teacher: Teacher) -> list[Summary]:
    """All finished self-assessments, the newest first. Four queries."""
    every = list(finished().filter(teacher=teacher))
    made = profiles(every)
    return [Summary(one, len(made[one.pk]), [level for level in made[one.pk] if level.is_deficit]) for one in every]


def last_edit(teacher: Teacher) -> Deed | None:
    """The latest correction of the card, for an open edit form to notice."""
    return Deed.objects.about(teacher).filter(verb=EDITED).first()

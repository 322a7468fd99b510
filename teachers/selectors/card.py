"""The card of one teacher, as of a date."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.accounts.models import Organisation
from portal.accounts.selectors import Lexicon, lexicon
from portal.journal.models import Deed
from portal.kit.prepared import Prepared
from portal.kit.words import period
from teachers.models import Absence, Assessment, Duty, Employment, Qualification, Teacher, breaks_of
from teachers.selectors.assessments import FunctionLevel, finished, profiles
from teachers.selectors.career import Ladder, ladder_of

EDITED = "изменил(а) карточку педагога"
MERGED, SEPARATED = "объединил(а) карточки", "разъединил(а) карточки"
POSITIONS, CATEGORIES, ROLES = "positions", "qualification_categories", "additional_roles"

# What every card asks.
JOBS = Prepared(
    lambda teacher: (
        Employment.objects.filter(teacher=teacher).select_related("organisation").annotate(breaks=breaks_of("teacher")).order_by("-since", "-is_main", "-pk")
    ),
    teacher=int,
)
GRADES = Prepared(lambda teacher: Qualification.objects.filter(teacher=teacher), teacher=int)
DUTIES = Prepared(lambda teacher: Duty.objects.filter(teacher=teacher).select_related("organisation"), teacher=int)
ABSENCES = Prepared(lambda teacher, on: Absence.objects.filter(teacher=teacher).on(on)[:1], teacher=int, on=dt.date)


@dataclass(frozen=True)
class Job:
    """Место работы: должность, предмет, ставка, сроки; `now` — на дату."""

    pk: int
    organisation: Organisation
    position: str
    subject: str
    load: Decimal
    term: str
    act: str
    is_main: bool
    now: bool

    @property
    def place(self) -> str:
        return self.organisation.short_name


@dataclass(frozen=True)
class Grade:
    """Результат аттестации; `now` — действует на дату."""

    pk: int
    code: str
    name: str
    awarded_on: dt.date
    valid_until: dt.date | None
    act: str
    now: bool


@dataclass(frozen=True)
class Role:
    """Дополнительная роль: классный руководитель, член жюри …; `now` — на дату."""

    pk: int
    name: str
    place: str
    term: str
    act: str
    now: bool


@dataclass(frozen=True)
class Card:
    """Что известно о педагоге на дату: возраст и стаж в полных годах, без перерывов."""

    on: dt.date
    age: int
    experience: int | None
    general: int | None
    jobs: list[Job]
    grades: list[Grade]
    roles: list[Role]
    absence: Absence | None
    ladder: Ladder

    @property
    def main(self) -> Job | None:
        """The main place of work on the date."""
        return next((one for one in self.jobs if one.now and one.is_main), None)

    @property
    def working(self) -> list[Job]:
        """All jobs on the date, the main one first."""
        return [one for one in self.jobs if one.now]

    @property
    def roles_now(self) -> list[Role]:
        return [one for one in self.roles if one.now]

    @property
    def grade(self) -> Grade | None:
        """The latest category that holds on the date."""
        return next((one for one in self.grades if one.now), None)


def card_of(teacher: Teacher, on: dt.date) -> Card:
    """Everything that the first page of the card shows on the date. Six queries."""
    words = lexicon(POSITIONS, CATEGORIES, ROLES)
    jobs = jobs_of(teacher, on, words)
    grades = grades_of(teacher, on, words)
    held = {one.code for one in grades if one.now}
    return Card(
        on=on,
        age=teacher.age(on),
        experience=teacher.experience(on),
        general=teacher.general_experience(on),
        jobs=jobs,
        grades=grades,
        roles=roles_of(teacher, on, words),
        absence=next(iter(ABSENCES.ask(teacher=teacher.pk, on=on)), None),
        ladder=ladder_of(teacher, on, held, words),
    )


def jobs_of(teacher: Teacher, on: dt.date, words: Lexicon) -> list[Job]:
    """All jobs, those of the date first, the main one before. The breaks come along, so that experience costs no query more."""
    rows: list[Any] = JOBS.ask(teacher=teacher.pk)
    if rows:
        teacher.breaks = rows[0].breaks
    return sorted((_job(one, on, words) for one in rows), key=lambda one: (not one.now, not one.is_main))


def opening(jobs: Iterable[Job], user: Any) -> set[int]:
    """Ids of the jobs' organisations whose cards the user may open."""
    return {job.organisation.pk for job in jobs if user.has_perm("accounts.view_organisation", job.organisation)}


def grades_of(teacher: Teacher, on: dt.date, words: Lexicon) -> list[Grade]:
    """Results of attestation, the latest first."""
    return [_grade(one, on, words) for one in GRADES.ask(teacher=teacher.pk)]


def roles_of(teacher: Teacher, on: dt.date, words: Lexicon) -> list[Role]:
    """Additional roles, those of the date first."""
    rows = [_role(one, on, words) for one in DUTIES.ask(teacher=teacher.pk)]
    return sorted(rows, key=lambda one: not one.now)


def _lasts(since: dt.date, until: dt.date | None, on: dt.date) -> bool:
    return since <= on and (until is None or until >= on)


def _job(one: Employment, on: dt.date, words: Lexicon) -> Job:
    acts = "; ".join(act for act in (one.act, one.ended_act) if act)
    return Job(
        one.pk, one.organisation, words.name(POSITIONS, one.position), one.subject, one.load, period(one.since, one.until), acts, one.is_main,
        _lasts(one.since, one.until, on),
    )  # fmt: skip


def _grade(one: Qualification, on: dt.date, words: Lexicon) -> Grade:
    holds = _lasts(one.awarded_on, one.valid_until, on) and one.category != "none"
    return Grade(one.pk, one.category, words.name(CATEGORIES, one.category), one.awarded_on, one.valid_until, one.act, holds)


def _role(one: Duty, on: dt.date, words: Lexicon) -> Role:
    name = " ".join(part for part in (words.name(ROLES, one.role), one.detail) if part)
    return Role(one.pk, name, one.organisation.short_name if one.organisation else "", period(one.since, one.until), one.act, _lasts(one.since, one.until, on))


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
    return Deed.objects.about(teacher).filter(verb__in=(EDITED, MERGED, SEPARATED)).first()

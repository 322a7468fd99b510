"""The tab «Работа»: all jobs, leaves and breaks, events of work and what may be undone."""

import datetime as dt
from dataclasses import dataclass

from portal.accounts.selectors import lexicon
from teachers.models import Absence, Move, Teacher
from teachers.selectors.card import CATEGORIES, POSITIONS, Job, jobs_of


@dataclass(frozen=True)
class Work:
    """Работа педагога: jobs (those of the date first), leaves and breaks, events, the latest first."""

    jobs: list[Job]
    absences: list[Absence]
    moves: list[Move]

    @property
    def last(self) -> Move | None:
        """The event that may be undone: nothing written later rests on it."""
        return max((one for one in self.moves if not one.undone_at), key=lambda one: one.pk, default=None)

    @property
    def seen(self) -> int:
        """What a form carries to notice whoever was faster."""
        return self.last.pk if self.last else 0

    @property
    def working(self) -> list[Job]:
        return [one for one in self.jobs if one.now]


def work_of(teacher: Teacher, on: dt.date) -> Work:
    """Everything of the tab. Four queries."""
    words = lexicon(POSITIONS, CATEGORIES)
    return Work(jobs_of(teacher, on, words), list(teacher.absences.all()), list(teacher.moves.select_related("by").order_by("-pk")))


def last_move(teacher: Teacher) -> Move | None:
    """The last event that was not undone."""
    return Move.objects.filter(teacher=teacher, undone_at__isnull=True).order_by("-pk").first()

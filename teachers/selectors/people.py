"""Who a teacher is and where she works."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Concat

from portal.accounts.models import User
from portal.kit.finding import pattern
from portal.kit.naming import Named, Register, normal
from teachers.models import Employment, Teacher, breaks_of

M = TypeVar("M", bound=Model)
WORDS_AT_MOST = 5


def teacher_of(user: User) -> Teacher | None:
    """The teacher's card of a signed-in person."""
    return Teacher.objects.filter(user=user).first()


def main_job(teacher: Teacher, on: dt.date) -> Employment | None:
    """The main place of work on the date, with its organisation. The teacher's breaks come along, so that her experience costs no query more."""
    jobs: Any = Employment.objects.on(on).main().filter(teacher=teacher).select_related("organisation").annotate(breaks=breaks_of("teacher"))
    job = jobs.first()
    if job:
        teacher.breaks = job.breaks
    return job  # type: ignore[no-any-return]


def register(districts: Iterable[int], on: dt.date) -> Register:
    """Everybody who works in the districts on the date, with the main place of work, ready for matching typed names. One query."""
    jobs = Employment.objects.on(on).main().filter(district__in=list(districts)).order_by()
    rows = jobs.values_list("teacher_id", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "organisation__short_name")
    return Register(Named(*row) for row in rows)


def places(teachers: Iterable[int], on: dt.date) -> dict[int, str]:
    """Teacher id → short name of the main place of work on the date, for the people of one page. One query."""
    return dict(Employment.objects.on(on).main().filter(teacher__in=list(teachers)).order_by().values_list("teacher_id", "organisation__short_name"))


def named(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Rows whose person's name holds every word of the text, in any order and case, «е» equal to «ё».

    A single letter, with or without a dot, is an initial: «Иванова а. п.». `path` leads to the person: named(marks, text, "teacher__").
    """
    words = normal(text).replace(".", " ").split()[:WORDS_AT_MOST]
    if not words:
        return rows
    parts = [part for name in ("last_name", "first_name", "patronymic") for part in (Value(" "), F(f"{path}{name}"))]
    found: Any = rows.alias(person_name=Concat(*parts, output_field=CharField()))
    for word in words:
        found = found.filter(person_name__regex=pattern(f" {word}" if len(word) == 1 else word))
    return found

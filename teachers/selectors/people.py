"""Who a teacher is and where she works."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Concat, Lower, Replace

from portal.accounts.models import User
from teachers.models import Employment, Teacher

M = TypeVar("M", bound=Model)
WORDS_AT_MOST = 5


def teacher_of(user: User) -> Teacher | None:
    """The teacher's card of a signed-in person."""
    return Teacher.objects.filter(user=user).first()


def main_job(teacher: Teacher, on: dt.date) -> Employment | None:
    """The main place of work on the date, with its organisation."""
    return Employment.objects.on(on).main().filter(teacher=teacher).select_related("organisation").first()


def named(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Rows whose person's name holds every word of the text, in any order and case, «е» equal to «ё».

    A single letter, with or without a dot, is an initial: «Иванова а. п.». `path` leads to the person: named(marks, text, "teacher__").
    """
    words = text.replace(".", " ").lower().replace("ё", "е").split()[:WORDS_AT_MOST]
    if not words:
        return rows
    parts = [part for name in ("last_name", "first_name", "patronymic") for part in (Value(" "), F(f"{path}{name}"))]
    whole = Replace(Lower(Concat(*parts, output_field=CharField())), Value("ё"), Value("е"))
    found: Any = rows.alias(person_name=whole)
    for word in words:
        found = found.filter(person_name__contains=f" {word}" if len(word) == 1 else word)
    return found

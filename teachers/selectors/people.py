"""Who a teacher is and where she works."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from portal.accounts.models import User, Word
from portal.accounts.selectors.ended import work_ended
from portal.kit.finding import named
from portal.kit.naming import Named, Register
from teachers.models import Employment, Teacher, breaks_of

__all__ = ["main_job", "named", "places", "position_on", "register", "teacher_of", "why_no_card", "works_from"]


def teacher_of(user: User) -> Teacher | None:
    """The teacher's card of a signed-in person."""
    return Teacher.objects.filter(user=user).select_related("user").first()


def why_no_card(user: User) -> str:
    """What a person without a card of her own is told: that her work has ended, or that nobody has linked the two yet."""
    return work_ended(user) or "Ваша учётная запись не связана с карточкой педагога. Если вы педагог, скажите методисту района: он свяжет их."


def main_job(teacher: Teacher, on: dt.date) -> Employment | None:
    """The main place of work on the date, with its organisation. The teacher's breaks come along, so that her experience costs no query more."""
    jobs: Any = Employment.objects.on(on).main().filter(teacher=teacher).select_related("organisation").annotate(breaks=breaks_of("teacher"))
    job = jobs.first()
    if job:
        teacher.breaks = job.breaks
    return job  # type: ignore[no-any-return]


def works_from(teacher: Teacher, on: dt.date) -> bool:
    """Whether she works on the date, or is to work later."""
    return Employment.objects.filter(Q(until__isnull=True) | Q(until__gte=on), teacher=teacher).exists()


def register(districts: Iterable[int], on: dt.date) -> Register:
    """Everybody who works in the districts on the date, with the main place of work, ready for matching typed names. One query."""
    jobs = Employment.objects.on(on).main().filter(district__in=list(districts)).order_by()
    rows = jobs.values_list("teacher_id", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "organisation__short_name")
    return Register(Named(*row) for row in rows)


def position_on(on: dt.date) -> Any:
    """Correlated to a teacher: the name of the position at the main place of work on the date; for Subquery."""
    word = Word.objects.filter(dictionary="positions", code=OuterRef("position")).values("name")[:1]
    return Employment.objects.on(on).main().filter(teacher=OuterRef("pk")).order_by().annotate(post=Subquery(word)).values("post")[:1]


def places(teachers: Iterable[int], on: dt.date) -> dict[int, str]:
    """Teacher id → short name of the main place of work on the date, for the people of one page. One query."""
    return dict(Employment.objects.on(on).main().filter(teacher__in=list(teachers)).order_by().values_list("teacher_id", "organisation__short_name"))

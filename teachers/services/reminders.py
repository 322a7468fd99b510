"""Напоминания о сроках: three years without КПК approach, an attestation ends — to the teacher once per fact and stage, to school and methodist as one summary a month."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse

from portal.accounts.models import Appointment, Role
from portal.accounts.selectors import names
from portal.journal.models import Notice
from portal.journal.services import notify_all
from portal.kit.periods import years_before
from portal.kit.words import counted, day
from teachers.models import Course, Qualification, Teacher
from teachers.selectors.boards import CATEGORIES, LEAST_HOURS, SOON_MONTHS, YEARS, months_after
from teachers.selectors.staff import main_jobs

STAGES = (("1m", 1), ("6m", SOON_MONTHS))  # the nearest first: who is told «через месяц» is not told «через полгода» on the same day
PEOPLE = ("педагога", "педагогов", "педагогов")


@dataclass(frozen=True)
class Due:
    """Один срок: whose, of which organisation, when it ends, what is told to the teacher and under which key."""

    user: int | None
    district: int
    place: int
    what: str  # course · grade
    ends: dt.date
    key: str
    text: str


def remind_of_terms(*, on: dt.date) -> int:
    """Leave notices of terms that end within six months; returns how many were new. Reads the districts of the open scope.

    A second run the same day, or the same month for summaries, tells nobody anything.
    """
    every = [*_courses(on), *_grades(on)]
    before = Notice.objects.count()
    _tell_teachers(every)
    for role, places in ((Role.SCHOOL_HEAD, True), (Role.METHODIST, False)):
        _tell_staff(every, role, on, by_place=places)
    return Notice.objects.count() - before


def _staff(on: dt.date) -> Any:
    """Pedagogical staff of the date, with the place and the account that may be told."""
    job = main_jobs(on)
    people = Teacher.objects.shown().filter(Exists(job.filter(is_pedagogical=True)))
    return people.annotate(place=Subquery(job.values("organisation")[:1]), told=F("user"), active=F("user__is_active"))


def _courses(on: dt.date) -> list[Due]:
    last = Course.objects.filter(teacher=OuterRef("pk"), hours__gte=LEAST_HOURS, finished_on__lte=on).order_by("-finished_on", "-pk")
    rows = _staff(on).annotate(fact=Subquery(last.values("pk")[:1]), done=Subquery(last.values("finished_on")[:1]))
    near = rows.filter(done__gt=years_before(on, YEARS), done__lte=years_before(months_after(on, SOON_MONTHS), YEARS))
    found = []
    for one in near:
        ends = months_after(one.done, YEARS * 12)
        text = f"{day(ends)} исполнится три года с ваших последних КПК. Посмотрите предложения и договоритесь с руководителем."
        found.append(_due(one, "course", ends, on, text))
    return found


def _grades(on: dt.date) -> list[Due]:
    held = Qualification.objects.filter(teacher=OuterRef("pk"), awarded_on__lte=on).exclude(category="none").order_by("-awarded_on", "-pk")
    rows = _staff(on).annotate(
        fact=Subquery(held.values("pk")[:1]), category=Subquery(held.values("category")[:1]), ends=Subquery(held.values("valid_until")[:1])
    )
    near = list(rows.filter(ends__range=(on, months_after(on, SOON_MONTHS))))
    words = names(CATEGORIES) if near else {}
    return [
        _due(
            one, "grade", one.ends, on, f"Результат аттестации «{words.get(one.category, one.category)}» действует по {day(one.ends)}. Пора готовить заявление."
        )
        for one in near
    ]


def _due(one: Any, what: str, ends: dt.date, on: dt.date, text: str) -> Due:
    stage = next(code for code, months in STAGES if ends <= months_after(on, months) or months == SOON_MONTHS)
    return Due(one.told if one.active else None, one.district_id, one.place, what, ends, f"term-{what}-{one.fact}-{stage}", text)


def _tell_teachers(every: Iterable[Due]) -> None:
    """One insert for all; the unique key of the table keeps each from being said twice."""
    address = reverse("teachers:mine")
    rows = [Notice(user_id=one.user, text=one.text, url=address, key=one.key, district_id=one.district) for one in every if one.user]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _tell_staff(every: Iterable[Due], role: str, on: dt.date, *, by_place: bool) -> None:
    """One summary a month to each head of her organisation, to each methodist of the district."""
    sums: dict[int, dict[str, int]] = defaultdict(lambda: {"course": 0, "grade": 0})
    for one in every:
        sums[one.place if by_place else one.district][one.what] += 1
    posts = Appointment.objects.in_force(on).filter(role=role, user__is_active=True)
    mine = posts.filter(organisation__in=list(sums)) if by_place else posts.filter(district__in=list(sums))
    people: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for user, district, place in mine.values_list("user_id", "district_id", "organisation_id"):
        people[place if by_place else district].add((user, district))
    for where, told in people.items():
        found = sums[where]
        page = "teachers:courses" if found["course"] else "teachers:attestation"
        notify_all(people=told, text=_summary(found), url=f"{reverse(page)}?tab=soon", key=f"terms-{'place' if by_place else 'district'}-{where}-{on:%Y-%m}")


def _summary(found: dict[str, int]) -> str:
    course, grade = found["course"], found["grade"]
    parts = [f"три года без КПК — у {counted(course, PEOPLE)}"] if course else []
    parts += [f"аттестация — у {counted(grade, PEOPLE)}"] if grade else []
    return f"За ближайшие шесть месяцев заканчиваются сроки: {', '.join(parts)}."

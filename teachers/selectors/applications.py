"""Групповые заявки на КПК and the people in them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import District
from portal.accounts.selectors import Lexicon
from portal.kit.keyed import Keyed
from portal.kit.many import Plan
from portal.kit.pages import ByKeys
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from teachers.models import CourseApplicant, CourseApplication, CourseOffer, Teacher
from teachers.selectors.boards import POSITIONS
from teachers.selectors.bulk import chosen as known
from teachers.selectors.bulk import plan
from teachers.selectors.staff import NAME, main_jobs
from teachers.selectors.walking import Pages


def applications(user: Any) -> QuerySet[Any]:
    """Applications that the user may see, the latest first, each with how many people are in it: counted for those only that are shown."""
    people = CourseApplicant.objects.filter(application=OuterRef("pk")).order_by().values("application").annotate(n=Count("pk")).values("n")
    rows = CourseApplication.objects.visible_to(user).annotate(total=Coalesce(Subquery(people), 0))
    return rows.select_related("organisation", "by").order_by("-at", "-pk")


def applicants(application: CourseApplication) -> QuerySet[Any]:
    """The people of the application by name, with today's work. A merged or nameless card shows nowhere."""
    return at_work(Teacher.objects.shown().filter(applied__application=application))


def _walked(application: int, district: int) -> QuerySet[Any]:
    """The same people's keys: the district's people are walked by name, and of each is asked whether she is in the application."""
    hers = CourseApplicant.objects.filter(application=application, teacher=OuterRef("pk")).order_by().values("pk")[:1]
    rows = Teacher.objects.shown().filter(district=district).alias(applied_for=Subquery(hers)).filter(applied_for__isnull=False)
    return rows.order_by(*NAME).values_list("pk", flat=True)


BY_NAME = Pages(_walked, application=int, district=int)
ROWS = Prepared(lambda keys, on: at_work(Teacher.objects.filter(pk__among=keys), on).order_by(), keys=list, on=dt.date)


def applicants_page(application: CourseApplication) -> ByKeys:
    """`applicants` for a page."""
    every = Teacher.objects.shown().filter(applied__application=application).order_by(*NAME)
    told: Any = Keyed(ROWS, on=today())
    return ByKeys(BY_NAME.keys(every.count(), every, application=application.pk, district=application.district_id), told)


def study_plan(user: Any, ids: Iterable[int], district: District) -> Plan:
    """Of the chosen those who work in the district today, with the day's work, and who is passed by and why. One query.

    Leading staff take КПК too, though the board counts pedagogical staff only. Who stands in an application already has it in `standing`:
    whether she goes into this one too is decided by name, and the mark tells when it came since the preview. One query more.
    """
    asked = set(ids)
    people = known(user, asked, today()) if asked else []
    stands = _standing([one.pk for one in people])
    for one in people:
        one.standing = stands.get(one.pk)
    return plan(people, len(asked), lambda one: "", {"standing": {pk: found.pk for pk, found in stands.items()}}, district=district)


def _standing(people: list[int]) -> dict[int, CourseApplication]:
    """Person → the latest application that she stands in and that is not over, as the board shows it."""
    rows = CourseApplicant.objects.filter(teacher__in=people, application__ends_on__gte=today()).select_related("application")
    return {one.teacher_id: one.application for one in rows.order_by("application__at", "pk")}


def at_work(people: QuerySet[Teacher], on: dt.date | None = None) -> QuerySet[Any]:
    """With the main place of work, position and subject of today or of the date, by name."""
    job = main_jobs(on or today())
    values = {
        name: Subquery(job.values(path))
        for name, path in (("place", "organisation__short_name"), ("school", "organisation__name"), ("position", "position"), ("subject", "subject"))
    }
    return people.annotate(**values).order_by(*NAME)


def offers_ahead(district: District) -> QuerySet[CourseOffer]:
    """Предложения КПК района, которые ещё не закончились, the nearest first."""
    return CourseOffer.objects.filter(district=district, ends_on__gte=today()).order_by("starts_on", "pk")


@dataclass(frozen=True)
class Applicant:
    """Человек заявки одной строкой."""

    pk: int
    short_name: str
    full_name: str
    place: str
    school: str  # its full name, for the file
    position: str
    subject: str
    phone: str
    email: str


def told(rows: Iterable[Any], words: Lexicon) -> list[Applicant]:
    """The people of `at_work` as the page and the file show them."""
    return [
        Applicant(
            one.pk,
            one.short_name,
            one.full_name,
            one.place or "",
            getattr(one, "school", "") or "",
            words.name(POSITIONS, one.position or ""),
            one.subject or "",
            one.phone,
            one.email,
        )
        for one in rows
    ]

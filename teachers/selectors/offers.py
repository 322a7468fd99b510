"""What the district offers to learn, and the learning that happened."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet

from teachers.models import Course, CourseOffer


def course_offers(functions: Iterable[str], since: dt.date) -> QuerySet[CourseOffer]:
    """Предложения КПК for any of the labour functions that start on the date or later, the nearest first."""
    return CourseOffer.objects.filter(functions__overlap=list(functions), starts_on__gte=since).order_by("starts_on", "pk")


def finished_course(offer_ref: str, teacher_ref: str) -> QuerySet[Course]:
    """Correlated: the teacher's КПК by the programme of an offer, finished after the offer began; for Exists and Subquery."""
    return Course.objects.filter(
        teacher=OuterRef(teacher_ref), programme=OuterRef(f"{offer_ref}__programme"), finished_on__gte=OuterRef(f"{offer_ref}__starts_on")
    ).order_by("finished_on")

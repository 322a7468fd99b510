"""Групповые заявки на курсы: кого, на какую программу и когда район или школа просит принять."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.accounts.models import Organisation, Role
from portal.kit.joining import Joining
from portal.kit.wall import Walled
from teachers.models.growth import AT_LEAST_ONE, NO_HOURS, CourseOffer
from teachers.models.people import Teacher


class CourseApplicationQuerySet(models.QuerySet["CourseApplication"]):
    def visible_to(self, user: Any) -> "CourseApplicationQuerySet":
        """The district's staff see all applications, a school head those of her organisation."""
        return self.filter(user.whole_or(Q(organisation__in=user.organisations_as(Role.SCHOOL_HEAD))))


class CourseApplication(Walled):
    """Групповая заявка в институт на КПК: программа, сроки и люди; the file is written from these rows."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация")  # пусто: от района
    offer = models.ForeignKey(CourseOffer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="предложение")
    programme = models.CharField("программа", max_length=300)
    provider = models.CharField("куда", max_length=200)
    hours = models.PositiveSmallIntegerField("часов", validators=[AT_LEAST_ONE])
    starts_on = models.DateField("начало")
    ends_on = models.DateField("окончание")
    contacts = models.BooleanField("с телефонами и почтой", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто составил")
    at = models.DateTimeField("составлена", auto_now_add=True)

    objects = CourseApplicationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "заявка на КПК", "заявки на КПК"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="course_application_dates", violation_error_message="Окончание раньше начала."
            ),
            models.CheckConstraint(condition=Q(hours__gte=1), name="course_application_hours", violation_error_message=NO_HOURS),
        ]
        indexes = [models.Index(fields=["district", "-at", "-id"], name="application_latest")]

    def __str__(self) -> str:
        return f"Заявка на КПК: {self.programme}"


class CourseApplicant(Walled):
    """Человек в групповой заявке."""

    application = models.ForeignKey(CourseApplication, models.CASCADE, related_name="people")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="applied")

    joining = Joining(same=("application",))

    class Meta:
        verbose_name, verbose_name_plural = "человек в заявке", "люди в заявках"
        constraints = [
            models.UniqueConstraint(fields=["application", "teacher"], name="course_applicant_once", violation_error_message="Этот человек в заявке уже есть.")
        ]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.application}"

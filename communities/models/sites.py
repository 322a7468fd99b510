"""Internship programmes and their trainees."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from communities.models.about import AboutTeacherQuerySet
from portal.accounts.models import Organisation
from portal.kit.joining import Joining, step_of
from portal.kit.wall import Walled, own_or_shared
from teachers.models import Teacher


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Any) -> "ProgrammeQuerySet":
        return self.filter(own_or_shared(user.district_ids))


class Programme(Walled):
    """Модульная программа стажировочной площадки."""

    code = models.CharField("код", max_length=20, blank=True)
    name = models.CharField("название", max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes", verbose_name="площадка")
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции", default=list, blank=True)
    audience = ArrayField(models.CharField(max_length=20), verbose_name="для кого", default=list, blank=True)  # codes of teachers.selectors.audience
    hours = models.PositiveSmallIntegerField("часов")
    since = models.DateField("работает с")
    until = models.DateField("работает по", null=True, blank=True)
    shared = models.BooleanField("открыта партнёрам сети", default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "программа стажировки", "программы стажировок"
        ordering = ["name"]
        indexes = [GinIndex(fields=["functions"], name="programme_functions")]

    def __str__(self) -> str:
        return self.name


class Internship(Walled):
    """Стажировка педагога по модульной программе. `district` is the trainee's."""

    class State(models.TextChoices):
        APPLIED = "applied", "заявка"
        ENROLLED = "enrolled", "проходит"
        COMPLETED = "completed", "завершена"
        LEFT = "left", "отчислен"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="internships")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="internships")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.APPLIED)
    since = models.DateField("с")
    completed_on = models.DateField("завершена", null=True, blank=True)

    objects = AboutTeacherQuerySet.as_manager()

    joining = Joining(same=("programme", "since"), better=step_of("state", "left", "applied", "enrolled", "completed"))

    class Meta:
        verbose_name, verbose_name_plural = "стажировка", "стажировки"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "teacher", "since"], name="internship_once", violation_error_message="Этот человек уже записан на стажировку с этого дня."
            ),
            models.CheckConstraint(condition=~Q(state="completed") | Q(completed_on__isnull=False), name="internship_completed_has_date"),
        ]
        indexes = [models.Index(fields=["district", "completed_on", "teacher"]), models.Index(fields=["teacher", "programme", "state"])]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.programme}"

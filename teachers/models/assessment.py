"""The standard, and what the teacher says of herself against it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from portal.kit.joining import Joining
from portal.kit.wall import Walled
from teachers.models.people import Teacher


class Mastery(models.IntegerChoices):
    """Уровень владения трудовым действием в самооценке; `descriptor` helps to recognise it in one's own work."""

    NONE = 0, "Не владею"
    TRYING = 1, "Знаю и пробую"
    CONFIDENT = 2, "Владею уверенно"
    TEACHING = 3, "Владею и учу других"

    @property
    def descriptor(self) -> str:
        return (
            "Этого в моей работе пока нет, или я не знаю, с чего начать.",
            "Понимаю, как это делается. Выполняю по образцу или с подсказкой, получается не каждый раз.",
            "Делаю это самостоятельно и постоянно, результат устойчивый.",
            "Делаю это системно и передаю опыт: открытые занятия, мастер-классы, наставничество, публикации.",
        )[self.value]


class Framework(models.Model):
    """Рамка компетенций — профессиональный стандарт в определённой редакции."""

    code = models.CharField("код", max_length=40, unique=True)
    name = models.TextField("название")
    source = models.TextField("источник", blank=True)
    in_force = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name, verbose_name_plural = "рамка компетенций", "рамки компетенций"

    def __str__(self) -> str:
        return self.code


class Competency(models.Model):
    """Трудовая функция (parent пуст) или трудовое действие внутри неё."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="competencies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="actions")
    code = models.CharField("код", max_length=20)
    name = models.TextField("название")
    levels = ArrayField(models.CharField(max_length=10), verbose_name="уровни образования (пусто — для всех)", default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = "компетенция", "компетенции"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="competency_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """The answers are the teacher's own; the methodists of the district read finished ones."""
        return self.filter(Q(teacher__user=user) | Q(district_id__in=user.districts_as(*Role.district_wide()), state=Assessment.State.FINISHED))


class Assessment(Walled):
    """Самооценка педагога по профессиональному стандарту (диагностика профессиональных дефицитов)."""

    class State(models.TextChoices):
        DRAFT = "draft", "заполняется"
        FINISHED = "finished", "завершена"

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="assessments")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции (коды)", default=list, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField("начата", auto_now_add=True)
    finished_on = models.DateField("завершена", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    joining = Joining(same=("state",), only=("state", ("draft",)), better=lambda row: row.answers.count())  # two drafts: the one with more answers

    class Meta:
        verbose_name, verbose_name_plural = "самооценка", "самооценки"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["teacher"],
                condition=Q(state="draft"),
                name="assessment_one_draft",
                violation_error_message="Самооценка уже начата: закончите её.",
            ),
            models.CheckConstraint(condition=Q(state="draft") | Q(finished_on__isnull=False), name="assessment_finished_has_date"),
        ]
        indexes = [models.Index(fields=["district", "finished_on", "teacher"])]

    def __str__(self) -> str:
        return f"Самооценка: {self.teacher}"


class Answer(Walled):
    """Ответ на одно трудовое действие: уровень 0–3 (не владею … владею и учу других)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers", db_index=False)
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("уровень", choices=Mastery.choices)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = "ответ", "ответы"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "competency"], name="answer_once"),
            models.CheckConstraint(condition=Q(level__lte=3), name="answer_level", violation_error_message="Уровень — от 0 до 3."),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.level}"

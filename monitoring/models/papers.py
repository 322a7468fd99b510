"""What a service puts on paper: acts, plans, monitorings, innovation sites."""

from typing import Any

from django.db import models

from portal.accounts.models import Role
from portal.kit.joining import Joining
from portal.kit.wall import Walled


class PaperQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "PaperQuerySet":
        """Papers of the service are read by those who read its indicators."""
        return self.filter(district_id__in=user.districts_as(Role.METHODIST, Role.DEPARTMENT_HEAD))


class NormativeAct(Walled):
    """Нормативный документ района: положение, приказ, программа."""

    kind = models.CharField("вид", max_length=40)
    title = models.CharField("название", max_length=300)
    number = models.CharField("номер", max_length=40, blank=True)
    adopted_on = models.DateField("дата")
    repealed_on = models.DateField("утратил силу", null=True, blank=True)
    tag = models.CharField("к какой системе относится", max_length=40, blank=True)
    body = models.JSONField("содержание по разделам", default=dict, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "нормативный документ", "нормативные документы"
        ordering = ["-adopted_on"]

    def __str__(self) -> str:
        return self.title


class Campaign(Walled):
    """Мониторинг: предмет, срок, завершён ли."""

    subject = models.CharField("предмет", max_length=300)
    tag = models.CharField("к какой системе относится", max_length=40, blank=True)
    starts_on = models.DateField("начат")
    finished_on = models.DateField("завершён", null=True, blank=True)
    report = models.CharField("итоговый отчёт (справка)", max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "мониторинг", "мониторинги"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.subject


class Plan(Walled):
    """План, план-график или план сети на год."""

    title = models.CharField("название", max_length=300)
    kind = models.CharField("вид", max_length=20, choices=[("year", "план"), ("schedule", "план-график"), ("network", "план сети")])
    year = models.PositiveSmallIntegerField("год", null=True, blank=True)
    tag = models.CharField("к какой системе относится", max_length=40, blank=True)
    adopted_on = models.DateField("утверждён")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "план", "планы"
        ordering = ["year", "title"]

    def __str__(self) -> str:
        return self.title


class PlanRow(Walled):
    """Строка плана: мероприятие и срок или периодичность."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField("№")
    title = models.TextField("мероприятие")
    term = models.CharField("срок", max_length=120)
    audience = models.CharField("для кого", max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "строка плана", "строки плана"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_row_once", violation_error_message="Строка с таким номером в плане уже есть.")
        ]

    def __str__(self) -> str:
        return self.title


class InnovationSite(Walled):
    """Инновационная площадка (КИП и другие)."""

    topic = models.CharField("тема", max_length=300)
    kind = models.CharField("вид (словарь innovation_site_kinds)", max_length=20)
    level = models.CharField("уровень (словарь innovation_site_levels)", max_length=20)
    owner = models.CharField("на базе чего", max_length=300)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "инновационная площадка", "инновационные площадки"

    def __str__(self) -> str:
        return self.topic


class SiteParticipant(Walled):
    """Педагог — участник инновационной площадки."""

    site = models.ForeignKey(InnovationSite, models.CASCADE, related_name="participants")
    teacher = models.ForeignKey("teachers.Teacher", models.CASCADE, related_name="+")
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)

    joining = Joining(same=("site",), better=lambda row: -row.since.toordinal())

    class Meta:
        verbose_name, verbose_name_plural = "участник площадки", "участники площадок"
        constraints = [
            models.UniqueConstraint(fields=["site", "teacher"], name="site_participant_once", violation_error_message="Этот человек на площадке уже есть.")
        ]

    def __str__(self) -> str:
        return f"{self.teacher_id} — {self.site_id}"

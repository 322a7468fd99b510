"""What raised the teacher: categories, courses, awards, duties, steps of the career."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst

from portal.accounts.models import Organisation, Role
from portal.documents.models import StoredFile
from portal.kit.joining import Joining
from portal.kit.periods import IN_ORDER
from portal.kit.wall import Walled, of_district
from teachers.models.people import Teacher

NO_HOURS = "Часов не меньше 1."
AT_LEAST_ONE = MinValueValidator(1, NO_HOURS)  # the same as the constraint, beside the field


class Qualification(Walled):
    """Результат аттестации: категория или соответствие, с какой даты и до какой (приказ № 196: первая и высшая — без срока с 01.09.2023)."""

    district = of_district(db_constraint=False)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="qualifications", db_index=False, db_constraint=False)
    category = models.CharField("категория (словарь qualification_categories)", max_length=20)
    awarded_on = models.DateField("присвоена")
    valid_until = models.DateField("действует по", null=True, blank=True)
    act = models.CharField("приказ", max_length=200, blank=True)

    joining = Joining(same=("category", "awarded_on"))

    class Meta:
        verbose_name, verbose_name_plural = "квалификационная категория", "квалификационные категории"
        ordering = ["-awarded_on"]
        indexes = [models.Index(fields=["teacher", "category", "awarded_on"])]

    def __str__(self) -> str:
        return f"{self.category} с {self.awarded_on:%d.%m.%Y}"


class Course(Walled):
    """Пройденные курсы повышения квалификации (КПК) с удостоверением."""

    district = of_district(db_index=False)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="courses", db_index=False)
    programme = models.CharField("программа", max_length=300)
    provider = models.CharField("где", max_length=200)
    kind = models.CharField("вид (словарь dpo_documents)", max_length=10, default="pk", db_default="pk")
    hours = models.PositiveSmallIntegerField("часов", validators=[AT_LEAST_ONE])
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    started_on = models.DateField("начаты", null=True, blank=True)
    finished_on = models.DateField("завершены")
    document = models.CharField("удостоверение №", max_length=60, blank=True)
    scan = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name="скан документа")

    joining = Joining(same=("programme", "finished_on", "hours"))

    class Meta:
        verbose_name, verbose_name_plural = "КПК", "КПК"
        ordering = ["-finished_on"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1), name="course_hours", violation_error_message=NO_HOURS),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(finished_on__gte=F("started_on")),
                name="course_dates",
                violation_error_message="Окончание раньше начала.",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "finished_on", "teacher"], include=["hours"], name="course_by_day"),  # who had КПК that count, without the rows
            models.Index(
                fields=["district", "teacher", "finished_on"], include=["hours"], name="course_by_teacher"
            ),  # the last of each, in the order of people
            models.Index(fields=["teacher", "-finished_on"]),
        ]

    def __str__(self) -> str:
        return self.programme


class CourseOfferQuerySet(models.QuerySet["CourseOffer"]):
    def visible_to(self, user: Any) -> "CourseOfferQuerySet":
        """What a district offers is for everybody who works there."""
        return self.filter(district_id__in=user.district_ids)


class CourseOffer(Walled):
    """Предложение КПК, на которое район собирает заявки."""

    programme = models.CharField("программа", max_length=300)
    provider = models.CharField("где", max_length=200)
    hours = models.PositiveSmallIntegerField("часов")
    remote = models.BooleanField("дистанционно", default=False)
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции", default=list)
    audience = ArrayField(models.CharField(max_length=20), verbose_name="для кого", default=list, blank=True)  # codes of selectors.audience
    starts_on = models.DateField("начало")
    ends_on = models.DateField("окончание")
    closed_on = models.DateField("набор закрыт", null=True, blank=True)  # с этого дня никому не предлагается

    objects = CourseOfferQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "предложение КПК", "предложения КПК"
        ordering = ["starts_on"]
        indexes = [GinIndex(fields=["functions"], name="courseoffer_functions")]

    def __str__(self) -> str:
        return self.programme


class Award(Walled):
    """Награда педагога: почётная грамота, звание, знак; кем и когда."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="awards")
    name = models.CharField("награда", max_length=300)
    level = models.CharField("уровень (словарь event_levels)", max_length=10, blank=True)
    awarded_on = models.DateField("вручена")
    act = models.CharField("основание", max_length=200, blank=True)

    joining = Joining(same=("name", "awarded_on"))

    class Meta:
        verbose_name, verbose_name_plural = "награда", "награды"
        ordering = ["-awarded_on"]

    def __str__(self) -> str:
        return self.name


class DutyQuerySet(models.QuerySet["Duty"]):
    def on(self, date: dt.date) -> "DutyQuerySet":
        """In force on the date."""
        return self.filter(since__lte=date).filter(Q(until__isnull=True) | Q(until__gte=date))


class Duty(Walled):
    """Дополнительная роль педагога со сроком: классный руководитель, член жюри, руководитель МО … (словарь additional_roles)."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="duties")
    role = models.CharField("роль (словарь additional_roles)", max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация")
    detail = models.CharField("уточнение (класс, конкурс …)", max_length=120, blank=True)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    joining = Joining(same=("role", "organisation", "detail", "since"))

    class Meta:
        verbose_name, verbose_name_plural = "дополнительная роль", "дополнительные роли"
        ordering = ["-since"]
        constraints = [models.CheckConstraint(condition=IN_ORDER, name="duty_dates", violation_error_message="Дата «по» раньше даты «с».")]

    def __str__(self) -> str:
        return f"{self.role} {self.detail}".strip()


class CareerStepQuerySet(models.QuerySet["CareerStep"]):
    def visible_to(self, user: Any) -> "CareerStepQuerySet":
        """Everybody in the district knows its steps."""
        return self.filter(district_id__in=user.district_ids)


class CareerStep(Walled):
    """Ступень карьеры, как её называет район: молодой специалист → … → педагог-наставник, педагог-методист, «педагог-мастер»."""

    name = models.CharField("ступень", max_length=120)
    order = models.PositiveSmallIntegerField("порядок")
    asks = models.TextField("что нужно, чтобы на неё перейти", blank=True)
    least_years = models.PositiveSmallIntegerField("педагогический стаж не меньше, лет", null=True, blank=True)
    category = models.CharField("нужна категория (словарь qualification_categories)", max_length=20, blank=True)
    active = models.BooleanField("используется", default=True)

    objects = CareerStepQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "ступень карьеры", "ступени карьеры"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="career_step_once", violation_error_message="Ступень с таким названием уже есть.")
        ]

    def __str__(self) -> str:
        return self.name


class CareerStage(Walled):
    """На какой ступени педагог: с какого дня и каким актом; the latest on a date is the current one."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="career")
    step = models.ForeignKey(CareerStep, models.PROTECT, related_name="stages", verbose_name="ступень")
    since = models.DateField("с")
    act = models.CharField("основание", max_length=200, blank=True)

    joining = Joining(same=("since",), better=lambda row: row.step.order)  # two steps on one day: the higher

    class Meta:
        verbose_name, verbose_name_plural = "ступень педагога", "ступени педагогов"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["teacher", "since"], name="career_stage_once_a_day", violation_error_message="На эту дату ступень карьеры у педагога уже записана."
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} с {self.since:%d.%m.%Y}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """A teacher's own; those of whom the methodist or the school head may see."""
        near = Q(teacher__in=Teacher.objects.visible_to(user)) if user.organisations_as(Role.SCHOOL_HEAD) else Q()
        return self.filter(user.whole_or(Q(teacher__user=user) | near))

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.SENT)


class Proposal(Walled):
    """Предложение педагога: исправить карточку или внести КПК со сканом; школа подтверждает или возвращает, обе стороны видят состояние."""

    class Kind(models.TextChoices):
        CARD = "card", "исправление карточки"
        COURSE = "course", "пройденные КПК"

    class State(models.TextChoices):
        SENT = "sent", "ждёт подтверждения"
        ACCEPTED = "accepted", "подтверждено"
        RETURNED = "returned", "возвращено"
        WITHDRAWN = "withdrawn", "отозвано"

    AGAIN = "again"

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="proposals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="кто подтверждает")
    kind = models.CharField("что", max_length=10, choices=Kind.choices)
    data = models.JSONField("сведения", default=dict)  # what is proposed, and under AGAIN the returned proposal that this one mends
    scan = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name="скан")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.SENT)
    comment = models.CharField("ответ", max_length=300, blank=True)
    at = models.DateTimeField("отправлено", auto_now_add=True)
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто решил")

    objects = ProposalQuerySet.as_manager()

    joining = Joining()

    class Meta:
        verbose_name, verbose_name_plural = "предложение педагога", "предложения педагогов"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["district", "at", "id"], condition=Q(state="sent"), name="proposal_waiting"),
            models.Index(fields=["district", "-decided_at", "-id"], condition=~Q(state="sent"), name="proposal_decided"),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())}: {self.teacher}"

    @property
    def fields(self) -> dict[str, Any]:
        """What is proposed: field → value, of a card field → [was, becomes]."""
        return {name: value for name, value in self.data.items() if name != self.AGAIN}

    @property
    def mends(self) -> int | None:
        """The returned proposal that this one was sent instead of."""
        return self.data.get(self.AGAIN)

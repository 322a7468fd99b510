"""The teacher's card: who, where, with what qualification, what she learned and what she lacks."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from portal.accounts.models import Organisation, Role
from portal.kit.periods import full_years, today, years_before
from portal.kit.wall import Walled

YOUNG_AGE = 35  # «педагог до 35 лет»: 002:720-722
NOVICE_YEARS = 3  # «молодой специалист»: стаж до 3 лет, 003:660-662
IN_ORDER = Q(until__isnull=True) | Q(until__gte=F("since"))


class DateRange(Func):
    function = "DATERANGE"


class TeacherQuerySet(models.QuerySet["Teacher"]):
    def visible_to(self, user: Any) -> "TeacherQuerySet":
        """District staff see all, a school head those who work in her organisation today, a teacher herself."""
        here = Employment.objects.on(today()).filter(teacher=OuterRef("pk"), organisation__in=user.organisations_as(Role.SCHOOL_HEAD))
        return self.filter(Q(district_id__in=user.districts_as(*Role.district_wide())) | Q(user=user) | Exists(here))

    def younger_than_35(self, on: dt.date) -> "TeacherQuerySet":
        """Педагоги до 35 лет на дату."""
        return self.filter(birth_date__gt=years_before(on, YOUNG_AGE))

    def novices(self, on: dt.date) -> "TeacherQuerySet":
        """Молодые специалисты: педагогический стаж не более трёх лет на дату."""
        return self.filter(teaching_since__gte=years_before(on, NOVICE_YEARS), teaching_since__lte=on)


class Teacher(Walled):
    """Педагогический (руководящий, методический) работник района. Age and experience are computed on a date, never stored."""

    class Sex(models.TextChoices):
        FEMALE = "f", "женский"
        MALE = "m", "мужской"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="teacher")
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    sex = models.CharField("пол", max_length=1, choices=Sex.choices)
    birth_date = models.DateField("дата рождения")
    teaching_since = models.DateField("педагогический стаж с", null=True, blank=True)
    education = models.CharField("образование", max_length=300, blank=True)
    topic = models.CharField("методическая тема", max_length=300, blank=True)

    objects = TeacherQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "педагог", "педагоги"
        ordering = ["last_name", "first_name", "patronymic", "pk"]
        indexes = [models.Index(fields=["district", "last_name", "first_name", "patronymic", "id"], name="teacher_by_name")]

    def __str__(self) -> str:
        return self.short_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Иванова А. П.»"""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])

    def age(self, on: dt.date | None = None) -> int:
        """Full years on the date."""
        return full_years(self.birth_date, on or today())

    def experience(self, on: dt.date | None = None) -> int | None:
        """Педагогический стаж, full years on the date; None when the start is not known."""
        return full_years(self.teaching_since, on or today()) if self.teaching_since else None


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def on(self, date: dt.date) -> "EmploymentQuerySet":
        """In force on the date."""
        return self.filter(since__lte=date).filter(Q(until__isnull=True) | Q(until__gte=date))

    def main(self) -> "EmploymentQuerySet":
        return self.filter(is_main=True)

    def pedagogical_staff(self, date: dt.date) -> "EmploymentQuerySet":
        """Численность педагогических работников на дату: main work, a teaching position. One row is one person."""
        return self.on(date).main().filter(is_pedagogical=True)


class Employment(Walled):
    """Работа в организации: должность и срок. The main one is where the person is counted; two main ones never overlap."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", verbose_name="организация")
    position = models.CharField("должность (словарь positions)", max_length=20)
    is_pedagogical = models.BooleanField("педагогическая должность", default=True)  # должность группы «педагогические» вне методической службы
    subject = models.CharField("предмет или направление", max_length=80, blank=True)
    is_main = models.BooleanField("основное место работы", default=True)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "место работы", "места работы"
        ordering = ["-is_main", "-since"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="employment_dates", violation_error_message="Дата увольнения раньше даты приёма."),
            ExclusionConstraint(
                name="employment_one_main",
                expressions=[("teacher", RangeOperators.EQUAL), (DateRange("since", "until", models.Value("[]")), RangeOperators.OVERLAPS)],
                condition=Q(is_main=True),
                violation_error_message="В эти даты у педагога уже есть основное место работы.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "since", "until"], name="employment_by_place"),
            models.Index(fields=["district", "organisation", "teacher"], condition=Q(is_main=True, is_pedagogical=True), name="employment_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.organisation}"


class Qualification(Walled):
    """Результат аттестации: категория или соответствие, с какой даты и до какой (приказ № 196: первая и высшая — без срока с 01.09.2023)."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="qualifications")
    category = models.CharField("категория (словарь qualification_categories)", max_length=20)
    awarded_on = models.DateField("присвоена")
    valid_until = models.DateField("действует по", null=True, blank=True)
    act = models.CharField("приказ", max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "квалификационная категория", "квалификационные категории"
        ordering = ["-awarded_on"]
        indexes = [models.Index(fields=["teacher", "category", "awarded_on"])]

    def __str__(self) -> str:
        return f"{self.category} с {self.awarded_on:%d.%m.%Y}"


class Course(Walled):
    """Пройденные курсы повышения квалификации (КПК) с удостоверением."""

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="courses")
    programme = models.CharField("программа", max_length=300)
    provider = models.CharField("где", max_length=200)
    hours = models.PositiveSmallIntegerField("часов")
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    finished_on = models.DateField("завершены")
    document = models.CharField("удостоверение №", max_length=60, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "КПК", "КПК"
        ordering = ["-finished_on"]
        constraints = [models.CheckConstraint(condition=Q(hours__gte=1), name="course_hours")]
        indexes = [models.Index(fields=["district", "finished_on", "teacher"]), models.Index(fields=["teacher", "-finished_on"])]

    def __str__(self) -> str:
        return self.programme


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

    class Meta:
        verbose_name, verbose_name_plural = "предложение КПК", "предложения КПК"
        ordering = ["starts_on"]
        indexes = [GinIndex(fields=["functions"], name="courseoffer_functions")]

    def __str__(self) -> str:
        return self.programme


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

    class Meta:
        verbose_name, verbose_name_plural = "самооценка", "самооценки"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["teacher"], condition=Q(state="draft"), name="assessment_one_draft"),
            models.CheckConstraint(condition=Q(state="draft") | Q(finished_on__isnull=False), name="assessment_finished_has_date"),
        ]
        indexes = [models.Index(fields=["district", "finished_on", "teacher"])]

    def __str__(self) -> str:
        return f"Самооценка: {self.teacher}"


class Answer(Walled):
    """Ответ на одно трудовое действие: уровень 0–3 (не владею … владею и учу других)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
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

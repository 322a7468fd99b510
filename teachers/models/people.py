"""Who the teacher is and where she worked, when."""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from portal.accounts.models import Organisation, Role
from portal.kit.finding import folded, likeness
from portal.kit.joining import Joining
from portal.kit.naming import WithName
from portal.kit.periods import IN_ORDER, DateRange, full_years, today, years_before
from portal.kit.wall import Walled, of_district
from teachers.models.absences import NOVICE_YEARS, TERM, breaks_of, moved_start, novice, started

YOUNG_AGE = 35  # «педагог до 35 лет»: 002:720-722
IN_PARTS = Q(load__gt=0, load__lte=3)  # of a full post
HIDDEN = Q(merged_into__isnull=False) | Q(erased_on__isnull=False)
SHOWN = Q(merged_into__isnull=True, erased_on__isnull=True)


class TeacherQuerySet(models.QuerySet["Teacher"]):
    def visible_to(self, user: Any, *, nameless: bool = False) -> "TeacherQuerySet":
        """District staff see all, a school head those who work in her organisation today, a teacher herself.

        `nameless` adds the rows of erased people, which stay for the numbers: a list behind a number has as many rows as the number says.
        """
        here = Employment.objects.on(today()).filter(teacher=OuterRef("pk"), organisation__in=user.organisations_as(Role.SCHOOL_HEAD))
        known = self.filter(merged_into__isnull=True) if nameless else self.shown()
        return known.filter(user.whole_or(Q(user=user) | Exists(here)))

    def younger_than_35(self, on: dt.date) -> "TeacherQuerySet":
        """Педагоги до 35 лет на дату."""
        return self.filter(birth_date__gt=years_before(on, YOUNG_AGE))

    def novices(self, on: dt.date) -> "TeacherQuerySet":
        """Молодые специалисты: педагогический стаж не более трёх лет на дату, перерывы не в счёт."""
        return self.filter(novice(on))

    def with_breaks(self) -> "TeacherQuerySet":
        """With the breaks at hand: experience of many people costs no query more."""
        return self.annotate(breaks=breaks_of())

    def by_experience(self, on: dt.date, *, longest_first: bool) -> "TeacherQuerySet":
        """In the order of pedagogical experience on the date; those whose start is not known stand last."""
        start = Coalesce(started(on), "teaching_since")
        return self.order_by(start.asc(nulls_last=True) if longest_first else start.desc(nulls_last=True), "last_name", "first_name", "patronymic", "pk")

    def shown(self) -> "TeacherQuerySet":
        """Without duplicates that were merged into another card and cards made nameless."""
        return self.filter(SHOWN)

    def hidden(self) -> "TeacherQuerySet":
        """Those who are not `shown`."""
        return self.filter(HIDDEN)


class Teacher(WithName, Walled):
    """Педагогический (руководящий, методический) работник района. Age and experience are computed on a date, never stored."""

    class Sex(models.TextChoices):
        FEMALE = "f", "женский"
        MALE = "m", "мужской"

    class Education(models.TextChoices):
        HIGHER_TEACHING = "higher_ped", "высшее педагогическое"
        HIGHER = "higher", "высшее"
        VOCATIONAL_TEACHING = "mid_ped", "среднее профессиональное педагогическое"
        VOCATIONAL = "mid", "среднее профессиональное"
        SECONDARY = "school", "среднее общее"
        STUDENT = "student", "обучается в вузе"

    district = of_district(db_index=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="teacher")
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    sex = models.CharField("пол", max_length=1, choices=Sex.choices)
    birth_date = models.DateField("дата рождения")
    snils = models.CharField("СНИЛС", max_length=11, blank=True, db_default="")  # одиннадцать цифр
    phone = models.CharField("телефон", max_length=20, blank=True, db_default="")
    email = models.EmailField("электронная почта", blank=True, db_default="")
    working_since = models.DateField("общий стаж с", null=True, blank=True)
    teaching_since = models.DateField("педагогический стаж с", null=True, blank=True)
    education_level = models.CharField("уровень образования", max_length=10, choices=Education.choices, blank=True, db_default="")
    education = models.CharField("что и когда окончено", max_length=300, blank=True)
    topic = models.CharField("методическая тема", max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates", editable=False, verbose_name="объединена с карточкой"
    )
    erased_on = models.DateField("обезличена", null=True, blank=True, editable=False)
    folded = folded("last_name", "first_name", "patronymic")  # what searches read
    # what possible duplicates are found by
    first_name_key, patronymic_key, name_key = likeness("first_name"), likeness("patronymic"), likeness("last_name", "first_name", "patronymic")

    objects = TeacherQuerySet.as_manager()

    joining = Joining()  # cards that were merged into a duplicate earlier

    class Meta:
        verbose_name, verbose_name_plural = "педагог", "педагоги"
        ordering = ["last_name", "first_name", "patronymic", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(snils="") | Q(snils__regex=r"^\d{11}$"), name="teacher_snils_digits", violation_error_message="СНИЛС — одиннадцать цифр."
            ),
            models.UniqueConstraint(
                fields=["district", "snils"],
                condition=~Q(snils="") & Q(merged_into__isnull=True),
                name="teacher_snils_once",
                violation_error_message="Карточка с таким СНИЛС в районе уже есть.",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "last_name", "first_name", "patronymic", "id"], name="teacher_by_name"),
            # the four that possible duplicates are found by, without reading the rows (`selectors.likeness`)
            models.Index(
                fields=["district", "birth_date", "first_name_key"], include=["patronymic_key", "id", "merged_into", "erased_on"], name="teacher_by_birth"
            ),
            models.Index(fields=["district", "name_key", "birth_date"], include=["id"], condition=SHOWN, name="teacher_by_key"),
            models.Index(fields=["district"], include=["id", "email"], condition=SHOWN & ~Q(email=""), name="teacher_email"),
            models.Index(fields=["district"], condition=Q(folded__regex="[a-z]"), name="teacher_latin"),
            models.Index(fields=["district"], condition=HIDDEN, name="teacher_hidden"),  # the few to be left out of thousands
        ]

    def __str__(self) -> str:
        return self.short_name

    def age(self, on: dt.date | None = None) -> int:
        """Full years on the date."""
        return full_years(self.birth_date, on or today())

    def experience(self, on: dt.date | None = None) -> int | None:
        """Педагогический стаж, full years on the date less breaks; None when the start is not known; 0 before it."""
        return self._years(self.teaching_since, on or today())

    def general_experience(self, on: dt.date | None = None) -> int | None:
        """Общий стаж, full years on the date less breaks; None when the start is not known; 0 before it."""
        return self._years(self.working_since, on or today())

    def is_novice(self, on: dt.date) -> bool:
        """The same bound as `novices`: three years to the day."""
        begun = self.teaching_since
        return begun is not None and years_before(on, NOVICE_YEARS) <= moved_start(begun, self.breaks, on) and begun <= on

    def _years(self, since: dt.date | None, on: dt.date) -> int | None:
        return max(0, full_years(moved_start(since, self.breaks, on), on)) if since else None

    @cached_property
    def breaks(self) -> list[Any]:
        """Breaks as date ranges whose upper end is outside; `with_breaks` brings them together with the person."""
        return list(self.absences.breaks().order_by().values_list(TERM, flat=True)) if self.pk else []


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

    district = of_district(db_constraint=False)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="employments", db_constraint=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", db_index=False, db_constraint=False, verbose_name="организация")
    position = models.CharField("должность (словарь positions)", max_length=20)
    is_pedagogical = models.BooleanField("педагогическая должность", default=True)  # должность группы «педагогические» вне методической службы
    subject = models.CharField("предмет или направление", max_length=80, blank=True)
    is_main = models.BooleanField("основное место работы", default=True)
    load = models.DecimalField("ставка", max_digits=4, decimal_places=2, default=Decimal("1"), db_default=Decimal("1"))
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("приказ о приёме", max_length=200, blank=True, db_default="")
    ended_act = models.CharField("приказ об окончании", max_length=200, blank=True, db_default="")

    objects = EmploymentQuerySet.as_manager()

    joining = Joining(same=("organisation", "position", "subject", "is_main", "since", "until"))  # overlaps of main work are decided by a person

    class Meta:
        verbose_name, verbose_name_plural = "место работы", "места работы"
        ordering = ["-is_main", "-since"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="employment_dates", violation_error_message="Дата увольнения раньше даты приёма."),
            models.CheckConstraint(condition=IN_PARTS, name="employment_load", violation_error_message="Ставка — больше нуля и не больше трёх."),
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
            # who is on the staff, in the order of people and without the rows
            models.Index(fields=["district", "teacher"], include=["since", "until"], condition=Q(is_main=True, is_pedagogical=True), name="employment_people"),
            # Whoever is in a list is asked for the main job; without this the planner takes the index of the exclusion, which is ten times slower.
            models.Index(
                fields=["teacher", "since", "until"],
                include=["district", "is_pedagogical", "organisation", "position"],
                condition=Q(is_main=True),
                name="employment_main",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.organisation}"


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, user: Any) -> "MoveQuerySet":
        """Events of the people whom the user sees, and those that she wrote herself: the event may have taken the person out of her sight."""
        return self.filter(Q(teacher__in=Teacher.objects.visible_to(user)) | Q(by=user))


class Move(Walled):
    """Кадровое событие: приём, перевод, вторая работа, отпуск, увольнение, возвращение; с даты и по приказу.

    `rows` keeps what the deed made and what it changed (model, id, was, became), so that it can be undone exactly while nothing depends on it.
    """

    class Kind(models.TextChoices):
        HIRED = "hired", "приём на работу"
        TRANSFERRED = "transferred", "перевод"
        SECOND_JOB = "second_job", "вторая работа"
        LEAVE = "leave", "отпуск"
        DISMISSED = "dismissed", "увольнение"
        RETURNED = "returned", "возвращение"

    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="moves")
    kind = models.CharField("что произошло", max_length=12, choices=Kind.choices)
    on = models.DateField("с какого числа")
    act = models.CharField("приказ", max_length=200, blank=True)
    rows = models.JSONField(default=list, blank=True, editable=False)
    access = models.JSONField("доступ", default=dict, blank=True, editable=False)  # appointments that it ended and made, so that undoing gives them back
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто внёс")
    at = models.DateTimeField("внесено", auto_now_add=True)
    undone_at = models.DateTimeField("отменено", null=True, blank=True, editable=False)

    objects = MoveQuerySet.as_manager()

    joining = Joining()

    class Meta:
        verbose_name, verbose_name_plural = "кадровое событие", "кадровые события"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.told.capitalize()}: {self.teacher}"

    @property
    def told(self) -> str:
        """«перевод с 01.09.2026»; the day of a dismissal is still worked: «увольнение (последний рабочий день 31.08.2026)»."""
        day = f"{self.on:%d.%m.%Y}"
        return f"{self.get_kind_display()} (последний рабочий день {day})" if self.kind == self.Kind.DISMISSED else f"{self.get_kind_display()} с {day}"


class MergingQuerySet(models.QuerySet["Merging"]):
    def visible_to(self, user: Any) -> "MergingQuerySet":
        """The methodist's of the district; those of one's own people for a school head."""
        near = Q(kept__in=Teacher.objects.visible_to(user)) if user.organisations_as(Role.SCHOOL_HEAD) else Q(pk__in=[])
        return self.filter(Q(district_id__in=user.districts_as(Role.METHODIST)) | near)


class Merging(Walled):
    """Объединение двух карточек одного человека: чьи строки куда перешли; reversible, both histories are kept."""

    kept = models.ForeignKey(Teacher, models.CASCADE, related_name="mergings", verbose_name="осталась")
    duplicate = models.ForeignKey(Teacher, models.CASCADE, related_name="+", verbose_name="присоединена")
    moved = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    at = models.DateTimeField("когда", auto_now_add=True)
    undone_at = models.DateTimeField("разъединены", null=True, blank=True, editable=False)

    objects = MergingQuerySet.as_manager()

    joining = Joining(stays=True)

    class Meta:
        verbose_name, verbose_name_plural = "объединение карточек", "объединения карточек"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"

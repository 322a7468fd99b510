"""Districts, networks, places, people with access and what they are appointed to."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from portal.journal.models import Notice
from portal.kit.periods import today
from portal.kit.wall import Walled


class District(models.Model):
    """Район (муниципальный округ) — арендатор портала со своей методической службой."""

    class State(models.TextChoices):
        ACTIVE = "active", "работает"
        FROZEN = "frozen", "приостановлен"

    code = models.SlugField("код", unique=True)
    name = models.CharField("название", max_length=200)
    genitive = models.CharField("чего (род. падеж)", max_length=200)
    region = models.CharField("регион", max_length=120)
    service_name = models.CharField("методическая служба", max_length=300)
    service_short = models.CharField("служба кратко", max_length=60)
    authority = models.CharField("орган управления образованием", max_length=300)
    time_zone = models.CharField("часовой пояс", max_length=40, default="Europe/Moscow")
    data_since = models.DateField("данные ведутся с", null=True, blank=True)
    emblem = models.CharField("эмблема (файл в static/emblems)", max_length=60, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.ACTIVE)

    class Meta:
        verbose_name, verbose_name_plural = "район", "районы"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """Методическая сеть: районы, которые ведёт ресурсный центр одного из них (КРЦ)."""

    name = models.CharField("название", max_length=200)
    lead = models.ForeignKey(District, models.PROTECT, related_name="networks_led", verbose_name="ведущий район")

    class Meta:
        verbose_name, verbose_name_plural = "методическая сеть", "методические сети"

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, on: dt.date | None = None) -> "AgreementQuerySet":
        """Подписано и действует на дату."""
        on = on or today()
        return self.filter(state=Agreement.State.SIGNED, since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))


class Agreement(Walled):
    """Соглашение района с ведущим районом сети; only a signed, current one opens a window in the wall. `district` is the member."""

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        PREPARING = "preparing", "готовится"
        SIGNED = "signed", "подписано"
        EXPIRED = "expired", "истекло"
        TERMINATED = "terminated", "расторгнуто"

    network = models.ForeignKey(Network, models.PROTECT, related_name="agreements")
    lead = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="ведущий район")
    partner = models.CharField("партнёр (если это не район портала)", max_length=200, blank=True)
    number = models.CharField("номер", max_length=40, blank=True)
    state = models.CharField("состояние", max_length=12, choices=State.choices, default=State.PLANNED)
    since = models.DateField("действует с")
    until = models.DateField("действует по", null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "соглашение", "соглашения"
        constraints = [models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="agreement_dates")]

    def __str__(self) -> str:
        return f"Соглашение {self.number or 'без номера'}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The district's staff see all of its organisations, everybody else those where they are appointed."""
        wide = user.districts_as(*Role.district_wide())
        return self.filter(Q(district_id__in=wide) | Q(pk__in=user.organisation_ids))

    def open_on(self, on: dt.date) -> "OrganisationQuerySet":
        return self.filter(Q(opened__isnull=True) | Q(opened__lte=on)).filter(Q(closed__isnull=True) | Q(closed__gt=on))


class Organisation(Walled):
    """Образовательная организация района (школа, детский сад, ЦДТ) или сама методическая служба."""

    name = models.CharField("полное название", max_length=300)
    short_name = models.CharField("краткое название", max_length=120)
    kind = models.CharField("вид (словарь org_kinds)", max_length=20)
    address = models.CharField("адрес", max_length=300, blank=True)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    remote = models.BooleanField("отдалённая", default=False)
    low_results = models.BooleanField("ШНОР", default=False)
    growth_point = models.BooleanField("«Точка роста»", default=False)
    opened = models.DateField("открыта", null=True, blank=True)
    closed = models.DateField("закрыта", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "организация", "организации"
        ordering = ["short_name"]
        constraints = [
            models.UniqueConstraint(fields=["district", "short_name"], name="organisation_once_in_district"),
            models.CheckConstraint(condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gte=F("opened")), name="organisation_dates"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Role(models.TextChoices):
    """Роль назначения; what it allows is written in the `rules.py` of each app."""

    TEACHER = "teacher", "Педагог"
    SCHOOL_HEAD = "school_head", "Руководитель организации"
    METHODIST = "methodist", "Методист"
    DEPARTMENT_HEAD = "department_head", "Начальник управления"
    MENTOR = "mentor", "Наставник"
    EXPERT = "expert", "Эксперт"
    COORDINATOR = "coordinator", "Координатор сети (КРЦ)"
    OPERATOR = "operator", "Оператор портала"

    @classmethod
    def district_wide(cls) -> tuple["Role", ...]:
        """Roles that see every person of their district."""
        return (cls.METHODIST, cls.DEPARTMENT_HEAD)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Учётная запись человека; rights come from current appointments, never from flags."""

    email = models.EmailField("эл. почта (вход)", unique=True)
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    is_active = models.BooleanField("доступ открыт", default=True)
    date_joined = models.DateTimeField("заведён", auto_now_add=True)
    home_district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="район, который пригласил")
    look = models.JSONField("версия для слабовидящих", default=dict, blank=True)
    demo = models.BooleanField("демонстрационная", default=False, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    is_staff = False

    class Meta:
        verbose_name, verbose_name_plural = "пользователь", "пользователи"

    def __str__(self) -> str:
        return self.short_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Иванова А. П.»"""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])

    @cached_property
    def posts(self) -> list["Appointment"]:
        """Appointments that give rights today, with their districts; the sign-in backend brings them together with the person."""
        return list(Appointment.objects.giving_rights(self.pk))

    @cached_property
    def unread(self) -> int:
        """How many notices the person has not read; the sign-in backend brings it together with the person."""
        return Notice.objects.filter(user=self).unread().count()

    @property
    def district_ids(self) -> list[int]:
        return list(dict.fromkeys(post.district_id for post in self.posts if post.district_id))

    @property
    def organisation_ids(self) -> list[int]:
        return [post.organisation_id for post in self.posts if post.organisation_id]

    def districts_as(self, *roles: str) -> list[int]:
        """Ids of the districts in which the user holds one of the roles today."""
        return [post.district_id for post in self.posts if post.role in roles and post.district_id]

    def organisations_as(self, *roles: str) -> list[int]:
        """Ids of the organisations in which the user holds one of the roles today."""
        return [post.organisation_id for post in self.posts if post.role in roles and post.organisation_id]

    def holds(self, *roles: str, district_id: int | None = None) -> bool:
        """Holds one of the roles today (in the district, when one is named)."""
        return any(post.role in roles and district_id in (None, post.district_id) for post in self.posts)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: dt.date | None = None) -> "AppointmentQuerySet":
        on = on or today()
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))

    def giving_rights(self, user_id: int) -> "AppointmentQuerySet":
        """The user's own, in force today, in districts that are not frozen. Organisations are walled and come later, when the wall is open."""
        return self.in_force().filter(Q(district__isnull=True) | Q(district__state=District.State.ACTIVE), user=user_id).select_related("district")

    def visible_to(self, user: Any) -> "AppointmentQuerySet":
        if user.holds(Role.OPERATOR):
            return self
        wide = user.districts_as(*Role.district_wide())
        return self.filter(Q(district_id__in=wide) | Q(user=user))


class Appointment(Walled):
    """Назначение: кто, в какой роли, где, с какого по какое число и каким актом. Outside its dates it gives no rights."""

    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="район")  # type: ignore[assignment]  # пусто только у оператора
    user = models.ForeignKey(User, models.CASCADE, related_name="appointments", verbose_name="кто")
    role = models.CharField("роль", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация")
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание (приказ)", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "назначение", "назначения"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_dates", violation_error_message="Дата «по» раньше даты «с»."
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["school_head", "teacher"]) | Q(organisation__isnull=False),
                name="appointment_has_organisation",
                violation_error_message="Для этой роли нужно указать организацию.",
            ),
            models.CheckConstraint(
                condition=Q(role="operator", district__isnull=True) | (~Q(role="operator") & Q(district__isnull=False)),
                name="appointment_has_district",
                violation_error_message="Оператора назначают без района, всех остальных — в районе.",
            ),
        ]
        indexes = [models.Index(fields=["user", "role"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An operator belongs to no district, whatever scope is open."""
        if self.role == Role.OPERATOR:
            models.Model.save(self, *args, **kwargs)
        else:
            super().save(*args, **kwargs)


class Word(models.Model):
    """Слово словаря (должность, формат события, форма наставничества …) с источником; «по памяти» — можно править."""

    dictionary = models.CharField("словарь", max_length=60)
    code = models.CharField("код", max_length=60)
    name = models.TextField("название")
    group = models.CharField("группа", max_length=120, blank=True)
    data = models.JSONField("прочее", default=dict, blank=True)
    source = models.TextField("источник", blank=True)
    from_memory = models.BooleanField("по памяти", default=False)
    order = models.PositiveIntegerField("порядок", default=0)
    active = models.BooleanField("используется", default=True)

    class Meta:
        verbose_name, verbose_name_plural = "слово словаря", "словари"
        ordering = ["dictionary", "order"]
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="word_once")]

    def __str__(self) -> str:
        return self.name

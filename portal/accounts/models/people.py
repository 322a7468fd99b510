"""People with access and what they are appointed to."""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from portal.accounts.models.districts import District
from portal.accounts.models.organisations import Organisation
from portal.accounts.models.roles import Role
from portal.journal.models import Notice
from portal.kit.naming import WithName
from portal.kit.periods import portal_day
from portal.kit.wall import Walled
from portal.kit.words import day


def steps_of(user: Any) -> Any:
    """The second steps of sign-in that a person (or an outer reference) has set up; spare codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(WithName, AbstractBaseUser, PermissionsMixin):
    """Учётная запись человека; rights come from current appointments, never from flags."""

    email = models.EmailField("эл. почта (вход)", unique=True)
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    is_active = models.BooleanField("доступ открыт", default=True)
    date_joined = models.DateTimeField("заведён", auto_now_add=True)
    home_district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="район, который пригласил")
    look = models.JSONField("версия для слабовидящих", default=dict, blank=True)
    handed = models.BooleanField("почта не подтверждена", default=False, db_default=False, editable=False)  # came in by a link that somebody handed over
    demo = models.BooleanField("демонстрационная", default=False, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    is_staff = False

    class Meta:
        verbose_name, verbose_name_plural = "пользователь", "пользователи"
        # A list of appointments is put in order by names: with these beside the key nobody's row is read for that.
        indexes = [models.Index(fields=["id"], include=["last_name", "first_name", "home_district"], name="user_names")]

    def __str__(self) -> str:
        return self.short_name

    @cached_property
    def posts(self) -> list["Appointment"]:
        """Appointments that give rights today, with their districts; the sign-in backend brings them together with the person."""
        return list(Appointment.objects.giving_rights(self.pk))

    @cached_property
    def unread(self) -> int:
        """How many notices the person has not read; the sign-in backend brings it together with the person."""
        return Notice.objects.visible_to(self).unread().count()

    @cached_property
    def second_step(self) -> bool:
        """Has an application with codes or an access key; the sign-in backend brings it together with the person."""
        return steps_of(self.pk).exists()

    @cached_property
    def agreed(self) -> bool:
        """Has agreed to the newest text in every district of hers; the sign-in backend knows better, and this is for people without posts."""
        return True

    @property
    def district_ids(self) -> list[int]:
        return list(dict.fromkeys(post.district_id for post in self.posts if post.district_id))

    @property
    def organisation_ids(self) -> list[int]:
        return [post.organisation_id for post in self.posts if post.organisation_id]

    def districts_as(self, *roles: str) -> list[int]:
        """Ids of the districts in which the user holds one of the roles today."""
        return [post.district_id for post in self.posts if post.role in roles and post.district_id]

    def whole_or(self, besides: Q) -> Q:
        """Rows of the districts that the user sees whole, and those `besides`.

        Who sees whole every district of hers is asked for nothing besides: the wall leaves no other row, and one plain condition lets the
        database walk an index in the order of the list.
        """
        inside = Q(district_id__in=self.districts_as(*Role.district_wide()))
        return inside if self.whole else inside | besides

    @property
    def whole(self) -> list[int]:
        """Ids of the user's districts where each of them is seen whole; none where any is not."""
        whole = self.districts_as(*Role.district_wide())
        return whole if set(whole) >= set(self.district_ids) else []

    def organisations_as(self, *roles: str) -> list[int]:
        """Ids of the organisations in which the user holds one of the roles today."""
        return [post.organisation_id for post in self.posts if post.role in roles and post.organisation_id]

    def holds(self, *roles: str, district_id: int | None = None) -> bool:
        """Holds one of the roles today (in the district, when one is named)."""
        return any(post.role in roles and district_id in (None, post.district_id) for post in self.posts)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: dt.date | None = None, at: dt.datetime | None = None) -> "AppointmentQuerySet":
        """On the date; without one, on the day that the clocks of each appointment's own district show now (or at the moment), whoever asks."""
        rows, day = (self, on) if on else (self._by_own_clocks(at), F("here"))
        return rows.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))

    def in_force_in(self, districts: Iterable[District]) -> "AppointmentQuerySet":
        """Those of the districts, each on the day that its clocks show: as `in_force` without a date, but no row's clocks are asked for."""
        days: dict[dt.date, list[int]] = {}
        for one in districts:
            days.setdefault(one.today, []).append(one.pk)
        found = [self.in_force(day).filter(district__in=some) for day, some in days.items()]
        return reduce(or_, found, self.none())

    def lasting(self, on: dt.date | None = None) -> "AppointmentQuerySet":
        """In force on the date or still to begin; without one, by the clocks of each appointment's own district, as above."""
        rows, day = (self, on) if on else (self._by_own_clocks(), F("here"))
        return rows.filter(Q(until__isnull=True) | Q(until__gte=day))

    def _by_own_clocks(self, at: dt.datetime | None = None) -> "AppointmentQuerySet":
        zone = Coalesce("district__time_zone", Value(settings.TIME_ZONE))
        return self.alias(here=Cast(Func(zone, Value(at or timezone.now()), function="timezone", output_field=models.DateTimeField()), models.DateField()))

    def giving_rights(self, user_id: int, at: dt.datetime | None = None) -> "AppointmentQuerySet":
        """The user's own, in force on the day that the clocks of their districts show (now or at the moment), in districts that are not frozen.

        Nobody knows yet where the person works, so the portal's own day would begin an appointment in the east ten hours late and end it so.
        Organisations are walled and come later, when the wall is open.
        """
        return self.in_force(at=at).filter(Q(district__isnull=True) | Q(district__state=District.State.ACTIVE), user=user_id).select_related("district")

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
    instead_of = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="замещает")

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
        return f"{self.title}: {self.user}"

    @property
    def title(self) -> str:
        """The role; a deputy only «исполняет обязанности»."""
        return f"{self.get_role_display()} (исполняет обязанности)" if self.instead_of_id else self.get_role_display()

    @property
    def told(self) -> str:
        """As the header names it: «Методист», «и. о. методиста по 05.12.2026»."""
        return f"{Role(self.role).acting} по {day(self.until)}" if self.instead_of_id else self.get_role_display()

    @property
    def lasts(self) -> bool:
        """Has not ended: gives rights today, or will."""
        return self.until is None or self.until >= self.today

    @property
    def today(self) -> dt.date:
        """By the clocks of its district; an operator's by the portal's own."""
        return self.district.today if self.district else portal_day()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An operator belongs to no district, whatever scope is open."""
        if self.role == Role.OPERATOR:
            models.Model.save(self, *args, **kwargs)
        else:
            super().save(*args, **kwargs)

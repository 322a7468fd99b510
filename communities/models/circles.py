"""Communities and who belongs to them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from communities.models.about import AboutTeacherQuerySet
from portal.kit.finding import folded
from portal.kit.joining import Joining
from portal.kit.wall import Walled, of_district, own_or_shared
from teachers.models import Teacher


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any) -> "CommunityQuerySet":
        """Every person of the district (and of a partner, when shared) sees its communities."""
        return self.filter(own_or_shared(user.district_ids))


class Community(Walled):
    """Профессиональное сообщество: РМО, ПДС, воркшоп, консультационный пункт, виртуальный кабинет, школа по этапу карьеры …"""

    class State(models.TextChoices):
        PROJECT = "project", "проект"
        ACTIVE = "active", "действует"
        FINISHED = "finished", "завершено"
        ARCHIVED = "archived", "архив"

    name = models.CharField("название", max_length=300)
    kind = models.CharField("вид (словарь community_kinds)", max_length=20)
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    platform = models.CharField("площадка", max_length=120, blank=True)
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции", default=list, blank=True)
    audience = ArrayField(models.CharField(max_length=20), verbose_name="для кого", default=list, blank=True)  # codes of teachers.selectors.audience
    since = models.DateField("работает с")
    until = models.DateField("работает по", null=True, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.PROJECT)
    shared = models.BooleanField("открыто партнёрам сети", default=False)
    about = models.TextField("о сообществе", blank=True)
    folded = folded("name")  # what searches read

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "сообщество", "сообщества"
        ordering = ["-since", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="community_dates", violation_error_message="Дата «по» раньше даты «с»."
            )
        ]
        indexes = [GinIndex(fields=["functions"], name="community_functions"), models.Index(fields=["district", "since"])]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(AboutTeacherQuerySet):
    def current(self) -> "MembershipQuerySet":
        """Состоят и сейчас."""
        return self.filter(until__isnull=True)


class Membership(Walled):
    """Участие педагога в сообществе."""

    class MemberRole(models.TextChoices):
        MEMBER = "member", "участник"
        LEADER = "leader", "руководитель"

    district = of_district(db_index=False)
    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="memberships", db_index=False)
    role = models.CharField("роль", max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    graduated_on = models.DateField("завершил обучение", null=True, blank=True)
    product = models.CharField("продукт деятельности (защищён)", max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    joining = Joining(same=("community", "role", "until"), better=lambda row: -row.since.toordinal())  # membership counts from its first day

    class Meta:
        verbose_name, verbose_name_plural = "участник сообщества", "участники сообществ"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "teacher", "role"],
                condition=Q(until__isnull=True),
                name="membership_open_once",
                violation_error_message="Этот человек уже состоит в сообществе в этой роли.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_dates", violation_error_message="Дата «по» раньше даты «с»."
            ),
        ]
        indexes = [models.Index(fields=["district", "since", "teacher"]), models.Index(fields=["teacher", "-since"])]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.community}"

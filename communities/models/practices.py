"""The bank of practices and what was published."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from portal.kit.joining import Joining
from portal.kit.wall import Walled
from teachers.models import Teacher


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, user: Any) -> "PracticeQuerySet":
        """The bank is open to everybody of the district; what is still being judged, to its staff and authors."""
        staff = Q(district_id__in=user.districts_as(*Role.district_wide()))
        own = Q(pk__in=Authorship.objects.filter(teacher__user=user).values("practice"))
        return self.filter(district_id__in=user.district_ids).filter(Q(state=Practice.State.INCLUDED) | staff | own)


class Practice(Walled):
    """Запись банка лучших педагогических практик."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "предложена"
        REVIEW = "review", "на экспертизе"
        INCLUDED = "included", "включена в банк"
        REJECTED = "rejected", "отклонена"

    title = models.CharField("название", max_length=300)
    bank = models.CharField("банк (словарь bank_kinds)", max_length=30, default="best_practice")
    level = models.CharField("уровень", max_length=20, default="mun")
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.PROPOSED)
    included_on = models.DateField("включена", null=True, blank=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "практика", "банк практик"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Authorship(Walled):
    """Автор практики."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="authorships")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="authorships")

    joining = Joining(same=("practice",))

    class Meta:
        verbose_name, verbose_name_plural = "автор практики", "авторы практик"
        constraints = [
            models.UniqueConstraint(fields=["practice", "teacher"], name="authorship_once", violation_error_message="Этот автор у практики уже есть.")
        ]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.practice}"


class Publication(Walled):
    """Издание службы: сборник, пособие, бюллетень, статья."""

    kind = models.CharField("вид", max_length=20, choices=[("collection", "сборник"), ("manual", "пособие"), ("bulletin", "бюллетень"), ("article", "статья")])
    title = models.CharField("название", max_length=300)
    year = models.PositiveSmallIntegerField("год")

    class Meta:
        verbose_name, verbose_name_plural = "издание", "издания"
        ordering = ["-year", "title"]

    def __str__(self) -> str:
        return self.title

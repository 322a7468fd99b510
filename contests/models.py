"""Professional contests of the district and its people's results elsewhere."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from portal.kit.finding import folded
from portal.kit.joining import Joining
from portal.kit.prepared import Prepared
from portal.kit.wall import Walled
from teachers.models import Teacher

AWARDED = ("abs", "winner", "prize", "p2", "p3", "laureate", "diploma")  # results (словарь contest_results)


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, user: Any) -> "ContestQuerySet":
        return self.filter(district_id__in=user.district_ids)


class Contest(Walled):
    """Профессиональный конкурс: свой или внешний, в котором участвовали педагоги района."""

    class State(models.TextChoices):
        PLANNED = "planned", "в плане"
        OPEN = "open", "приём заявок"
        EXPERTISE = "expertise", "экспертиза"
        FINISHED = "finished", "завершён"
        CANCELLED = "cancelled", "отменён"

    name = models.CharField("название", max_length=300)
    kind = models.CharField("вид (словарь contest_kinds)", max_length=20, default="prof")
    level = models.CharField("уровень (словарь event_levels)", max_length=20, default="mun")
    external = models.BooleanField("внешний", default=False)
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    starts_on = models.DateField("начало")
    ends_on = models.DateField("итоги")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.PLANNED)
    folded = folded("name")  # what searches read

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "конкурс", "конкурсы"
        ordering = ["-ends_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="contest_dates", violation_error_message="Окончание раньше начала."
            )
        ]
        indexes = [models.Index(fields=["district", "-ends_on"])]

    def __str__(self) -> str:
        return self.name

    @property
    def settled(self) -> bool:
        """Are its results public: summed up here, or told by those who hold an external one?"""
        return self.state == self.State.FINISHED or (self.external and self.state != self.State.CANCELLED)

    @cached_property
    def tally(self) -> list["Tally"]:
        """People by role, in the order of roles, of them those whose result is not entered; counted once for a page."""
        roles: dict[str, dict[str, int]] = {}
        for role, result, people in TALLY.ask(contest=self.pk):
            roles.setdefault(role, {})[result] = people
        return [
            Tally(role, sum(found.values()), found.get("", 0), sum(people for result, people in found.items() if result in AWARDED))
            for role, found in roles.items()
        ]


@dataclass(frozen=True)
class Tally:
    """How many people took part in one role; `open` have no result yet, `awarded` were among the best."""

    role: str
    people: int
    open: int
    awarded: int


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, user: Any) -> "ParticipationQuerySet":
        """The district's staff see all, a school head her own people's, a teacher her own."""
        own = Q(teacher__in=Teacher.objects.filter(user=user))
        if user.organisations_as(Role.SCHOOL_HEAD):
            own |= Q(teacher__in=Teacher.objects.visible_to(user))
        return self.filter(user.whole_or(own))


class Participation(Walled):
    """Участие педагога в конкурсе, роль (автор, приобретатель опыта, участник) и результат."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="participations")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="participations")
    role = models.CharField("роль (словарь contest_roles)", max_length=20, default="participant")
    result = models.CharField("результат (словарь contest_results)", max_length=20, blank=True)
    happened_on = models.DateField("дата")

    objects = ParticipationQuerySet.as_manager()

    joining = Joining(same=("contest", "role"))

    class Meta:
        verbose_name, verbose_name_plural = "участие в конкурсе", "участие в конкурсах"
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "teacher", "role"], name="participation_once", violation_error_message="Этот человек в конкурсе в этой роли уже есть."
            )
        ]
        indexes = [
            models.Index(fields=["district", "happened_on", "teacher"]),
            models.Index(fields=["teacher", "-happened_on"]),
            models.Index(fields=["district", "contest", "role", "result"], name="participation_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.contest}"


def _tally(contest: int) -> models.QuerySet[Participation, Any]:
    """(role, result, people) from an index alone; roles and results are a handful, so the rest is added up outside."""
    rows = Participation.objects.filter(contest=contest).order_by("role", "result").values_list("role", "result")
    return rows.annotate(people=models.Count("*"))


TALLY = Prepared(_tally, contest=int)

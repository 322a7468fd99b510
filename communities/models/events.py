"""Events and who was there."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from communities.models.about import AboutTeacherQuerySet
from communities.models.circles import Community
from portal.accounts.models import District, Organisation
from portal.kit import wall
from portal.kit.finding import folded
from portal.kit.joining import Joining, step_of
from portal.kit.wall import Walled, own_or_shared
from portal.kit.words import gendered
from teachers.models import Teacher


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """The district's own events, and the shared ones of partners."""
        return self.filter(own_or_shared(user.district_ids))


class Event(Walled):
    """Методическое событие: семинар, круглый стол, мастер-класс …"""

    class State(models.TextChoices):
        PLANNED = "planned", "в плане"
        ANNOUNCED = "announced", "идёт регистрация"
        HELD = "held", "проведено"
        CANCELLED = "cancelled", "отменено"

    class Mode(models.TextChoices):
        OFFLINE = "offline", "очно"
        ONLINE = "online", "дистанционно"
        MIXED = "mixed", "смешанно"

    title = models.CharField("название", max_length=300)
    format = models.CharField("формат (словарь event_formats)", max_length=20)
    mode = models.CharField("как проходит", max_length=10, choices=Mode.choices, default=Mode.OFFLINE)
    level = models.CharField("уровень (словарь event_levels)", max_length=20, default="mun")
    topic = models.CharField("тема-метка", max_length=60, blank=True)
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции", default=list, blank=True)
    audience = ArrayField(models.CharField(max_length=20), verbose_name="для кого", default=list, blank=True)  # codes of teachers.selectors.audience
    starts_at = models.DateTimeField("начало")
    ends_at = models.DateTimeField("окончание")
    place = models.CharField("место или ссылка", max_length=300, blank=True)
    organiser = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организатор")
    community = models.ForeignKey(Community, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="сообщество")
    capacity = models.PositiveSmallIntegerField("мест", null=True, blank=True)
    hours = models.PositiveSmallIntegerField("часов", null=True, blank=True)
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.PLANNED)
    shared = models.BooleanField("открыто партнёрам сети", default=False)
    about = models.TextField("программа", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = folded("title")  # what searches read

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "событие", "события"
        ordering = ["-starts_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_dates", violation_error_message="Окончание раньше начала.")]
        indexes = [
            models.Index(fields=["district", "-starts_at"]),
            models.Index(fields=["district", "topic"], include=["shared"], condition=~Q(topic=""), name="event_topics"),  # to choose by: few events have one
            GinIndex(fields=["functions"], name="event_functions"),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def tally(self) -> tuple[int, int, int]:
        """(people on the list, of them present, of them absent) as far as the wall is open; counted once for a page."""
        rows = dict(self.attendances.order_by().values_list("status").annotate(n=models.Count("pk")))
        return sum(rows.values()), rows.get(Attendance.Status.PRESENT, 0), rows.get(Attendance.Status.ABSENT, 0)

    @cached_property
    def everybody(self) -> tuple[int, int, int]:
        """The same of all districts: what partners' people have done binds the event too."""
        if not self.shared:
            return self.tally
        with wall.everywhere(District._meta.db_table):
            return Event(pk=self.pk).tally


class Attendance(Walled):
    """Участие педагога в событии: заявлен, присутствовал или нет. One mark feeds the card, the ИОМ and the indicator. `district` is the teacher's."""

    class Status(models.TextChoices):
        REGISTERED = "registered", "заявлен"
        PRESENT = "present", "присутствовал"
        ABSENT = "absent", "не был"

    SAID = {Status.REGISTERED.value: "заявлен(а)", Status.PRESENT.value: "присутствовал(а)", Status.ABSENT.value: "не был(а)"}

    event = models.ForeignKey(Event, models.PROTECT, related_name="attendances", db_index=False)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="attendances", db_index=False)
    status = models.CharField("отметка", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    held_on = models.DateField("дата события")
    role = models.CharField("роль", max_length=60, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField("отмечено", null=True, blank=True)

    objects = AboutTeacherQuerySet.as_manager()

    joining = Joining(same=("event",), better=step_of("status", "registered", "absent", "present"))

    class Meta:
        verbose_name, verbose_name_plural = "участие в событии", "участие в событиях"
        constraints = [
            models.UniqueConstraint(fields=["event", "teacher"], name="attendance_once", violation_error_message="Этот человек в списке события уже есть.")
        ]
        indexes = [
            models.Index(fields=["teacher", "event", "status"]),
            models.Index(fields=["district", "held_on", "teacher"], condition=Q(status="present"), name="attendance_present"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.told}"

    @property
    def told(self) -> str:
        """The mark as it is said of this person: «присутствовала»."""
        return gendered(self.mark, self.teacher)

    @property
    def mark(self) -> str:
        """The mark in both genders, for `gendered`: «присутствовал(а)»."""
        return MARKS[self.status]


MARKS = Attendance.SAID

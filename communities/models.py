"""What the district offers and what happened: communities, events, internships, the bank of practices, publications."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from portal.accounts.models import Organisation, Role
from portal.kit.wall import Walled
from teachers.models import Teacher


class AboutTeacherQuerySet(models.QuerySet[Any]):
    """Rows about a teacher: the district's staff see all, a school head her own people's, a teacher her own."""

    def visible_to(self, user: Any) -> "AboutTeacherQuerySet":
        wide = Q(district_id__in=user.districts_as(*Role.district_wide()))
        if user.organisations_as(Role.SCHOOL_HEAD):
            wide |= Q(teacher__in=Teacher.objects.visible_to(user))
        return self.filter(wide | Q(teacher__in=Teacher.objects.filter(user=user)))


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any) -> "CommunityQuerySet":
        """Every person of the district (and of a partner, when shared) sees its communities."""
        return self.filter(Q(district_id__in=user.district_ids) | Q(shared=True))


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

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "сообщество", "сообщества"
        ordering = ["-since", "name"]
        constraints = [models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="community_dates")]
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

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="memberships")
    role = models.CharField("роль", max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    graduated_on = models.DateField("завершил обучение", null=True, blank=True)
    product = models.CharField("продукт деятельности (защищён)", max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "участник сообщества", "участники сообществ"
        constraints = [
            models.UniqueConstraint(fields=["community", "teacher", "role"], condition=Q(until__isnull=True), name="membership_open_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_dates"),
        ]
        indexes = [models.Index(fields=["district", "since", "teacher"]), models.Index(fields=["teacher", "-since"])]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.community}"


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """The district's own events, and the shared ones of partners."""
        return self.filter(Q(district_id__in=user.district_ids) | Q(shared=True))


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

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "событие", "события"
        ordering = ["-starts_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_dates", violation_error_message="Окончание раньше начала.")]
        indexes = [models.Index(fields=["district", "-starts_at"]), GinIndex(fields=["functions"], name="event_functions")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def tally(self) -> tuple[int, int, int]:
        """(people on the list, of them present, of them absent) as far as the wall is open; counted once for a page."""
        rows = dict(self.attendances.order_by().values_list("status").annotate(n=models.Count("pk")))
        return sum(rows.values()), rows.get(Attendance.Status.PRESENT, 0), rows.get(Attendance.Status.ABSENT, 0)


class Attendance(Walled):
    """Участие педагога в событии: заявлен, присутствовал или нет. One mark feeds the card, the ИОМ and the indicator. `district` is the teacher's."""

    class Status(models.TextChoices):
        REGISTERED = "registered", "заявлен"
        PRESENT = "present", "присутствовал"
        ABSENT = "absent", "не был"

    event = models.ForeignKey(Event, models.PROTECT, related_name="attendances")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="attendances")
    status = models.CharField("отметка", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    held_on = models.DateField("дата события")
    role = models.CharField("роль", max_length=60, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField("отмечено", null=True, blank=True)

    objects = AboutTeacherQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "участие в событии", "участие в событиях"
        constraints = [models.UniqueConstraint(fields=["event", "teacher"], name="attendance_once")]
        indexes = [
            models.Index(fields=["teacher", "event", "status"]),
            models.Index(fields=["district", "held_on", "teacher"], condition=Q(status="present"), name="attendance_present"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.get_status_display()}"


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Any) -> "ProgrammeQuerySet":
        return self.filter(Q(district_id__in=user.district_ids) | Q(shared=True))


class Programme(Walled):
    """Модульная программа стажировочной площадки."""

    code = models.CharField("код", max_length=20, blank=True)
    name = models.CharField("название", max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes", verbose_name="площадка")
    functions = ArrayField(models.CharField(max_length=20), verbose_name="трудовые функции", default=list, blank=True)
    audience = ArrayField(models.CharField(max_length=20), verbose_name="для кого", default=list, blank=True)  # codes of teachers.selectors.audience
    hours = models.PositiveSmallIntegerField("часов")
    since = models.DateField("работает с")
    until = models.DateField("работает по", null=True, blank=True)
    shared = models.BooleanField("открыта партнёрам сети", default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "программа стажировки", "программы стажировок"
        ordering = ["name"]
        indexes = [GinIndex(fields=["functions"], name="programme_functions")]

    def __str__(self) -> str:
        return self.name


class Internship(Walled):
    """Стажировка педагога по модульной программе. `district` is the trainee's."""

    class State(models.TextChoices):
        APPLIED = "applied", "заявка"
        ENROLLED = "enrolled", "проходит"
        COMPLETED = "completed", "завершена"
        LEFT = "left", "отчислен"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="internships")
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="internships")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.APPLIED)
    since = models.DateField("с")
    completed_on = models.DateField("завершена", null=True, blank=True)

    objects = AboutTeacherQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "стажировка", "стажировки"
        constraints = [
            models.UniqueConstraint(fields=["programme", "teacher", "since"], name="internship_once"),
            models.CheckConstraint(condition=~Q(state="completed") | Q(completed_on__isnull=False), name="internship_completed_has_date"),
        ]
        indexes = [models.Index(fields=["district", "completed_on", "teacher"]), models.Index(fields=["teacher", "programme", "state"])]

    def __str__(self) -> str:
        return f"{self.teacher} — {self.programme}"


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

    class Meta:
        verbose_name, verbose_name_plural = "автор практики", "авторы практик"
        constraints = [models.UniqueConstraint(fields=["practice", "teacher"], name="authorship_once")]

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

"""Individual educational routes (ИОМ), their steps and reviews, and mentoring."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from communities.models import Community, Event, Programme
from portal.accounts.models import Organisation, Role
from portal.documents.models import StoredFile
from portal.kit.joining import Joining
from portal.kit.periods import today
from portal.kit.wall import Walled, of_district
from teachers.models import Assessment, CourseOffer, Kept, Teacher


class RouteQuerySet(models.QuerySet["Route"]):
    def visible_to(self, user: Any) -> "RouteQuerySet":
        """District staff: all; a school head: her organisation's; a teacher: own; a mentor: mentees'; an expert: those assigned to her."""
        seen = Q(teacher__in=Teacher.objects.filter(user=user))  # a join would bring every teacher of the district along
        if schools := user.organisations_as(Role.SCHOOL_HEAD):
            seen |= Q(organisation_id__in=schools)
        if user.holds(Role.EXPERT):
            seen |= Q(expert=user)
        if user.holds(Role.MENTOR):
            seen |= Q(Exists(Mentoring.objects.in_force().filter(mentee=OuterRef("teacher"), mentor__user=user)))
        return self.filter(user.whole_or(seen))

    def counted_in(self, starts: dt.date, as_of: dt.date) -> "RouteQuerySet":
        """Утверждённые маршруты, как их считают показатели: approved and begun by the date, not cancelled, their term touches the period from `starts` to it.

        A cancelled one that has a day of its end (the person was erased) was in work until that day: earlier reports count as they did.
        """
        lasting = Q(ends_on__gte=starts) | Q(completed_on__gte=starts)
        begun = self.filter(lasting, approved_on__lte=as_of, starts_on__lte=as_of)
        return begun.filter(~Q(state=Route.State.CANCELLED) | Q(completed_on__gte=starts))


class Route(Walled):
    """Индивидуальный образовательный маршрут педагога (ИОМ) на период.

    `organisation` is the main place of work: today's while the route is current (the database follows it, decision 21), the last one of a finished route.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        REVIEW = "review", "на согласовании"
        RETURNED = "returned", "возвращён на доработку"
        ACTIVE = "active", "утверждён, в работе"
        EXPERTISE = "expertise", "на экспертизе"
        DONE = "done", "завершён (освоен)"
        NOT_DONE = "not_done", "завершён (не освоен)"
        CANCELLED = "cancelled", "прекращён"

    district = of_district(db_index=False)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="routes", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="routes", verbose_name="организация")
    followed_from = models.ForeignKey(  # set by the database when the main place of work changes, until that is journalled: decision 21
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name="перешёл из организации"
    )
    assessment = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="routes", verbose_name="основание — самооценка")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="куратор-методист")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="эксперт")
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.DRAFT)
    goal = models.TextField("цель", blank=True)
    starts_on = models.DateField("с")
    ends_on = models.DateField("по")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField("отправлен", null=True, blank=True)
    approved_on = models.DateField("утверждён", null=True, blank=True)
    completed_on = models.DateField("завершён", null=True, blank=True)
    mastered = models.BooleanField("компетенции по профстандарту освоены", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    edited_at = models.DateTimeField(auto_now=True)

    objects = RouteQuerySet.as_manager()

    joining = Joining(
        either=("state", ("draft", "review", "returned")),
        says="В обеих карточках есть маршрут (ИОМ) в подготовке. Сначала утвердите или прекратите один из них.",
    )

    class Meta:
        verbose_name, verbose_name_plural = "маршрут (ИОМ)", "маршруты (ИОМ)"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="route_dates", violation_error_message="Дата окончания маршрута раньше даты начала."
            ),
            models.UniqueConstraint(
                fields=["teacher"],
                condition=Q(state__in=["draft", "review", "returned"]),
                name="route_one_in_preparation",
                violation_error_message="У педагога уже есть маршрут в подготовке.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "state", "organisation"], include=["teacher", "expert", "id", "ends_on"], name="route_by_state"
            ),  # all that the board counts by
            models.Index(fields=["teacher", "-starts_on"]),
            models.Index(fields=["district", "completed_on", "teacher"]),
        ]

    def __str__(self) -> str:
        return f"ИОМ: {self.teacher}"


class RouteDeficit(Walled):
    """Дефицит, взятый в маршрут: трудовая функция, уровень на входе и цель (в процентах)."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="deficits", db_index=False)
    function = models.CharField("трудовая функция", max_length=20)
    name = models.TextField("название")
    level = models.PositiveSmallIntegerField("уровень на входе, %")
    target = models.PositiveSmallIntegerField("цель, %", default=80)
    level_after = models.PositiveSmallIntegerField("уровень на выходе, %", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "дефицит маршрута", "дефициты маршрута"
        ordering = ["level", "function"]
        constraints = [
            models.UniqueConstraint(fields=["route", "function"], name="route_deficit_once", violation_error_message="Этот дефицит в маршруте уже есть."),
            models.CheckConstraint(
                condition=Q(level__lte=100, target__lte=100), name="route_deficit_percent", violation_error_message="Уровень — от 0 до 100 %%."
            ),
        ]

    def __str__(self) -> str:
        return self.function


class Step(Walled):
    """Шаг маршрута в одном из четырёх направлений (004:231-239). Its doneness is read from the facts, or marked by hand for own steps."""

    class Direction(models.TextChoices):
        COURSES = "pk", "Повышение квалификации"
        COMMUNITY = "comm", "Профессиональное сообщество"
        METHODICAL = "method", "Методическая работа"
        SELF = "self", "Самообразование"

    class Education(models.TextChoices):
        FORMAL = "formal", "формальное"
        NON_FORMAL = "nonformal", "неформальное"
        INFORMAL = "informal", "информальное"

    route = models.ForeignKey(Route, models.CASCADE, related_name="steps", db_index=False)
    direction = models.CharField("направление", max_length=10, choices=Direction.choices)
    title = models.CharField("мероприятие", max_length=300)
    education = models.CharField("форма образования", max_length=10, choices=Education.choices, default=Education.NON_FORMAL)
    remote = models.BooleanField("дистанционно", default=False)
    starts_on = models.DateField("срок с")
    ends_on = models.DateField("срок по")
    moved_from = models.DateField("перенесено с", null=True, blank=True, editable=False)  # set by the database when the event or the courses move: decision 21
    result = models.CharField("ожидаемый результат", max_length=300, blank=True)
    functions = models.CharField("на какие дефициты", max_length=120, blank=True)
    reason = models.CharField("почему предложен", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("порядок", default=0)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="steps")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="steps")
    community = models.ForeignKey(Community, models.PROTECT, null=True, blank=True, related_name="steps")
    course_offer = models.ForeignKey(CourseOffer, models.PROTECT, null=True, blank=True, related_name="steps")
    done_on = models.DateField("выполнен (отметка вручную)", null=True, blank=True)
    proof = models.CharField("подтверждение", max_length=300, blank=True)
    proof_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    fact_on: dt.date | None  # annotated by selectors.doneness: when the step became done

    class Meta:
        verbose_name, verbose_name_plural = "шаг маршрута", "шаги маршрута"
        ordering = ["order", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="step_dates", violation_error_message="Срок окончания шага раньше срока начала."
            )
        ]
        indexes = [
            models.Index(fields=["route", "order"]),
            models.Index(fields=["starts_on"], condition=Q(moved_from__isnull=False), name="step_moved"),
            models.Index(
                fields=["district", "ends_on"],
                include=["route", "starts_on", "event", "programme", "community", "course_offer"],
                condition=Q(done_on__isnull=True),
                name="step_unmarked",
            ),  # what may be overdue, without the rows
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_own(self) -> bool:
        """Свой шаг: rests on no offer of the district, so it is marked by hand."""
        return not (self.event_id or self.programme_id or self.community_id or self.course_offer_id)


class Review(Walled):
    """Замечание или решение по маршруту."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    decision = models.CharField("решение", max_length=60)
    text = models.TextField("текст", blank=True)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "отзыв", "отзывы"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.decision}"


class MentoringQuerySet(models.QuerySet["Mentoring"]):
    def in_force(self, on: dt.date | None = None) -> "MentoringQuerySet":
        """Пары, действующие на дату (today by default)."""
        on = on or today()
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))


class Mentoring(Walled):
    """Пара наставничества."""

    mentor = models.ForeignKey(Teacher, models.CASCADE, related_name="mentorings")
    mentee = models.ForeignKey(Teacher, models.CASCADE, related_name="mentored_by")
    form = models.CharField("форма (словарь mentoring_forms)", max_length=20)
    kind = models.CharField("вид (словарь mentoring_kinds)", max_length=20)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    order = models.CharField("приказ", max_length=200, blank=True)

    objects = MentoringQuerySet.as_manager()

    joining = Joining(same=("mentor", "mentee", "since"))

    class Meta:
        verbose_name, verbose_name_plural = "пара наставничества", "наставничество"
        constraints = [
            models.CheckConstraint(
                condition=~Q(mentor=F("mentee")), name="mentoring_two_people", violation_error_message="Наставник и наставляемый — разные люди."
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor} — {self.mentee}"

    @property
    def begun(self) -> bool:
        """Has its first day come? Before that it is taken back, after it ended."""
        return self.since <= today()


class RouteBulk(Kept):
    """Действие сразу над многими маршрутами; `made` keeps (route, who was there before), for `URGE` (teacher, nothing)."""

    class Deed(models.TextChoices):
        REMIND = "remind", "напоминание о маршруте"
        URGE = "urge", "напоминание составить маршрут"
        EXPERT = "expert", "назначение эксперта"
        CURATOR = "curator", "назначение куратора"

    deed = models.CharField("что", max_length=10, choices=Deed.choices)
    assigned = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="кто назначен")

    class Meta(Kept.Meta):
        verbose_name, verbose_name_plural = "действие над многими маршрутами", "действия над многими маршрутами"

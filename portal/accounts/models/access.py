"""How people come in: invitations, consents, and what the service's own staff answers for."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.models.organisations import Organisation
from portal.accounts.models.people import Appointment, User
from portal.accounts.models.roles import Role
from portal.kit.periods import today
from portal.kit.wall import Walled
from portal.kit.words import day, period


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """Those who appoint see the invitations of their district."""
        if user.holds(Role.OPERATOR):
            return self
        return self.filter(district_id__in=user.districts_as(*Role.district_wide()))

    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; the term may be over."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(Walled):
    """Приглашение на портал: одноразовая ссылка со сроком. Only hashes of its keys are kept, so a stolen database opens no door.

    Two keys open it: one is in the letter only and proves the mailbox, the other may be handed over and opens only what is new and has nothing else.

    What it gives (role, place, term) becomes an appointment when it is accepted and no day before.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт ответа"
        EXPIRED = "expired", "срок вышел"
        ACCEPTED = "accepted", "принято"
        REVOKED = "revoked", "отозвано"

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name="кого")
    person = models.CharField("фамилия, имя, отчество", max_length=250, db_default="")  # the account may stand behind another district's wall
    email = models.EmailField("почта", db_default="")
    role = models.CharField("роль", max_length=20, choices=Role.choices, default=Role.TEACHER)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация")
    since = models.DateField("с", default=today)
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание (приказ)", max_length=200, blank=True)
    instead_of = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="замещает")
    card = models.BigIntegerField("карточка педагога", null=True, editable=False)  # its table lies a storey higher
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    handed_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    expires_at = models.DateTimeField("действует до")
    accepted_at = models.DateTimeField("принято", null=True, blank=True)
    revoked_at = models.DateTimeField("отозвано", null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="кто пригласил")
    at = models.DateTimeField("создано", auto_now_add=True)

    turn = models.PositiveSmallIntegerField("какая по счёту ссылка", default=0, db_default=0, editable=False)  # sent again, its links are new
    sending = models.CharField("рассылка", max_length=12, blank=True, editable=False, default="", db_default="")  # what was sent in one press is revoked in one
    objects = InvitationQuerySet.as_manager()
    by_hand = False  # found by the link that was handed over, not by the letter's

    class Meta:
        verbose_name, verbose_name_plural = "приглашение", "приглашения"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
                violation_error_message="Приглашение этому человеку уже ждёт ответа.",
            ),
        ]
        indexes = [models.Index(fields=["sending"], condition=~Q(sending=""), name="invitation_sending")]

    def __str__(self) -> str:
        return f"Приглашение: {self.person}"

    @property
    def state(self) -> State:
        """What became of it so far."""
        if self.accepted_at or self.revoked_at:
            return self.State.ACCEPTED if self.accepted_at else self.State.REVOKED
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.WAITING

    @property
    def title(self) -> str:
        """The role; who is invited to deputise only «исполняет обязанности»."""
        return f"{self.get_role_display()} (исполняет обязанности)" if self.instead_of_id else self.get_role_display()

    @property
    def term(self) -> str:
        """When the access holds: no day before the invitation is accepted, whatever day it was offered from."""
        if self.accepted_at:
            return period(max(self.since, self.district.day_of(self.accepted_at)), self.until)
        if self.since > self.district.today:
            return period(self.since, self.until)
        return f"со дня, когда приглашение примут{f', по {day(self.until)}' if self.until else ''}"

    @property
    def dated_back(self) -> str:
        """The sentence about a first day that has passed; empty while it has not."""
        if self.accepted_at or self.since >= self.district.today:
            return ""
        return f"День «с» ({day(self.since)}) уже прошёл: раньше дня, когда приглашение примут, доступ не действует."


class ConsentText(models.Model):
    """Текст согласия (152-ФЗ) в определённой редакции; without a date it is a draft, a published one never changes (the database sees to it)."""

    kind = models.CharField("вид (словарь consent_kinds)", max_length=20)
    version = models.PositiveSmallIntegerField("редакция")
    title = models.CharField("название", max_length=300)
    text = models.TextField("текст")
    changed = models.CharField("что изменилось", max_length=500, blank=True, db_default="")
    published_on = models.DateField("действует с", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "текст согласия", "тексты согласий"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="consent_text_once", violation_error_message="Редакция с таким номером уже есть.")
        ]

    def __str__(self) -> str:
        return f"{self.title}, редакция {self.version}"


class Consent(Walled):
    """Согласие человека: какой текст, когда и каким способом дано, когда отозвано."""

    class Way(models.TextChoices):
        PORTAL = "portal", "на портале"
        PAPER = "paper", "на бумаге"

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name="кто")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name="текст")
    way = models.CharField("способ", max_length=10, choices=Way.choices, default=Way.PORTAL)
    given_at = models.DateTimeField("дано")
    withdrawn_at = models.DateTimeField("отозвано", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "согласие", "согласия"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text", "district"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once",
                violation_error_message="Согласие с этой редакцией уже дано.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.user}"


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def in_force(self, on: dt.date | None = None) -> "ResponsibilityQuerySet":
        on = on or today()
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))

    def visible_to(self, user: Any) -> "ResponsibilityQuerySet":
        """«Кто есть кто» is for everybody of the district."""
        return self.filter(district_id__in=user.district_ids)


class Responsibility(Walled):
    """За что отвечает сотрудник службы: направление, предмет или роль методиста, с какого по какое число, кто замещает."""

    class Kind(models.TextChoices):
        DIRECTION = "direction", "направление"  # словарь rmc_methodist_directions, 001:188
        SUBJECT = "subject", "предмет"  # словарь subjects
        ROLE = "role", "роль методиста"  # словарь methodist_roles, 002:734-744

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="responsibilities", verbose_name="сотрудник")
    kind = models.CharField("вид", max_length=10, choices=Kind.choices)
    code = models.CharField("за что (слово словаря)", max_length=60)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    substitute = models.ForeignKey(Appointment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="замещает")
    act = models.CharField("основание", max_length=200, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "ответственность", "ответственность сотрудников"
        ordering = ["kind", "code", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="responsibility_dates", violation_error_message="Дата «по» раньше даты «с»."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.code}"


class SavedListQuerySet(models.QuerySet["SavedList"]):
    def visible_to(self, user: Any) -> "SavedListQuerySet":
        """One's own, and what colleagues of the district share. It keeps conditions only: whom the list shows is asked of who opens it."""
        return self.filter(Q(user=user) | Q(shared=True, district_id__in=user.district_ids))


class SavedList(Walled):
    """Сохранённый отбор списка: имя и условия; shared ones are offered to everybody of the district whose rights open the list.

    The row without a name keeps the columns that the person usually looks at; it is never shown as a list.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_lists")
    page = models.CharField("список (имя адреса)", max_length=60)
    name = models.CharField("название", max_length=80)
    query = models.CharField("условия (часть адреса)", max_length=1000, blank=True)
    shared = models.BooleanField("видят коллеги", default=False)
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField("удалён", null=True, blank=True, editable=False)  # a month to change one's mind

    objects = SavedListQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "сохранённый отбор", "сохранённые отборы"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district", "page", "name"],
                condition=Q(removed_at__isnull=True),
                name="saved_list_once",
                violation_error_message="Список с таким названием у вас уже есть.",
            )
        ]

    def __str__(self) -> str:
        return self.name

"""Districts and networks of districts with their agreements."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.models.roles import Role
from portal.kit.periods import today
from portal.kit.wall import Walled

ZONES = {
    "Europe/Kaliningrad": "Калининград (МСК−1)",
    "Europe/Moscow": "Москва (МСК)",
    "Europe/Samara": "Самара (МСК+1)",
    "Asia/Yekaterinburg": "Екатеринбург (МСК+2)",
    "Asia/Omsk": "Омск (МСК+3)",
    "Asia/Krasnoyarsk": "Красноярск (МСК+4)",
    "Asia/Irkutsk": "Иркутск (МСК+5)",
    "Asia/Yakutsk": "Якутск (МСК+6)",
    "Asia/Vladivostok": "Владивосток (МСК+7)",
    "Asia/Magadan": "Магадан (МСК+8)",
    "Asia/Kamchatka": "Камчатка (МСК+9)",
}


def roles_of_the_whole_district() -> list[str]:
    """Who sees a whole district signs in with a second step unless the district decides otherwise."""
    return Role.of_the_whole_district()


class District(models.Model):
    """Район (муниципальный округ) — арендатор портала со своей методической службой."""

    class State(models.TextChoices):
        ACTIVE = "active", "работает"
        FROZEN = "frozen", "приостановлен"
        REMOVED = "removed", "удалён"

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
    second_factor = ArrayField(
        models.CharField(max_length=20), verbose_name="роли, которым нужен второй шаг входа", default=roles_of_the_whole_district, blank=True,
        db_default=Role.of_the_whole_district(),
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = "район", "районы"
        ordering = ["name"]

    @property
    def today(self) -> dt.date:
        """The day that its own clocks show, whoever asks."""
        return self.day_of()

    def day_of(self, moment: dt.datetime | None = None) -> dt.date:
        """The day of a moment, now by default, by its own clocks."""
        return timezone.localdate(moment, timezone=ZoneInfo(self.time_zone))

    @property
    def clocks(self) -> str:
        """The time zone in words."""
        return ZONES.get(self.time_zone, self.time_zone)

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
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """The operator keeps all of them; people of a district see its summary and shared things instead of the papers."""
        return self if user.holds(Role.OPERATOR) else self.none()

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
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="agreement_dates", violation_error_message="Дата «по» раньше даты «с»."
            )
        ]

    def __str__(self) -> str:
        return f"Соглашение {self.number or 'без номера'}"

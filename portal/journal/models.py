"""What was done and what people are told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.functional import cached_property

from portal.journal.wording import EMPTY, dictionary, field_of, label, worded
from portal.kit.persons import NAMELESS
from portal.kit.wall import Walled
from portal.kit.words import gendered

PORTAL = "Портал"  # who acts when nobody does
READING, TAKING = ("открыл(а) карточку", "открыл(а) профиль", "открыл(а) маршрут"), ("выгрузил(а)", "скачал(а)")  # how such verbs begin


class DeedQuerySet(models.QuerySet["Deed"]):
    def about(self, obj: models.Model) -> "DeedQuerySet":
        """The history of one object, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("-at", "-pk")

    def changing(self) -> "DeedQuerySet":
        """Without looks and exports: nothing changed by them."""
        return self.exclude(models.Q(*(models.Q(verb__startswith=one) for one in (*READING, *TAKING)), _connector=models.Q.OR))

    def visible_to(self, user: Any) -> "DeedQuerySet":
        """A district's journal is read by its head and by the operator; everybody reads own deeds.

        Who heads every district of hers is asked for nothing besides, as in `User.whole_or`: the journal is then read in its own order by an index.
        """
        if user.holds("operator"):
            return self
        headed = user.districts_as("department_head")
        inside = models.Q(district_id__in=headed)
        return self.filter(inside if headed and set(headed) >= set(user.district_ids) else inside | models.Q(actor=user))


@dataclass(frozen=True)
class Change:
    """One thing that a deed changed, in words; `before` is None where nothing is known to have been there."""

    label: str
    before: str | None
    after: str | None


class Deed(Walled):
    """Запись журнала действий: кто, что, с чем сделал и что изменилось. Never changed or removed."""

    district = models.ForeignKey("accounts.District", models.PROTECT, null=True, related_name="+", editable=False)  # type: ignore[assignment]  # пусто: дела самого портала
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто")
    actor_name = models.CharField("имя на момент действия", max_length=200)
    verb = models.CharField("действие", max_length=120)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField("с чем", max_length=300)
    before = models.JSONField("было", null=True)
    after = models.JSONField("стало", null=True)
    comment = models.TextField("комментарий", blank=True)
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "запись журнала", "журнал действий"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id", "-at"]), models.Index(fields=["district", "-at"]), BrinIndex(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.who}: {self.told} — {self.object_label}"

    @property
    def told(self) -> str:
        """What was done, in the form that agrees with who did it. The row keeps both: it is a key, and names are mended."""
        return gendered(self.verb, SimpleNamespace(sex="m") if self.actor_name in (PORTAL, NAMELESS) else self.actor_name)

    @property
    def who(self) -> str:
        """Who did it, as a reader is told; of whose name was crossed out it is said so."""
        return "Человек, имя которого вычеркнуто" if self.actor_name == NAMELESS else self.actor_name

    @property
    def kind(self) -> str:
        """«read», «taken» or «changed»: what the person whose data it was wants to know first."""
        return "read" if self.verb.startswith(READING) else "taken" if self.verb.startswith(TAKING) else "changed"

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """Dictionary → code → word for what this deed tells; `selectors.worded` brings them for a whole page at once."""
        return words_of(self.dictionaries)

    @property
    def dictionaries(self) -> set[str]:
        """Whose codes the deed keeps."""
        return {found for key, field in self._differing() if (found := dictionary(key, field))}

    @property
    def labels(self) -> list[str]:
        """What became different, without the values."""
        return [label(key, field) for key, field in self._differing()]

    @property
    def changes(self) -> list[Change]:
        """What became different, field by field in Russian words."""
        old, new, told = self.before or {}, self.after or {}, []
        for key, field in self._differing():
            code = dictionary(key, field)
            words = self.words.get(code, {}) if code else {}
            was, became = (worded(field, values[key], words) if key in values else None for values in (old, new))
            told.append(Change(label(key, field), was, became))
        return told

    def _differing(self) -> Iterator[tuple[str, Any]]:
        """Keys with the fields that they mean; ids, which say nothing to a person, what stayed the same and what was empty and is so still are left out."""
        old, new = self.before or {}, self.after or {}
        keys = frozenset([*old, *new])
        for key in dict.fromkeys([*old, *new]):
            field = field_of(self.object_type, key, keys)
            number = isinstance(new.get(key, old.get(key)), int | None) and (getattr(field, "is_relation", False) or key in ("step", "version"))
            empty = old.get(key) in EMPTY and new.get(key) in EMPTY
            if not (empty or key.endswith("_id") or number or (key in old and old[key] == new.get(key, ""))):
                yield key, field


def words_of(dictionaries: Iterable[str]) -> dict[str, dict[str, str]]:
    """Dictionary → code → word, those out of use too. One query; none when nothing is asked."""
    found: dict[str, dict[str, str]] = {one: {} for one in dictionaries}
    rows = apps.get_model("accounts", "Word")._default_manager.filter(dictionary__in=found) if found else ()
    for one in rows:
        found[one.dictionary][one.code] = one.name
    return found


class Disclosure(Walled):
    """Чьи сведения были в выгрузке: one row per thousand neighbouring cards with a bit for each, not a row per person; decision 29.

    `block` is the card's number divided by PER_BLOCK; empty: the whole district (its archive).
    """

    PER_BLOCK = 1024

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="+", verbose_name="выгрузка")
    block = models.BigIntegerField("тысяча карточек", null=True)
    people = models.BinaryField("карточки")
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "состав выгрузки", "составы выгрузок"
        indexes = [models.Index(fields=["district", "block", "-at"], name="disclosure_by_block")]

    def __str__(self) -> str:
        return f"Состав выгрузки {self.deed_id}"


SUSPENDED = models.Q(district__state="frozen")  # accounts.District.State.FROZEN, a storey above


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """Own ones; those of a suspended district wait until it is open again. An operator serves suspended districts too."""
        mine = self.filter(user=user)
        return mine if user.holds("operator") else mine.of_open_districts()

    def of_open_districts(self) -> "NoticeQuerySet":
        return self.exclude(SUSPENDED)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def unmailed(self) -> "NoticeQuerySet":
        """Not mailed and not refused for good by the mailbox."""
        return self.filter(mailed_at__isnull=True, refused_at__isnull=True)


class Notice(Walled):
    """Уведомление человеку: строка, которую показывает шапка и один раз отправляет почта."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField("текст", max_length=500)
    url = models.CharField("где это", max_length=300, blank=True)
    key = models.CharField("ключ от повторов", max_length=120)
    at = models.DateTimeField("когда", auto_now_add=True)
    read_at = models.DateTimeField("прочитано", null=True)
    mailed_at = models.DateTimeField("отправлено почтой", null=True)
    refused_at = models.DateTimeField("почта не приняла", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "уведомление", "уведомления"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_said_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_newest"),
            models.Index(fields=["user", "-at"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["at"], condition=models.Q(mailed_at__isnull=True, refused_at__isnull=True), name="notice_unmailed"),
        ]

    def __str__(self) -> str:
        return self.text


class Mailbox(Walled):
    """Почтовый ящик, на который не уходят письма: what the mail server said last and when to ask it again; decision 36.

    The row speaks of `email` only: another address of the person has a clean slate. A letter that leaves takes it away.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailboxes")
    email = models.EmailField("почта")
    tries = models.PositiveSmallIntegerField("неудач подряд", default=0)
    said = models.CharField("что ответила почта", max_length=200)
    next_at = models.DateTimeField("когда спросить снова", null=True)
    refused_at = models.DateTimeField("не принимает письма с", null=True)

    class Meta:
        verbose_name, verbose_name_plural = "почтовый ящик", "почтовые ящики"
        constraints = [models.UniqueConstraint(fields=["district", "user"], name="mailbox_of_a_person")]

    def __str__(self) -> str:
        return self.email


class FormKey(models.Model):
    """Ключ отправленной формы: what one sending of a form has led to, so that the same sending comes to the same place; decision 36.

    Kept is a hash of the form's secret and of all that was typed: nothing can be read from it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField("хеш", max_length=64)
    address = models.TextField("куда привела", blank=True)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "ключ формы", "ключи форм"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="form_sent_once")]
        indexes = [BrinIndex(fields=["at"], name="form_key_at")]

    def __str__(self) -> str:
        return self.key

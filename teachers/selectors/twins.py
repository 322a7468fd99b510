"""«Возможные дубликаты»: pairs of cards that may be of one person and that nobody has decided about; the cards themselves are read for one page."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from portal.accounts.models import Role
from portal.journal.models import Deed
from portal.journal.selectors import worded
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from teachers.models import Employment, Merging, Namesakes, Teacher
from teachers.selectors.likeness import alike_cards
from teachers.selectors.people import named

REASONS = {  # from the strongest to the weakest
    "name": "ФИО и дата рождения",
    "short": "фамилия, имя и дата рождения, отчество есть не у обеих",
    "sound": "ФИО в другом написании (транслитерация) и дата рождения",
    "email": "электронная почта",
    "birth": "ФИО, дата рождения отличается одной цифрой или переставлены день и месяц",
    "surname": "имя, отчество и дата рождения, фамилия другая",
}
WEAK = {"birth", "surname"}


@dataclass(frozen=True)
class Found:
    """Two cards and why they may be one person; `reasons` from the strongest."""

    one: int
    other: int
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return "; ".join(REASONS[one] for one in self.reasons)

    @property
    def weak(self) -> bool:
        return set(self.reasons) <= WEAK


def pairs(districts: Iterable[int]) -> list[Found]:
    """All pairs of the districts that nobody has told apart, the strong ones first, by name. Two queries."""
    told = _told_apart()
    alike = [one for one in alike_cards(districts) if (one.one.pk, one.other.pk) not in told]
    found = [(Found(one.one.pk, one.other.pk, _told_once(one.reasons)), one.one.name) for one in alike]
    return [pair for pair, _ in sorted(found, key=lambda each: (each[0].weak, each[1], each[0].one, each[0].other))]


def _told_once(reasons: Set[str]) -> tuple[str, ...]:
    """From the strongest; a surname in Latin letters is another spelling, not another surname."""
    said = reasons - {"surname"} if "sound" in reasons else reasons
    return tuple(one for one in REASONS if one in said)


TOLD = Prepared(lambda: Namesakes.objects.order_by().values_list(*(Coalesce(f"{side}__merged_into", side) for side in ("one", "other"))))


def _told_apart() -> set[tuple[int, int]]:
    """Pairs of cards that somebody called two people, as the cards that they have become by merging."""
    return {(min(pair), max(pair)) for pair in TOLD.ask()}


def pairs_for(user: Any, *, words: str = "", organisations: Sequence[Any] = (), reason: str = "") -> list[Found]:
    """What the person is asked about: the methodist the district's pairs, a head those with somebody of her own. Three queries at most."""
    wide = user.districts_as(Role.METHODIST)
    every = pairs({*wide, *user.districts_as(Role.SCHOOL_HEAD)})
    found = [one for one in every if not reason or reason in one.reasons]
    if wide and not words and not organisations:
        return found
    seen = named(Teacher.objects.visible_to(user), words)
    if organisations:
        seen = seen.filter(pk__in=Employment.objects.on(today()).filter(organisation__in=organisations).values("teacher"))
    mine = set(seen.values_list("pk", flat=True))
    return [one for one in found if one.one in mine or one.other in mine]


def pair_of(one: Teacher, other: Teacher) -> Found | None:
    """Why these two may be one person; None when nothing says so or somebody has told them apart."""
    asked = (min(one.pk, other.pk), max(one.pk, other.pk))
    return next((found for found in pairs([one.district_id]) if (found.one, found.other) == asked), None)


def told_apart(user: Any) -> QuerySet[Namesakes]:
    """Pairs that somebody called two people, the newest first; a head sees those whose both cards are her people's."""
    seen = Teacher.objects.visible_to(user)
    wide = Q(district_id__in=user.districts_as(Role.METHODIST))
    near = Q(one__in=seen, other__in=seen) if user.organisations_as(Role.SCHOOL_HEAD) else Q(pk__in=[])
    return Namesakes.objects.filter(wide | near).select_related("one", "other", "by")


def mergings(user: Any) -> QuerySet[Merging]:
    """Merged pairs, the newest first."""
    return Merging.objects.visible_to(user).select_related("kept", "duplicate", "by").defer("moved").order_by("-at", "-pk")


def kept_of(pk: int) -> int | None:
    """The card that a merged one became; a chain leads to its end, because earlier duplicates move along."""
    return Teacher.objects.filter(pk=pk).values_list("merged_into", flat=True).first()


def with_merged() -> QuerySet[Teacher]:
    """Cards with what was merged into them at hand, as «Иванова Анна Петровна, 12.03.1980; объединили 01.09.2026»: a page pays no query for it."""
    name: Any = Func(
        Value(" "), F("duplicate__last_name"), F("duplicate__first_name"), F("duplicate__patronymic"), function="concat_ws", output_field=CharField()
    )
    day: Any = Func(F("duplicate__birth_date"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    on: Any = Func(F("at"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    merged = Merging.objects.filter(kept=OuterRef("pk"), undone_at__isnull=True).order_by("pk")
    return Teacher.objects.annotate(joined=ArraySubquery(merged.values(told=JSONObject(pk="pk", name=name, born=day, on=on))))


def history_of(teacher: Teacher, limit: int = 50) -> list[Deed]:
    """What happened to the card and to those that are this one now, the newest first: both histories are kept."""
    cards = [teacher.pk, *Teacher.objects.filter(merged_into=teacher).values_list("pk", flat=True)]
    return worded(list(Deed.objects.filter(object_type=Teacher._meta.label_lower, object_id__in=cards).order_by("-at", "-pk")[:limit]))

"""«Возможные дубликаты»: pairs of cards that may be of one person, found among what every card is compared by; the cards themselves are read for one page."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from portal.accounts.models import Role
from portal.journal.models import Deed
from portal.journal.selectors import worded
from portal.kit.naming import normal
from portal.kit.periods import today
from teachers.intake.people import latin
from teachers.models import Employment, Merging, Namesakes, Teacher
from teachers.selectors.alike import NAME
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
_LATIN = re.compile("[A-Za-z]")


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


class Card(NamedTuple):
    """What a card is compared by; the name is folded as `normal` does: any case, «ё» is «е», Latin look-alikes are Cyrillic."""

    pk: int
    home: int
    born: dt.date
    email: str
    written: tuple[str, str, str]
    name: tuple[str, str, str]

    @property
    def said(self) -> str:
        return " ".join(self.written)


def pairs(districts: Iterable[int]) -> list[Found]:
    """All pairs of the districts that nobody has told apart, the strong ones first, by name. Two queries."""
    cards = _cards(districts)
    told = _told_apart()
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one, other, why in chain(_born_together(cards), _sounding_alike(cards), _sharing_email(cards), _born_nearly(cards)):
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair not in told:
            reasons[pair].add(why)
    names = {one.pk: one.name for one in cards if reasons}
    found = [Found(a, b, tuple(one for one in REASONS if one in _told_once(why))) for (a, b), why in reasons.items()]
    return sorted(found, key=lambda one: (one.weak, names[one.one], one.one, one.other))


def _told_once(reasons: set[str]) -> set[str]:
    """A surname in Latin letters is another spelling, not another surname."""
    return reasons - {"surname"} if "sound" in reasons else reasons


def _cards(districts: Iterable[int]) -> list[Card]:
    """Folding stands here and not in the query: a district's names are few, each is folded once, and the database took five times as long."""
    rows = Teacher.objects.shown().filter(district__in=list(districts)).order_by()
    folded = _Folded()
    return [
        Card(pk, home, born, email.lower(), (last, first, patronymic), (folded[last], folded[first], folded[patronymic]))
        for pk, home, born, email, last, first, patronymic in rows.values_list("pk", "district", "birth_date", "email", *NAME)
    ]


class _Folded(dict[str, str]):
    def __missing__(self, text: str) -> str:
        self[text] = found = normal(text)
        return found


def _told_apart() -> set[tuple[int, int]]:
    """Pairs of cards that somebody called two people, as the cards that they have become by merging."""
    kept = [Coalesce(f"{side}__merged_into", side) for side in ("one", "other")]
    return {(min(pair), max(pair)) for pair in Namesakes.objects.order_by().values_list(*kept)}


def _born_together(cards: list[Card]) -> Iterator[tuple[Card, Card, str]]:
    """The same day of birth and first name: the rest is the same, or there is no patronymic in one, or the surname is another."""
    for one, other in _within(cards, lambda one: (one.home, one.born, one.name[1])):
        (last, _, patronymic), (other_last, _, other_patronymic) = one.name, other.name
        if last == other_last and patronymic == other_patronymic:
            yield one, other, "name"
        elif last == other_last and not (patronymic and other_patronymic):
            yield one, other, "short"
        elif last != other_last and patronymic and patronymic == other_patronymic:
            yield one, other, "surname"


def _sounding_alike(cards: list[Card]) -> Iterator[tuple[Card, Card, str]]:
    """The same day of birth, and a name in Latin letters that sounds like the other."""
    foreign = {text for text in {part for one in cards for part in one.written} if _LATIN.search(text)}
    spelled = [one for one in cards if not foreign.isdisjoint(one.written)] if foreign else []
    days = {(one.home, one.born) for one in spelled}
    near = [one for one in cards if (one.home, one.born) in days] if days else []
    for one, other in _within(near, lambda one: (one.home, one.born, latin(one.said))):
        if one.name != other.name and (one in spelled or other in spelled):
            yield one, other, "sound"


def _sharing_email(cards: list[Card]) -> Iterator[tuple[Card, Card, str]]:
    """An address of two cards; that of three and more is the school's own and tells nothing."""
    for group in _groups([one for one in cards if one.email], lambda one: (one.home, one.email)):
        if len(group) == 2:
            yield group[0], group[1], "email"


def _born_nearly(cards: list[Card]) -> Iterator[tuple[Card, Card, str]]:
    """The same name, and days of birth that differ by one digit, or have day and month the other way round."""
    for one, other in _within([one for one in cards if one.name[2]], lambda one: (one.home, one.name)):
        if _mistyped(one.born, other.born):
            yield one, other, "birth"


def _mistyped(one: dt.date, other: dt.date) -> bool:
    if (one.year != other.year and (one.month, one.day) != (other.month, other.day)) or one == other:
        return False
    turned = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return turned or sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _within(cards: Iterable[Card], key: Callable[[Card], Hashable]) -> Iterator[tuple[Card, Card]]:
    """Every two of the cards that have the same key."""
    return chain.from_iterable(combinations(group, 2) for group in _groups(cards, key))


def _groups(cards: Iterable[Card], key: Callable[[Card], Hashable]) -> Iterator[list[Card]]:
    found: dict[Hashable, list[Card]] = defaultdict(list)
    for one in cards:
        found[key(one)].append(one)
    return (group for group in found.values() if len(group) > 1)


def pairs_for(user: Any, *, words: str = "", organisation: Any = None, reason: str = "") -> list[Found]:
    """What the person is asked about: the methodist the district's pairs, a head those with somebody of her own. Three queries at most."""
    wide = user.districts_as(Role.METHODIST)
    every = pairs({*wide, *user.districts_as(Role.SCHOOL_HEAD)})
    found = [one for one in every if not reason or reason in one.reasons]
    if wide and not words and organisation is None:
        return found
    seen = named(Teacher.objects.visible_to(user), words)
    if organisation is not None:
        seen = seen.filter(pk__in=Employment.objects.on(today()).filter(organisation=organisation).values("teacher"))
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
    name = Concat("duplicate__last_name", Value(" "), "duplicate__first_name", Value(" "), "duplicate__patronymic")
    day: Any = Func(F("duplicate__birth_date"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    on: Any = Func(F("at"), Value("DD.MM.YYYY"), function="to_char", output_field=CharField())
    merged = Merging.objects.filter(kept=OuterRef("pk"), undone_at__isnull=True).order_by("pk")
    return Teacher.objects.annotate(joined=ArraySubquery(merged.values(told=JSONObject(pk="pk", name=name, born=day, on=on))))


def history_of(teacher: Teacher, limit: int = 50) -> list[Deed]:
    """What happened to the card and to those that are this one now, the newest first: both histories are kept."""
    cards = [teacher.pk, *Teacher.objects.filter(merged_into=teacher).values_list("pk", flat=True)]
    return worded(list(Deed.objects.filter(object_type=Teacher._meta.label_lower, object_id__in=cards).order_by("-at", "-pk")[:limit]))

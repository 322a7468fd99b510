"""«Возможные дубликаты»: pairs of cards that may be of one person, found among what every card is compared by; the cards themselves are read for one page."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from operator import itemgetter
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

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


# what a card is compared by, as the database gives it: a class for each of ten thousand costs more than reading them
Card = tuple[int, int, dt.date, str, str, str, str]
PK: Final = 0
HOME: Final = 1
BORN: Final = 2
EMAIL: Final = 3
LAST: Final = 4
FIRST: Final = 5
PATRONYMIC: Final = 6
Likeness = tuple[Card, Card, str]


class Folded(dict[str, str]):
    """A name as written → folded as `normal` does: any case, «ё» is «е», Latin look-alikes are Cyrillic. A district's names are few, each is folded once."""

    def __missing__(self, text: str) -> str:
        self[text] = found = normal(text)
        return found


def pairs(districts: Iterable[int]) -> list[Found]:
    """All pairs of the districts that nobody has told apart, the strong ones first, by name. Two queries."""
    folded, told = Folded(), _told_apart()
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    names: dict[int, tuple[str, ...]] = {}
    for cards in _cards(districts):
        alike = (_born_together(cards, folded), _sounding_alike(cards, folded), _sharing_email(cards), _born_nearly(cards, folded))
        for one, other, why in chain(*alike):
            first, second = sorted((one, other), key=itemgetter(PK))
            if (pair := (first[PK], second[PK])) not in told:
                reasons[pair].add(why)
                names[first[PK]] = tuple(folded[part] for part in first[LAST:])
    found = [Found(a, b, tuple(one for one in REASONS if one in _told_once(why))) for (a, b), why in reasons.items()]
    return sorted(found, key=lambda one: (one.weak, names[one.one], one.one, one.other))


def _told_once(reasons: set[str]) -> set[str]:
    """A surname in Latin letters is another spelling, not another surname."""
    return reasons - {"surname"} if "sound" in reasons else reasons


def _cards(districts: Iterable[int]) -> Iterable[list[Card]]:
    """District by district. Names are folded here and not in the query: the database took five times as long."""
    rows = Teacher.objects.shown().filter(district__in=list(districts)).order_by()
    found: dict[int, list[Card]] = defaultdict(list)
    for card in rows.values_list("pk", "district", "birth_date", "email", *NAME):
        found[card[HOME]].append(card)
    return found.values()


def _told_apart() -> set[tuple[int, int]]:
    """Pairs of cards that somebody called two people, as the cards that they have become by merging."""
    kept = [Coalesce(f"{side}__merged_into", side) for side in ("one", "other")]
    return {(min(pair), max(pair)) for pair in Namesakes.objects.order_by().values_list(*kept)}


def _born_together(cards: list[Card], folded: Folded) -> Iterator[Likeness]:
    """The same day of birth and first name: the rest is the same, or there is no patronymic in one, or the surname is another."""
    days = Counter(_each(cards, BORN))  # half of a district share their birthday with nobody
    near = [one for one in cards if days[one[BORN]] > 1]
    for one, other in _within(near, zip(_each(near, BORN), map(folded.__getitem__, _each(near, FIRST)), strict=True)):
        last, patronymic = folded[one[LAST]], folded[one[PATRONYMIC]]
        other_last, other_patronymic = folded[other[LAST]], folded[other[PATRONYMIC]]
        if last == other_last and patronymic == other_patronymic:
            yield one, other, "name"
        elif last == other_last and not (patronymic and other_patronymic):
            yield one, other, "short"
        elif last != other_last and patronymic and patronymic == other_patronymic:
            yield one, other, "surname"


def _sounding_alike(cards: list[Card], folded: Folded) -> Iterator[Likeness]:
    """The same day of birth, and a name in Latin letters that sounds like the other."""
    foreign = {text for part in (LAST, FIRST, PATRONYMIC) for text in set(_each(cards, part)) if _LATIN.search(text)}
    spelled = {one[PK]: one[BORN] for one in cards if not foreign.isdisjoint(one[LAST:])} if foreign else {}
    days = set(spelled.values())
    near = [one for one in cards if one[BORN] in days] if days else []
    for one, other in _within(near, [(one[BORN], latin(" ".join(one[LAST:]))) for one in near]):
        if (one[PK] in spelled or other[PK] in spelled) and [folded[part] for part in one[LAST:]] != [folded[part] for part in other[LAST:]]:
            yield one, other, "sound"


def _sharing_email(cards: list[Card]) -> Iterator[Likeness]:
    """An address of two cards; that of three and more is the school's own and tells nothing."""
    near = [one for one in cards if one[EMAIL]]
    for group in _groups(near, [one[EMAIL].lower() for one in near]):
        if len(group) == 2:
            yield group[0], group[1], "email"


def _born_nearly(cards: list[Card], folded: Folded) -> Iterator[Likeness]:
    """The same name, and days of birth that differ by one digit, or have day and month the other way round."""
    near = [one for one in cards if one[PATRONYMIC]]
    for one, other in _within(near, zip(*(map(folded.__getitem__, _each(near, part)) for part in (LAST, FIRST, PATRONYMIC)), strict=True)):
        if _mistyped(one[BORN], other[BORN]):
            yield one, other, "birth"


def _mistyped(one: dt.date, other: dt.date) -> bool:
    if (one.year != other.year and (one.month != other.month or one.day != other.day)) or one == other:
        return False
    turned = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return turned or sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _each(cards: Iterable[Card], part: int) -> Iterator[Any]:
    """One value of each card."""
    return map(itemgetter(part), cards)


def _within(cards: Iterable[Card], keys: Iterable[Hashable]) -> Iterator[tuple[Card, Card]]:
    """Every two of the cards that have the same key."""
    return chain.from_iterable(combinations(group, 2) for group in _groups(cards, keys))


def _groups(cards: Iterable[Card], keys: Iterable[Hashable]) -> Iterator[list[Card]]:
    found: dict[Hashable, list[Card]] = defaultdict(list)
    for key, one in zip(keys, cards, strict=True):
        found[key].append(one)
    return (group for group in found.values() if len(group) > 1)


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

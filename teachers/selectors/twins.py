"""«Возможные дубликаты»: pairs of cards that may be of one person, found among what every card is compared by; the cards themselves are read for one page."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, compress
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

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


SIGN = "\x1f"  # between the values of a column; no field that people type into can hold it
Likeness = tuple[int, int, str]  # the places of two cards in the columns, and why


class Folded(dict[str, str]):
    """A name as written → folded as `normal` does: any case, «ё» is «е», Latin look-alikes are Cyrillic. A district's names are few, each is folded once."""

    def __missing__(self, text: str) -> str:
        self[text] = found = normal(text)
        return found


@dataclass(frozen=True)
class Cards:
    """What the cards of a district are compared by, column by column: to read ten thousand rows takes longer than to compare them."""

    keys: list[int]
    born: list[str]  # «1985-03-01»
    email: list[str]
    written: tuple[list[str], ...]  # surnames, names, patronymics as they stand
    folded: tuple[list[str], ...]  # and as `normal` makes them

    def name(self, place: int) -> tuple[str, ...]:
        return tuple(part[place] for part in self.folded)


def pairs(districts: Iterable[int]) -> list[Found]:
    """All pairs of the districts that nobody has told apart, the strong ones first, by name. Two queries."""
    told = _told_apart()
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    names: dict[int, tuple[str, ...]] = {}
    for cards in _cards(districts):
        for one, other, why in chain(_born_together(cards), _sounding_alike(cards), _sharing_email(cards), _born_nearly(cards)):
            first, second = sorted((one, other), key=cards.keys.__getitem__)
            if (pair := (cards.keys[first], cards.keys[second])) not in told:
                reasons[pair].add(why)
                names[pair[0]] = cards.name(first)
    found = [Found(a, b, tuple(one for one in REASONS if one in _told_once(why))) for (a, b), why in reasons.items()]
    return sorted(found, key=lambda one: (one.weak, names[one.one], one.one, one.other))


def _told_once(reasons: set[str]) -> set[str]:
    """A surname in Latin letters is another spelling, not another surname."""
    return reasons - {"surname"} if "sound" in reasons else reasons


def _cards(districts: Iterable[int]) -> Iterator[Cards]:
    """District by district. Names are folded here and not in the query: the database took five times as long."""
    folded = Folded()
    columns: dict[str, Any] = {f"all_{name}": StringAgg(name, SIGN) for name in ("email", *NAME)}
    columns |= {"keys": ArrayAgg("pk"), "born": StringAgg(Cast("birth_date", TextField()), SIGN)}
    rows = Teacher.objects.shown().filter(district__in=list(districts)).order_by().values("district").annotate(**columns)
    for keys, *texts in rows.values_list("keys", "born", *(f"all_{name}" for name in ("email", *NAME))):
        born, email, *written = (text.split(SIGN) for text in texts)
        yield Cards(keys, born, email, tuple(written), tuple(list(map(folded.__getitem__, part)) for part in written))


def _told_apart() -> set[tuple[int, int]]:
    """Pairs of cards that somebody called two people, as the cards that they have become by merging."""
    kept = [Coalesce(f"{side}__merged_into", side) for side in ("one", "other")]
    return {(min(pair), max(pair)) for pair in Namesakes.objects.order_by().values_list(*kept)}


def _born_together(cards: Cards) -> Iterator[Likeness]:
    """The same day of birth and first name: the rest is the same, or there is no patronymic in one, or the surname is another."""
    lasts, firsts, patronymics = cards.folded
    for one, other in _within(zip(cards.born, firsts, strict=True)):
        same, patronymic, other_patronymic = lasts[one] == lasts[other], patronymics[one], patronymics[other]
        if same and patronymic == other_patronymic:
            yield one, other, "name"
        elif same and not (patronymic and other_patronymic):
            yield one, other, "short"
        elif not same and patronymic and patronymic == other_patronymic:
            yield one, other, "surname"


def _sounding_alike(cards: Cards) -> Iterator[Likeness]:
    """The same day of birth, and a name in Latin letters that sounds like the other."""
    foreign = {text for part in cards.written for text in set(part) if _LATIN.search(text)}
    spelled = {place for place, name in enumerate(zip(*cards.written, strict=True)) if not foreign.isdisjoint(name)} if foreign else set()
    days = {cards.born[place] for place in spelled}
    near = [place for place, day in enumerate(cards.born) if day in days] if days else []
    sounds = [(cards.born[place], latin(" ".join(part[place] for part in cards.written))) for place in near]
    for first, second in _within(sounds):
        one, other = near[first], near[second]
        if (one in spelled or other in spelled) and cards.name(one) != cards.name(other):
            yield one, other, "sound"


def _sharing_email(cards: Cards) -> Iterator[Likeness]:
    """An address of two cards; that of three and more is the school's own and tells nothing."""
    near = [place for place, email in enumerate(cards.email) if email]
    for group in _groups(cards.email[place].lower() for place in near):
        if len(group) == 2:
            yield near[group[0]], near[group[1]], "email"


def _born_nearly(cards: Cards) -> Iterator[Likeness]:
    """The same name, and days of birth that differ by one digit, or have day and month the other way round: either the year is the same or the rest is."""
    patronymics, born = cards.folded[-1], cards.born
    for part in ([day[:4] for day in born], [day[4:] for day in born]):
        for one, other in _within(zip(*cards.folded, part, strict=True)):
            if patronymics[one] and _mistyped(born[one], born[other]):
                yield one, other, "birth"


def _mistyped(one: str, other: str) -> bool:
    """Two days as «1985-03-01»."""
    turned = one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]
    return one != other and (turned or sum(a != b for a, b in zip(one, other, strict=True)) == 1)


def _within(keys: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """The places of every two equal keys."""
    return chain.from_iterable(combinations(group, 2) for group in _groups(keys))


def _groups(keys: Iterable[Hashable]) -> Iterable[list[int]]:
    """The places of equal keys, where there are more than one: most keys stand alone, and are only counted."""
    listed = list(keys)
    several = {key for key, times in Counter(listed).items() if times > 1}
    found: dict[Hashable, list[int]] = defaultdict(list)
    for place in compress(range(len(listed)), map(several.__contains__, listed)):
        found[listed[place]].append(place)
    return found.values()


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

"""Two cards side by side: their fields, where they work, and what merging them would do, said before it is done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from portal.accounts.models import Role
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.keyed import Keyed
from portal.kit.periods import Period, school_year, today
from portal.kit.prepared import Prepared
from portal.kit.words import day, snils
from teachers.models import Employment, Namesakes, Teacher
from teachers.selectors.card import POSITIONS
from teachers.selectors.merged import label_of
from teachers.selectors.merging import Plan, overlap
from teachers.selectors.twins import Found

FIELDS = (
    "last_name", "first_name", "patronymic", "sex", "birth_date", "snils", "phone", "email", "working_since", "teaching_since", "education_level", "education", "topic",
)  # fmt: skip
PART_TIME = "совмести\u00adтельство"  # where it may be divided: not every browser knows the syllables of Russian
WRITTEN = ("last_name", "first_name", "patronymic")
BRIEF = ("full_name", "birth_date", "snils", "email", "phone")


@dataclass(frozen=True)
class Line:
    """One field of two cards, in words; `same` — both say it; `picked` is the card whose value wins when they are merged."""

    name: str
    label: str
    left: str
    right: str
    picked: int = 0

    @property
    def same(self) -> bool:
        return self.left == self.right


class Side(NamedTuple):
    """A card of the list: its key as an address has it, so that a template does not format it as a number, and the name."""

    key: str
    name: str


@dataclass(frozen=True)
class Pair:
    """A row of the list: two cards, why they may be one person, field by field. A card that the person may not see is None."""

    found: Found
    left: Side | None
    right: Side | None
    lines: list[Line]
    may_decide: bool
    warning: str = ""

    @property
    def rows(self) -> list[tuple[str, str, str, bool]]:
        """(label, left, right, both the same) without what neither says: a page has hundreds of them, and a template unpacks quicker than it looks up."""
        return [(one.label, one.left or "—", one.right or "—", one.same) for one in self.lines if one.left or one.right]


def brief(cards: QuerySet[Teacher]) -> QuerySet[Teacher]:
    """What a page of pairs says of a card."""
    return cards.select_related("user").only("district", *WRITTEN, "birth_date", "snils", "email", "phone", "user__email").order_by()


CARDS = Prepared(lambda keys: brief(Teacher.objects.shown()).filter(pk__among=keys), keys=list)  # of the pairs of somebody who sees them all


def shown(found: list[Found], user: Any) -> list[Pair]:
    """The pairs of one page with their cards and today's work. Four queries at most."""
    ids = {pk for one in found for pk in (one.one, one.other)}
    cards = Keyed(CARDS).in_bulk(list(ids)) if user.whole else brief(Teacher.objects.visible_to(user)).in_bulk(ids)
    work = works(cards)
    free = free_of(cards.values(), user, {pk: {job.organisation for job in jobs} for pk, jobs in work.jobs.items()})
    return [_pair(one, cards, work, free) for one in found]


def free_of(cards: Iterable[Teacher], user: Any, places: Mapping[int, set[int]]) -> set[int]:
    """Ids of the cards that the person may decide about (`teachers.merge`), by today's places of work of each. No query."""
    own, wide = set(user.organisations_as(Role.SCHOOL_HEAD)), set(user.districts_as(Role.METHODIST))
    return {one.pk for one in cards if one.district_id in wide or (places.get(one.pk) and places[one.pk] <= own)}


def returnable(told: Iterable[Namesakes], user: Any) -> set[int]:
    """Ids of the pairs told apart that the person may put back into the list. One query."""
    rows, places = list(told), defaultdict[int, set[int]](set)
    cards = {card.pk: card for one in rows for card in (one.one, one.other)}
    for teacher, organisation in Employment.objects.on(today()).filter(teacher__in=cards).order_by().values_list("teacher", "organisation"):
        places[teacher].add(organisation)
    free = free_of(cards.values(), user, places)
    return {one.pk for one in rows if {one.one_id, one.other_id} <= free}


def _pair(found: Found, cards: Mapping[int, Teacher], work: "Works", free: set[int]) -> Pair:
    left, right = cards.get(found.one), cards.get(found.other)
    one, other = (Side(str(card.pk), card.full_name) if card and card.pk in free else None for card in (left, right))
    if left is None or right is None or not (one and other):
        return Pair(found, one, other, [], False)
    lines = [Line(name, _label(name), said(left, name), said(right, name)) for name in BRIEF]
    lines.append(Line("work", "Сегодня работает", work.told(left.pk), work.told(right.pk)))
    lines.append(Line("user", "Вход на портал", _access(left), _access(right)))
    warning = "СНИЛС разные: скорее всего, это два человека." if left.snils and right.snils and left.snils != right.snils else ""
    return Pair(found, one, other, lines, True, warning)


class Job(NamedTuple):
    """Today's work of a card."""

    teacher: int
    position: str
    is_main: bool
    organisation: int
    place: str


@dataclass(frozen=True)
class Works:
    """Today's jobs of some cards, in words."""

    jobs: dict[int, list[Job]]
    words: Lexicon

    def told(self, pk: int) -> str:
        return "; ".join(self._one(job) for job in self.jobs.get(pk, [])) or "нигде"

    def _one(self, job: Job) -> str:
        return f"{self.words.name(POSITIONS, job.position)}, {job.place}{'' if job.is_main else f' ({PART_TIME})'}"


def _jobs(keys: list[int], on: dt.date) -> QuerySet[Employment, tuple[Any, ...]]:
    rows = Employment.objects.on(on).filter(teacher__among=keys).order_by("-is_main", "-since")
    return rows.values_list("teacher", "position", "is_main", "organisation", "organisation__short_name")


JOBS = Prepared(_jobs, keys=list, on=dt.date)


def works(cards: Iterable[int]) -> Works:
    """Two queries."""
    jobs: dict[int, list[Job]] = {}
    for job in map(Job._make, JOBS.ask(keys=list(cards), on=today())):
        jobs.setdefault(job.teacher, []).append(job)
    return Works(jobs, lexicon(POSITIONS))


def compared(kept: Teacher, duplicate: Teacher, chosen: Mapping[str, int]) -> list[Line]:
    """Every field of both cards; the kept card's value wins unless it is empty or another was chosen."""
    lines = []
    for name in FIELDS:
        left, right = said(kept, name), said(duplicate, name)
        usual = duplicate.pk if right and not left else kept.pk
        lines.append(Line(name, _label(name), left, right, chosen.get(name, usual)))
    return lines


def said(card: Teacher, name: str) -> str:
    """A field in words."""
    if name in ("sex", "education_level"):
        return str(getattr(card, f"get_{name}_display")())
    value = getattr(card, name)
    if name == "snils":
        return snils(value)
    return day(value) if hasattr(value, "isoformat") else str(value or "")


@cache
def _label(name: str) -> str:
    if name == "full_name":
        return "ФИО"
    label = label_of(name)
    return label[:1].upper() + label[1:]


def _access(card: Teacher) -> str:
    return card.user.email if card.user else "нет"


def reports_told(plan: Plan, kept: Teacher, duplicate: Teacher) -> str:
    """What merging does to numbers: whether last year's report, run again, gets a person less."""
    part = next((one for one in plan.parts if one.model is Employment), None)
    ours = list(Employment.objects.filter(teacher__in=[kept, duplicate], is_main=True, is_pedagogical=True)) if part else []
    twice = [(one, other) for one in ours for other in ours if one.teacher_id == kept.pk and other.teacher_id == duplicate.pk and overlap(one, other)]
    years = sorted({_year(max(one.since, other.since), min(filter(None, (one.until, other.until)), default=today())) for one, other in twice})
    if not years:
        return "Подписанные отчёты не изменятся. Дважды этот человек в отчётах не считался: его основные места работы не пересекаются."
    return (
        f"Подписанные отчёты не изменятся. Человек был посчитан дважды ({', '.join(years)}): если пересчитать отчёты за эти годы, педагогов станет на одного меньше, "
        "остальное не изменится."
    )


def _year(since: Any, until: Any) -> str:
    first, last = school_year(since), school_year(max(since, min(until, today())))
    return first.short if first == last else _span(first, last)


def _span(first: Period, last: Period) -> str:
    """«с 2019–2020 по 2021–2022»"""
    return f"с {first.short} по {last.short}"

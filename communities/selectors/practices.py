"""The bank of practices as its list shows it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, QuerySet, Subquery

from communities.models import Authorship, Practice
from portal.accounts.selectors import Lexicon
from portal.kit.finding import holding
from portal.kit.naming import Register
from portal.kit.periods import today
from portal.kit.words import short_name
from teachers.models import Teacher
from teachers.selectors import register

BANKS, LEVELS = "bank_kinds", "event_levels"
TONES = {"proposed": "info", "review": "warn", "included": "good", "rejected": "plain"}
ORDERS: dict[str, tuple[Any, ...]] = {
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "included": (F("included_on").asc(nulls_last=True), "pk"),
    "-included": (F("included_on").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True)
class PracticeRow:
    """One line of the bank."""

    practice: Practice
    authors: str
    bank: str
    level: str
    tone: str


def practices(user: Any, words: str = "", bank: str = "", state: str = "", sort: str = "") -> QuerySet[Practice]:
    """Practices that the user may see; the search also looks through the authors' surnames."""
    wrote = Authorship.objects.filter(practice=OuterRef("pk")).order_by().values("practice").annotate(all=StringAgg("teacher__last_name", " "))
    rows: QuerySet[Practice] = Practice.objects.visible_to(user)
    if words.strip():
        rows = holding(rows.annotate(surnames=Subquery(wrote.values("all"))), words, "title", "topic", "surnames")
    exact = {name: value for name, value in (("bank", bank), ("state", state)) if value}
    return rows.filter(**exact).order_by(*ORDERS.get(sort, ("title", "pk")))


def register_of(practice: Practice) -> Register:
    """Who works in its district today: a pasted list of authors is matched with them."""
    return register([practice.district_id], today())


def authors_of(practice: Practice) -> set[int]:
    """Ids of those who are named already."""
    return set(Authorship.objects.filter(practice=practice).values_list("teacher_id", flat=True))


def named_authors(practice: Practice) -> list[Teacher]:
    """Its authors, by name."""
    return list(Teacher.objects.filter(authorships__practice=practice).order_by("last_name", "first_name", "patronymic", "pk"))


def rows_of(found: list[Practice], words: Lexicon) -> list[PracticeRow]:
    """The lines of one page with their authors, in one query."""
    authors: dict[int, list[str]] = defaultdict(list)
    for row in Authorship.objects.filter(practice__in=found).select_related("teacher").order_by("teacher__last_name", "pk"):
        authors[row.practice_id].append(short_name(row.teacher))
    return [PracticeRow(one, ", ".join(authors[one.pk]), words.name(BANKS, one.bank), words.name(LEVELS, one.level), TONES[one.state]) for one in found]

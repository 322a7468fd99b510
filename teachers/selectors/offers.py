"""What the district offers to learn, and the learning that happened."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.finding import holding
from portal.kit.periods import today
from portal.kit.words import period
from teachers.models import Course, CourseOffer
from teachers.selectors.audience import DICTIONARIES, audience_words

SEARCHED = ("programme", "provider", "topic")
ORDERS = {"programme": ("programme", "pk"), "provider": ("provider", "starts_on", "pk"), "hours": ("hours", "pk"), "starts": ("starts_on", "pk")}


def course_offers(district_id: int, functions: Iterable[str], since: dt.date) -> QuerySet[CourseOffer]:
    """Открытые предложения КПК of the district for any of the labour functions that start on the date or later, the nearest first."""
    rows = CourseOffer.objects.filter(district=district_id, functions__overlap=list(functions), starts_on__gte=since, closed_on__isnull=True)
    return rows.order_by("starts_on", "pk")


def finished_course(offer_ref: str, teacher_ref: str) -> QuerySet[Course]:
    """Correlated: the teacher's КПК by the programme of an offer, finished after the offer began; for Exists and Subquery."""
    return Course.objects.filter(
        teacher=OuterRef(teacher_ref), programme=OuterRef(f"{offer_ref}__programme"), finished_on__gte=OuterRef(f"{offer_ref}__starts_on")
    ).order_by("finished_on")


@dataclass(frozen=True)
class OfferQuery:
    """What is asked of the list; empty words narrow nothing, `when` is «the courses that are ahead» unless told otherwise."""

    words: str = ""
    when: str = ""
    remote: str = ""
    function: str = ""
    sort: str = ""


def offers_listed(user: Any, asked: OfferQuery) -> QuerySet[CourseOffer]:
    """The district's offers as they are asked for: those ahead by their beginning, past ones the latest first."""
    rows = holding(CourseOffer.objects.visible_to(user), asked.words, *SEARCHED)
    on = today()
    spans = {"": Q(starts_on__gte=on), "going": Q(starts_on__lte=on, ends_on__gte=on), "past": Q(ends_on__lt=on), "all": Q()}
    rows = rows.filter(spans.get(asked.when, Q()))
    if asked.remote:
        rows = rows.filter(remote=asked.remote == "yes")
    if asked.function:
        rows = rows.filter(functions__contains=[asked.function])
    keys = ORDERS.get(asked.sort.removeprefix("-"), ("starts_on", "pk"))
    down = asked.sort.startswith("-") or (not asked.sort and asked.when in ("past", "all"))
    return rows.order_by(*(f"-{key}" for key in keys) if down else keys)


@dataclass(frozen=True)
class OfferRow:
    """One offer as pages show it; `state` with its tone says whether it is still proposed."""

    offer: CourseOffer
    term: str
    audience: str
    state: str
    tone: str


def offer_rows(some: Iterable[CourseOffer]) -> list[OfferRow]:
    """The lines of one page; the words of «Для кого» are one query."""
    words = lexicon(*DICTIONARIES)
    return [offer_row(one, words) for one in some]


def offer_row(one: CourseOffer, words: Lexicon | None = None) -> OfferRow:
    on = today()
    if one.ends_on < on:
        state, tone = "прошли", "plain"
    elif one.closed_on:
        state, tone = "набор закрыт", "warn"
    else:
        state, tone = ("идут", "info") if one.starts_on <= on else ("набор открыт", "good")
    return OfferRow(one, period(one.starts_on, one.ends_on), audience_words(one.audience, words), state, tone)


def offer_lines(rows: Iterable[CourseOffer]) -> list[list[Any]]:
    """The list as a file has it."""
    return [
        [row.offer.programme, row.offer.provider, row.offer.hours, "дистанционно" if row.offer.remote else "очно", row.offer.starts_on, row.offer.ends_on,
         row.audience or "для всех", ", ".join(row.offer.functions), row.state]
        for row in offer_rows(rows)
    ]  # fmt: skip

"""Search over what the person may see: people, organisations, routes, offers of courses, events, communities, contests."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, DateTimeField, F, Q, QuerySet, Subquery, Value
from django.urls import reverse

from communities.models import Community, Event
from contests.models import Contest
from portal.accounts.models import Organisation, Role
from portal.accounts.selectors.whole import Seeing, seeing
from portal.kit.finding import FOLDED, Readings, Shape, begun, called, filled, matching, retyped, shape_of, spelled, stems, titled
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import day, period
from routes.models import Route
from teachers.models import CourseOffer, Teacher
from teachers.selectors.alike import NAME
from teachers.selectors.offers import SEARCHED, OfferQuery, offers_listed
from teachers.selectors.organisations import known_as
from teachers.selectors.people import position_on
from teachers.selectors.staff import main_jobs

AT_MOST = 8
SHORTEST = 2
PEOPLE = "педагог, школа, событие"
OFFERED = ("programme", "provider", "starts_on", "ends_on", "closed_on")
NO_DAY = Value(None, DateTimeField())
KINDS: dict[str, tuple[Any, ...]] = {
    "События": (Event, "title", F("starts_at"), "communities:event"),
    "Сообщества": (Community, "name", NO_DAY, "communities:community"),
    "Конкурсы": (Contest, "name", NO_DAY, "contests:contest"),
}
Rows = QuerySet[Any]
Build = Callable[..., Rows]  # who asks, today and the readings of the text → the first rows


@dataclass(frozen=True)
class Hit:
    """One found thing: its words, where it is, a note."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` when there is more than shown, `near` when only the stems of the words were found."""

    title: str
    hits: list[Hit]
    more: bool
    near: bool = False


def searched(user: Any) -> str:
    """What the person can look for, in words; nothing for an operator, who sees no district's data."""
    roles = {post.role for post in user.posts}
    if roles == {Role.OPERATOR}:
        return ""
    return "событие, сообщество, конкурс" if roles and roles <= {Role.COORDINATOR, Role.OPERATOR} else PEOPLE


def advice(user: Any) -> str:
    """What to try when nothing was found; it names only what the person can find."""
    said = searched(user)
    if not said:
        return "Оператору данные районов не видны: педагогов, событий и организаций этот поиск не найдёт. Районы и доступ — в меню."
    if said == PEOPLE:
        within = "педагогам, организациям, маршрутам, предложениям КПК, событиям, сообществам и конкурсам, которые вам видны"
        return f"Попробуйте часть фамилии или другое слово из названия. Поиск идёт по {within}."
    return "Попробуйте другое слово из названия. Поиск идёт по событиям, сообществам и конкурсам, которые вам видны."


def search(user: Any, text: str) -> list[Found]:
    """Groups with hits, each through its own door (`visible_to`); nothing for less than two letters. One query per kind, one for all that is known by its title.

    When nothing holds the words as they are typed, people whose names hold their stems are shown: «Орловой» finds Орлова. One query more.
    """
    text = " ".join(text.split())[:100]
    if len(text) < SHORTEST:
        return []
    names, titles, words = called(text), titled(text), spelled(text)
    found = [
        _found("Педагоги", _asked(user, _people, names), _person),
        _found("Организации", _asked(user, _places, titles, words), _place),
        _found("Маршруты", _asked(user, _routes, names), _route),
        *([_found("Предложения КПК", _asked(user, _offers, words), _offer)] if user.has_perm("teachers.offers") else []),
        *_by_kinds(_asked(user, _titles, titles)),
    ]
    if not any(one.hits for one in found) and (bare := stems(text)) != text:
        found = [replace(_found("Педагоги", _asked(user, _people, called(bare)), _person), near=True)]
    return [one for one in found if one.hits]


def _asked(user: Any, build: Build, *texts: Readings) -> list[Any]:
    """The first rows of `build`; signs alone find nothing. For who sees one district whole the SQL is written once for texts of one shape."""
    if not all(map(any, texts)):
        return []
    seen = seeing(user)
    if not seen:
        return list(build(user, today(), *texts))
    shapes, words = zip(*map(shape_of, texts), strict=True)
    given = {f"word_{n}": word for n, word in enumerate(chain(*words))}
    written = _written(build, seen[0], shapes)
    return written.ask(district=seen[1], user=user.pk, on=today(), **given) if written else []


@lru_cache(maxsize=500)
def _written(build: Build, seen: Seeing, shapes: tuple[Shape, ...]) -> Prepared | None:
    """The query for her roles with blanks for the words; None when nothing can be hers in them."""

    def rows(district: int, user: int, on: dt.date, **words: str) -> Rows:
        given = iter(words.values())
        return build(seen.somebody(user, district), on, *(filled(shape, given) for shape in shapes))

    blanks = dict.fromkeys((f"word_{n}" for n in range(sum(map(len, chain(*shapes))))), str)
    made = Prepared(rows, district=int, user=int, on=dt.date, **blanks)
    try:
        made.compiler  # noqa: B018  # written now: what holds nothing has no SQL
    except EmptyResultSet:
        return None
    return made


def typed_otherwise(text: str, found: list[Found]) -> str:
    """The words in the other layout of the keyboard, when they are what was found."""
    return retyped(text, [f"{hit.text} {hit.note}" for one in found for hit in one.hits])


def by_stems(text: str, found: list[Found]) -> str:
    """What is said when the words as they are typed found nothing and their stems did."""
    return begun(" ".join(text.split())[:100]) if any(one.near for one in found) else ""


def _places(user: Any, on: dt.date, folded: Readings, written: Readings) -> Rows:
    """Organisations whose pages open to the user: all for the district's staff, a head's own; nobody else has a page of one."""
    opening = Q(district__in=user.districts_as(*Role.district_wide())) | Q(pk__in=user.organisations_as(Role.SCHOOL_HEAD))
    rows = Organisation.objects.visible_to(user).filter(opening).order_by(F("closed").desc(nulls_first=True), "name")
    return known_as(rows.only("name", "address", "closed"), folded, written)[: AT_MOST + 1]


def _routes(user: Any, on: dt.date, names: Readings) -> Rows:
    """Who sees districts whole is told whose cards are meant: found first, they lead to their few routes."""
    rows = Route.objects.visible_to(user).select_related("teacher").only("starts_on", "ends_on", "state", *(f"teacher__{name}" for name in NAME))
    rows = rows.filter(teacher__district__in=user.whole) if user.whole else rows
    return matching(rows, names, f"teacher__{FOLDED}")[: AT_MOST + 1]


def _people(user: Any, on: dt.date, names: Readings) -> Rows:
    """With the place of work and the position, that tell namesakes apart."""
    rows = matching(Teacher.objects.visible_to(user), names, FOLDED)
    place, post = Subquery(main_jobs(on).values("organisation__short_name")), Subquery(position_on(on))
    return rows.only(*NAME).annotate(place=place, post=post)[: AT_MOST + 1]


def _offers(user: Any, on: dt.date, words: Readings) -> Rows:
    return matching(offers_listed(user, OfferQuery(when="all")), words, *SEARCHED).only(*OFFERED)[: AT_MOST + 1]


def _person(who: Any) -> Hit:
    note = ", ".join(filter(None, (who.place, (who.post or "").lower()))) or "сейчас не работает"
    return Hit(who.full_name, reverse("teachers:card", args=[who.pk]), note)


def _offer(offer: CourseOffer) -> Hit:
    note = f"{offer.provider}, {period(offer.starts_on, offer.ends_on)}{', закрыто' if offer.closed_on else ''}"
    return Hit(offer.programme, reverse("teachers:offer", args=[offer.pk]), note)


def _titles(user: Any, on: dt.date, titles: Readings) -> Rows:
    """What is known by its title alone: one query for the three kinds."""
    parts: list[Any] = [
        matching(model.objects.visible_to(user), titles, FOLDED).values_list("pk", name, at, Value(title, CharField()))[: AT_MOST + 1]
        for title, (model, name, at, _) in KINDS.items()
    ]
    return parts[0].union(*parts[1:], all=True)  # type: ignore[no-any-return]


def _by_kinds(rows: list[Any]) -> list[Found]:
    hits: dict[str, list[Hit]] = {title: [] for title in KINDS}
    for pk, name, at, title in rows:
        hits[title].append(Hit(name, reverse(KINDS[title][3], args=[pk]), day(at) if at else ""))
    return [Found(title, found[:AT_MOST], len(found) > AT_MOST) for title, found in hits.items()]


def _place(place: Organisation) -> Hit:
    closed = f"закрыта с {day(place.closed)}" if place.closed else ""
    return Hit(place.name, reverse("organisations:organisation", args=[place.pk]), ", ".join(one for one in (place.address, closed) if one))


def _route(route: Route) -> Hit:
    return Hit(
        f"ИОМ: {route.teacher.full_name}", reverse("routes:route", args=[route.pk]), f"{period(route.starts_on, route.ends_on)}, {route.get_state_display()}"
    )


def _found(title: str, first: list[Any], hit: Callable[[Any], Hit]) -> Found:
    return Found(title, [hit(row) for row in first[:AT_MOST]], len(first) > AT_MOST)

"""Search over what the person may see: people, organisations, routes, offers of courses, events, communities, contests."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, DateTimeField, F, Q, QuerySet, Subquery, Value
from django.urls import reverse

from communities.models import Community, Event
from contests.models import Contest
from portal.accounts.models import Organisation, Role
from portal.kit.finding import held, retyped, stems
from portal.kit.periods import today
from portal.kit.words import day, period
from routes.models import Route
from teachers.models import CourseOffer, Teacher
from teachers.selectors import named
from teachers.selectors.alike import NAME
from teachers.selectors.offers import OfferQuery, offers_listed
from teachers.selectors.organisations import found_by
from teachers.selectors.people import position_on
from teachers.selectors.staff import main_jobs

AT_MOST = 8
SHORTEST = 2
PEOPLE = "педагог, школа, событие"
OFFERED = ("programme", "provider", "starts_on", "ends_on", "closed_on")
NO_DAY = Value(None, DateTimeField())


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
    people = Teacher.objects.visible_to(user)
    found = [
        _people(named(people, text)),
        _found("Организации", found_by(_places(user), text), _place),
        _found("Маршруты", named(_routes(user), text, "teacher__"), _route),
        *([_found("Предложения КПК", offers_listed(user, OfferQuery(text, "all")).only(*OFFERED), _offer)] if user.has_perm("teachers.offers") else []),
        *_by_title(user, text),
    ]
    if not any(one.hits for one in found) and (bare := stems(text)) != text:
        found = [replace(_people(named(people, bare)), near=True)]
    return [one for one in found if one.hits]


def typed_otherwise(text: str, found: list[Found]) -> str:
    """The words in the other layout of the keyboard, when they are what was found."""
    return retyped(text, [f"{hit.text} {hit.note}" for one in found for hit in one.hits])


def by_stems(text: str, found: list[Found]) -> str:
    """«Орлов…»: the stems that found what is shown, when the words as they are typed found nothing."""
    return (
        " ".join(f"{word}…" if word != said else word for word, said in zip(stems(text).split(), text.split(), strict=True))
        if any(one.near for one in found)
        else ""
    )


def _places(user: Any) -> Any:
    """Organisations whose pages open to the user: all for the district's staff, a head's own; nobody else has a page of one."""
    opening = Q(district__in=user.districts_as(*Role.district_wide())) | Q(pk__in=user.organisations_as(Role.SCHOOL_HEAD))
    rows = Organisation.objects.visible_to(user).filter(opening).order_by(F("closed").desc(nulls_first=True), "name")
    return rows.only("name", "address", "closed")


def _routes(user: Any) -> Any:
    shown = ("starts_on", "ends_on", "state", *(f"teacher__{name}" for name in NAME))
    return Route.objects.visible_to(user).select_related("teacher").only(*shown)


def _people(rows: QuerySet[Teacher]) -> Found:
    """With the place of work and the position, that tell namesakes apart."""
    on = today()
    told = rows.only(*NAME).annotate(place=Subquery(main_jobs(on).values("organisation__short_name")), post=Subquery(position_on(on)))
    return _found("Педагоги", told, _person)


def _person(who: Any) -> Hit:
    note = ", ".join(filter(None, (who.place, (who.post or "").lower()))) or "сейчас не работает"
    return Hit(who.full_name, reverse("teachers:card", args=[who.pk]), note)


def _offer(offer: CourseOffer) -> Hit:
    note = f"{offer.provider}, {period(offer.starts_on, offer.ends_on)}{', закрыто' if offer.closed_on else ''}"
    return Hit(offer.programme, reverse("teachers:offer", args=[offer.pk]), note)


def _by_title(user: Any, text: str) -> list[Found]:
    """What is known by its title alone: one query for the three kinds."""
    kinds: dict[str, tuple[Any, ...]] = {
        "События": (Event, "title", F("starts_at"), "communities:event"),
        "Сообщества": (Community, "name", NO_DAY, "communities:community"),
        "Конкурсы": (Contest, "name", NO_DAY, "contests:contest"),
    }
    parts: list[Any] = [
        held(model.objects.visible_to(user), text).values_list("pk", name, on, Value(title, CharField()))[: AT_MOST + 1]
        for title, (model, name, on, _) in kinds.items()
    ]
    hits: dict[str, list[Hit]] = {title: [] for title in kinds}
    for pk, name, on, title in parts[0].union(*parts[1:], all=True):
        hits[title].append(Hit(name, reverse(kinds[title][3], args=[pk]), day(on) if on else ""))
    return [Found(title, found[:AT_MOST], len(found) > AT_MOST) for title, found in hits.items()]


def _place(place: Organisation) -> Hit:
    closed = f"закрыта с {day(place.closed)}" if place.closed else ""
    return Hit(place.name, reverse("organisations:organisation", args=[place.pk]), ", ".join(one for one in (place.address, closed) if one))


def _route(route: Route) -> Hit:
    return Hit(
        f"ИОМ: {route.teacher.full_name}", reverse("routes:route", args=[route.pk]), f"{period(route.starts_on, route.ends_on)}, {route.get_state_display()}"
    )


def _found(title: str, rows: QuerySet[Any], hit: Callable[[Any], Hit]) -> Found:
    first = list(rows[: AT_MOST + 1])
    return Found(title, [hit(row) for row in first[:AT_MOST]], len(first) > AT_MOST)

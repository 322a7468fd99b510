"""Search over what the person may see: people, organisations, events, communities, contests, routes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from communities.models import Community, Event
from contests.models import Contest
from portal.accounts.models import Organisation, Role
from portal.kit.finding import holding, retyped, stems
from portal.kit.words import day, period
from routes.models import Route
from teachers.models import Teacher
from teachers.selectors import named
from teachers.selectors.organisations import found_by

AT_MOST = 8
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One found thing: its words, where it is, a note."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` when there is more than shown, `near` when only words with the same beginning were found."""

    title: str
    hits: list[Hit]
    more: bool
    near: bool = False


def search(user: Any, text: str) -> list[Found]:
    """Groups with hits, each through its own door (`visible_to`); nothing for less than two letters. One query per kind.

    When nothing holds the words as they are typed, what begins with their stems is shown: «Орловой» finds Орлова.
    """
    text = " ".join(text.split())[:100]
    if len(text) < SHORTEST:
        return []
    people = named(Teacher.objects.visible_to(user), text, or_stems=True)
    circles, contests = (holding(model.objects.visible_to(user), text, "name", or_stems=True) for model in (Community, Contest))
    found = [
        *_found("Педагоги", people, lambda who: Hit(who.full_name, reverse("teachers:card", args=[who.pk]))),
        *_found("Организации", found_by(_places(user), text, or_stems=True), _place),
        *_found("Маршруты", named(Route.objects.visible_to(user).select_related("teacher"), text, "teacher__", or_stems=True), _route),
        *_found("События", holding(Event.objects.visible_to(user), text, "title", or_stems=True), _event),
        *_found("Сообщества", circles, lambda one: Hit(one.name, reverse("communities:community", args=[one.pk]))),
        *_found("Конкурсы", contests, lambda one: Hit(one.name, reverse("contests:contest", args=[one.pk]))),
    ]
    return [one for one in found if not one.near] or found


def typed_otherwise(text: str, found: list[Found]) -> str:
    """The words in the other layout of the keyboard, when they are what was found."""
    return retyped(text, [f"{hit.text} {hit.note}" for one in found for hit in one.hits])


def by_stems(text: str, found: list[Found]) -> str:
    """«Орлов…»: the beginnings of words that found what is shown, when the words as they are typed found nothing."""
    return (
        " ".join(f"{word}…" if word != said else word for word, said in zip(stems(text).split(), text.split(), strict=True))
        if any(one.near for one in found)
        else ""
    )


def _places(user: Any) -> Any:
    """Organisations whose pages open to the user: all for the district's staff, a head's own; nobody else has a page of one."""
    rows = Organisation.objects.visible_to(user)
    return rows.filter(Q(district__in=user.districts_as(*Role.district_wide())) | Q(pk__in=user.organisations_as(Role.SCHOOL_HEAD))).order_by(
        F("closed").desc(nulls_first=True), "name"
    )


def _place(place: Organisation) -> Hit:
    closed = f"закрыта с {day(place.closed)}" if place.closed else ""
    return Hit(place.name, reverse("organisations:organisation", args=[place.pk]), ", ".join(one for one in (place.address, closed) if one))


def _route(route: Route) -> Hit:
    return Hit(
        f"ИОМ: {route.teacher.full_name}", reverse("routes:route", args=[route.pk]), f"{period(route.starts_on, route.ends_on)}, {route.get_state_display()}"
    )


def _event(event: Event) -> Hit:
    return Hit(event.title, reverse("communities:event", args=[event.pk]), day(event.starts_at))


def _found(title: str, rows: QuerySet[Any], hit: Callable[[Any], Hit]) -> Iterator[Found]:
    """The group with what holds the words as they are typed, else with what begins with their stems; no group without either."""
    first = list(rows[: AT_MOST + 1])
    typed = [row for row in first if getattr(row, "as_typed", True)]
    shown = typed or first
    if shown:
        yield Found(title, [hit(row) for row in shown[:AT_MOST]], len(shown) > AT_MOST, near=not typed)

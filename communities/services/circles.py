"""Opening communities, taking people in, letting them go."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse

from communities.models import Community, Membership
from communities.selectors.places import why_not_close
from communities.services.people import held, own_teachers, take_turn, tell_journal
from portal.accounts.models import District
from portal.journal.lifecycle import advance
from portal.journal.services import record, refuse_stale, who_was_faster
from portal.kit.namesakes import refuse_namesake, same
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import in_turn, locked
from portal.kit.words import day
from teachers.services.changes import said


@dataclass(frozen=True)
class CommunityData:
    """What a methodist writes about a community."""

    name: str
    kind: str
    since: dt.date
    until: dt.date | None = None
    topic: str = ""
    platform: str = ""
    functions: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    shared: bool = False
    about: str = ""


NAMES = tuple(one.name for one in fields(CommunityData))
REMOVED = "Эту запись об участии уже удалили."


@transaction.atomic
def create_community(*, data: CommunityData, district: District, by: Any, again: str = "") -> Community:
    """Открыть проект сообщества. Raises Refusal for reversed dates, Namesake when one of its kind has the name, unless `again` names it."""
    made = Community(district=district, **{name: getattr(data, name) for name in NAMES})
    _check(made)
    _ask(made, again)
    made.save()
    record(verb="создал(а) сообщество", obj=made, by=by)
    return made


def _ask(community: Community, again: str) -> None:
    """Raise Namesake when another one of its kind has the name and is not in the archive."""
    in_turn("communities.community", community.district_id)
    refuse_namesake(
        Community.objects.filter(district=community.district_id, kind=community.kind).exclude(state=Community.State.ARCHIVED), community, again,
        begins="Такое сообщество уже есть", address=lambda one: reverse("communities:community", args=[one.pk]),
        note=lambda one: f"{one.get_state_display()}, работает с {day(one.since)}",
    )  # fmt: skip


@transaction.atomic
def edit_community(*, community: Community, data: CommunityData, by: Any, seen: int | None = None, again: str = "") -> Community:
    """Save the community's page. Raises Refusal for reversed dates, or when members of other districts would lose sight of it.

    Raises Namesake when it becomes one of a name with another of its kind, unless `again` names that one.
    """
    take_turn(Community, community.pk)
    fresh = locked(Community.objects, community.pk)
    refuse_stale(fresh, seen)
    before = {name: getattr(fresh, name) for name in NAMES}
    for name in NAMES:
        setattr(fresh, name, getattr(data, name))
    changed = {name: value for name, value in before.items() if getattr(fresh, name) != value}
    if changed:
        _check(fresh)
        if why := why_not_close(fresh, before["shared"]):
            raise Refusal(why, field="shared")
        if (same(before["name"]), before["kind"]) != (same(fresh.name), fresh.kind):
            _ask(fresh, again)
        fresh.save()
        now = {name: getattr(fresh, name) for name in changed}
        record(verb="изменил(а) сообщество", obj=fresh, by=by, before=said(Community, changed), after=said(Community, now))
    return fresh


def _check(community: Community) -> None:
    if community.until and community.until < community.since:
        raise Refusal("Дата «по» раньше даты «с».", field="until")


@transaction.atomic
def move_community(*, community: Community, move: str, by: Any, comment: str = "", seen: int | None = None) -> Community:
    """Start, finish, resume, archive. Finishing closes the open memberships with the same date."""
    dates: dict[str, Any] = {"until": max(today(), community.since) if move == "finish" else None} if move in ("finish", "resume") else {}
    take_turn(Community, community.pk)
    fresh: Community = advance(community, move, by=by, comment=comment, seen=seen, **dates)
    if move == "finish":
        Membership.objects.filter(community=fresh, until__isnull=True).update(until=Greatest(F("since"), fresh.until))
    return fresh


@transaction.atomic
def add_members(*, community: Community, teachers: Iterable[int], since: dt.date, by: Any, role: str = Membership.MemberRole.MEMBER) -> int:
    """Принять в сообщество с даты; who is in already stays as she is. Gives the number of new members.

    Raises Refusal for people of another district, a date before the community began or in the future, or a finished community.
    """
    community = held(community)
    if community.state not in (Community.State.PROJECT, Community.State.ACTIVE):
        raise Refusal(f"Сообщество сейчас «{community.get_state_display()}»: новых участников в него не принимают.")
    if since < community.since:
        raise Refusal(f"Сообщество работает с {day(community.since)}: дата вступления не может быть раньше.", field="since")
    if since > max(today(), community.since):
        raise Refusal("Дата вступления ещё не наступила.", field="since")
    people = own_teachers(community, teachers, by)
    inside = set(Membership.objects.current().filter(community=community, role=role, teacher__in=people).values_list("teacher_id", flat=True))
    new = [one for one in people if one.pk not in inside]
    rows = [Membership(district_id=one.district_id, community=community, teacher=one, role=role, since=since) for one in new]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)
    verb = "назначил(а) руководителями" if role == Membership.MemberRole.LEADER else "принял(а) в сообщество"
    tell_journal(community, verb, new, by, с=day(since))
    return len(new)


@transaction.atomic
def end_membership(*, membership: Membership, on: dt.date, by: Any, product: str = "", seen: int | None = None) -> Membership:
    """Выбыл(а) с даты; `product` is what was made and defended. Raises Refusal for a date before joining, in the future, or twice."""
    fresh = locked(Membership.objects.select_related("teacher", "community"), membership.pk, REMOVED)
    if fresh.until:
        raise Refusal(f"Участие уже закончено {day(fresh.until)}: {who_was_faster(fresh)}.")
    refuse_stale(fresh, seen)
    if on < fresh.since:
        raise Refusal(f"Участие началось {day(fresh.since)}: дата выбытия не может быть раньше.", field="until")
    if on > today():
        raise Refusal("Дата выбытия ещё не наступила.", field="until")
    fresh.until = on
    fresh.product = product.strip() or fresh.product
    fresh.save(update_fields=["until", "product"])
    record(verb="отметил(а) выбытие из сообщества", obj=fresh, by=by, after={"по": day(on), "продукт": fresh.product})
    return fresh


@transaction.atomic
def delete_membership(*, membership: Membership, by: Any, seen: int | None = None) -> None:
    """Удалить запись, внесённую по ошибке: as if she had never been a member. Raises Stale when somebody changed it since the page was shown."""
    fresh = locked(Membership.objects.select_related("teacher", "community"), membership.pk, REMOVED)
    refuse_stale(fresh, seen, moving=True)
    record(verb="удалил(а) ошибочную запись об участии", obj=fresh, by=by, before={"с": day(fresh.since), "по": day(fresh.until)})
    fresh.delete()

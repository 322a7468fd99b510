"""Communities as the lists and pages show them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from communities.models import Attendance, Community, Event, Membership
from communities.selectors.people import found, own_districts
from communities.selectors.standing import Standing, community_standing
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.finding import holding
from portal.kit.naming import Register
from portal.kit.periods import today
from portal.kit.words import short_name
from teachers.models import Competency, Teacher
from teachers.selectors import named, places, register

LEADER, MEMBER = Membership.MemberRole.LEADER, Membership.MemberRole.MEMBER
KINDS = "community_kinds"
ORDERS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "since": ("since", "pk"), "-since": ("-since", "-pk")}
EVENTS_SHOWN = 24


@dataclass(frozen=True)
class CircleQuery:
    """What the list of communities is narrowed by; an empty value narrows nothing."""

    words: str = ""
    kind: str = ""
    state: str = ""
    sort: str = ""


@dataclass(frozen=True)
class CircleRow:
    """One line of the list of communities; people are those of the user's own district."""

    community: Community
    kind: str
    standing: Standing
    leaders: str
    members: int
    events: int
    last_event: dt.datetime | None
    host: str


def circles(user: Any, query: CircleQuery) -> QuerySet[Community]:
    """Communities that the user may see: working ones first, then by name."""
    rows: QuerySet[Community] = Community.objects.visible_to(user).select_related("district")
    rows = holding(rows, query.words, "name", "topic", "platform")
    exact = {name: getattr(query, name) for name in ("kind", "state") if getattr(query, name)}
    rows = rows.filter(**exact) if query.state else rows.filter(**exact).exclude(state=Community.State.ARCHIVED)
    return counted(rows).order_by(*ORDERS.get(query.sort, ("state", "name", "pk")))


def counted(rows: QuerySet[Community]) -> QuerySet[Community]:
    """With `inside` (members), `held` (events) and `last_event`, read together with each row of the page."""
    people = Membership.objects.filter(_inside(), community=OuterRef("pk"), role=MEMBER).order_by().values("community")
    events = Event.objects.filter(community=OuterRef("pk"), state=Event.State.HELD).order_by().values("community")
    return rows.annotate(
        inside=Subquery(people.annotate(n=Count("teacher", distinct=True)).values("n")),
        held=Subquery(events.annotate(n=Count("pk")).values("n")),
        last_event=Subquery(events.annotate(last=Max("starts_at")).values("last")),
    )


def rows_of(communities: list[Any], user: Any, words: Lexicon) -> list[CircleRow]:
    """The lines of one page of `circles`; the leaders are one more query."""
    led, home = leaders(communities), set(user.district_ids)
    return [
        CircleRow(
            one, words.name(KINDS, one.kind), community_standing(one, today()), ", ".join(led[one.pk]), one.inside or 0, one.held or 0, one.last_event,
            "" if one.district_id in home else one.district.name,
        )
        for one in communities
    ]  # fmt: skip


def _inside() -> Q:
    """Members of a working community are those who have not left; of a finished one, those who stayed to its end."""
    return Q(until__isnull=True) | Q(community__state__in=[Community.State.FINISHED, Community.State.ARCHIVED])


def leaders(communities: list[Community]) -> dict[int, list[str]]:
    """Community id → «Иванова А. П.», … in the order of names."""
    rows = Membership.objects.filter(_inside(), community__in=communities, role=LEADER).select_related("teacher").order_by("teacher__last_name", "pk")
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        names[row.community_id].append(short_name(row.teacher))
    return names


@dataclass(frozen=True)
class CircleCard:
    """What the page of one community says."""

    community: Community
    kind: str
    standing: Standing
    host: str
    leaders: list[str]
    members: int
    constant: int
    functions: list[Competency]
    coming: list[Any]
    past: list[Any]
    mine: Membership | None

    @property
    def held(self) -> int:
        """Проведено событий among the latest ones."""
        return sum(event.state == Event.State.HELD for event in self.past)

    @property
    def constant_share(self) -> float | None:
        """Постоянный состав, % of members who have been in for a year or from the first day; None without members."""
        return 100 * self.constant / self.members if self.members else None


def card(community: Community, user: Any) -> CircleCard:
    """Everything on the community's page but the list of members, in a fixed number of queries."""
    rows = Membership.objects.filter(community=community)
    heads = rows.filter(Q(role=LEADER) | Q(teacher__user=user)).filter(_inside()).select_related("teacher").order_by("role", "teacher__last_name", "pk")
    people, inside, constant = list(heads), Count("teacher", filter=_inside(), distinct=True), Count("teacher", filter=_constant(community), distinct=True)
    counts = rows.filter(role=MEMBER).aggregate(inside=inside, constant=constant)
    came = Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT))
    latest = Event.objects.filter(community=community).exclude(state=Event.State.CANCELLED).annotate(came=came).order_by("-starts_at")
    now, shown = timezone.now(), list(latest[:EVENTS_SHOWN])
    return CircleCard(
        community=community,
        kind=lexicon(KINDS).name(KINDS, community.kind),
        standing=community_standing(community, today()),
        host="" if community.district_id in user.district_ids else community.district.name,
        leaders=[short_name(row.teacher) for row in people if row.role == LEADER],
        members=counts["inside"],
        constant=counts["constant"],
        functions=list(Competency.objects.filter(framework__in_force=True, parent__isnull=True, code__in=community.functions)) if community.functions else [],
        coming=[event for event in reversed(shown) if event.ends_at >= now],
        past=[event for event in shown if event.ends_at < now],
        mine=next((row for row in people if row.teacher.user_id == user.pk), None),
    )


def _constant(community: Community) -> Q:
    """Members present from the beginning or for at least a year, as of today or of the community's end."""
    end = community.until or timezone.localdate()
    since = max(community.since, end - dt.timedelta(days=365))
    return Q(since__lte=since) & (Q(until__isnull=True) | Q(until__gte=end))


def members(community: Community, user: Any, words: str = "", left: bool = False) -> QuerySet[Membership]:
    """Members whom the user may see by name: now in (or also those who left), leaders first, then by name."""
    rows: Any = Membership.objects.visible_to(user).filter(community=community).select_related("teacher")
    rows = named(rows, words, "teacher__")
    if not left:
        rows = rows.filter(_inside())
    return rows.order_by("role", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "-since", "pk")


@dataclass(frozen=True)
class MemberRow:
    """One member with her place of work and how many of the community's events she came to."""

    membership: Membership
    place: str
    visits: int


def member_rows(rows: list[Membership], community: Community) -> list[MemberRow]:
    """The lines of one page of members, in two queries."""
    people = [row.teacher_id for row in rows]
    came = Attendance.objects.filter(event__community=community, teacher__in=people, status=Attendance.Status.PRESENT)
    visits = dict(came.order_by().values_list("teacher").annotate(Count("pk")))
    at = places(people, timezone.localdate())
    return [MemberRow(row, at.get(row.teacher_id, ""), visits.get(row.teacher_id, 0)) for row in rows]


def to_add(community: Community, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the user's district who are not members now, by any part of the name."""
    return found(community, user, words, today(), Membership.objects.current().filter(community=community, role=MEMBER).values("teacher"))


def people_of(community: Community, user: Any) -> Register:
    """The register that a pasted list is matched with."""
    return register(own_districts(community, user), today())


def inside(community: Community) -> set[int]:
    """Ids of those who are members now."""
    return set(Membership.objects.current().filter(community=community, role=MEMBER).values_list("teacher_id", flat=True))

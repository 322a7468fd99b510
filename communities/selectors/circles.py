"""Communities as the lists and pages show them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from communities.models import Attendance, Community, Event, Membership
from communities.selectors.people import found, own_districts
from communities.selectors.standing import Standing, communities_standing, community_standing
from portal.accounts.models import Word
from portal.accounts.selectors import Lexicon
from portal.kit.finding import holding
from portal.kit.keyed import Keyed
from portal.kit.naming import Register
from portal.kit.pages import ByKeys
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import short_name
from teachers.models import Employment, Teacher
from teachers.selectors import functions_named, named, register
from teachers.selectors.walking import ByRole

LEADER, MEMBER = Membership.MemberRole.LEADER, Membership.MemberRole.MEMBER
KINDS = "community_kinds"
ORDERS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "since": ("since", "pk"), "-since": ("-since", "-pk")}
BY_ROLE = ("role", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "teacher_id", "-since", "pk")
EVENTS_SHOWN = 24
OVER = (Community.State.FINISHED, Community.State.ARCHIVED)


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
    """Communities that the user may see, with what a line says of each."""
    return counted(found_circles(user, query)).select_related("district")


def found_circles(user: Any, query: CircleQuery) -> QuerySet[Community]:
    """The communities by themselves: working ones first, then by name."""
    rows: QuerySet[Community] = holding(Community.objects.visible_to(user), query.words, "name", "topic", "platform")
    rows = rows.filter(kind=query.kind) if query.kind else rows
    rows = rows.filter(communities_standing(query.state, today())) if query.state else rows.exclude(state=Community.State.ARCHIVED)
    return rows.order_by(*ORDERS.get(query.sort, ("state", "name", "pk")))


def counted(rows: QuerySet[Community]) -> QuerySet[Community]:
    """With `inside` (members), `held` (events) and `last_event`, read together with each row of the page."""
    people = Membership.objects.filter(_inside(), community=OuterRef("pk"), role=MEMBER).order_by().values("community")
    events = Event.objects.filter(community=OuterRef("pk"), state=Event.State.HELD).order_by().values("community")
    return rows.annotate(
        inside=Subquery(people.annotate(n=Count("teacher", distinct=True)).values("n")),
        held=Subquery(events.annotate(n=Count("pk")).values("n")),
        last_event=Subquery(events.annotate(last=Max("starts_at")).values("last")),
    )


COUNTED: Any = Keyed(Prepared(lambda keys: counted(Community.objects.filter(pk__among=keys).select_related("district").order_by()), keys=list))


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
    return Q(until__isnull=True) | Q(community__state__in=OVER)


def _now_in(rows: QuerySet[Membership], community: Community) -> QuerySet[Membership]:
    """The same for rows of one community, without a join."""
    return rows if community.state in OVER else rows.filter(until__isnull=True)


LED = Prepared(
    lambda communities: (
        Membership.objects.filter(_inside(), community__among=communities, role=LEADER).select_related("teacher").order_by("teacher__last_name", "pk")
    ),
    communities=list,
)


def leaders(communities: list[Community]) -> dict[int, list[str]]:
    """Community id → «Иванова А. П.», … in the order of names."""
    names: dict[int, list[str]] = defaultdict(list)
    for row in LED.ask(communities=[one.pk for one in communities]):
        names[row.community_id].append(short_name(row.teacher))
    return names


def leaders_of(rows: QuerySet[Community]) -> QuerySet[Any, Any]:
    """Ids of the cards of those who lead the communities."""
    return Membership.objects.filter(_inside(), community__in=[one.pk for one in rows], role=LEADER).values_list("teacher", flat=True)


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
    functions: list[dict[str, str]]  # code and name
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


def described() -> QuerySet[Community]:
    """Communities with all that their own page says of them but people: the kind in words, labour functions, the host."""
    kind = Word.objects.filter(dictionary=KINDS, code=OuterRef("kind")).values("name")[:1]
    return Community.objects.select_related("district").annotate(named=functions_named(), kind_name=Subquery(kind))


@dataclass(frozen=True)
class People:
    """Who is in a community: rows of all roles, members (each once), of them the constant ones; ids of its leaders' memberships and of the user's own."""

    rows: int = 0
    members: int = 0
    constant: int = 0
    heads: Sequence[int] = ()


def _people_in(community: int, me: int, since: dt.date, end: dt.date, over: bool) -> QuerySet[Any]:
    member, now_in = Q(role=MEMBER), Q() if over else Q(until__isnull=True)
    constant = member & Q(since__lte=since) & (Q(until__isnull=True) | Q(until__gte=end))
    heads = now_in & (Q(role=LEADER) | Q(teacher__in=Teacher.objects.filter(user=me)))
    counts = {
        "rows": Count("role", filter=now_in or None),
        "members": Count("teacher", filter=member & now_in, distinct=over),  # who is in now is in once: the database sees to that
        "constant": Count("teacher", filter=constant, distinct=True),
        "heads": ArrayAgg("pk", filter=heads, default=Value([])),
    }
    return Membership.objects.filter(community=community).order_by().values_list("community").annotate(**counts)


PEOPLE_IN = {
    over: Prepared(lambda over=over, **values: _people_in(over=over, **values), community=int, me=int, since=dt.date, end=dt.date) for over in (True, False)
}


def people_in(community: Community, user: Any) -> People:
    """What a community's page counts, in one query. Constant are those present from the beginning or for at least a year, as of today or of its end."""
    end = community.until or timezone.localdate()
    since = max(community.since, end - dt.timedelta(days=365))
    found = PEOPLE_IN[community.state in OVER].ask(community=community.pk, me=user.pk, since=since, end=end)
    return People(*found[0][1:]) if found else People()


HEADS = Prepared(lambda keys: Membership.objects.filter(pk__among=keys).select_related("teacher").order_by("role", "teacher__last_name", "pk"), keys=list)


def _latest(community: int) -> QuerySet[Any]:
    came = Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT))
    return Event.objects.filter(community=community).exclude(state=Event.State.CANCELLED).annotate(came=came).order_by("-starts_at")[:EVENTS_SHOWN]


LATEST = Prepared(_latest, community=int)


def card(community: Any, user: Any, inside: People | None = None) -> CircleCard:
    """Everything on the page of a community from `described` but the list of members, in a fixed number of queries; `inside`: its people when they are counted."""
    inside = inside or people_in(community, user)
    people = HEADS.ask(keys=list(inside.heads))
    now, shown = timezone.now(), LATEST.ask(community=community.pk)
    return CircleCard(
        community=community,
        kind=community.kind_name or community.kind,
        standing=community_standing(community, today()),
        host="" if community.district_id in user.district_ids else community.district.name,
        leaders=[short_name(row.teacher) for row in people if row.role == LEADER],
        members=inside.members,
        constant=inside.constant,
        functions=community.named,
        coming=[event for event in reversed(shown) if event.ends_at >= now],
        past=[event for event in shown if event.ends_at < now],
        mine=next((row for row in people if row.teacher.user_id == user.pk), None),
    )


def members(community: Community, user: Any, words: str = "", left: bool = False) -> QuerySet[Membership]:
    """Members whom the user may see by name: now in (or also those who left), leaders first, then by name."""
    rows: Any = Membership.objects.visible_to(user).filter(community=community)
    if user.whole:
        rows = rows.filter(teacher__district__in=user.whole)  # the same people: their names are then read from the index of names
    rows = named(rows, words, "teacher__")
    if not left:
        rows = _now_in(rows, community)
    return rows.order_by(*BY_ROLE)


def told(rows: QuerySet[Membership], community: int, on: dt.date) -> QuerySet[Any]:
    """With the teacher, her `place` of work on the date and `visits`: how many of the community's events she came to."""
    came = Attendance.objects.filter(event__community=community, teacher=OuterRef("teacher"), status=Attendance.Status.PRESENT).order_by().values("teacher")
    works = Employment.objects.on(on).main().filter(teacher=OuterRef("teacher")).order_by().values("organisation__short_name")[:1]
    return rows.select_related("teacher").annotate(place=Subquery(works), visits=Subquery(came.annotate(n=Count("pk")).values("n")))


TOLD = Prepared(lambda keys, community, on: told(Membership.objects.filter(pk__among=keys).order_by(), community, on), keys=list, community=int, on=dt.date)


def members_page(community: Community, user: Any, inside: People, words: str = "", left: bool = False) -> ByKeys:
    """The same for the page, which knows already how many of all there are; of fewer, all are found in one query. Each `told`."""
    rows: Any = Keyed(TOLD, community=community.pk, on=timezone.localdate())
    known = user.whole and not words.strip() and not left
    if not known or community.state in OVER:  # in one that is over somebody may have been in twice
        return ByKeys(members(community, user, words, left), rows, total=inside.rows if known else None, at_once=not known)
    now = Membership.objects.current().filter(community=community).order_by(*BY_ROLE)  # behind the wall are only districts that she sees whole
    return ByKeys(ByRole(now, {LEADER: inside.rows - inside.members, MEMBER: inside.members}, user.whole), rows)


@dataclass(frozen=True)
class MemberRow:
    """One member with her place of work and how many of the community's events she came to."""

    membership: Membership
    place: str
    visits: int


def member_rows(rows: Iterable[Any]) -> list[MemberRow]:
    """The lines of memberships that are `told`, nothing read any more."""
    return [MemberRow(row, row.place or "", row.visits or 0) for row in rows]


def to_add(community: Community, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the user's district who are not members now, by any part of the name."""
    return found(community, user, words, today(), Membership.objects.current().filter(community=community, role=MEMBER).values("teacher"))


def people_of(community: Community, user: Any) -> Register:
    """The register that a pasted list is matched with."""
    return register(own_districts(community, user), today())


def inside(community: Community) -> set[int]:
    """Ids of those who are members now."""
    return set(Membership.objects.current().filter(community=community, role=MEMBER).values_list("teacher_id", flat=True))

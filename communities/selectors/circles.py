"""Communities as the lists and pages show them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, Func, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from communities.models import Attendance, Community, Event, Membership
from communities.selectors.people import found, own_districts
from communities.selectors.standing import Standing, communities_standing, community_standing
from portal.accounts.models import Word
from portal.accounts.selectors import Lexicon
from portal.kit.finding import holding
from portal.kit.naming import Register
from portal.kit.periods import today
from portal.kit.words import short_name
from teachers.models import Employment, Teacher
from teachers.selectors import functions_named, named, register

LEADER, MEMBER = Membership.MemberRole.LEADER, Membership.MemberRole.MEMBER
KINDS = "community_kinds"
ORDERS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "since": ("since", "pk"), "-since": ("-since", "-pk")}
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
    """Communities that the user may see: working ones first, then by name."""
    rows: QuerySet[Community] = Community.objects.visible_to(user).select_related("district")
    rows = holding(rows, query.words, "name", "topic", "platform")
    rows = rows.filter(kind=query.kind) if query.kind else rows
    rows = rows.filter(communities_standing(query.state, today())) if query.state else rows.exclude(state=Community.State.ARCHIVED)
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
    return Q(until__isnull=True) | Q(community__state__in=OVER)


def _now_in(rows: QuerySet[Membership], community: Community) -> QuerySet[Membership]:
    """The same for rows of one community, without a join."""
    return rows if community.state in OVER else rows.filter(until__isnull=True)


def leaders(communities: list[Community]) -> dict[int, list[str]]:
    """Community id → «Иванова А. П.», … in the order of names."""
    rows = Membership.objects.filter(_inside(), community__in=communities, role=LEADER).select_related("teacher").order_by("teacher__last_name", "pk")
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
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
    """Communities with all that their own page says of them: the kind in words, labour functions, the host, members and the constant ones."""
    kind = Word.objects.filter(dictionary=KINDS, code=OuterRef("kind")).values("name")[:1]
    people = Membership.objects.filter(community=OuterRef("pk"), role=MEMBER).order_by().values("community")
    inside, constant = (Subquery(people.filter(who).annotate(n=Count("teacher", distinct=True)).values("n")) for who in (_inside(), _constant()))
    return Community.objects.select_related("district").annotate(named=functions_named(), kind_name=Subquery(kind), inside=inside, constant=constant)


def card(community: Any, user: Any) -> CircleCard:
    """Everything on the page of a community from `described` but the list of members, in a fixed number of queries."""
    rows = Membership.objects.filter(community=community)
    heads = (
        _now_in(rows.filter(Q(role=LEADER) | Q(teacher__in=Teacher.objects.filter(user=user))), community)
        .select_related("teacher")
        .order_by("role", "teacher__last_name", "pk")
    )
    people = list(heads)
    came = Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT))
    latest = Event.objects.filter(community=community).exclude(state=Event.State.CANCELLED).annotate(came=came).order_by("-starts_at")
    now, shown = timezone.now(), list(latest[:EVENTS_SHOWN])
    return CircleCard(
        community=community,
        kind=community.kind_name or community.kind,
        standing=community_standing(community, today()),
        host="" if community.district_id in user.district_ids else community.district.name,
        leaders=[short_name(row.teacher) for row in people if row.role == LEADER],
        members=community.inside or 0,
        constant=community.constant or 0,
        functions=community.named,
        coming=[event for event in reversed(shown) if event.ends_at >= now],
        past=[event for event in shown if event.ends_at < now],
        mine=next((row for row in people if row.teacher.user_id == user.pk), None),
    )


def _constant() -> Q:
    """Correlated to a community: members present from the beginning or for at least a year, as of today or of the community's end."""
    end = Coalesce(OuterRef("until"), Value(timezone.localdate()), output_field=DateField())
    year_before: Any = Func(end, Value(365), arg_joiner=" - ", template="(%(expressions)s)", output_field=DateField())
    return Q(since__lte=Greatest(OuterRef("since"), year_before)) & (Q(until__isnull=True) | Q(until__gte=end))


def members(community: Community, user: Any, words: str = "", left: bool = False) -> QuerySet[Membership]:
    """Members whom the user may see by name: now in (or also those who left), leaders first, then by name."""
    rows: Any = Membership.objects.visible_to(user).filter(community=community).select_related("teacher")
    rows = named(rows, words, "teacher__")
    if not left:
        rows = _now_in(rows, community)
    return rows.order_by("role", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "-since", "pk")


@dataclass(frozen=True)
class MemberRow:
    """One member with her place of work and how many of the community's events she came to."""

    membership: Membership
    place: str
    visits: int


def member_rows(rows: list[Membership], community: Community) -> list[MemberRow]:
    """The lines of one page of members, in one query."""
    people = [row.teacher_id for row in rows]
    came = Attendance.objects.filter(event__community=community, teacher=OuterRef("pk"), status=Attendance.Status.PRESENT).order_by().values("teacher")
    works = Employment.objects.on(timezone.localdate()).main().filter(teacher=OuterRef("pk")).order_by().values("organisation__short_name")[:1]
    known = Teacher.objects.filter(pk__in=people).order_by().values_list("pk", Subquery(works), Subquery(came.annotate(n=Count("pk")).values("n")))
    about = {pk: (place or "", visits or 0) for pk, place, visits in known}
    return [MemberRow(row, *about.get(row.teacher_id, ("", 0))) for row in rows]


def to_add(community: Community, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the user's district who are not members now, by any part of the name."""
    return found(community, user, words, today(), Membership.objects.current().filter(community=community, role=MEMBER).values("teacher"))


def people_of(community: Community, user: Any) -> Register:
    """The register that a pasted list is matched with."""
    return register(own_districts(community, user), today())


def inside(community: Community) -> set[int]:
    """Ids of those who are members now."""
    return set(Membership.objects.current().filter(community=community, role=MEMBER).values_list("teacher_id", flat=True))

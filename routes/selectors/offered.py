"""What the district offers, as proposals of steps for one teacher: only what she can attend, what is meant for her, what is still ahead."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from communities.models import Community, Event, Programme
from communities.selectors import offers
from portal.kit.periods import today
from portal.kit.words import quoted
from routes.models import Route, Step
from routes.selectors.proposal import Proposal
from teachers.models import Course, CourseOffer, Teacher
from teachers.selectors import Standing, course_offers, standing

D, E = Step.Direction, Step.Education
FOR_LEADERS = ("shnz", "shuo", "reserve", "council", "expert")  # schools of deputies, reserve, councils: not a teacher's own deficit
FOR_NOVICES = "smp"
ONLINE_KINDS = ("online_cab", "virtual_cab", "network", "snet")
SIGNED_UP, YOUNG_ONES = 5, 3  # worth of what she has chosen already, and of what is made for people of her years
RESULTS = {
    "ef01": "конспект, применение приёмов на занятиях",
    "ef09": "сертификат участника вебинара",
    "ef10": "выступление или тезисы",
    "ef16": "приём, освоенный на мастер-классе, на открытом занятии",
    "ef45": "анализ открытого занятия",
}


@dataclass(frozen=True)
class Terms:
    """For whom and for which days steps are looked for; `wide` shows circles of leaders too."""

    teacher: Teacher
    who: Standing
    since: dt.date
    until: dt.date
    organisation_id: int | None
    wide: bool = False


def terms_of(route: Route, *, wide: bool = False) -> Terms:
    """The terms of a route, from today to its end."""
    return Terms(route.teacher, standing(route.teacher), max(route.starts_on, today()), route.ends_on, route.organisation_id, wide)


def offered_for(terms: Terms, codes: list[str]) -> list[Proposal]:
    """All that the district offers the teacher for the functions. Four queries."""
    return list(_offered(terms, codes))


def _offered(terms: Terms, codes: list[str]) -> Iterator[Proposal]:
    found = offers(codes, terms.since, terms.until, terms.teacher)
    learned = Exists(Course.objects.filter(teacher=terms.teacher, programme=OuterRef("programme")))
    for course in course_offers(terms.teacher.district_id, codes, terms.since).filter(~learned, ends_on__lte=terms.until):
        yield from _aimed(_course(course), course, terms)
    for community in found.communities:
        if terms.wide or _suits(community, terms.who):
            yield from _aimed(_community(community, terms.since, terms.until), community, terms)
    for programme in found.programmes:
        yield from _aimed(_programme(programme, terms.since, terms.until), programme, terms)
    for event in found.events:
        if _is_for(event, terms.organisation_id):
            yield from _aimed(_event(event, terms.until), event, terms, signed_up=event.signed)


def _aimed(made: Proposal, offer: Any, terms: Terms, *, signed_up: bool = False) -> Iterator[Proposal]:
    """The proposal with its worth and reason; nothing when the offer is meant for others."""
    found = terms.who.suits(offer.audience)
    if signed_up:
        yield replace(made, worth=SIGNED_UP, reason="запись уже есть")
    elif getattr(offer, "kind", "") == FOR_NOVICES:
        yield replace(made, worth=YOUNG_ONES, reason="для педагогов до 35 лет или со стажем до 3 лет")
    elif found:
        yield replace(made, worth=found[0], reason=found[1])


def _suits(community: Community, who: Standing) -> bool:
    """Not a circle of leaders, and the school of young teachers only for the young."""
    return who.young if community.kind == FOR_NOVICES else community.kind not in FOR_LEADERS


def _is_for(event: Event, organisation_id: int | None) -> bool:
    """An event of the level of an organisation is for its own people only."""
    return event.level != "oo" or event.organiser_id == organisation_id


def _open_to(route: Route) -> Q:
    """Own district's, or opened to partners: the wall alone is not enough for a person of two districts."""
    return Q(district=route.district_id) | Q(shared=True)


def _working() -> Q:
    return Q(until__isnull=True) | Q(until__gte=today())


def offered(route: Route, kind: str, ref: int) -> Proposal | None:
    """One offer as a proposal, when the teacher of the route may take it: own district's or shared, still ahead, not another school's own."""
    found = _one(route, kind, ref)
    if found is None:
        return None
    made, offer = found
    return next(_aimed(made, offer, terms_of(route)), made)


def _one(route: Route, kind: str, ref: int) -> tuple[Proposal, Any] | None:
    if kind == "event":
        event = Event.objects.filter(_open_to(route), pk=ref, state__in=[Event.State.PLANNED, Event.State.ANNOUNCED], ends_at__gte=timezone.now()).first()
        return (_event(event, route.ends_on), event) if event and _is_for(event, route.organisation_id) else None
    if kind == "programme":
        programme = Programme.objects.filter(_open_to(route), _working(), pk=ref).first()
        return (_programme(programme, max(route.starts_on, today()), route.ends_on), programme) if programme else None
    if kind == "community":
        community = Community.objects.filter(_open_to(route), _working(), pk=ref, state=Community.State.ACTIVE).first()
        return (_community(community, max(route.starts_on, today()), route.ends_on), community) if community else None
    course = CourseOffer.objects.filter(district=route.district_id, pk=ref, ends_on__gte=today(), closed_on__isnull=True).first()
    return (_course(course), course) if course else None


def _course(offer: CourseOffer) -> Proposal:
    title = f"КПК {quoted(offer.programme)}, {offer.hours} ч ({offer.provider})"
    return Proposal(
        "course_offer", offer.pk, D.COURSES, title[:300], E.FORMAL, offer.remote, offer.starts_on, offer.ends_on,
        "удостоверение о повышении квалификации", tuple(offer.functions),
    )  # fmt: skip


def _community(community: Community, since: dt.date, until: dt.date) -> Proposal:
    return Proposal(
        "community", community.pk, D.COMMUNITY, f"Участие в сообществе {quoted(community.name)}"[:300], E.NON_FORMAL, community.kind in ONLINE_KINDS,
        max(since, community.since), min(until, community.until or until), "участие в заседаниях, выступление или разработка", tuple(community.functions),
    )  # fmt: skip


def _event(event: Event, until: dt.date) -> Proposal:
    starts, ends = timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)
    return Proposal(
        "event", event.pk, D.METHODICAL, event.title, E.NON_FORMAL, event.mode == Event.Mode.ONLINE, starts, max(starts, min(ends, until)),
        RESULTS.get(event.format, "конспект, применение на занятиях"), tuple(event.functions),
    )  # fmt: skip


def _programme(programme: Programme, since: dt.date, until: dt.date) -> Proposal:
    title = f"Стажировка {quoted(programme.name)}, {programme.hours} ч"
    return Proposal(
        "programme", programme.pk, D.METHODICAL, title[:300], E.NON_FORMAL, False,
        max(since, programme.since), min(until, programme.until or until), "завершённая стажировка, методическая разработка", tuple(programme.functions),
    )  # fmt: skip

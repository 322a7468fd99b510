"""What the portal proposes for a deficit: dates, form and expected result of each step, and why it is proposed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone

from communities.models import Community, Event, Programme
from communities.selectors import offers
from portal.kit.periods import Period, school_year, today
from routes.models import Route, Step
from teachers.models import NOVICE_YEARS, YOUNG_AGE, CourseOffer, Teacher
from teachers.selectors import course_offers

T = TypeVar("T")
D, E = Step.Direction, Step.Education
PER_DEFICIT = {D.COURSES: 1, D.COMMUNITY: 1, D.METHODICAL: 3, D.SELF: 2}  # at most three: a plan that one can carry out; the rest waits in the catalogue
MONTHS_LEFT = 90  # days; with fewer left the route is drawn up to the end of the next school year
FOR_LEADERS = ("shnz", "shuo", "reserve", "council", "expert")  # schools of deputies, reserve, councils: not a teacher's own deficit
FOR_NOVICES = "smp"
ONLINE_KINDS = ("online_cab", "virtual_cab", "network", "snet")
RESULTS = {
    "ef01": "конспект, применение приёмов на занятиях",
    "ef09": "сертификат участника вебинара",
    "ef10": "выступление или тезисы",
    "ef16": "приём, освоенный на мастер-классе, на открытом занятии",
    "ef45": "анализ открытого занятия",
}
COMMON_SELF = (
    ("Изучить методические материалы и нормативные документы по теме «{name}»", "аннотированный список, 2–3 приёма для своих занятий"),
    ("Провести самоанализ трёх своих занятий по теме «{name}»", "самоанализ, выводы для следующего периода"),
)
SELF = {
    "A/01.6": (
        ("Посетить два занятия коллег и сравнить приёмы мотивации и оценивания со своими", "листы взаимопосещения с выводами"),
        ("Разработать технологическую карту занятия по обновлённому ФГОС и провести его", "технологическая карта, самоанализ занятия"),
    ),
    "A/02.6": (
        ("Изучить рабочую программу воспитания и подобрать интерактивные формы для своих детей", "подборка форм с примерами"),
        ("Провести воспитательное событие и разобрать его с наставником или коллегой", "сценарий, самоанализ"),
    ),
    "A/03.6": (
        ("Освоить методику наблюдения за детьми с разными образовательными потребностями", "карта наблюдения по двум детям, без фамилий"),
        ("Составить индивидуальный план работы с ребёнком вместе с педагогом-психологом", "план, выводы за четверть, без фамилий"),
    ),
}


@dataclass(frozen=True)
class Proposal:
    """One step that the portal proposes; `functions` are the deficits that it answers."""

    kind: str  # event · programme · community · course_offer · self
    ref: int | None
    direction: str
    title: str
    education: str
    remote: bool
    starts_on: dt.date
    ends_on: dt.date
    result: str
    functions: tuple[str, ...] = field(default=())

    @property
    def key(self) -> tuple[str, int | str]:
        return (self.kind, self.ref or self.title)


def period_from(start: dt.date) -> tuple[dt.date, dt.date]:
    """Срок маршрута: to the end of the school year, of the next one when too little is left."""
    year = school_year(start)
    if (year.ends - start).days < MONTHS_LEFT:
        year = Period("school", year.year + 1)
    return start, year.ends


def proposals(teacher: Teacher, deficits: dict[str, str], since: dt.date, until: dt.date, organisation_id: int | None) -> list[Proposal]:
    """Steps for the deficits {code: name, most urgent first}: each offer once, at most three per direction and deficit."""
    offered = list(_offered(teacher, list(deficits), since, until, organisation_id))
    chosen: dict[tuple[str, int | str], Proposal] = {}
    for code, name in deficits.items():
        taken: Counter[str] = Counter()
        for one in [*(one for one in offered if code in one.functions), *_self_education(code, name, since, until)]:
            if taken[one.direction] < PER_DEFICIT[D(one.direction)]:
                taken[one.direction] += 1
                before = chosen.get(one.key, replace(one, functions=()))
                chosen[one.key] = replace(before, functions=(*before.functions, code))
    return sorted(chosen.values(), key=lambda one: (D.values.index(one.direction), one.starts_on, one.ends_on))


def offered_for(route: Route, codes: list[str]) -> list[Proposal]:
    """All that the district offers for the functions from today to the end of the route, by date."""
    found = _offered(route.teacher, codes, max(route.starts_on, today()), route.ends_on, route.organisation_id, all_circles=True)
    return sorted(found, key=lambda one: (one.starts_on, one.title))


def _offered(
    teacher: Teacher, codes: list[str], since: dt.date, until: dt.date, organisation_id: int | None, *, all_circles: bool = False
) -> Iterator[Proposal]:
    """All offers of the district, the ones that leave a place for others first. Four queries."""
    found = offers(codes, since, until, teacher)
    courses = course_offers(codes, since).filter(ends_on__lte=until)
    yield from (_course(one) for one in _widest(courses, codes))
    yield from (_community(one, since, until) for one in _widest(found.communities, codes) if all_circles or _suits(one, teacher))
    yield from (_programme(one, since, until) for one in found.programmes[:1])
    yield from (_event(one, until) for one in found.events if _is_for(one, organisation_id))
    yield from (_programme(one, since, until) for one in found.programmes[1:])


def _widest(found: Iterable[T], codes: list[str]) -> list[T]:
    """Those that answer more deficits first; the order within stays."""
    return sorted(found, key=lambda one: -len(set(codes) & set(one.functions)))  # type: ignore[attr-defined]


def _suits(community: Community, teacher: Teacher) -> bool:
    """Not a circle of leaders, and the school of young teachers only for the young."""
    if community.kind == FOR_NOVICES:
        return teacher.age() < YOUNG_AGE or (teacher.experience() or 0) <= NOVICE_YEARS
    return community.kind not in FOR_LEADERS


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
    if kind == "event":
        event = Event.objects.filter(_open_to(route), pk=ref, state__in=[Event.State.PLANNED, Event.State.ANNOUNCED], ends_at__gte=timezone.now()).first()
        return _event(event, route.ends_on) if event and _is_for(event, route.organisation_id) else None
    if kind == "programme":
        programme = Programme.objects.filter(_open_to(route), _working(), pk=ref).first()
        return _programme(programme, route.starts_on, route.ends_on) if programme else None
    if kind == "community":
        community = Community.objects.filter(_open_to(route), _working(), pk=ref, state=Community.State.ACTIVE).first()
        return _community(community, route.starts_on, route.ends_on) if community else None
    offer = CourseOffer.objects.filter(district=route.district_id, pk=ref, ends_on__gte=today()).first()
    return _course(offer) if offer else None


def _course(offer: CourseOffer) -> Proposal:
    title = f"КПК «{offer.programme}», {offer.hours} ч ({offer.provider})"
    return Proposal(
        "course_offer", offer.pk, D.COURSES, title[:300], E.FORMAL, offer.remote, offer.starts_on, offer.ends_on,
        "удостоверение о повышении квалификации", tuple(offer.functions),
    )  # fmt: skip


def _community(community: Community, since: dt.date, until: dt.date) -> Proposal:
    return Proposal(
        "community", community.pk, D.COMMUNITY, f"Участие в сообществе «{community.name}»"[:300], E.NON_FORMAL, community.kind in ONLINE_KINDS,
        max(since, community.since), min(until, community.until or until), "участие в заседаниях, выступление или разработка", tuple(community.functions),
    )  # fmt: skip


def _event(event: Event, until: dt.date) -> Proposal:
    starts, ends = timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)
    return Proposal(
        "event", event.pk, D.METHODICAL, event.title, E.NON_FORMAL, event.mode == Event.Mode.ONLINE, starts, max(starts, min(ends, until)),
        RESULTS.get(event.format, "конспект, применение на занятиях"), tuple(event.functions),
    )  # fmt: skip


def _programme(programme: Programme, since: dt.date, until: dt.date) -> Proposal:
    title = f"Стажировка «{programme.name}», {programme.hours} ч"
    return Proposal(
        "programme", programme.pk, D.METHODICAL, title[:300], E.NON_FORMAL, False,
        max(since, programme.since), min(until, programme.until or until), "завершённая стажировка, методическая разработка", tuple(programme.functions),
    )  # fmt: skip


def _self_education(code: str, name: str, since: dt.date, until: dt.date) -> Iterator[Proposal]:
    """Suggestions for self-education, the terms spread evenly over the route."""
    words: Iterable[tuple[str, str]] = SELF.get(code, COMMON_SELF)
    span = (until - since) // 3
    for number, (title, result) in enumerate(words):
        starts = since + span * number
        yield Proposal("self", None, D.SELF, title.format(name=name)[:300], E.INFORMAL, False, starts, starts + span, result, (code,))


def goal_for(names: list[str]) -> str:
    """A goal to begin with; the teacher edits it."""
    if not names:
        return "Повысить профессиональное мастерство в соответствии с требованиями профессионального стандарта."
    listed = ", ".join(f"«{name}»" for name in names)
    word = "трудовой функции" if len(names) == 1 else "трудовым функциям"
    return f"Восполнить профессиональные дефициты по {word} {listed} и подтвердить результат в практике: на занятиях, в методической работе, при экспертизе."

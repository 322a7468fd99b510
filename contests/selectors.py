"""Contests as the lists and pages show them."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from contests.lifecycle import COMPETING
from contests.models import AWARDED, Contest, Participation
from portal.accounts.models import Role
from portal.accounts.selectors import Lexicon, lexicon
from portal.journal.models import Deed
from portal.journal.selectors import history, worded
from portal.kit.finding import holding
from portal.kit.keyed import Keyed
from portal.kit.naming import Register
from portal.kit.pages import ByKeys
from portal.kit.periods import Period, school_year, today
from portal.kit.persons import Fate, Held
from portal.kit.prepared import Prepared
from portal.kit.widgets import options
from teachers.models import Employment, Teacher
from teachers.selectors import named, places, register
from teachers.selectors.growth import Entry as Growth
from teachers.selectors.growth import joined, level_said
from teachers.selectors.personal import NUMBERS
from teachers.selectors.walking import ByRole

S = Contest.State
KINDS, LEVELS, ROLES, RESULTS = "contest_kinds", "event_levels", "contest_roles", "contest_results"
STANDINGS = {
    "planned": ("в плане", "plain"),
    "open": ("приём заявок", "info"),
    "expertise": ("экспертиза", "warn"),
    "due": ("ждёт итогов", "warn"),
    "finished": ("завершён", "good"),
    "cancelled": ("отменён", "bad"),
}  # «ждёт итогов»: the day of the results has passed, whatever the last move was
UNFINISHED = (S.PLANNED, S.OPEN, S.EXPERTISE)
ORDERS = {
    "name": ("name", "pk"), "-name": ("-name", "-pk"), "ends": ("ends_on", "pk"), "-ends": ("-ends_on", "-pk"), "starts": ("starts_on", "pk"),
    "-starts": ("-starts_on", "-pk"),
}  # fmt: skip
BY_ROLE = ("role", "teacher__last_name", "teacher__first_name", "teacher__patronymic", "teacher_id", "pk")
FOUND_AT_MOST = 12
PANEL_AT_MOST = 15
YEARS_SHOWN = 10
DEEDS_AT_MOST = 20
NOT_SETTLED = "итоги не подведены"


@dataclass(frozen=True)
class ContestQuery:
    """What the list is narrowed by; an empty value narrows nothing."""

    words: str = ""
    kind: Sequence[str] = ()
    level: Sequence[str] = ()
    state: Sequence[str] = ()
    where: str = ""  # own · external
    year: Sequence[str] = ()  # 2020-2021
    mine: bool = False
    sort: str = ""


def _nearest() -> Any:
    return Case(When(ends_on__gte=today(), then=F("ends_on"))).asc(nulls_last=True)


def contests(user: Any, query: ContestQuery) -> QuerySet[Contest]:
    """Contests that the user may see: what is ahead, the nearest first, then what is over, the latest first."""
    rows: QuerySet[Contest] = holding(Contest.objects.visible_to(user), query.words, "name", "topic")
    rows = rows.filter(_any(_standing, query.state), _any(_of_year, query.year))
    exact: dict[str, Any] = {f"{name}__in": chosen for name in ("kind", "level") if (chosen := getattr(query, name))}
    if query.where:
        exact["external"] = query.where == "external"
    if query.mine:
        rows = rows.filter(Exists(Participation.objects.filter(contest=OuterRef("pk"), teacher__user=user)))
    return rows.filter(**exact).order_by(*ORDERS.get(query.sort, (_nearest(), "-ends_on", "name", "pk")))


def _any(condition: Callable[[str], Q], codes: Sequence[str]) -> Q:
    """Any of the chosen ones; nothing chosen narrows nothing."""
    return reduce(or_, map(condition, codes), Q())


def _of_year(code: str) -> Q:
    period = Period.parse(code)
    return Q(ends_on__range=(period.starts, period.ends))


def years() -> list[tuple[str, str]]:
    """The last school years for the filter, the latest first."""
    last = school_year().year
    return [(f"{year}-{year + 1}", f"{year}–{year + 1}") for year in range(last, last - YEARS_SHOWN, -1)]


def standing(contest: Contest, on: dt.date) -> tuple[str, str]:
    """(words, tone) of a contest on the date."""
    return STANDINGS["due" if contest.state in UNFINISHED and contest.ends_on < on else contest.state]


def _standing(code: str) -> Q:
    """Contests of the standing, the same split; an unknown code narrows nothing."""
    if code == "due":
        return Q(state__in=UNFINISHED, ends_on__lt=today())
    if code in UNFINISHED:
        return Q(state=code, ends_on__gte=today())
    return Q(state=code) if code in STANDINGS else Q()


@dataclass(frozen=True)
class ContestRow:
    """One line of the list."""

    contest: Contest
    kind: str
    level: str
    state: str
    tone: str
    people: int
    awarded: int | None  # None: not for this reader, see `awards_told`
    note: str = ""  # what stands below its name

    @property
    def prizes(self) -> int | str | None:
        """How many were awarded, as far as the reader may know it."""
        return self.awarded if self.awarded is not None else None if self.contest.state == S.CANCELLED else NOT_SETTLED


def awards_told(contest: Contest, manages: bool) -> bool:
    """Who was awarded, and how many, is public when the contest is summed up; before that only who manages it knows."""
    return manages or contest.settled


def _counts(contests: list[int]) -> QuerySet[Any]:
    rows = Participation.objects.filter(contest__among=contests).order_by().values_list("contest")
    return rows.annotate(people=Count("teacher", distinct=True), prizes=Count("teacher", filter=Q(result__in=AWARDED), distinct=True))


COUNTS = Prepared(_counts, contests=list)


def rows_of(some: list[Contest], user: Any, words: Lexicon, columns: Collection[str] = ()) -> list[ContestRow]:
    """The lines of one page: people (each once) and awards by one grouped query. `columns` that stand below the name of each."""
    counts = {pk: (people, prizes) for pk, people, prizes in COUNTS.ask(contests=[one.pk for one in some])}
    managed = set(user.districts_as(Role.METHODIST))
    return [_row(one, words, *counts.get(one.pk, (0, 0)), manages=one.district_id in managed, columns=columns) for one in some]


def row_of(contest: Contest, user: Any, words: Lexicon) -> ContestRow:
    """The same of one contest whose people are counted by role: nobody has a role twice, so in one role everybody is counted once."""
    if len(contest.tally) > 1:
        return rows_of([contest], user, words)[0]
    manages = user.holds(Role.METHODIST, district_id=contest.district_id)
    return _row(contest, words, sum(one.people for one in contest.tally), sum(one.awarded for one in contest.tally), manages=manages)


def _row(one: Contest, words: Lexicon, people: int, awarded: int, *, manages: bool, columns: Collection[str] = ()) -> ContestRow:
    kind, told = words.name(KINDS, one.kind), awarded if awards_told(one, manages) else None
    note = " · ".join(said for name, said in (("kind", kind), ("topic", one.topic)) if name in columns and said)
    return ContestRow(one, kind, words.name(LEVELS, one.level), *standing(one, today()), people, told, note)


@dataclass(frozen=True)
class Entry:
    """One participation as the page shows it; `competes`: whether a result is expected of its role."""

    participation: Participation
    pk: int
    name: str  # of the person, ready for HTML: a line says it three times
    role: str
    competes: bool
    result: str
    place: str
    options: SafeString


def participations(contest: Contest, user: Any, words: str = "") -> QuerySet[Participation]:
    """Participations whose people the user may see by name, by role and name."""
    rows: Any = Participation.objects.visible_to(user).filter(contest=contest)
    if user.whole:
        rows = rows.filter(teacher__district__in=user.whole)  # the same people: their names are then read from the index of names
    return named(rows, words, "teacher__").order_by(*BY_ROLE)


def placed(rows: QuerySet[Participation], on: dt.date | None = None) -> Any:
    """With the teacher, and `place`: where she works today."""
    works = Employment.objects.on(on or timezone.localdate()).main().filter(teacher=OuterRef("teacher")).order_by().values("organisation__short_name")[:1]
    return rows.select_related("teacher").annotate(place=Subquery(works))


PLACED = Prepared(lambda keys, on: placed(Participation.objects.filter(pk__among=keys).order_by(), on), keys=list, on=dt.date)


def hidden_from(user: Any, people: int, shown: int) -> str:
    """Why fewer participants are listed than were counted, for a reader who does not see everybody by name."""
    if user.whole or shown >= people:
        return ""
    whose = "педагогов своей организации" if user.organisations_as(Role.SCHOOL_HEAD) else "только себя"
    return f"Всего участников: {people}. По именам вы видите {whose}."


def participations_page(contest: Contest, user: Any, words: str = "") -> ByKeys:
    """The same for the page, which counts all of them anyway; each `placed`."""
    rows: Any = Keyed(PLACED, on=timezone.localdate())
    if not user.whole or words.strip():
        return ByKeys(participations(contest, user, words), rows)
    every = Participation.objects.visible_to(user).filter(contest=contest).order_by(*BY_ROLE)
    return ByKeys(ByRole(every, {tally.role: tally.people for tally in contest.tally}, user.whole), rows)


def entries(rows: list[Any], words: Lexicon) -> list[Entry]:
    """The lines of one page of `placed` participations, with the options of their results: drawn once for a result, not for each line."""
    choices = [("", "не внесён"), *words.choices(RESULTS)]
    drawn = {result: options(choices, (result,)) for result in {row.result for row in rows}}
    roles = {role: (words.name(ROLES, role), role == COMPETING) for role in {row.role for row in rows}}
    return [
        Entry(
            row, row.pk, escape(row.teacher.full_name), *roles[row.role],
            words.name(RESULTS, row.result) if row.result else "", row.place or "", drawn[row.result],
        )
        for row in rows
    ]  # fmt: skip


def roles_counted(contest: Contest, words: Lexicon) -> list[tuple[str, int]]:
    """(role in words, people) of a contest, as an auction needs them: authors and those who acquired."""
    return sorted((words.name(ROLES, tally.role), tally.people) for tally in contest.tally)


def story(contest: Contest) -> tuple[list[Deed], list[Deed]]:
    """What happened to the contest, and the same together with its results: who gave which place to whom, and when; the latest first."""
    own = history(contest, DEEDS_AT_MOST)
    entered = Participation.objects.filter(contest=contest).values("pk")
    results = list(Deed.objects.filter(object_type=Participation._meta.label_lower, object_id__in=entered).order_by("-at", "-pk")[:DEEDS_AT_MOST])
    for deed in worded(results):
        deed.comment = deed.object_label.partition(" — ")[0]  # whose result: the contest is known here
    return own, sorted([*own, *results], key=lambda deed: (deed.at, deed.pk), reverse=True)[:DEEDS_AT_MOST]


def to_add(contest: Contest, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the district by any part of the name, with the place that tells namesakes apart; one may have several roles."""
    if not words.strip() or not user.holds(Role.METHODIST, district_id=contest.district_id):
        return []
    working = Employment.objects.on(today()).filter(district=contest.district_id).values("teacher")
    rows = list(named(Teacher.objects.shown().filter(pk__in=working), words)[:FOUND_AT_MOST])
    where = places([one.pk for one in rows], today())
    return [(one, where.get(one.pk, "")) for one in rows]


def people_of(contest: Contest) -> Register:
    """The register that a pasted list is matched with."""
    return register([contest.district_id], today())


def inside(contest: Contest, role: str) -> set[int]:
    """Ids of those who have the role already."""
    return set(Participation.objects.filter(contest=contest, role=role).values_list("teacher_id", flat=True))


def panel(teacher: Teacher) -> list[Entry]:
    """The teacher's latest contests, for her card."""
    rows = placed(Participation.objects.filter(teacher=teacher)).select_related("contest", "teacher").order_by("-happened_on", "-pk")[:PANEL_AT_MOST]
    words = lexicon(ROLES, RESULTS)
    return [replace(entry, result=outcome(entry.participation, words)) for entry in entries(list(rows), words)]


def outcome(one: Participation, words: Lexicon) -> str:
    """The result as everybody may read it: of her own contest the district tells none before it is summed up."""
    if one.contest.settled:
        return words.name(RESULTS, one.result) if one.result else ""
    return "конкурс отменён" if one.contest.state == S.CANCELLED else NOT_SETTLED if one.role == COMPETING else ""


def growth(teacher: Teacher, words: Lexicon) -> list[Growth]:
    """What contests put into the teacher's journal of growth. One query; `words` hold the roles, results and levels."""
    rows = Participation.objects.filter(teacher=teacher, happened_on__lte=today()).select_related("contest")
    return [
        Growth(
            one.happened_on, "contest", one.contest.name,
            joined(level_said(words, one.contest.level), words.name(ROLES, one.role), outcome(one, words)),
            reverse("contests:contest", args=[one.contest_id]), confirmed=one.contest.settled,
        )
        for one in rows
    ]  # fmt: skip


HELD = (Held(Participation, "teacher", Fate.KEEP, NUMBERS),)  # what contests keep of a person, 152-ФЗ

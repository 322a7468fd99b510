"""Internship programmes with their sites, and the trainees."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from communities.models import Internship, Programme
from communities.selectors.people import found, own_districts
from portal.accounts.models import Organisation
from portal.kit.finding import holding
from portal.kit.keyed import Keyed
from portal.kit.naming import Register
from portal.kit.pages import ByKeys
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import period
from teachers.models import Competency, Teacher
from teachers.selectors import named, places, register
from teachers.selectors.walking import Pages

S = Internship.State
TONES = {"applied": "info", "enrolled": "warn", "completed": "good", "left": "plain"}
ORDERS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "site": ("site", "name", "pk"), "-site": ("-site", "name", "pk")}


def programmes(user: Any, words: str = "", state: str = "", sort: str = "") -> QuerySet[Programme]:
    """Programmes that the user may see, each with `site`; a partner's site is behind the wall and stays empty."""
    rows: QuerySet[Programme] = _described(Programme.objects.visible_to(user))
    rows = holding(rows, words, "name", "code", "site")
    if state:
        rows = rows.filter(_open()) if state == "yes" else rows.exclude(_open())
    return rows.order_by(*ORDERS.get(sort, ("name", "pk")))


def _described(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """With the site by a subquery and not a join: an inner join would lose the partner's programme with its organisation."""
    site = Organisation.objects.filter(pk=OuterRef("organisation")).values("short_name")[:1]
    return rows.select_related("district").annotate(site=Subquery(site))


KNOWN: Any = Keyed(Prepared(lambda keys: _described(Programme.objects.filter(pk__among=keys).order_by()), keys=list))


def _open() -> Q:
    return Q(until__isnull=True) | Q(until__gte=today())


@dataclass(frozen=True)
class ProgrammeRow:
    """One line of the list of programmes; trainees are those of the user's own district."""

    programme: Any
    site: str
    term: str
    under_way: int
    completed: int
    ever: int  # internships of all states
    is_open: bool


def _counts(programmes: list[int]) -> QuerySet[Any]:
    rows = Internship.objects.filter(programme__among=programmes).order_by().values_list("programme")
    return rows.annotate(going=Count("pk", filter=Q(state=S.ENROLLED)), done=Count("pk", filter=Q(state=S.COMPLETED)), ever=Count("pk"))


COUNTS = Prepared(_counts, programmes=list)


def rows_of(some: list[Any], user: Any) -> list[ProgrammeRow]:
    """The lines of one page, with trainees in one grouped query."""
    counts = {pk: (going, done, ever) for pk, going, done, ever in COUNTS.ask(programmes=[one.pk for one in some])}
    return [
        ProgrammeRow(
            one, one.site or one.district.name, period(one.since, one.until), *counts.get(one.pk, (0, 0, 0)), one.until is None or one.until >= today()
        )
        for one in some
    ]


def functions_of(programme: Programme) -> list[Competency]:
    """Labour functions that the programme develops, by the standard in force."""
    return list(Competency.objects.filter(framework__in_force=True, parent__isnull=True, code__in=programme.functions)) if programme.functions else []


@dataclass(frozen=True)
class Trainee:
    """One internship with the trainee's place of work."""

    internship: Internship
    place: str
    tone: str


IN_ORDER = (F("completed_on").desc(nulls_first=True), "-since", "teacher__last_name", "pk")


def internships(programme: Programme, user: Any, words: str = "") -> QuerySet[Internship]:
    """Internships whose trainees the user may see by name: under way first, then the latest."""
    rows: Any = Internship.objects.visible_to(user).filter(programme=programme)
    if user.whole:
        rows = rows.filter(teacher__district__in=user.whole)  # the same people: their names are then read from the index of names
    return named(rows, words, "teacher__").order_by(*IN_ORDER)


def _of_district(district: int, programme: int) -> QuerySet[Any]:
    rows = Internship.objects.filter(district=district, programme=programme, teacher__district=district)
    return rows.order_by(*IN_ORDER).values_list("pk", flat=True)


OPENED = Pages(_of_district, district=int, programme=int)

TRAINEES: Any = Keyed(Prepared(lambda keys: Internship.objects.filter(pk__among=keys).select_related("teacher").order_by(), keys=list))


def internships_page(row: ProgrammeRow, user: Any, words: str = "") -> ByKeys:
    """The same for the page, which knows already how many of all there are."""
    known = row.ever if user.whole and not words.strip() else None
    if known is not None and len(user.whole) == 1:
        return ByKeys(OPENED.keys(known, district=user.whole[0], programme=row.programme.pk), TRAINEES)
    return ByKeys(internships(row.programme, user, words), TRAINEES, total=known)


def trainees(rows: list[Internship]) -> list[Trainee]:
    """The lines of one page, in one query."""
    at = places([row.teacher_id for row in rows], timezone.localdate())
    return [Trainee(row, at.get(row.teacher_id, ""), TONES[row.state]) for row in rows]


def to_add(programme: Programme, user: Any, words: str) -> list[tuple[Teacher, str]]:
    """People of the user's district who are not under way on this programme, by any part of the name."""
    return found(programme, user, words, today(), Internship.objects.filter(programme=programme, state__in=[S.APPLIED, S.ENROLLED]).values("teacher"))


def people_of(programme: Programme, user: Any) -> Register:
    """The register that a pasted list is matched with."""
    return register(own_districts(programme, user), today())


def under_way(programme: Programme) -> set[int]:
    """Ids of those who are on the programme now."""
    return set(Internship.objects.filter(programme=programme, state__in=[S.APPLIED, S.ENROLLED]).values_list("teacher_id", flat=True))

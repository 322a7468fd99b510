"""The list of organisations: one row per organisation with what is true on a date, and who works there then."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import FormerName, Organisation, OrganisationQuerySet, OrganisationStatus, natural_order
from portal.accounts.selectors import Lexicon
from portal.kit.finding import FOLDED, Readings, matching, spelled, titled
from portal.kit.keyed import Keyed
from portal.kit.periods import today
from portal.kit.prepared import Prepared
from portal.kit.words import day
from teachers.models import Employment, TeacherQuerySet
from teachers.selectors.staff import staff

KINDS, LEVELS, FLAGS = "org_kinds", "education_levels", "org_flags"
STAFF, EVERYBODY = "staff", "all"
ORDER = ("words", "number", "rest")  # the parts of a name that put it in order


@dataclass(frozen=True)
class PlaceRow:
    """One line of the list «Организации» and of its export; names, statuses and people as on the date."""

    pk: int
    short_name: str
    name: str
    kind: str
    levels: str
    address: str
    flags: list[str]
    staff: int
    state: str  # empty while it is open


def flag_label(name: str) -> str:
    """A status as a tag says it: «школа с низкими образовательными результатами (ШНОР)» → «ШНОР», «Центр «Точка роста»» → «Точка роста»."""
    short = re.search(r"\(([А-ЯЁ]{2,})\)", name)
    return short[1] if short else re.sub(r"\s*\([^)]*\)", "", name).removeprefix("Центр ")


def level_label(name: str) -> str:
    """«ДОО — дошкольное образование» → «ДОО»."""
    return name.partition(" — ")[0]


def organisations(user: Any, on: dt.date) -> OrganisationQuerySet:
    """Organisations that the user may see, with the names, statuses and the number of teachers on the date.

    The teachers are counted as the measure counts them: main work in a teaching position, one row is one person.
    """
    return _beside(called(user, on), on)


def called(user: Any, on: dt.date) -> OrganisationQuerySet:
    """Organisations that the user may see, with the names on the date: what a list is narrowed and put in order by."""
    return Organisation.objects.visible_to(user).called_on(on)


def shown(on: dt.date) -> Any:
    """The rows of a page for `ByKeys`; present names need nobody's former ones."""
    return Keyed(NOW if on >= today() else THEN, on=on)


def staff_on(on: dt.date) -> Any:
    """How many teachers work there on the date, for annotate."""
    people = Employment.objects.pedagogical_staff(on).filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return Coalesce(Subquery(people.annotate(n=Count("pk")).values("n")), 0)


def _beside(rows: OrganisationQuerySet, on: dt.date) -> OrganisationQuerySet:
    statuses = OrganisationStatus.objects.on(on).filter(organisation=OuterRef("pk")).order_by("status")
    return rows.annotate(staff=staff_on(on), flags=ArraySubquery(statuses.values("status")))


def _paged(keys: list[int], on: dt.date, named_on: dt.date) -> Any:
    rows: Any = _beside(Organisation.objects.filter(pk__among=keys).order_by().called_on(named_on), on)
    return rows.values_list("pk", "short_then", "name_then", "kind", "levels", "address", "flags", "staff", "opened", "closed", named=True)


NOW = Prepared(lambda keys, on: _paged(keys, on, dt.date.max), keys=list, on=dt.date)
THEN = Prepared(lambda keys, on: _paged(keys, on, on), keys=list, on=dt.date)


def found_by(rows: OrganisationQuerySet, text: str) -> OrganisationQuerySet:
    """Rows whose name, former name or address holds every word of the text, in any order and case."""
    return known_as(rows, titled(text), spelled(text)) if text.split() else rows


def known_as(rows: OrganisationQuerySet, folded: Readings, written: Readings) -> OrganisationQuerySet:
    """The same by the readings of the text: of present names, and of former ones."""
    now = matching(Organisation.objects.all(), folded, FOLDED).order_by().values("pk")
    before = matching(FormerName.objects.all(), written, "name", "short_name").order_by().values("organisation")
    return rows.filter(pk__in=now) | rows.filter(pk__in=before)


def ordered(rows: OrganisationQuerySet, sort: str) -> OrganisationQuerySet:
    """In the order of `?sort=`: name, kind, address, staff; «-» turns it round; else by name, «СШ № 2» before «СШ № 10»."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    by_name = natural_order("short_then")
    if key in ("kind", "address", "staff"):
        first = F(key).desc() if down else F(key).asc()
        return rows.order_by(first, *by_name, "pk")
    turned = down and key == "name"
    return rows.order_by(*(one.desc(nulls_last=True) if turned else one.asc(nulls_first=True) for one in by_name), "pk")


class ThenByName:
    """Keys of organisations in the order of the names that held on a past date, for `pages.ByKeys`.

    The few renamed since stand among the rest, which are walked by the index of present names: ten thousand names are not sorted for a page.
    """

    def __init__(self, rows: OrganisationQuerySet, on: dt.date, *, down: bool) -> None:
        self.rows, self.on, self.down = rows.order_by(), on, down

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, cut: slice) -> list[int]:
        if not cut.stop:
            return []
        later = FormerName.objects.filter(until__gte=self.on)
        former = later.filter(
            pk__in=later.order_by("organisation_id", "until").distinct("organisation_id").values("pk"), organisation__in=self.rows.values("pk")
        )
        parts = [self._named(self.rows.exclude(pk__in=later.order_by().values("organisation")), "pk"), self._named(former, "organisation_id")]
        both = parts[0][: cut.stop].union(parts[1][: cut.stop], all=True)
        return [row[0] for row in both.order_by(*self._turned(map(F, ORDER)), "key")[cut]]

    def _named(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        name = natural_order("short_name")
        parts = dict(zip(ORDER, name, strict=True))
        return rows.order_by(*self._turned(name), key).annotate(key=F(key), **parts).values_list("key", *ORDER)

    def _turned(self, parts: Iterable[Any]) -> list[Any]:
        return [one.desc(nulls_last=True) if self.down else one.asc(nulls_first=True) for one in parts]


def place_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> Iterator[PlaceRow]:
    """The annotated organisations as the page and the file show them."""
    for one in rows:
        levels = ", ".join(level_label(words.name(LEVELS, code)) for code in one.levels)
        flags = [flag_label(words.name(FLAGS, code)) for code in one.flags]
        yield PlaceRow(one.pk, one.short_then, one.name_then, words.name(KINDS, one.kind), levels, one.address, flags, one.staff, state_of(one, on))


def state_of(place: Any, on: dt.date) -> str:
    """Why it is not open on the date; empty while it is."""
    if place.closed and place.closed <= on:
        return f"закрыта с {day(place.closed)}"
    return f"откроется {day(place.opened)}" if place.opened and place.opened > on else ""


def people_of(place: Organisation, user: Any, on: dt.date, who: str) -> TeacherQuerySet:
    """Who works there on the date: «staff» is exactly whom the number of the list counts, «all» everybody, second jobs included. Erased people are rows without a name.

    Position and subject are those of the work here: the main work of a part-timer is elsewhere, or there is none.
    """
    jobs = Employment.objects.pedagogical_staff(on) if who == STAFF else Employment.objects.on(on)
    here = jobs.filter(organisation=place, teacher=OuterRef("pk")).order_by("-is_main", "since", "pk")
    told = {name: Subquery(here.values(name)[:1]) for name in ("position", "subject")}
    return staff(user, on, nameless=True).filter(Exists(here)).annotate(**told)


def names_on(district_id: int, on: dt.date, *only: int) -> dict[int, tuple[str, str]]:
    """Organisation id → (short, full) name as of the date, of all in the district or of those named. One query."""
    rows: QuerySet[Any] = Organisation.objects.filter(district_id=district_id).called_on(on).order_by()
    rows = rows.filter(pk__in=only) if only else rows
    return {pk: (short, full) for pk, short, full in rows.values_list("pk", "short_then", "name_then")}

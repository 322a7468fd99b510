"""The card of one organisation, as of a date."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import Appointment, Invitation, Organisation, OrganisationQuerySet, Reorganisation, Role, Succession
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.words import counted, day, period
from teachers.models import Employment, Teacher
from teachers.selectors.organisations import FLAGS, KINDS, LEVELS, level_label, state_of
from teachers.selectors.staff import in_force

HEADS = ("adm01", "adm02", "ms01")  # директор, заведующий, директор методической службы (словарь positions)
CATEGORIES = "qualification_categories"
SOON = dt.timedelta(days=183)  # an attestation is prepared for half a year ahead
PEOPLE = ("человек", "человека", "человек")


@dataclass(frozen=True)
class Status:
    """Статус со сроком; `now` — действует на дату."""

    pk: int
    name: str
    term: str
    act: str
    now: bool
    endless: bool
    closed: bool = False  # ended with the organisation


@dataclass(frozen=True)
class Called:
    """Как называлась и по какой день; `now` — так называется на дату."""

    name: str
    short_name: str
    term: str
    act: str
    now: bool


@dataclass(frozen=True)
class Head:
    """Руководитель на дату: по должности, или по доступу к порталу, когда должности никто не занимает."""

    name: str
    post: str
    teacher: int | None
    act: str
    comes: dt.date | None = None  # the first day of who is not here yet


@dataclass(frozen=True)
class Happened:
    """Реорганизация строкой: что, с какого числа, кто во что."""

    reorganisation: Reorganisation
    what: str
    sides: list[tuple[str, list[tuple[int, str]]]]  # words before, organisations
    waits: Reorganisation | None  # what is to be undone before it, of what happened to this organisation


@dataclass(frozen=True)
class Ending:
    """Чья категория заканчивается."""

    teacher: int
    name: str
    category: str
    until: dt.date


@dataclass(frozen=True)
class PlaceCard:
    """Что верно об организации на дату."""

    on: dt.date
    name: str
    short_name: str
    kind: str
    levels: str
    state: str
    names: list[Called]
    statuses: list[Status]
    heads: list[Head]
    staff: int
    everybody: int
    ending: list[Ending]


def organisation_card(place: Any, on: dt.date) -> PlaceCard:
    """Names, statuses, heads, numbers and whose category ends, of an organisation `with_numbers`. Six queries at most."""
    words = lexicon(KINDS, LEVELS, FLAGS, "positions", CATEGORIES)
    names = list(_names(place, on))
    now = next((one for one in names if one.now), names[0])
    levels = ", ".join(level_label(words.name(LEVELS, code)) for code in place.levels)
    return PlaceCard(
        on, now.name, now.short_name, words.name(KINDS, place.kind), levels, state_of(place, on), names, _statuses(place, on, words),
        heads(place, on, words), place.staff, place.everybody, ending(place, on, words),
    )  # fmt: skip


def _names(place: Organisation, on: dt.date) -> Iterator[Called]:
    since = place.opened
    for one in place.former_names.order_by("until"):
        yield Called(one.name, one.short_name, period(since, one.until), one.act, (since is None or since <= on) and on <= one.until)
        since = one.until + dt.timedelta(days=1)
    yield Called(place.name, place.short_name, period(since, None), "", since is None or since <= on)


def _statuses(place: Organisation, on: dt.date, words: Lexicon) -> list[Status]:
    return sorted((_status(one, place, on, words) for one in place.statuses.all()), key=lambda one: not one.now)


def _status(one: Any, place: Organisation, on: dt.date, words: Lexicon) -> Status:
    """A status that was left without a day ends with the organisation."""
    last = place.closed - dt.timedelta(days=1) if place.closed else None
    with_place = bool(last and (one.until is None or one.until > last))
    until = last if with_place else one.until
    now = one.since <= on and (until is None or until >= on)
    return Status(one.pk, words.name(FLAGS, one.status), period(one.since, until), one.act, now, not one.until and not with_place, with_place and not now)


def heads(place: Organisation, on: dt.date, words: Lexicon) -> list[Head]:
    """Who holds the post of the head on the date, or who has the head's access; then who comes later. Nobody types it: it follows from work and
    appointments."""
    lasting = Employment.objects.filter(Q(until__isnull=True) | Q(until__gte=on), organisation=place, position__in=HEADS)
    jobs = list(lasting.select_related("teacher").order_by("-is_main", "since"))
    found = [_head(one, words) for one in jobs if one.since <= on]
    if not found:
        posts = Appointment.objects.in_force(on).filter(organisation=place, role=Role.SCHOOL_HEAD).select_related("user").order_by("since")
        found = [Head(one.user.full_name, "доступ руководителя", None, one.act) for one in posts]
    return [*found, *(replace(_head(one, words), comes=one.since) for one in jobs if one.since > on)]


def _head(job: Employment, words: Lexicon) -> Head:
    return Head(job.teacher.full_name, words.name("positions", job.position), job.teacher_id, job.act)


def with_invited(places: OrganisationQuerySet, user: Any) -> OrganisationQuerySet:
    """Organisations with `invited`: the newest open invitation of a head that the user may see."""
    waiting = Invitation.objects.visible_to(user).open().filter(organisation=OuterRef("pk"), role=Role.SCHOOL_HEAD)
    return places.annotate(invited=Subquery(waiting.order_by("-pk").values("pk")[:1]))


def heads_together(places: Iterable[Organisation], on: dt.date) -> list[str]:
    """«Иванова А. П. (Директор, СШ № 1)» for each head by post of the places, when one place of them all would have several. Two queries at most."""
    jobs = list(Employment.objects.on(on).filter(organisation__in=list(places), position__in=HEADS).select_related("teacher", "organisation").order_by("pk"))
    if len({one.teacher_id for one in jobs}) < 2:
        return []
    words = lexicon("positions")
    return [f"{one.teacher.short_name} ({words.name('positions', one.position)}, {one.organisation.short_name})" for one in jobs]


def with_numbers(on: dt.date) -> OrganisationQuerySet:
    """Organisations with `staff` (main teaching jobs, as the measure counts them) and `everybody` who works there, each once."""
    jobs = Employment.objects.on(on).filter(organisation=OuterRef("pk")).order_by().values("organisation")
    staff = jobs.filter(is_main=True, is_pedagogical=True).annotate(n=Count("pk")).values("n")
    everybody = jobs.annotate(n=Count("teacher", distinct=True)).values("n")
    return Organisation.objects.annotate(staff=Coalesce(Subquery(staff), 0), everybody=Coalesce(Subquery(everybody), 0))


def ending(place: Organisation, on: dt.date, words: Lexicon) -> list[Ending]:
    """Categories of its people that end within half a year and are not followed by another. One query."""
    here = Employment.objects.on(on).main().filter(organisation=place).order_by().values("teacher")
    newer = in_force(on).filter(teacher=OuterRef("teacher"), awarded_on__gt=OuterRef("awarded_on")).order_by()
    soon = in_force(on).filter(~Exists(newer), teacher__in=here, valid_until__lte=on + SOON).select_related("teacher").order_by("valid_until", "pk")
    return [Ending(one.teacher_id, one.teacher.full_name, words.name(CATEGORIES, one.category), one.valid_until) for one in soon if one.valid_until]


def happened(place: Organisation) -> list[Happened]:
    """What the organisation took part in, the latest first. Two queries."""
    rows = Reorganisation.objects.about(place.pk).filter(undone_at__isnull=True).prefetch_related("successions__predecessor", "successions__successor")
    return [Happened(one, _what(one), _sides(one), _waits(one, rows)) for one in rows]


def _waits(one: Reorganisation, rows: Iterable[Reorganisation]) -> Reorganisation | None:
    """The newest of what was entered after it and rests on it, as `services.reorganisation.undo` asks."""
    newer = [other for other in rows if other.pk > one.pk and (one.rests_on_name or other.kind != Reorganisation.Kind.RENAMED)]
    return max(newer, key=lambda other: other.pk, default=None)


def _what(one: Reorganisation) -> str:
    if one.kind == Reorganisation.Kind.RENAMED:
        return f"Переименование с {day(one.on)}"
    if one.kind == Reorganisation.Kind.OPENED:
        return f"Открытие {day(one.on)}"
    return str(one)


def _sides(one: Reorganisation) -> list[tuple[str, list[tuple[int, str]]]]:
    pairs = list(one.successions.all())
    before = _each(pair.predecessor for pair in pairs)
    after = _each(pair.successor for pair in pairs)
    if one.kind == Reorganisation.Kind.MERGED:
        fused = one.moved.get("way") == "fused"
        return [("объединены", before), ("в организацию", after)] if fused else [("присоединены", before), ("к организации", after)]
    return [("из организации", before), ("в организации", after)] if one.kind == Reorganisation.Kind.SPLIT else []


def successors(place: Organisation, on: dt.date) -> list[Organisation]:
    """Into which a closed organisation went, on the date; nothing while it is open. One query."""
    if not place.closed or place.closed > on:
        return []
    rows = Succession.objects.filter(predecessor=place, successor__isnull=False, reorganisation__undone_at__isnull=True).exclude(successor=place)
    rows = rows.filter(reorganisation__kind__in=(Reorganisation.Kind.MERGED, Reorganisation.Kind.SPLIT)).select_related("successor").order_by("pk")
    return list(dict.fromkeys(one.successor for one in rows if one.successor))


def _each(places: Iterable[Organisation | None]) -> list[tuple[int, str]]:
    return list(dict.fromkeys((one.pk, one.short_name) for one in places if one))


@dataclass(frozen=True)
class Leaving:
    """Организация перед реорганизацией: кто из неё переходит и чей доступ закончится."""

    place: Organisation
    people: list[Teacher]
    jobs: int
    heads: list[str]
    accounts: int
    invited: list[str]  # whose open invitations end

    @property
    def told(self) -> str:
        return counted(len(self.people), PEOPLE)


def leaving(places: Iterable[Organisation], on: dt.date) -> list[Leaving]:
    """For the preview of a merger, a split or a closing: jobs that last on the date or begin later, access, and who is invited. Three queries."""
    wanted = list(places)
    lasting = Q(until__isnull=True) | Q(until__gte=on)
    jobs = list(
        Employment.objects.filter(lasting, organisation__in=wanted).select_related("teacher").order_by("teacher__last_name", "teacher__first_name", "pk")
    )
    posts = list(Appointment.objects.filter(lasting, organisation__in=wanted).select_related("user").order_by("user__last_name", "pk"))
    invited = list(Invitation.objects.open().filter(organisation__in=wanted).order_by("person", "pk"))
    return [_leaving(one, jobs, posts, [f"{who.person} ({who.title.lower()})" for who in invited if who.organisation_id == one.pk]) for one in wanted]


def _leaving(place: Organisation, jobs: list[Employment], posts: list[Any], invited: list[str]) -> Leaving:
    here = [job for job in jobs if job.organisation_id == place.pk]
    people = {job.teacher_id: job.teacher for job in here}
    mine = [post for post in posts if post.organisation_id == place.pk]
    keeping = [post for post in mine if post.role == Role.TEACHER]
    ended = [f"{post.user.short_name} ({post.get_role_display().lower()})" for post in mine if post.role != Role.TEACHER]
    return Leaving(place, list(people.values()), len(here), ended, len(keeping), invited)

"""Events as the lists and pages show them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Lower, TruncMonth
from django.utils import timezone

from communities.models import Attendance, Event
from communities.selectors.places import everybody, why_not_register
from communities.selectors.standing import OPEN, Standing, event_standing, events_standing
from portal.accounts.models import Role, Word
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.finding import holding
from portal.kit.listing import Group, groups
from portal.kit.periods import school_year
from portal.kit.prepared import Prepared
from portal.kit.words import NBSP, natural
from teachers.models import Teacher
from teachers.selectors import audience_words, functions_named
from teachers.selectors.audience import DICTIONARIES

S = Attendance.Status
FORMATS, LEVELS = "event_formats", "event_levels"
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
MODES = {code: str(label) for code, label in Event.Mode.choices}  # Django's own get_mode_display builds them anew for each row
MARKS = {"registered": ("info", "вы записаны"), "present": ("good", "вы были"), "absent": ("plain", "вас не было")}
ORDERS = {"date": ("starts_at", "pk"), "-date": ("-starts_at", "-pk"), "title": ("title", "pk"), "-title": ("-title", "-pk")}


@dataclass(frozen=True)
class EventQuery:
    """What the calendar is narrowed by, as chosen in its filter: any of several values, all of the conditions; an empty one narrows nothing."""

    when: str = ""  # soon · past · mine · waiting · all
    words: str = ""
    formats: Sequence[str] = ()
    modes: Sequence[str] = ()
    topics: Sequence[str] = ()
    levels: Sequence[str] = ()
    organisers: Sequence[str] = ()
    communities: Sequence[str] = ()
    states: Sequence[str] = ()
    month: str = ""  # 2021-03
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = ""  # date · title, with a minus for the reverse
    by_month: bool = False  # rows stand month by month, whatever their order inside
    nobody: bool = False  # a condition can be asked no more: it holds nothing


MANY = {"formats": "format", "modes": "mode", "topics": "topic", "levels": "level", "organisers": "organiser", "communities": "community"}


def calendar(user: Any, query: EventQuery) -> QuerySet[Event]:
    """Events that the user may see, narrowed; coming ones the nearest first, past ones the latest first."""
    rows: QuerySet[Event] = Event.objects.visible_to(user)
    if query.nobody:
        return rows.none()
    rows = holding(rows, query.words, "title", "place", "topic")
    asked = {f"{field}__in": values for name, field in MANY.items() if (values := getattr(query, name))}
    now, standing = timezone.now(), Q()
    for one in query.states:
        standing |= events_standing(one, now)
    rows = _between(_within(rows.filter(standing, **asked), query.month), query.since, query.until)
    found = _when(rows, query.when, user)
    if query.sort not in ORDERS:
        return found
    month = [TruncMonth("starts_at")] if query.by_month and query.sort.endswith("title") else []
    return found.order_by(*month, *ORDERS[query.sort])


def _between(rows: QuerySet[Event], since: dt.date | None, until: dt.date | None) -> QuerySet[Event]:
    """Events that go on in any of the days."""
    rows = rows.filter(ends_at__gte=_midnight(since)) if since else rows
    return rows.filter(starts_at__lt=_midnight(until + dt.timedelta(days=1))) if until else rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _when(rows: QuerySet[Event], when: str, user: Any) -> QuerySet[Event]:
    now = timezone.now()
    if when == "soon":
        return rows.filter(ends_at__gte=now).order_by("starts_at", "pk")
    if when == "past":
        return rows.filter(ends_at__lt=now)
    if when == "mine":
        return rows.filter(Exists(Attendance.objects.filter(event=OuterRef("pk"), teacher__user=user)))
    return unmarked(user, rows) if when == "waiting" else rows


def _within(rows: QuerySet[Event], month: str) -> QuerySet[Event]:
    """Events that begin in the month «2021-03»; anything else is no month."""
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=timezone.get_current_timezone())
    except ValueError:
        return rows
    return rows.filter(starts_at__gte=first, starts_at__lt=(first + dt.timedelta(days=32)).replace(day=1))


def unmarked(user: Any, rows: QuerySet[Event] | None = None, at: dt.datetime | None = None) -> QuerySet[Event]:
    """«Ждут отметки»: the methodist's events that have begun and are neither held nor cancelled, now or at the moment."""
    found = Event.objects.all() if rows is None else rows
    return found.filter(district__in=user.districts_as(Role.METHODIST), state__in=OPEN, starts_at__lte=at or timezone.now())


@dataclass(frozen=True)
class EventRow:
    """One line of the calendar."""

    event: Event
    format: str
    standing: Standing
    listed: int
    present: int
    mine: tuple[str, str] | None  # (tone, words) of the teacher's own standing
    host: str  # the partner's district; "" for an own event
    level: str = ""
    audience: str = ""  # only where its column is chosen
    note: str = ""  # format, mode and topic as far as their columns are chosen, and the host

    @property
    def came(self) -> str:
        """How many were there; not before somebody was marked or the event was held."""
        return str(self.present) if self.present or self.event.state == Event.State.HELD else "—"

    @property
    def organiser(self) -> str:
        return self.event.organiser.short_name if self.event.organiser_id and self.event.organiser else ""

    @property
    def community(self) -> str:
        return self.event.community.name if self.event.community_id and self.event.community else ""

    @cached_property
    def starts(self) -> dt.datetime:
        """By the district's clock."""
        return timezone.localtime(self.event.starts_at)

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.starts.weekday()]


def rows_of(events: list[Event], user: Any, words: Lexicon, *, counts: bool, columns: Collection[str] = ()) -> list[EventRow]:
    """The lines of one page, with the counts of the user's own district or with her own standing: one query. `words` hold those of the audience too."""
    whom = Lexicon({name: words.entries[name] for name in DICTIONARIES}) if "audience" in columns else None
    people = counted(events) if counts else {}
    own = {} if counts else dict(Attendance.objects.filter(event__in=events, teacher__user=user).values_list("event_id", "status"))
    home, now = set(user.district_ids), timezone.now()

    def row(event: Event) -> EventRow:
        form, host = words.name(FORMATS, event.format), "" if event.district_id in home else event.district.name
        listed, present, _ = people.get(event.pk, (0, 0, 0))
        mine, level = MARKS.get(own.get(event.pk, "")), words.name(LEVELS, event.level)
        whose = audience_words(event.audience, whom) if whom else ""
        return EventRow(event, form, event_standing(event, now), listed, present, mine, host, level, whose, _note(event, form, host, columns))

    return [row(event) for event in events]


def _note(event: Event, form: str, host: str, columns: Collection[str]) -> str:
    shown = {"format": form, "mode": MODES[event.mode], "topic": event.topic}
    first = ", ".join(shown[name] for name in ("format", "mode") if name in columns)
    return " · ".join(one for one in (first, shown["topic"] if "topic" in columns else "", f"проводит: {host}" if host else "") if one)


def month_groups(found: QuerySet[Event], rows: list[EventRow]) -> list[Group]:
    """The rows of one page month by month, each month with its count in the whole list. One query."""
    first = {_month_of(row) for row in rows}
    if not first:
        return []
    over = (max(first) + dt.timedelta(days=32)).replace(day=1)
    whole = found.filter(starts_at__gte=_midnight(min(first)), starts_at__lt=_midnight(over)).order_by()
    numbers = {timezone.localdate(month): n for month, n in whole.annotate(month=TruncMonth("starts_at")).values_list("month").annotate(n=Count("pk"))}
    return groups(rows, _month_of, lambda row: f"{MONTHS[_month_of(row).month - 1].capitalize()} {_month_of(row).year}", numbers)


def _month_of(row: EventRow) -> dt.date:
    return row.starts.date().replace(day=1)


def counted(events: list[Event]) -> dict[int, tuple[int, int, int]]:
    """Event id → (people on its list, of them present, of them absent), in one grouped query."""
    return {pk: (listed, present, absent) for pk, listed, present, absent in TALLIES.ask(events=[one.pk for one in events])}


def _tallies(events: list[int]) -> QuerySet[Any]:
    came, gone = (Count("pk", filter=Q(status=status)) for status in (S.PRESENT, S.ABSENT))
    return Attendance.objects.filter(event__among=events).order_by().values_list("event_id").annotate(n=Count("pk"), came=came, gone=gone)


TALLIES = Prepared(_tallies, events=list)


def topics() -> list[str]:
    """Темы-метки that the district's events have."""
    return list(Event.objects.exclude(topic="").order_by(Lower("topic")).values_list("topic", flat=True).distinct())


def _offered() -> QuerySet[Any]:
    """(kind, value, words, order, in use): words of the dictionaries, and what events have."""
    plain, rows = (Value(0), Value(True)), Event.objects.order_by()
    words = Word.objects.filter(dictionary__in=(FORMATS, LEVELS, *DICTIONARIES)).order_by().values_list("dictionary", "code", "name", "order", "active")
    topics = rows.exclude(topic="").values_list(Value("topic"), "topic", "topic", *plain)
    places = rows.exclude(organiser=None).values_list(Value("organiser"), Cast("organiser", CharField()), "organiser__short_name", *plain)
    circles = rows.exclude(community=None).values_list(Value("community"), Cast("community", CharField()), "community__name", *plain)
    return words.union(topics, places, circles)


OFFERED = Prepared(_offered)


def offered() -> tuple[Lexicon, dict[str, list[tuple[str, str]]]]:
    """The words of events and whom they are for; and what the events have to choose by: topics, organisers, communities as (value, words). One query."""
    found: dict[str, list[tuple[str, str]]] = {"topic": [], "organiser": [], "community": []}
    words: dict[str, list[tuple[str, str, bool]]] = {name: [] for name in (FORMATS, LEVELS, *DICTIONARIES)}
    for kind, value, name, _, active in sorted(OFFERED.ask(), key=lambda one: one[3]):
        if kind in words:
            words[kind].append((value, name, active))
        elif name:  # a partner's own place is not seen from here
            found[kind].append((value, name))
    return Lexicon(words), {kind: sorted(pairs, key=lambda one: (natural(one[1]), one[0])) for kind, pairs in found.items()}  # «СШ № 2» before «СШ № 10»


def months() -> list[tuple[str, str]]:
    """The months of this school year and the one before, the latest first: («2021-03», «март 2021»)."""
    year = school_year().year
    found = [(one, number) for one in (year + 1, year, year - 1) for number in range(12, 0, -1)]
    return [
        (f"{one}-{number:02d}", f"{MONTHS[number - 1]}{NBSP}{one}")
        for one, number in found
        if dt.date(year - 1, 9, 1) <= dt.date(one, number, 1) <= dt.date(year + 1, 8, 1)
    ]


@dataclass(frozen=True)
class EventCard:
    """What the page of one event says to this person."""

    event: Event
    format: str
    level: str
    standing: Standing
    audience: str
    host: str
    functions: list[dict[str, str]]  # code and name
    listed: int
    present: int
    taken: int
    elsewhere: int
    mine: Attendance | None
    why_not: str  # why the teacher cannot sign up

    @property
    def left(self) -> int | None:
        """Свободных мест; None when the places are not limited."""
        return None if self.event.capacity is None else max(0, self.event.capacity - self.taken)


def described() -> QuerySet[Event]:
    """Events with all that their own page says of them."""
    return Event.objects.select_related("organiser", "community", "district").annotate(named=functions_named())


def card(event: Any, user: Any, teacher: Teacher | None) -> EventCard:
    """Everything on the page of an event from `described` in a fixed number of queries."""
    words = lexicon(FORMATS, LEVELS)
    listed, present, _ = event.tally
    event.everybody, elsewhere = everybody(event) if event.shared else (event.tally, 0)  # its moves ask the same
    places = event.everybody[0] - event.everybody[2]
    mine = Attendance.objects.filter(event=event, teacher=teacher).first() if teacher else None
    return EventCard(
        event=event,
        format=words.name(FORMATS, event.format),
        level=words.name(LEVELS, event.level),
        standing=event_standing(event, timezone.now()),
        audience=audience_words(event.audience),
        host="" if event.district_id in user.district_ids else event.district.name,
        functions=event.named,
        listed=listed,
        present=present,
        taken=places,
        elsewhere=elsewhere,
        mine=mine,
        why_not=why_not_register(event, teacher, places) if teacher and mine is None else "",
    )

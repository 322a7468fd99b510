"""What an import compares with, and what its pages show."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT

from portal.accounts.models import Organisation, Role, Word
from portal.kit.finding import holding
from portal.kit.periods import full_years
from portal.kit.prepared import Prepared
from portal.kit.words import NBSP
from teachers.intake.jobs import Desk, Place
from teachers.intake.people import Grade, Job, People, Person
from teachers.intake.quarrels import quarrelling
from teachers.intake.words import Vocabulary
from teachers.models import Absence, ColumnMemory, Employment, Intake, IntakeRow, Qualification, Teacher
from teachers.models.absences import TERM, moved_start

TEXTS = ("last_name", "first_name", "patronymic", "sex", "snils", "phone", "email", "education_level", "education", "topic")
DAYS = ("birth_date", "working_since", "teaching_since")


Houses = list[tuple[Any, ...]]


def houses() -> Houses:
    """The organisations of the open district with their terms and names, former ones included. One query."""
    names = ("pk", "opened", "closed", "short_name", "name", "former_names__short_name", "former_names__name")
    return list(Organisation.objects.order_by("short_name").values_list(*names))


def vocabulary_on(on: dt.date, rows: Houses | None = None) -> Vocabulary:
    """The words that files are read with: dictionaries in use and every name of the district's organisations. Two queries, one with `rows`."""
    words: dict[str, dict[str, str]] = defaultdict(dict)
    known = Word.objects.filter(dictionary__in=("positions", "subjects", "qualification_categories"), active=True)
    for dictionary, code, name in known.values_list("dictionary", "code", "name"):
        words[dictionary][name if dictionary == "subjects" else code] = name
    places: dict[str, list[str]] = {}
    for pk, _, _, *names in houses() if rows is None else rows:
        called = places.setdefault(str(pk), [])
        called += [name for name in names if name and name not in called]
    return Vocabulary(
        on, positions=words["positions"], subjects=words["subjects"], categories=words["qualification_categories"],
        education=dict(Teacher.Education.choices), organisations=places,
    )  # fmt: skip


def desk_of(user: Any, district_id: int, on: dt.date, rows: Houses | None = None) -> Desk:
    """The places of the open district and which of them the user may load people into. One query, none with `rows`."""
    places = {pk: Place(_bound(name), _iso(opened), _iso(closed)) for pk, opened, closed, name, *_ in (houses() if rows is None else rows)}
    wide = district_id in user.districts_as(*Role.district_wide())
    return Desk(on.isoformat(), places, None if wide else frozenset(user.organisations_as(Role.SCHOOL_HEAD)))


def _bound(name: str) -> str:
    """«СШ № 3» that stays in one piece at the end of a line."""
    return name.replace(" № ", f"{NBSP}№{NBSP}")


def out_of_reach(intake: Intake, cards: Iterable[int | None], user: Any) -> set[int]:
    """Which of the cards are other organisations' people, whom a school head does not take in. One query, none for the district's service."""
    if intake.district_id in user.districts_as(*Role.district_wide()):
        return set()
    lasting = Employment.objects.filter(teacher__in=[pk for pk in cards if pk]).filter(Q(until__isnull=True) | Q(until__gte=intake.on))
    here = lasting.filter(organisation__in=user.organisations_as(Role.SCHOOL_HEAD), since__lte=intake.on)
    return set(lasting.exclude(teacher__in=here.values("teacher")).values_list("teacher_id", flat=True))


def people_on(on: dt.date, only: Iterable[int] | None = None) -> People:
    """The cards of the open district (or `only` these), with jobs, categories and breaks. Four queries, however many people."""
    if only is not None and not (only := list(only)):
        return People([])
    chosen = Teacher.objects.shown() if only is None else Teacher.objects.shown().filter(pk__in=only)
    found: dict[int, Person] = {}
    starts: dict[int, tuple[dt.date | None, dt.date | None]] = {}
    for pk, *values in chosen.order_by("pk").values_list("pk", *TEXTS, *DAYS):
        days = values[len(TEXTS) :]
        found[pk] = Person(pk, dict(zip(TEXTS + DAYS, [*values[: len(TEXTS)], *(_iso(day) or "" for day in days)], strict=True)))
        starts[pk] = (days[1], days[2])
    about: dict[str, Any] = {} if only is None else {"teacher__in": list(found)}
    _with_jobs(found, about)
    _with_years(found, starts, about, on)
    return People(list(found.values()))


def _with_jobs(found: dict[int, Person], about: dict[str, Any]) -> None:
    jobs = Employment.objects.filter(**about).order_by("since", "pk")
    columns = ("teacher_id", "pk", "organisation_id", "position", "subject", "load", "is_main", "since", "until", "act")
    for who, pk, place, position, subject, load, is_main, since, until, act in jobs.values_list(*columns):
        if who in found:
            found[who].jobs.append(Job(pk, place, position, subject, f"{load.normalize():f}", is_main, since.isoformat(), _iso(until), act))
    grades = Qualification.objects.filter(**about).order_by("awarded_on", "pk")
    for who, pk, category, on, until, act in grades.values_list("teacher_id", "pk", "category", "awarded_on", "valid_until", "act"):
        if who in found:
            found[who].grades.append(Grade(pk, category, on.isoformat(), _iso(until), act))


def _with_years(found: dict[int, Person], starts: dict[int, tuple[dt.date | None, dt.date | None]], about: dict[str, Any], on: dt.date) -> None:
    breaks: dict[int, list[Any]] = defaultdict(list)
    for who, term in Absence.objects.breaks().filter(**about).order_by().values_list("teacher_id", TERM):
        breaks[who].append(term)
    for pk, person in found.items():
        paused = breaks.get(pk, ())
        person.lost = sum(max(0, (min(one.upper or on, on) - one.lower).days) for one in paused)
        for key, since in zip(("working", "teaching"), starts[pk], strict=True):
            person.years[key] = full_years(moved_start(since, paused, on), on) if since else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def remembered(organisation_id: int | None) -> dict[str, str]:
    """How headings of the organisation's files were understood before; the district's own where it has none."""
    rows = ColumnMemory.objects.filter(organisation=organisation_id).values_list("title", "field")
    return dict(rows)


def intakes(user: Any, *, words: str = "", state: str = "") -> QuerySet[Intake]:
    """The imports that the user may see, the newest first."""
    rows = holding(
        Intake.objects.visible_to(user).select_related("organisation", "file", "by"), words, "file__name", "organisation__short_name", "by__last_name"
    )
    return rows.filter(state=state) if state in Intake.State.values else rows


def rows_of(intake: Intake, *, verdict: str = "", decision: str = "", words: str = "") -> QuerySet[IntakeRow]:
    """Rows of the import: of a verdict, chosen or not, found by a part of the name."""
    rows = intake.rows.order_by("number")  # of one import: its own place among the imports need not be known
    if verdict in IntakeRow.Verdict.values:
        rows = rows.filter(verdict=verdict)
    if decision == "chosen":
        rows = rows.filter(decision__in=TAKEN)
    elif decision == "skipped":
        rows = rows.exclude(decision__in=TAKEN).exclude(verdict__in=("same", "refused"))
    elif decision == "waiting":
        rows = rows.filter(verdict=IntakeRow.Verdict.DOUBTFUL, decision="")
    elif decision == "remarks":
        rows = rows.exclude(problems=[])
    if not words:
        return rows
    return holding(rows.alias(last=KT("values__last_name"), first=KT("values__first_name"), middle=KT("values__patronymic")), words, "last", "first", "middle")


D = IntakeRow.Decision
TAKEN = (D.TAKE, D.SAME_PERSON, D.ANOTHER_PERSON)


def mates_of(rows: Sequence[IntakeRow]) -> list[IntakeRow]:
    """Other rows of the import that may tell of the same people: of one card, or with the same birthday, СНИЛС or surname. One query."""
    alike = Q(teacher__in={one.teacher_id for one in rows if one.teacher_id})
    for key in ("birth_date", "snils", "last_name"):
        alike |= Q(**{f"values__{key}__in": sorted({told for one in rows if (told := one.values.get(key))})})
    others = rows[0].intake.rows.filter(alike) if rows else IntakeRow.objects.none()
    return list(others.exclude(pk__in=[one.pk for one in rows]).exclude(verdict=IntakeRow.Verdict.REFUSED).order_by("number"))


def people_of(intake: Intake, rows: Iterable[IntakeRow]) -> People:
    """The cards that these rows may mean: theirs, those offered, and owners of the СНИЛС that they tell. Five queries."""
    rows = list(rows)
    cards = {one["teacher"] for row in rows for one in row.candidates} | {row.teacher_id for row in rows if row.teacher_id}
    snils = {told for row in rows if (told := row.values.get("snils"))}
    return people_on(intake.on, cards | set(Teacher.objects.shown().filter(snils__in=snils).values_list("pk", flat=True)))


def quarrels_of(row: IntakeRow) -> set[int]:
    """The numbers of the rows that this one contradicts or is held up by; empty when it was refused for anything else as well."""
    said = [quarrelling(one["reason"]) for one in row.problems if one["fatal"]]
    return set().union(*said) if said and all(said) else set()


COUNTS = Prepared(lambda intake: IntakeRow.objects.filter(intake=intake).order_by().values_list("verdict", "decision").annotate(times=Count("*")), intake=int)


def counts(intake: Intake) -> dict[str, int]:
    """How many rows of each verdict, how many chosen, how many doubtful ones wait for a decision. One query."""
    found: dict[str, int] = {"chosen": 0, "undecided": 0, "rows": 0, **dict.fromkeys(IntakeRow.Verdict.values, 0)}
    for verdict, decision, times in COUNTS.ask(intake=intake.pk):
        found[verdict] += times
        found["rows"] += times
        found["chosen"] += times * (decision in TAKEN)
        found["undecided"] += times * (verdict == "doubtful" and not decision)
    return found

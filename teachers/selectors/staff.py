"""The list of teachers: one row per person with what is true on a date."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, Exists, F, FilteredRelation, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value

from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.listing import Group, groups
from portal.kit.naming import WithName
from portal.kit.prepared import Prepared
from teachers.models import YOUNG_AGE, Absence, Assessment, Employment, Qualification, Teacher, TeacherQuerySet
from teachers.models.absences import TERM
from teachers.selectors.assessments import finished

ROLES = "additional_roles"
DAYS = 4  # of which what a query is put together from is kept: today, and what somebody looks back to
DICTIONARIES = ("positions", "subjects", "qualification_categories", ROLES)
NAME = ("last_name", "first_name", "patronymic", "pk")
Names = dict[str, dict[str, str]]
Rows = TypeVar("Rows", bound=QuerySet[Any])
JOB = {"place": "organisation__short_name", "place_pk": "organisation", "position": "position", "subject": "subject"}
ON_PAPER = ("user", "erased_on", *NAME, "birth_date", "teaching_since", "working_since", "education_level", "phone", "email")


class StaffRow:
    """One line of the list «Педагоги» and of its export; `experience` and `assessed_on` may be unknown; `more` holds what was chosen besides.

    What a column does not show is not computed: a file has thousands of rows.
    """

    __slots__ = ("category", "more", "on", "place", "position", "who")

    def __init__(self, who: Any, on: dt.date, names: Names) -> None:
        self.who, self.on = who, on
        self.place: str = who.place or ""
        self.position: str = names["positions"].get(who.position, who.position or "")
        self.category: str = names["qualification_categories"].get(who.category, who.category or "")
        self.more: dict[str, Any] = {}

    pk = property(lambda self: self.who.pk)
    short_name = property(lambda self: self.who.short_name)
    full_name = property(lambda self: self.who.full_name)
    subject = property(lambda self: self.who.subject or "")
    age = property(lambda self: self.who.age(self.on))
    experience = property(lambda self: self.who.experience(self.on))
    assessed_on = property(lambda self: self.who.assessed_on)
    is_young = property(lambda self: self.age < YOUNG_AGE)
    is_novice = property(lambda self: self.who.is_novice(self.on))
    place_pk = property(lambda self: self.who.place_pk)
    nameless = property(lambda self: self.who.erased_on is not None)


class OnPaper(WithName):
    """A teacher as a list and its file need her: what was read and what follows from it by the same arithmetic, without a model for each of thousands."""

    def __init__(self, names: Iterable[str], values: Iterable[Any]) -> None:
        self.__dict__.update(zip(names, values, strict=True))

    age, experience, general_experience, is_novice, _years = Teacher.age, Teacher.experience, Teacher.general_experience, Teacher.is_novice, Teacher._years
    pk: int
    user: int | None  # the key of her account
    education_level: str
    category: str | None
    assessed_on: dt.date | None
    breaks: Collection[Any]

    def get_education_level_display(self) -> str:
        return str(dict(Teacher.Education.choices).get(self.education_level, ""))  # type: ignore[arg-type]


def on_paper(rows: TeacherQuerySet, on: dt.date, block: int = 2000) -> Iterator[OnPaper]:
    """The rows of `staff(whole=True)` from the database's cursor.

    The category, the self-assessment and the breaks of everybody are read at once: three questions about each of thousands take most of a file's time.
    """
    beside: dict[str, dict[int, Any]] = {"category": _categories(on), "assessed_on": _assessed(), "breaks": _breaks()}
    keys = [name for name in paper(rows) if name not in beside]
    categories, assessed, breaks = beside.values()
    for values in rows.values_list(*keys).iterator(block):
        one = OnPaper(keys, values)
        one.category, one.assessed_on, one.breaks = categories.get(one.pk), assessed.get(one.pk), breaks.get(one.pk, ())
        yield one


def paper(rows: TeacherQuerySet) -> list[str]:
    """What `OnPaper` is told of the rows of `staff(whole=True)`: their columns and what stands beside them."""
    return [*ON_PAPER, *(name for name in rows.query.annotation_select if name not in ON_PAPER)]


def _categories(on: dt.date) -> dict[int, str]:
    return dict(in_force(on).order_by("teacher", "-awarded_on", "-pk").distinct("teacher").values_list("teacher", "category"))


def _assessed() -> dict[int, dt.date]:
    return dict(finished().order_by().values_list("teacher").annotate(last=Max("finished_on")))


def _breaks() -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for teacher, term in Absence.objects.breaks().order_by().values_list("teacher", TERM):
        found.setdefault(teacher, []).append(term)
    return found


def in_force(on: dt.date) -> QuerySet[Qualification]:
    """Categories that hold on the date, the latest first; «без категории» is not one."""
    held = Qualification.objects.filter(awarded_on__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return held.exclude(category="none").order_by("-awarded_on", "-pk")


@lru_cache(maxsize=DAYS)
def main_jobs(on: dt.date) -> QuerySet[Employment]:
    """Correlated: the teacher's main job on the date, one at most; for Exists and Subquery.

    A page asks for it several times, so it is put together once for a day. It holds no rows: a correlated query cannot be run by itself.
    """
    return Employment.objects.on(on).main().filter(teacher=OuterRef("pk")).order_by()


def staff(user: Any, on: dt.date, *, whole: bool = False, nameless: bool = False) -> TeacherQuerySet:
    """Teachers whom the user may see, with the main job on the date, the category and the last self-assessment.

    What stands beside the name comes from sub-queries, not joins: the database counts and orders without them and reads them for
    the 25 shown rows only. A file takes the `whole` list: there one join for the job costs less than four questions about each person.
    """
    return beside(Teacher.objects.visible_to(user, nameless=nameless), on, joined=whole)


def beside(rows: TeacherQuerySet, on: dt.date, *, joined: bool) -> TeacherQuerySet:
    """The teachers with what a list shows beside their names; `joined` as `whole` above."""
    return with_job(rows.with_breaks(), on, joined=joined).annotate(**_beside(on))


def with_job(rows: TeacherQuerySet, on: dt.date, *, joined: bool = True) -> TeacherQuerySet:
    """The teachers with the place, position and subject of the main job."""
    if joined:
        lasting = Q(employments__until__isnull=True) | Q(employments__until__gte=on)
        main = FilteredRelation("employments", condition=lasting & Q(employments__is_main=True, employments__since__lte=on))
        known = {name: F(f"main_job__{path}") for name, path in JOB.items()}
        return rows.only(*ON_PAPER).annotate(main_job=main).annotate(**known)
    return rows.annotate(**_job(on))


@lru_cache(maxsize=DAYS)
def _job(on: dt.date) -> dict[str, Subquery]:
    """The main job by sub-queries; put together once for a day, as `main_jobs` is."""
    return {name: Subquery(main_jobs(on).values(path)) for name, path in JOB.items()}


@lru_cache(maxsize=DAYS)
def _beside(on: dt.date) -> dict[str, Subquery]:
    """The category and the last self-assessment."""
    assessed = finished().filter(teacher=OuterRef("pk")).values("finished_on")[:1]
    return {"category": Subquery(in_force(on).filter(teacher=OuterRef("pk")).values("category")[:1]), "assessed_on": Subquery(assessed)}


def assessed_between(since: dt.date, until: dt.date) -> QuerySet[Assessment]:
    """Correlated: finished self-assessments of the teacher in the period; for Exists."""
    return Assessment.objects.filter(teacher=OuterRef("pk"), state=Assessment.State.FINISHED, finished_on__gte=since, finished_on__lte=until)


def ordered(rows: TeacherQuerySet, sort: str, on: dt.date) -> TeacherQuerySet:
    """The rows in the order of `?sort=`: name, place, position, age, experience, assessed; «-» turns it round; else by name."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    # years grow as the date of birth goes back
    fields = {"place": ("place", down), "position": ("position", down), "age": ("birth_date", not down)}
    if key == "experience":
        return rows.by_experience(on, longest_first=down)
    if key == "assessed":
        rows, fields["assessed"] = rows.annotate(assessed_on=_beside(on)["assessed_on"]), ("assessed_on", down)
    if key not in fields:
        return rows.order_by(*(f"-{name}" if down and key == "name" else name for name in NAME))
    field, descending = fields[key]
    first = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    return rows.order_by(first, *NAME)


def by_place(rows: Rows, places: Iterable[tuple[int, str]], ref: str = "place_pk") -> Rows:
    """The rows place by place (`ref` is their place), in the order of `places`, each in the order that they have; who works nowhere stands last.

    The places are put in order by who calls: there are dozens of them, and people by thousands.
    """
    known = Value([pk for pk, _ in places], output_field=ArrayField(BigIntegerField()))
    rank = Func(known, F(ref), function="array_position", output_field=IntegerField())
    return rows.order_by(rank.asc(nulls_last=True), F(ref).asc(nulls_last=True), *rows.query.order_by)


def _main_jobs_of(seen: list[int], on: dt.date) -> QuerySet[Employment]:
    """Main jobs on the date of everybody in the districts."""
    hidden = Teacher.objects.filter(Q(merged_into__isnull=False) | Q(erased_on__isnull=False), district__among=seen).order_by().values("pk")
    return Employment.objects.on(on).main().filter(district__among=seen).exclude(teacher__in=hidden).order_by()


AT_WORK = Prepared(lambda seen, on: _main_jobs_of(seen, on).values("is_main").annotate(n=Count("pk")).values_list("n", flat=True), seen=list, on=dt.date)
AT_PLACES = Prepared(lambda seen, on: _main_jobs_of(seen, on).values_list("organisation").annotate(n=Count("pk")), seen=list, on=dt.date)


class ByName:
    """Keys of those who work on the date, in the order of names.

    Asked «is there a main job?», the database joins all jobs to all people: nothing counts them quicker. Asked «what is the place of the main job?»,
    it walks the index of names and asks person by person: nothing finds the first twenty-five quicker. Where the rows are everybody of whole districts
    (`everybody`: their ids), main jobs are counted alone: nobody has two on one date.
    """

    def __init__(self, rows: TeacherQuerySet, on: dt.date, everybody: list[int]) -> None:
        self.rows, self.on, self.everybody = rows, on, everybody

    def __len__(self) -> int:
        if self.everybody:
            return next(iter(AT_WORK.ask(seen=self.everybody, on=self.on)), 0)
        return self.rows.filter(Exists(main_jobs(self.on))).count()

    def __getitem__(self, cut: slice) -> list[int]:
        found: Any = self.rows.alias(place_pk=_job(self.on)["place_pk"]).filter(place_pk__isnull=False)
        return list(found.values_list("pk", flat=True)[cut])


class ByPlace:
    """Keys of a list that is shown place by place: one query counts the people of every place, and a page puts in order those of its own places only.

    `counts`: people of every place, where they are counted sooner than from the rows.
    """

    def __init__(self, rows: Any, places: Iterable[tuple[int, str]], counts: Iterable[tuple[int | None, int]] | None = None) -> None:
        self.rows = rows  # ordered by `by_place`, with `place_pk`
        found = dict(rows.order_by().values_list("place_pk").annotate(n=Count("pk")) if counts is None else counts)
        known = [pk for pk, _ in places if pk in found]
        gone = sorted(pk for pk in found if pk is not None and pk not in known)
        self.counts = {place: found[place] for place in (*known, *gone, None) if place in found}

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, cut: slice) -> list[int]:
        start, stop, _ = cut.indices(len(self))
        ends = list(accumulate(self.counts.values()))
        here = [(place, end - count) for (place, count), end in zip(self.counts.items(), ends, strict=True) if end > start and end - count < stop]
        return self._keys([place for place, _ in here])[start - here[0][1] : stop - here[0][1]] if here else []

    def _keys(self, places: list[int | None]) -> Any:
        """The keys of all who are in the places, in order."""
        wanted = Q(place_pk__in=[one for one in places if one is not None])
        rows = self.rows.filter(wanted | Q(place_pk__isnull=True) if None in places else wanted)
        return rows.values_list("pk", flat=True)

    def groups(self, shown: list[Any]) -> list[Group]:
        """The rows of one page place by place, each place with its count in the whole list."""
        return groups(shown, lambda one: one.place_pk, lambda one: one.place or "Сейчас не работают", self.counts)


def _working_in(places: list[int], seen: list[int], on: dt.date) -> QuerySet[Any]:
    jobs = _main_jobs_of(seen, on).filter(organisation__among=places)
    return jobs.order_by(*(f"teacher__{name}" for name in NAME)).values_list("organisation", "teacher")


WORKING_IN = Prepared(_working_in, places=list, seen=list, on=dt.date)


class EverybodyByPlace(ByPlace):
    """The same of all who work on the date in whole districts: counted and found by their main jobs alone, nobody has two on one date."""

    def __init__(self, districts: list[int], places: Iterable[tuple[int, str]], on: dt.date) -> None:
        self.asked = {"seen": districts, "on": on}
        super().__init__(None, places, AT_PLACES.ask(**self.asked))

    def _keys(self, places: list[int | None]) -> list[int]:
        found = WORKING_IN.ask(places=places, **self.asked)
        return [pk for _, pk in sorted(found, key=lambda one: places.index(one[0]))]


def vocabulary() -> Lexicon:
    """The words that the list is told in, retired ones included. One query."""
    return lexicon(*DICTIONARIES)


def names_in(words: Lexicon) -> Names:
    return {dictionary: {code: name for code, name, _ in every} for dictionary, every in words.entries.items()}


def staff_rows(rows: Iterable[Any], on: dt.date, names: Names) -> Iterator[StaffRow]:
    """The annotated teachers as the page and the file show them."""
    return (row for _, row in pairs(rows, on, names))


def pairs(rows: Iterable[Any], on: dt.date, names: Names) -> Iterator[tuple[Any, StaffRow]]:
    """The same beside what each was made of."""
    for one in rows:
        yield one, StaffRow(one, on, names)

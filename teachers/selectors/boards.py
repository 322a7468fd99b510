"""Доски КПК и аттестации: whose three years without КПК are over or end soon, whose category or attestation ends when."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from portal.accounts.selectors import Lexicon
from portal.kit.periods import school_year, years_before
from portal.kit.prepared import Prepared
from teachers.models import Course, CourseApplicant, Employment, Qualification, Teacher, TeacherQuerySet
from teachers.selectors.days import NAME, Calendar, Tab, calendar
from teachers.selectors.record import YEARS
from teachers.selectors.staff import main_jobs

LEAST_HOURS = 16  # не менее 16 часов — программа повышения квалификации: приказ Минобрнауки № 499, п. 12
SOON_MONTHS = 6
FIRST = ("over", "-awarded_on", "-pk")  # of the results of attestation
POSITIONS, CATEGORIES, PLACES = "positions", "qualification_categories", "org_kinds"
ENDLESS = dt.date.max  # the day on which a result without a term ends


Tabs = dict[str, Tab]
EVERYBODY = Tab("Все педагоги", unknown=True)


def months_after(on: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = on.year + (on.month - 1 + months) // 12, (on.month - 1 + months) % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(on.day, last))


def on_staff(user: Any, on: dt.date) -> TeacherQuerySet:
    """Pedagogical staff of the date whom the user may see."""
    return Teacher.objects.visible_to(user).filter(Exists(main_jobs(on).filter(is_pedagogical=True)))


def staff_jobs(on: dt.date) -> QuerySet[Employment]:
    """Main jobs of `on_staff`. The few cards that are not shown are left out by themselves: everybody's card and job need not be joined."""
    return Employment.objects.pedagogical_staff(on).exclude(teacher__in=Teacher.objects.hidden().values("pk")).order_by()


def by_day(user: Any, on: dt.date, days: str) -> Calendar:
    """All of `on_staff` by one of `DAYS`. Both questions are written once for who sees one district whole, as most do; one query."""
    if len(user.whole) == 1:
        people, told = (one.sql(district=user.whole[0], on=on) for one in (STAFF, TOLD[days]))
        return calendar(people, told)
    jobs = staff_jobs(on).filter(user.whole_or(Q(teacher__in=Teacher.objects.visible_to(user).values("pk")))).values_list("teacher")
    return calendar(jobs.query.sql_with_params(), DAYS[days](on).filter(teacher__in=jobs).query.sql_with_params())


def teaching(user: Any, on: dt.date) -> TeacherQuerySet:
    """The same with the main place of work and position."""
    return at_work(on_staff(user, on), on)


def at_work(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    job = main_jobs(on)
    return rows.annotate(
        place=Subquery(job.values("organisation__short_name")), place_pk=Subquery(job.values("organisation")), position=Subquery(job.values("position"))
    )


def _job(on: dt.date) -> Subquery:
    """What a row says of the main job. One sub-query for a kind of facts, however much is shown of them: planning costs a page as much as reading."""
    return Subquery(main_jobs(on).values(made=JSONObject(place="organisation__short_name", place_pk="organisation", position="position"))[:1])


def counted_courses(on: dt.date) -> QuerySet[Course]:
    """КПК that count (16 hours or more) finished by the date, the latest first."""
    return Course.objects.filter(hours__gte=LEAST_HOURS, finished_on__lte=on).order_by("-finished_on", "-pk")


def last_courses(on: dt.date) -> QuerySet[Any]:
    """(teacher, day of the last КПК that counts). Over all facts: for a district that is three times quicker than person by person."""
    return counted_courses(on).order_by().values("teacher").annotate(day=Max("finished_on"))


def with_courses(keys: list[int], on: dt.date) -> TeacherQuerySet:
    """With what a row of the board shows: the last КПК that counts and the application that the person stands in."""
    asked = CourseApplicant.objects.filter(teacher=OuterRef("pk"), application__ends_on__gte=on).order_by("-application__at", "-pk")
    last = counted_courses(on).filter(teacher=OuterRef("pk")).values(made=JSONObject(on="finished_on", programme="programme", hours="hours"))
    application = Subquery(asked.values(made=JSONObject(pk="application", at="application__at"))[:1])
    return _people(keys).annotate(job=_job(on), last=Subquery(last[:1]), asked=application)


def _people(keys: list[int]) -> TeacherQuerySet:
    return Teacher.objects.filter(pk__among=keys).only(*NAME).order_by()


def course_tabs(on: dt.date) -> Tabs:
    """Three years end three years after the last КПК; on that day they are over."""
    over = years_before(on, YEARS)
    soon, year = years_before(months_after(on, SOON_MONTHS), YEARS), years_before(school_year(on).ends, YEARS)
    return {
        "none": Tab("Нет за три года", until=over, unknown=True),
        "soon": Tab("Срок в ближайшие 6 месяцев", after=over, until=soon),
        "year": Tab("Срок в этом учебном году", after=over, until=year),
        "all": EVERYBODY,
    }


def results(on: dt.date) -> QuerySet[Qualification]:
    """Results of attestation, first those in force, the latest before, then those that have ended."""
    held = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = Qualification.objects.filter(awarded_on__lte=on).exclude(category="none")
    return rows.annotate(over=Case(When(held, then=Value(0)), default=Value(1), output_field=IntegerField())).order_by(*FIRST)


def last_days(on: dt.date) -> QuerySet[Any]:
    """(teacher, the last day on which the first of her `results` is in force)."""
    return results(on).order_by("teacher", *FIRST).distinct("teacher").values_list("teacher", Coalesce("valid_until", Value(ENDLESS)))


def with_category(rows: TeacherQuerySet, on: dt.date) -> TeacherQuerySet:
    """With the category of the first of `results`, to choose and to sort by."""
    return rows.annotate(category=Subquery(results(on).filter(teacher=OuterRef("pk")).values("category")[:1]))


def with_results(keys: list[int], on: dt.date) -> TeacherQuerySet:
    """With what a row of the board shows."""
    first = results(on).filter(teacher=OuterRef("pk")).values(made=JSONObject(category="category", since="awarded_on", until="valid_until"))
    return _people(keys).annotate(job=_job(on), first=Subquery(first[:1]))


def _told(facts: Callable[[dt.date], QuerySet[Any]]) -> Prepared:
    return Prepared(lambda district, on: facts(on).filter(district=district), district=int, on=dt.date)


STAFF = Prepared(lambda district, on: staff_jobs(on).filter(district=district).values_list("teacher"), district=int, on=dt.date)
DAYS = {"last": last_courses, "ends": last_days}  # to sort by, and what tells tabs apart
TOLD = {days: _told(facts) for days, facts in DAYS.items()}
COURSES, RESULTS = (Prepared(build, keys=list, on=dt.date) for build in (with_courses, with_results))


def grade_tabs(on: dt.date) -> Tabs:
    """By the last day on which the result is in force."""
    before = on - dt.timedelta(days=1)
    return {
        "overdue": Tab("Срок прошёл", until=before),
        "soon": Tab("Заканчивается за 6 месяцев", after=before, until=months_after(on, SOON_MONTHS)),
        "year": Tab("Заканчивается в этом учебном году", after=before, until=school_year(on).ends),
        "none": Tab("Нет ни категории, ни соответствия", until=dt.date.min, unknown=True),
        "all": EVERYBODY,
    }


def places_of(people: TeacherQuerySet, on: dt.date) -> dict[int, int]:
    """teacher → organisation of the main job. One query."""
    return dict(people.order_by().annotate(place_pk=Subquery(main_jobs(on).values("organisation"))).values_list("pk", "place_pk"))


COLUMNS = {"place": at_work, "position": at_work, "category": with_category}  # to sort by, and what they are found by


def in_order(rows: TeacherQuerySet, key: str, on: dt.date, *, down: bool) -> TeacherQuerySet:
    """The rows in the order of a column or of names; what is not known stands last."""
    if key not in COLUMNS:
        return rows.order_by(*(f"-{name}" if down else name for name in NAME))
    field = F(key)
    return COLUMNS[key](rows, on).order_by(field.desc(nulls_last=True) if down else field.asc(nulls_last=True), *NAME)


@dataclass(frozen=True)
class CourseRow:
    """One line of the board of КПК; `ends` is the day on which three years are over, None for who has no КПК."""

    pk: int
    short_name: str
    full_name: str
    place: str
    position: str
    last_on: dt.date | None
    programme: str
    hours: int | None
    ends: dt.date | None
    tone: str
    applied: int | None
    applied_at: dt.datetime | None
    place_pk: int | None = None


def course_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> Iterator[CourseRow]:
    """The annotated teachers as the page and the file show them."""
    return (_course_row(one, on, words) for one in rows)


def _course_row(one: Any, on: dt.date, words: Lexicon) -> CourseRow:
    job, last, asked = one.job or {}, one.last or {}, one.asked or {}
    last_on, applied_at = _day(last.get("on")), parse_datetime(asked["at"]) if asked else None
    ends = months_after(last_on, YEARS * 12) if last_on else None
    tone = "bad" if ends is None or ends <= on else "warn" if ends <= months_after(on, SOON_MONTHS) else ""
    return CourseRow(
        one.pk, one.short_name, one.full_name, job.get("place", ""), words.name(POSITIONS, job.get("position", "")), last_on, last.get("programme", ""),
        last.get("hours"), ends, tone, asked.get("pk"), applied_at, job.get("place_pk"),
    )  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class GradeRow:
    """One line of the board of attestation."""

    pk: int
    short_name: str
    full_name: str
    place: str
    position: str
    category: str
    awarded: dt.date | None
    ends: dt.date | None
    tone: str
    place_pk: int | None = None


def grade_rows(rows: Iterable[Any], on: dt.date, words: Lexicon) -> Iterator[GradeRow]:
    """The annotated teachers as the page and the file show them."""
    return (_grade_row(one, on, words) for one in rows)


def _grade_row(one: Any, on: dt.date, words: Lexicon) -> GradeRow:
    job, first = one.job or {}, one.first or {}
    ends = _day(first.get("until"))
    tone = "" if ends is None else "bad" if ends < on else "warn" if ends <= months_after(on, SOON_MONTHS) else ""
    category = words.name(CATEGORIES, first["category"]) if first else ""
    return GradeRow(
        one.pk,
        one.short_name,
        one.full_name,
        job.get("place", ""),
        words.name(POSITIONS, job.get("position", "")),
        category,
        _day(first.get("since")),
        ends,
        tone,
        job.get("place_pk"),
    )

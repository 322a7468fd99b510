"""Measures of people: the pedagogical staff on the date, narrowed by what each of them did. One row is one person."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from communities.models import Attendance, Authorship, Membership, Practice
from contests.models import Contest, Participation
from monitoring.measures.facts import Branch, Facts, Shown, columns, in_force, within_dates
from monitoring.measures.registry import Params, measure
from portal.kit.periods import Period, years_before
from routes.models import Route, RouteQuerySet
from teachers.models import NOVICE_YEARS, YOUNG_AGE, Assessment, Course, Employment, EmploymentQuerySet, Qualification, novice, served_at_most

WHO = ("who", "age", "years")
ALL, YOUNG, NOVICE, EITHER = "all", "young", "novice", "young_or_novice"


@dataclass(frozen=True)
class Proof:
    """Facts about teachers that put a person into a numerator; the newest one is shown in the list."""

    rows: QuerySet[Any]
    kind: str
    on: str
    label: Any
    object: str = "pk"

    def teachers(self) -> QuerySet[Any]:
        return self.rows.order_by().values("teacher_id")

    def newest(self, expression: Any) -> Subquery:
        mine = self.rows.filter(teacher_id=OuterRef("teacher_id")).order_by(F(self.on).desc(), "-pk")
        return Subquery(mine.annotate(proof_shown=expression).values("proof_shown")[:1])


def staff_on(period: Period, params: Params) -> EmploymentQuerySet:
    """Педагогические работники на дату отчёта: all, under 35, novices, or either; age and experience on that date."""
    date = period.as_of
    young = Q(teacher__birth_date__gt=years_before(date, params.number("age", YOUNG_AGE)))
    new = novice(date, params.number("years", NOVICE_YEARS), "teacher__")
    wanted = {ALL: Q(), YOUNG: young, NOVICE: new, EITHER: young | new}[params.text("who", ALL)]
    return Employment.objects.pedagogical_staff(date).filter(wanted)


def having(staff: EmploymentQuerySet, *proofs: Proof) -> Facts:
    """Of the staff those who have any of the proofs."""
    first, *rest = [proof.teachers() for proof in proofs]
    rows = staff.filter(teacher_id__in=first.union(*rest) if rest else first)
    kind = "teacher" if rest else proofs[0].kind
    return Facts((Branch(rows, kind, partial(_shown, proofs), teacher="teacher", place="organisation_id", identity="teacher_id"),))


def _shown(proofs: tuple[Proof, ...]) -> Shown:
    """Date, words and object of the newest proof; with several kinds of proof the row leads to the person."""
    if len(proofs) == 1:
        (proof,) = proofs
        return Shown(proof.newest(F(proof.on)), proof.newest(proof.label), proof.newest(F(proof.object)))
    return Shown(Coalesce(*(one.newest(F(one.on)) for one in proofs)), Coalesce(*(one.newest(one.label) for one in proofs)), F("teacher_id"))


@measure("staff", "Педагогические работники на дату отчёта", *WHO)
def staff(period: Period, params: Params) -> Facts:
    rows = staff_on(period, params)
    return Facts((Branch(rows, "position", columns("since", "position", "teacher_id"), teacher="teacher", place="organisation_id", identity="teacher_id"),))


@measure("staff_with_course", "Завершили КПК", *WHO, "topics", "hours", "span")
def staff_with_course(period: Period, params: Params) -> Facts:
    """КПК by topic and least hours, finished in the period or in the last `span` years before the report's date."""
    span = params.number("span", 0)
    since = years_before(period.as_of, span) if span else period.starts
    rows = _about(Course.objects.filter(within_dates("finished_on", since, period.as_of), hours__gte=params.number("hours", 1)), "topic", params)
    return having(staff_on(period, params), Proof(rows, "teacher", "finished_on", F("programme"), "teacher_id"))


@measure("staff_at_events", "Присутствовали на событиях", *WHO, "formats", "topics")
def staff_at_events(period: Period, params: Params) -> Facts:
    """Marked present at least once at an event of the formats and topics."""
    return having(staff_on(period, params), _presence(period, params))


def _presence(period: Period, params: Params, formats: str = "formats") -> Proof:
    rows = Attendance.objects.filter(within_dates("held_on", period.starts, period.as_of), status=Attendance.Status.PRESENT)
    if params.texts(formats):
        rows = rows.filter(event__format__in=params.texts(formats))
    return Proof(_about(rows, "event__topic", params), "event", "held_on", F("event__title"), "event_id")


@measure("staff_in_bank", "Авторы банка практик", *WHO, "banks", "levels", "topics")
def staff_in_bank(period: Period, params: Params) -> Facts:
    """Authors of practices included in the bank by the report's date: being in the bank lasts."""
    rows = Authorship.objects.filter(practice__state=Practice.State.INCLUDED, practice__included_on__lte=period.as_of)
    rows = _among(_among(rows, "practice__bank", params.texts("banks")), "practice__level", params.texts("levels"))
    return having(
        staff_on(period, params), Proof(_about(rows, "practice__topic", params), "teacher", "practice__included_on", F("practice__title"), "teacher_id")
    )


@measure("staff_with_finished_route", "Завершили ИОМ с экспертизой", *WHO)
def staff_with_finished_route(period: Period, params: Params) -> Facts:
    """A route finished in the period, its expertise passed."""
    rows = Route.objects.filter(within_dates("completed_on", period.starts, period.as_of), state=Route.State.DONE)
    return having(staff_on(period, params), Proof(rows, "route", "completed_on", Value("ИОМ завершён, экспертиза пройдена")))


@measure("staff_mastered", "Освоили компетенции профстандарта", *WHO)
def staff_mastered(period: Period, params: Params) -> Facts:
    """The expertise of a route finished in the period found: competences mastered."""
    rows = Route.objects.filter(within_dates("completed_on", period.starts, period.as_of), mastered=True)
    return having(staff_on(period, params), Proof(rows, "route", "completed_on", Value("Экспертиза: компетенции освоены")))


@measure("staff_with_route", "Имеют утверждённый ИОМ", *WHO)
def staff_with_route(period: Period, params: Params) -> Facts:
    return having(staff_on(period, params), _approved(period, Route.objects.all()))


def _approved(period: Period, routes: RouteQuerySet) -> Proof:
    """Routes approved by the report's date, not cancelled, whose term touches the period."""
    return Proof(routes.counted_in(period.starts, period.as_of), "route", "approved_on", Value("ИОМ утверждён"))


@measure("staff_in_contests", "Участвовали в конкурсах и мотивационных событиях", *WHO, "roles", "event_formats")
def staff_in_contests(period: Period, params: Params) -> Facts:
    """Took part in a contest of any level, or was present at a motivating event; each person once."""
    rows = Participation.objects.filter(within_dates("happened_on", period.starts, period.as_of)).exclude(contest__state=Contest.State.CANCELLED)
    contest = Proof(_among(rows, "role", params.texts("roles")), "contest", "happened_on", F("contest__name"), "contest_id")
    if not params.texts("event_formats"):
        return having(staff_on(period, params), contest)
    return having(staff_on(period, params), contest, _presence(period, params, "event_formats"))


@measure("staff_graduated", "Молодые специалисты, завершившие школу", *WHO, "kinds", "years")
def staff_graduated(period: Period, params: Params) -> Facts:
    return having(staff_on(period, params), _graduation(period, params))


def _graduation(period: Period, params: Params) -> Proof:
    """Graduates of the period who were young specialists when they entered the school (стаж не более трёх лет)."""
    rows = Membership.objects.filter(within_dates("graduated_on", period.starts, period.as_of), novice_at_entry(params.number("years", NOVICE_YEARS)))
    return Proof(_among(rows, "community__kind", params.texts("kinds")), "community", "graduated_on", F("community__name"), "community_id")


def novice_at_entry(years: int) -> Q:
    """Педагогический стаж on the day of entry is not more than `years`, breaks taken off."""
    return served_at_most("since", years, "teacher__")


@measure("staff_graduated_attested", "Из завершивших школу прошли аттестацию", *WHO, "kinds", "years", "categories")
def staff_graduated_attested(period: Period, params: Params) -> Facts:
    """Of the graduates those whose category or соответствие was awarded in the period."""
    graduates = staff_on(period, params).filter(teacher_id__in=_graduation(period, params).teachers())
    rows = Qualification.objects.filter(within_dates("awarded_on", period.starts, period.as_of))
    return having(graduates, _category(rows, params))


def _category(rows: QuerySet[Qualification], params: Params) -> Proof:
    return Proof(_among(rows, "category", params.texts("categories")), "category", "awarded_on", F("category"), "teacher_id")


@measure("staff_with_category", "Имеют квалификационную категорию", *WHO, "categories")
def staff_with_category(period: Period, params: Params) -> Facts:
    """A category in force on the report's date; those awarded without a term last."""
    return having(staff_on(period, params), _category(Qualification.objects.filter(in_force("awarded_on", "valid_until", period.as_of, period.as_of)), params))


@measure("staff_assessed", "Прошли диагностику", *WHO)
def staff_assessed(period: Period, params: Params) -> Facts:
    return having(staff_on(period, params), _assessed(period))


def _assessed(period: Period) -> Proof:
    rows = Assessment.objects.filter(within_dates("finished_on", period.starts, period.as_of), state=Assessment.State.FINISHED)
    return Proof(rows, "teacher", "finished_on", Value("Самооценка завершена"), "teacher_id")


@measure("staff_assessed_with_route", "Имеют ИОМ по результатам диагностики", *WHO)
def staff_assessed_with_route(period: Period, params: Params) -> Facts:
    """Of those assessed in the period those whose approved route was drawn up from such an assessment."""
    assessed = staff_on(period, params).filter(teacher_id__in=_assessed(period).teachers())
    return having(assessed, _approved(period, Route.objects.filter(within_dates("assessment__finished_on", period.starts, period.as_of))))


@measure("staff_in_communities", "Участвуют в профессиональных сообществах", *WHO, "kinds", "topics")
def staff_in_communities(period: Period, params: Params) -> Facts:
    """Members (and leaders) of communities of the kinds at any time of the period."""
    lasting = Membership.objects.filter(in_force("since", "until", period.starts, period.as_of))
    rows = _about(_among(lasting, "community__kind", params.texts("kinds")), "community__topic", params)
    return having(staff_on(period, params), Proof(rows, "community", "since", F("community__name"), "community_id"))


def _about(rows: QuerySet[Any], path: str, params: Params) -> QuerySet[Any]:
    return _among(rows, path, params.texts("topics"))


def _among(rows: QuerySet[Any], path: str, codes: list[str]) -> QuerySet[Any]:
    """An empty list means «любые»."""
    return rows.filter(**{f"{path}__in": codes}) if codes else rows

"""Measures that count their own rows: communities, memberships, events, contests, participations, internships."""

import datetime as dt
from typing import Any

from django.db.models import DateField, Exists, F, FilteredRelation, Func, OuterRef, Q, QuerySet

from communities.models import Community, Event, Internship, Membership
from contests.models import Contest, Participation
from monitoring.measures.facts import Branch, Facts, columns, in_force, within_dates
from monitoring.measures.registry import Params, measure
from portal.kit.periods import Period
from portal.kit.wall import current

JOB = "job__organisation_id"


def at_work(rows: QuerySet[Any], on: str) -> QuerySet[Any]:
    """Join each fact to the person's main job on the day of the fact: there it is counted, whatever came later."""
    job = "teacher__employments"
    lasts = Q(**{f"{job}__until__isnull": True}) | Q(**{f"{job}__until__gte": F(on)})
    return rows.annotate(job=FilteredRelation(job, condition=Q(**{f"{job}__is_main": True, f"{job}__since__lte": F(on)}) & lasts))


def chosen(rows: QuerySet[Any], params: Params, **paths: str) -> QuerySet[Any]:
    """Narrow by the lists of codes that the parameters hold; an empty list means «любые»."""
    lists = {f"{path}__in": params.texts(name) for name, path in paths.items() if params.texts(name)}
    return rows.filter(**lists)


class LocalDate(Func):
    """The date of a moment by the clocks of its district."""

    function, template, output_field = "timezone", "(%(function)s(%(expressions)s))::date", DateField()


HELD_ON = LocalDate(F("district__time_zone"), F("starts_at"))
DAY = dt.timedelta(days=1)


def around(period: Period) -> Q:
    """Moments that may fall into the period in some time zone: lets the index do the rough work."""
    since, until = (dt.datetime.combine(day, dt.time.min, dt.UTC) for day in (period.starts - DAY, period.as_of + 2 * DAY))
    return Q(starts_at__gte=since, starts_at__lt=until)


def active(period: Period, params: Params) -> QuerySet[Community]:
    """Communities that worked at any time of the period."""
    rows = Community.objects.filter(in_force("since", "until", period.starts, period.as_of)).exclude(state=Community.State.PROJECT)
    return chosen(rows, params, topics="topic", kinds="kind")


@measure("communities", "Профессиональные сообщества, работавшие в периоде", "topics", "kinds")
def communities(period: Period, params: Params) -> Facts:
    return Facts((Branch(own(active(period, params)), "community", columns("since", "name", "pk")),))


@measure("memberships", "Участия в профессиональных сообществах", "topics", "kinds", "member_roles")
def memberships(period: Period, params: Params) -> Facts:
    """One row is one membership; a person in two communities is two. Counted at the main job on the day of joining."""
    lasting = Membership.objects.filter(in_force("since", "until", period.starts, period.as_of), community__in=active(period, params))
    rows = chosen(lasting, params, member_roles="role")
    return Facts((Branch(at_work(rows, "since"), "community", columns("since", "community__name", "community_id"), teacher="teacher", place=JOB),))


@measure("events", "Проведённые методические события", "formats", "topics", "levels")
def events(period: Period, params: Params) -> Facts:
    rows = Event.objects.alias(held_on=HELD_ON).filter(around(period), within_dates("held_on", period.starts, period.as_of), state=Event.State.HELD)
    held = chosen(own(rows), params, formats="format", topics="topic", levels="level")
    return Facts((Branch(held, "event", columns(HELD_ON, "title", "pk")),))


def finished(period: Period, params: Params, *, external: bool) -> QuerySet[Contest]:
    """Contests whose results came in the period: the district's own, or other people's."""
    rows = Contest.objects.filter(within_dates("ends_on", period.starts, period.as_of), state=Contest.State.FINISHED, external=external)
    return chosen(rows, params, topics="topic", levels="level", contest_kinds="kind")


@measure("contests", "Завершённые конкурсы района", "topics", "levels", "contest_kinds")
def contests(period: Period, params: Params) -> Facts:
    return Facts((Branch(finished(period, params, external=False), "contest", columns("ends_on", "name", "pk")),))


@measure("participations", "Участия в завершённых конкурсах района", "topics", "levels", "contest_kinds", "roles")
def participations(period: Period, params: Params) -> Facts:
    """One row is one participation in a role; jury and the like are left out by `roles`."""
    rows = chosen(Participation.objects.filter(contest__in=finished(period, params, external=False)), params, roles="role")
    branch = Branch(at_work(rows, "happened_on"), "contest", columns("happened_on", "contest__name", "contest_id"), teacher="teacher", place=JOB)
    return Facts((branch,))


@measure("external_contests", "Внешние конкурсы с участием педагогов района", "levels", "topics")
def external_contests(period: Period, params: Params) -> Facts:
    ours = Participation.objects.filter(contest=OuterRef("pk"))
    rows = finished(period, params, external=True).filter(Exists(ours))
    return Facts((Branch(rows, "contest", columns("ends_on", "name", "pk")),))


@measure("internships", "Завершённые стажировки")
def internships(period: Period, params: Params) -> Facts:
    """One row is one completed enrolment; counted at the main job on the day of completion."""
    rows = Internship.objects.filter(within_dates("completed_on", period.starts, period.as_of), state=Internship.State.COMPLETED)
    branch = Branch(at_work(rows, "completed_on"), "teacher", columns("completed_on", "programme__name", "teacher_id"), teacher="teacher", place=JOB)
    return Facts((branch,))


def own(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Only rows of the open districts: what partners share is theirs to count."""
    return rows.filter(district_id__in=current().districts)

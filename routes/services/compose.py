"""«Составить ИОМ»: from a finished self-assessment to a draft whose steps come from what the district offers."""

import datetime as dt
from typing import Any

from django.db import transaction

from portal.accounts.models import Organisation
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.turns import hold
from routes.lifecycle import IN_PREPARATION
from routes.models import Route, RouteDeficit, Step
from routes.selectors.offered import Terms
from routes.selectors.proposal import Proposal
from routes.selectors.proposals import goal_for, period_from, proposals
from teachers.models import Assessment, Teacher
from teachers.selectors import FunctionLevel, deficits, main_job, standing


@transaction.atomic
def compose_route(*, assessment: Assessment, by: Any) -> Route:
    """A draft with deficits, goal and proposed steps; when a route is already in preparation, that one.

    Two clicks at once make one draft: the teacher's row is locked first; not its key, or a merger of her school, which writes her a new job,
    and the draft would wait for each other. Raises Refusal for somebody else's or an unfinished assessment, and without a main place of work.
    """
    teacher = Teacher.objects.select_for_update(no_key=True).get(pk=assessment.teacher_id)
    if teacher.user_id != by.pk:
        raise Refusal("Маршрут составляет сам педагог — по своей самооценке.")
    started = Route.objects.filter(teacher=teacher, state__in=IN_PREPARATION).first()
    if started:
        return started
    if assessment.state != Assessment.State.FINISHED:
        raise Refusal("Сначала завершите самооценку: по ней портал определит дефициты.")
    place = _held_place(teacher)
    if place is None:
        raise Refusal("Не найдено ваше основное место работы на сегодня. Попросите методиста или руководителя внести его.")
    return _drawn_up(teacher, assessment, place, by)


def _held_place(teacher: Teacher) -> int | None:
    """Where she mainly works, held until the draft is written: a merger of the place is waited for and has moved her, or waits and takes the draft along."""
    place = None
    while (job := main_job(teacher, today())) and job.organisation_id != place:
        place = job.organisation_id
        hold(Organisation, place)
    return place if job else None


def _drawn_up(teacher: Teacher, assessment: Assessment, organisation_id: int, by: Any) -> Route:
    found = deficits(assessment)
    since, until = period_from(today())
    route = Route.objects.create(
        district_id=teacher.district_id,
        teacher=teacher,
        organisation_id=organisation_id,
        assessment=assessment,
        goal=goal_for([one.name for one in found]),
        starts_on=since,
        ends_on=until,
        edited_by=by,
    )
    RouteDeficit.objects.bulk_create([_deficit(route, one) for one in found])
    terms = Terms(teacher, standing(teacher), since, until, organisation_id)
    proposed = proposals(terms, {one.code: one.name for one in found})
    Step.objects.bulk_create([step_from(route, one, order) for order, one in enumerate(proposed, start=1)])
    record(verb="составил(а) маршрут", obj=route, by=by, after={"deficits": [one.code for one in found], "steps": len(proposed)})
    return route


def _deficit(route: Route, found: FunctionLevel) -> RouteDeficit:
    return RouteDeficit(district_id=route.district_id, route=route, function=found.code, name=found.name, level=found.percent, target=next_level(found.percent))


def next_level(percent: int) -> int:
    """The attainable target: from a critical deficit to the base level, otherwise to the high one."""
    return 60 if percent < 40 else 80


def step_from(route: Route, proposal: Proposal, order: int) -> Step:
    """An unsaved step of the route, clipped to its period."""
    starts = min(max(proposal.starts_on, route.starts_on), route.ends_on)
    reference: dict[str, Any] = {f"{proposal.kind}_id": proposal.ref} if proposal.ref else {}
    return Step(
        district_id=route.district_id,
        route=route,
        direction=proposal.direction,
        title=proposal.title,
        education=proposal.education,
        remote=proposal.remote,
        starts_on=starts,
        ends_on=_within(proposal.ends_on, starts, route.ends_on),
        result=proposal.result,
        functions=", ".join(proposal.functions)[:120],
        reason=proposal.reason[:300],
        order=order,
        **reference,
    )


def _within(day: dt.date, least: dt.date, most: dt.date) -> dt.date:
    return max(least, min(day, most))

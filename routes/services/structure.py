"""What a route is made of besides its steps: goal, term, deficits."""

import datetime as dt
from typing import Any

from django.db import transaction

from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.words import period, quoted
from routes.models import Route, RouteDeficit
from routes.services.compose import next_level
from routes.services.editing import take, touch
from teachers.models import Competency
from teachers.selectors import profile

GOAL_LIMIT = 3000  # characters
LONGEST = 3 * 366  # days; a route is drawn up for a year, at most for three


@transaction.atomic
def save_goal(*, route: Route, goal: str, by: Any, version: int | None = None) -> Route:
    """Save the goal as typed so far (autosave). Raises Stale when somebody saved the route meanwhile."""
    fresh = take(route, by=by, version=version)
    goal = goal.strip()
    if len(goal) > GOAL_LIMIT:
        raise Refusal(f"Цель длиннее {GOAL_LIMIT} знаков: сократите её.", field="goal")
    if goal == fresh.goal:
        return fresh
    before, fresh.goal = fresh.goal, goal
    record(verb="изменил(а) цель маршрута", obj=fresh, by=by, before={"goal": before}, after={"goal": goal})
    return touch(fresh, by=by, fields=("goal",))


@transaction.atomic
def save_period(*, route: Route, starts_on: dt.date, ends_on: dt.date, by: Any, version: int | None = None) -> Route:
    """Set the term of the route; every step must still lie within it."""
    fresh = take(route, by=by, version=version)
    if ends_on < starts_on:
        raise Refusal("Дата окончания маршрута раньше даты начала.", field="ends_on")
    if (ends_on - starts_on).days > LONGEST:
        raise Refusal("Маршрут составляют не более чем на три года.", field="ends_on")
    outside = fresh.steps.exclude(starts_on__gte=starts_on, ends_on__lte=ends_on).first()
    if outside:
        raise Refusal(
            f"Шаг {quoted(outside.title)} ({period(outside.starts_on, outside.ends_on)}) окажется вне срока маршрута: сначала измените его.", field="ends_on"
        )
    before = {"starts_on": str(fresh.starts_on), "ends_on": str(fresh.ends_on)}
    fresh.starts_on, fresh.ends_on = starts_on, ends_on
    record(verb="изменил(а) срок маршрута", obj=fresh, by=by, before=before, after={"starts_on": str(starts_on), "ends_on": str(ends_on)})
    return touch(fresh, by=by, fields=("starts_on", "ends_on"))


@transaction.atomic
def add_deficit(*, route: Route, function: str, by: Any) -> RouteDeficit:
    """Take one more labour function into the route, with its level from the self-assessment that the route rests on."""
    fresh = take(route, by=by)
    if fresh.deficits.filter(function=function).exists():
        raise Refusal("Эта трудовая функция уже есть в маршруте.", field="function")
    known = {one.code: one for one in profile(fresh.assessment)} if fresh.assessment else {}
    if function in known:
        name, level = known[function].name, known[function].percent
    else:
        name, level = _name_of(function), 0
    made = RouteDeficit.objects.create(
        district_id=fresh.district_id, route=fresh, function=function, name=name, level=level, target=max(next_level(level), min(100, level + 1))
    )
    record(verb="добавил(а) дефицит", obj=fresh, by=by, after={"function": function})
    touch(fresh, by=by)
    return made


def _name_of(function: str) -> str:
    found = Competency.objects.filter(framework__in_force=True, parent__isnull=True, code=function).first()
    if found is None:
        raise Refusal("Такой трудовой функции нет в профессиональном стандарте.", field="function")
    return found.name


@transaction.atomic
def set_target(*, deficit: RouteDeficit, target: int, by: Any, version: int | None = None) -> RouteDeficit:
    """Set the target level, percent: above the level at the start, at most 100."""
    route = take(deficit.route, by=by, version=version)
    if not 1 <= target <= 100:
        raise Refusal("Целевой уровень — от 1 до 100 %.", field="target")
    if target <= deficit.level:
        raise Refusal(f"Цель должна быть выше уровня на входе ({deficit.level} %).", field="target")
    before, deficit.target = deficit.target, target
    deficit.save(update_fields=["target"])
    record(verb="изменил(а) цель по дефициту", obj=route, by=by, before={deficit.function: before}, after={deficit.function: target})
    touch(route, by=by)
    return deficit


@transaction.atomic
def remove_deficit(*, deficit: RouteDeficit, by: Any, version: int | None = None) -> Route:
    """Leave a labour function out of the route; the steps stay."""
    route = take(deficit.route, by=by, version=version)
    record(verb="убрал(а) дефицит", obj=route, by=by, before={"function": deficit.function, "target": deficit.target})
    deficit.delete()
    return touch(route, by=by)

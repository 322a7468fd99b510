"""Steps of a route: add, take from what is offered, edit, order, remove and bring back."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from communities.models import Community, Event, Programme
from portal.journal.models import Deed
from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.words import period, quoted
from routes.models import Route, RouteDeficit, Step
from routes.selectors.offered import offered
from routes.selectors.proposal import Proposal
from routes.selectors.proposals import idea
from routes.services.compose import step_from
from routes.services.editing import take, touch
from teachers.models import CourseOffer

REMOVED = "убрал(а) шаг"
REFERENCES = {"event": Event, "programme": Programme, "community": Community, "course_offer": CourseOffer}
GONE = {
    "event": "его событие больше не доступно вашему району",
    "programme": "его программа стажировки больше не доступна вашему району",
    "community": "его сообщество больше не доступно вашему району",
    "course_offer": "этих курсов больше нет среди предложений района",
}  # the partner's agreement has ended, or the offer was removed
KEPT = ("direction", "title", "education", "remote", "starts_on", "ends_on", "result", "functions", "reason", "order", "proof")
MOST = 60  # steps in one route


@dataclass(frozen=True)
class StepInput:
    """What a person types about a step."""

    direction: str
    title: str
    education: str
    starts_on: dt.date
    ends_on: dt.date
    remote: bool = False
    result: str = ""
    functions: tuple[str, ...] = ()


@transaction.atomic
def add_step(*, route: Route, given: StepInput, by: Any) -> Step:
    """Add a step of one's own at the end."""
    fresh = take(route, by=by)
    _check(fresh, given)
    step = Step(district_id=fresh.district_id, route=fresh, order=_next_order(fresh), **_columns(given))
    return _added(fresh, step, by)


@transaction.atomic
def add_offer(*, route: Route, kind: str, ref: int, by: Any) -> Step:
    """Add what the district offers: an event, programme, community or КПК that the person can see and the teacher can attend."""
    fresh = take(route, by=by)
    if kind not in REFERENCES:
        raise Refusal("Такого вида предложений нет.")
    if fresh.steps.filter(**{kind: ref}).exists():
        raise Refusal("Это уже есть в маршруте.")
    found = offered(fresh, kind, ref)
    if found is None:
        raise Refusal("Такого предложения нет в вашем районе, или оно уже закрыто.")
    if found.ends_on < fresh.starts_on or found.starts_on > fresh.ends_on:
        raise Refusal(f"Сроки предложения ({period(found.starts_on, found.ends_on)}) не попадают в срок маршрута ({period(fresh.starts_on, fresh.ends_on)}).")
    own = set(fresh.deficits.values_list("function", flat=True))
    return _added(fresh, step_from(fresh, _only(found, own), _next_order(fresh)), by)


@transaction.atomic
def add_idea(*, route: Route, title: str, by: Any) -> Step:
    """Add a proposal for self-education or methodical work of one's own, by the title it was shown with."""
    fresh = take(route, by=by)
    if fresh.steps.filter(title=title).exists():
        raise Refusal("Это уже есть в маршруте.")
    found = idea(fresh, title)
    if found is None:
        raise Refusal("Такого предложения уже нет: дефициты маршрута изменились. Добавьте свой шаг.")
    return _added(fresh, step_from(fresh, found, _next_order(fresh)), by)


def _only(found: Proposal, own: set[str]) -> Proposal:
    return replace(found, functions=tuple(code for code in found.functions if code in own))


def _added(route: Route, step: Step, by: Any) -> Step:
    if route.steps.count() >= MOST:
        raise Refusal(f"В маршруте уже {MOST} шагов: больше не добавить.")
    step.save()
    record(verb="добавил(а) шаг", obj=route, by=by, after={"step": step.pk, "title": step.title})
    touch(route, by=by)
    return step


@transaction.atomic
def edit_step(*, step: Step, given: StepInput, by: Any, version: int | None = None) -> Step:
    """Change a step. Raises Stale when somebody saved the route meanwhile."""
    route = take(step.route, by=by, version=version)
    fresh = _fresh(route, step.pk)
    if (given.starts_on, given.ends_on) != (fresh.starts_on, fresh.ends_on):
        _own_term(fresh)
    _check(route, given)
    before = _snapshot(fresh)
    for name, value in _columns(given).items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(_columns(given)))
    record(verb="изменил(а) шаг", obj=route, by=by, before=before, after=_snapshot(fresh))
    touch(route, by=by)
    return fresh


@transaction.atomic
def shift_step(*, step: Step, where: Literal["up", "down"], by: Any, version: int | None = None) -> Step:
    """Swap the step with its neighbour in the same direction; at the end of the list nothing changes."""
    route = take(step.route, by=by, version=version)
    steps = list(route.steps.filter(direction=step.direction))
    place = next((number for number, one in enumerate(steps) if one.pk == step.pk), None)
    if place is None:
        raise Refusal("Этого шага в маршруте уже нет. Обновите страницу.")
    other = place + (1 if where == "down" else -1)
    if not 0 <= other < len(steps):
        return step
    steps[place], steps[other] = steps[other], steps[place]
    for order, one in zip(sorted(_distinct(steps)), steps, strict=True):
        one.order = order
    Step.objects.bulk_update(steps, ["order"])
    record(verb="переставил(а) шаг", obj=route, by=by, after={"title": step.title, "where": where})
    touch(route, by=by)
    return step


def _distinct(steps: list[Step]) -> Iterable[int]:
    """Places for the steps: their own when all differ, otherwise new ones."""
    own = {one.order for one in steps}
    return own if len(own) == len(steps) else range(1, len(steps) + 1)


@transaction.atomic
def remove_step(*, step: Step, by: Any, version: int | None = None) -> Deed:
    """Remove a step; the returned deed remembers it, so that it can be brought back."""
    route = take(step.route, by=by, version=version)
    fresh = _fresh(route, step.pk)
    deed = record(verb=REMOVED, obj=route, by=by, before={"step": fresh.pk, **_snapshot(fresh)})
    fresh.delete()
    touch(route, by=by)
    return deed


@transaction.atomic
def restore_step(*, route: Route, deed_id: int, by: Any) -> Step:
    """Bring a removed step back, once, from the journal."""
    fresh = take(route, by=by)
    deed = Deed.objects.about(fresh).filter(pk=deed_id, verb=REMOVED).first()
    if deed is None or not deed.before:
        raise Refusal("Этот шаг вернуть нельзя: о нём нет записи.")
    kept = dict(deed.before)
    pk = kept.pop("step")
    if Step.objects.filter(pk=pk).exists():
        raise Refusal("Этот шаг уже возвращён.")
    if gone := next(
        (name for name, model in REFERENCES.items() if kept.get(f"{name}_id") and not model._default_manager.filter(pk=kept[f"{name}_id"]).exists()), None
    ):
        raise Refusal(f"Шаг {quoted(kept['title'])} вернуть нельзя: {GONE[gone]}. Добавьте свой шаг вместо него.")
    step = Step(pk=pk, district_id=fresh.district_id, route=fresh, **kept)
    if step.event:  # it may have moved while the step was away
        step.starts_on, step.ends_on = timezone.localdate(step.event.starts_at), timezone.localdate(step.event.ends_at)
    elif step.course_offer:
        step.starts_on, step.ends_on = step.course_offer.starts_on, step.course_offer.ends_on
    step.save(force_insert=True)
    record(verb="вернул(а) шаг", obj=fresh, by=by, after={"step": pk, "title": step.title})
    touch(fresh, by=by)
    return step


def _own_term(step: Step) -> None:
    """Raise Refusal for a step whose term is that of the event or of the courses it stands on: decision 21."""
    term = period(step.starts_on, step.ends_on)
    if step.event_id:
        raise Refusal(f"Срок этого шага — дата события: {term}. Он меняется вместе с событием.", field="starts_on")
    if step.course_offer_id:
        raise Refusal(f"Срок этого шага — срок курсов: {term}. Он меняется вместе с ними.", field="starts_on")


def _check(route: Route, given: StepInput) -> None:
    if not given.title.strip():
        raise Refusal("Напишите, что нужно сделать.", field="title")
    if given.direction not in Step.Direction.values:
        raise Refusal("Выберите направление.", field="direction")
    if given.education not in Step.Education.values:
        raise Refusal("Выберите форму образования.", field="education")
    if given.ends_on < given.starts_on:
        raise Refusal("Срок окончания шага раньше срока начала.", field="ends_on")
    if given.starts_on < route.starts_on or given.ends_on > route.ends_on:
        raise Refusal(f"Срок шага должен быть внутри срока маршрута: {period(route.starts_on, route.ends_on)}.", field="starts_on")
    own = set(RouteDeficit.objects.filter(route=route).values_list("function", flat=True))
    if set(given.functions) - own:
        raise Refusal("Шаг может отвечать только на дефициты этого маршрута.", field="functions")


def _columns(given: StepInput) -> dict[str, Any]:
    columns = {**asdict(given), "functions": ", ".join(given.functions)[:120]}
    return {**columns, "title": given.title.strip()[:300], "result": given.result.strip()[:300]}


def _snapshot(step: Step) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in KEPT}
    references = {f"{name}_id": getattr(step, f"{name}_id") for name in REFERENCES if getattr(step, f"{name}_id")}
    return {**plain, **references, "starts_on": step.starts_on.isoformat(), "ends_on": step.ends_on.isoformat()}


def _fresh(route: Route, pk: int) -> Step:
    found = Step.objects.filter(route=route, pk=pk).first()
    if found is None:
        raise Refusal("Этого шага в маршруте уже нет. Обновите страницу.")
    return found


def _next_order(route: Route) -> int:
    return (route.steps.aggregate(last=Max(F("order")))["last"] or 0) + 1

"""Taking a route for a change: the row is locked, the right, the state and the version are checked."""

from typing import Any

from django.utils import timezone

from portal.kit.refusal import Refusal
from portal.kit.turns import locked
from portal.kit.words import day, gendered
from routes.lifecycle import EDITABLE
from routes.models import Route


class Stale(Refusal):
    """Somebody saved meanwhile; `route` is what stands now, so that the page can show both texts."""

    def __init__(self, sentence: str, route: Route) -> None:
        super().__init__(sentence)
        self.route = route


def take(route: Route, *, by: Any, may: str = "routes.edit", states: tuple[str, ...] = EDITABLE, version: int | None = None) -> Route:
    """The locked, re-read route, when `by` may change it now. Raises Refusal, or Stale when `version` is not the present one."""
    fresh = locked(Route.objects.select_related("teacher", "edited_by"), route.pk)
    if not by.has_perm(may, fresh):
        raise Refusal("У вас нет права менять этот маршрут.")
    if fresh.state not in states:
        raise Refusal(_closed(fresh))
    if version is not None and version != fresh.version:
        raise Stale(f"{_who_saved(fresh, by)} {day(fresh.edited_at, 'time')}. Ваш текст не потерян: сравните и сохраните нужный.", fresh)
    return fresh


def _closed(route: Route) -> str:
    shown = route.get_state_display()
    if route.state == Route.State.REVIEW:
        return f"Маршрут {shown}: менять его можно после возврата или отзыва."
    if route.state == Route.State.ACTIVE:
        return "Маршрут утверждён и в работе: состав шагов уже не меняют, можно отмечать выполнение своих шагов."
    return f"Сейчас состояние маршрута «{shown}»: это действие в нём невозможно."


def _who_saved(route: Route, by: Any) -> str:
    if route.edited_by is None:
        return "Пока вы правили, маршрут изменился"
    if route.edited_by == by:
        return "Вы уже сохранили этот маршрут в другом окне"
    return f"{gendered('Пока вы правили, маршрут сохранил(а)', route.edited_by)} {route.edited_by.short_name}"


def touch(route: Route, *, by: Any, fields: tuple[str, ...] = ()) -> Route:
    """Save the named fields with the next version and who made it."""
    route.version += 1
    route.edited_by = by
    route.save(update_fields=[*fields, "version", "edited_by", "edited_at"])
    return route


def made_by(by: Any) -> dict[str, Any]:
    """Who and when, for a move of the lifecycle (it counts the version itself)."""
    return {"edited_by": by, "edited_at": timezone.now()}

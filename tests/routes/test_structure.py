"""Goal, term and deficits of a route."""

import datetime as dt

import pytest

from portal.journal.models import Deed
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes import services
from routes.models import Route
from tests import factories
from tests.routes.conftest import People


def test_save_goal_once_for_the_same_text(people: People, route: Route) -> None:
    saved = services.save_goal(route=route, goal=" Освоить ", by=people["owner"], version=1)
    assert (saved.goal, saved.version) == ("Освоить", 2)
    assert services.save_goal(route=route, goal="Освоить", by=people["owner"], version=2).version == 2
    assert Deed.objects.about(route).count() == 1
    with pytest.raises(Refusal, match="3000 знаков"):
        services.save_goal(route=route, goal="а" * 3001, by=people["owner"])


def test_save_period(people: People, route: Route) -> None:
    owner = people["owner"]
    with pytest.raises(Refusal, match="раньше даты начала"):
        services.save_period(route=route, starts_on=today(), ends_on=today() - dt.timedelta(days=1), by=owner)
    with pytest.raises(Refusal, match="на три года"):
        services.save_period(route=route, starts_on=today(), ends_on=today() + dt.timedelta(days=1200), by=owner)
    with pytest.raises(Refusal, match=r"«Самоанализ занятия».*вне срока"):
        services.save_period(route=route, starts_on=route.starts_on, ends_on=route.ends_on - dt.timedelta(days=1), by=owner)
    later = route.ends_on + dt.timedelta(days=30)
    assert services.save_period(route=route, starts_on=route.starts_on, ends_on=later, by=owner).ends_on == later


def test_add_deficit_takes_the_level_from_the_assessment(people: People, route: Route) -> None:
    route.assessment = factories.assessment(people.teacher, {"A/02.6": 2})
    route.save()
    made = services.add_deficit(route=route, function="A/02.6", by=people["owner"])
    assert (made.name, made.level, made.target) == ("Воспитательная деятельность", 67, 80)
    assert (services.add_deficit(route=route, function="A/03.6", by=people["owner"]).level, route.deficits.count()) == (0, 3)
    with pytest.raises(Refusal, match="уже есть"):
        services.add_deficit(route=route, function="A/02.6", by=people["owner"])
    with pytest.raises(Refusal, match="нет в профессиональном стандарте"):
        services.add_deficit(route=route, function="A/01.6-01", by=people["owner"])


@pytest.mark.parametrize(
    ("target", "sentence"), [(0, "от 1 до 100"), (-5, "от 1 до 100"), (101, "от 1 до 100"), (35, r"выше уровня на входе \(35 %\)"), (10, "выше")]
)
def test_set_target_refuses_levels_out_of_range(people: People, route: Route, target: int, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        services.set_target(deficit=route.deficits.get(), target=target, by=people["owner"])


def test_set_target_and_remove(people: People, route: Route) -> None:
    services.set_target(deficit=route.deficits.get(), target=75, by=people["owner"])
    assert route.deficits.get().target == 75
    services.remove_deficit(deficit=route.deficits.get(), by=people["owner"])
    assert (route.deficits.count(), route.steps.count()) == (0, 1)

"""Nobody decides on a route that she has not seen: the page carries the version, the refusal says who changed it and when."""

import pytest
from django.test import Client

from portal.kit.refusal import Refusal
from routes import services
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, complete_route

HTMX = {"HX-Request": "true", "HX-Target": "refusal-return"}


@pytest.fixture
def waiting(people: People) -> Route:
    """Sent, taken back, changed and sent again while the methodist was looking at the first version."""
    route = complete_route(people, "review")
    services.withdraw_route(route=route, by=people["owner"])
    services.save_goal(route=route, goal="Совсем другая цель", by=people["owner"])
    services.submit_route(route=route, by=people["owner"])
    return route


@pytest.fixture
def methodist(people: People) -> Client:
    return factories.client(people["methodist"])


@pytest.mark.parametrize("move", ["approve", "return"])
def test_a_decision_on_an_older_version_is_refused_with_name_and_hour(people: People, waiting: Route, methodist: Client, move: str) -> None:
    answer = methodist.post(f"/routes/{waiting.pk}/move/{move}/", {"version": str(waiting.version), "comment": "Уточните сроки"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Соколова Анна Ильинична отправила маршрут на согласование" in page
    assert "Уточните сроки" in page
    assert Route.objects.get().state == "review"


def test_a_decision_without_a_version_is_refused(waiting: Route, methodist: Client) -> None:
    assert methodist.post(f"/routes/{waiting.pk}/move/approve/").status_code == 409
    assert Route.objects.get().state == "review"


def test_the_dialog_keeps_the_words_and_lets_decide_on_what_is_now(waiting: Route, methodist: Client) -> None:
    given = {"version": str(waiting.version), "comment": "Уточните сроки"}
    refused = methodist.post(f"/routes/{waiting.pk}/move/return/", given, headers=HTMX)
    now = Route.objects.get().version
    assert (refused.status_code, f'name="version" value="{now}"' in refused.content.decode()) == (409, True)
    methodist.post(f"/routes/{waiting.pk}/move/return/", {**given, "version": [str(waiting.version), str(now)]}, headers=HTMX)
    assert Route.objects.get().state == "returned"


def test_when_somebody_has_decided_already_it_is_said_who(people: People) -> None:
    route = complete_route(people, "review")
    services.approve_route(route=route, by=people["methodist"], version=route.version)
    second = factories.user("methodist", people.district, last_name="Вторая")
    with pytest.raises(Refusal, match=r"сейчас состояние «утверждён, в работе», Методистова .* утвердила маршрут \(\d\d\.\d\d\.\d{4} "):
        services.return_route(route=route, by=second, comment="Поздно", version=route.version)


def test_steps_are_not_removed_from_an_older_page(people: People) -> None:
    route = complete_route(people)
    services.save_goal(route=route, goal="Новая цель", by=people["owner"])
    answer = factories.client(people["owner"]).post(f"/routes/{route.pk}/steps/{route.steps.get().pk}/remove/", {"version": str(route.version)})
    assert answer.status_code == 409
    assert route.steps.count() == 1

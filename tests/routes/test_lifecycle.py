"""The whole matrix: every state × every move × everybody."""

import pytest

from portal.accounts.models import Role
from portal.journal.lifecycle import advance, open_to
from portal.kit.refusal import Refusal
from routes.lifecycle import LIFECYCLE
from routes.models import Route
from routes.services import MOVES
from tests import factories
from tests.routes.conftest import People, complete_route

PEOPLE = ("owner", "colleague", "head", "other_head", "methodist", "department_head", "mentor", "expert", "other_expert")
# move: (states that it leaves, its target, who may make it)
TABLE: dict[str, tuple[set[str], str, set[str]]] = {
    "submit": ({"draft", "returned"}, "review", {"owner"}),
    "withdraw": ({"review"}, "draft", {"owner"}),
    "approve": ({"review"}, "active", {"methodist", "head"}),
    "return": ({"review"}, "returned", {"methodist", "head"}),
    "expertise": ({"active"}, "expertise", {"owner", "methodist"}),
    "expertise_early": ({"active"}, "expertise", {"owner", "methodist"}),
    "master": ({"expertise"}, "done", {"expert"}),
    "fail": ({"expertise"}, "not_done", {"expert"}),
    "discard": ({"draft", "returned"}, "cancelled", {"owner"}),
    "cancel": ({"draft", "review", "returned", "active", "expertise"}, "cancelled", {"methodist"}),
}
NEEDS_DONE = {"expertise"}


def ready(people: People, state: str, move: str) -> Route:
    """A route in the state in which only state and role can stand in the way of the move."""
    made = complete_route(people, state)
    if move in NEEDS_DONE:
        made.steps.update(done_on=made.starts_on)
    return made


@pytest.mark.parametrize("move", TABLE)
@pytest.mark.parametrize("state", Route.State.values)
def test_matrix(people: People, state: str, move: str) -> None:
    sources, target, roles = TABLE[move]
    route = ready(people, state, move)
    for who in PEOPLE:
        lawful = state in sources and who in roles
        offered = [offer.move.name for offer in open_to(route, people[who]) if not offer.refusal]
        assert (move in offered) is lawful, who
        if not lawful:
            with pytest.raises(Refusal):
                advance(route, move, by=people[who], comment="Потому что")
            route.refresh_from_db()
            assert route.state == state, who
            continue
        assert advance(route, move, by=people[who], comment="Потому что").state == target
        Route.objects.filter(pk=route.pk).update(state=state)


def test_the_table_has_no_other_moves() -> None:
    assert {move.name for move in LIFECYCLE.moves} == set(TABLE) == set(MOVES)


@pytest.mark.parametrize("move", [move.name for move in LIFECYCLE.moves if move.ask_comment])
def test_without_words_no_move_that_asks_for_them(people: People, move: str) -> None:
    sources, _, roles = TABLE[move]
    route = ready(people, min(sources), move)
    with pytest.raises(Refusal, match="Напишите"):
        advance(route, move, by=people[min(roles)], comment="  ")


@pytest.mark.parametrize(("move", "state"), [("approve", "review"), ("return", "review"), ("cancel", "active")])
def test_own_route_is_decided_by_somebody_else(people: People, move: str, state: str) -> None:
    methodist = people["methodist"]
    own = factories.teacher(people.district, people.school, user=methodist)
    people.teacher = own
    route = complete_route(people, state)
    assert [offer.refusal for offer in open_to(route, methodist) if offer.move.name == move] == [
        "Это ваш собственный маршрут: решение по нему принимает другой человек."
    ]
    with pytest.raises(Refusal, match="ваш собственный маршрут"):
        MOVES[move](route=route, by=methodist, comment="Хорошо")


@pytest.mark.parametrize("move", ["master", "fail"])
def test_an_expert_does_not_judge_her_own_route(people: People, move: str) -> None:
    people.teacher = factories.teacher(people.district, people.school, user=people["expert"])
    route = complete_route(people, "expertise")
    with pytest.raises(Refusal, match="ваш собственный маршрут"):
        MOVES[move](route=route, by=people["expert"], comment="Хорошо")


def test_a_methodist_of_another_district_has_no_move(people: People, foreign: object) -> None:
    stranger = factories.user(Role.METHODIST, foreign)  # type: ignore[arg-type]
    for state in Route.State.values:
        route = complete_route(people, state)
        assert open_to(route, stranger) == []
        route.delete()

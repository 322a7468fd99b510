"""The teacher's own page, composing, the panel on her card."""

from django.test import Client

from portal.accounts.models import Role
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, complete_route


def page(client: Client) -> str:
    response = client.get("/routes/mine/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_way_to_a_route(people: People) -> None:
    owner = factories.client(people["owner"])
    assert "Пройти самооценку" in page(owner)
    assert owner.post("/routes/compose/").status_code == 409
    factories.assessment(people.teacher, {"A/01.6": 1})
    assert "Составить ИОМ" in page(owner)
    first, second = owner.post("/routes/compose/"), owner.post("/routes/compose/")
    assert first["Location"] == second["Location"] == f"/routes/{Route.objects.get().pk}/"
    assert "Составить ИОМ" not in page(owner)
    assert "Открыть маршрут" in page(owner)


def test_past_routes(people: People) -> None:
    complete_route(people, "done", mastered=True)
    assert "Прошлые маршруты" in page(factories.client(people["owner"]))


def test_compose_from_a_named_assessment_only_own(people: People) -> None:
    other = factories.assessment(factories.teacher(people.district, people.school), {"A/01.6": 1})
    factories.assessment(people.teacher, {"A/01.6": 1})
    owner = factories.client(people["owner"])
    assert owner.post("/routes/compose/", {"assessment": str(other.pk)}).status_code == 404
    assert owner.post("/routes/compose/", {"assessment": "abc"}).status_code == 404
    assert Route.objects.count() == 0


def test_an_account_without_a_card(people: People) -> None:
    lonely = factories.client(factories.user(Role.TEACHER, people.district))
    assert "не связана с карточкой" in page(lonely)
    assert lonely.post("/routes/compose/").status_code == 409


def test_only_teachers_have_it(people: People) -> None:
    assert factories.client(people["methodist"]).get("/routes/mine/").status_code == 403
    assert factories.client(people["methodist"]).post("/routes/compose/").status_code == 403


def test_panel(people: People) -> None:
    route = complete_route(people, "active")
    address = f"/routes/teacher/{people.teacher.pk}/"
    fragment = factories.client(people["head"]).get(address, headers={"HX-Request": "true"}).content.decode()
    assert f"/routes/{route.pk}/" in fragment
    assert "выполнено 0 из 1" in fragment
    assert "<html" not in fragment
    assert factories.client(people["head"]).get(address).status_code == 200
    assert factories.client(people["other_head"]).get(address).status_code == 404

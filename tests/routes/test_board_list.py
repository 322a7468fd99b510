"""The board as a list that people live in: several values at once, chips, columns, groups, saved lists, files of what is shown."""

import datetime as dt
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import Role
from portal.kit.periods import today
from portal.kit.words import short_name
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, complete_route, deficit, step

BOARD, MISSING = reverse("routes:board"), reverse("routes:missing")
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(people: People) -> Client:
    return factories.client(people["methodist"])


def routes_of(people: People, *names: str, state: str = "active", **fields: object) -> list[Route]:
    school = fields.pop("school", people.school)
    made = [factories.route(factories.teacher(people.district, school, last_name=name), state=state, **fields) for name in names]  # type: ignore[arg-type]
    for one in made:
        step(one)
    return made


def shown(desk: Client, address: str = BOARD, **query: object) -> set[str]:
    rows = desk.get(address, {"per": "100", **query}).context["page"].object_list
    return {getattr(one, "teacher", one).last_name for one in rows}


def test_several_states_and_organisations_are_any_of_them_and_conditions_all_of_them(people: People, desk: Client) -> None:
    second, third = factories.organisation(people.district), factories.organisation(people.district)
    routes_of(people, "Первая")
    routes_of(people, "Вторая", state="review", school=second)
    routes_of(people, "Третья", state="expertise", school=third)
    routes_of(people, "Черновая", state="draft", school=third)
    assert shown(desk, state=["review", "expertise"]) == {"Вторая", "Третья"}
    assert shown(desk, organisation=[people.school.pk, third.pk]) == {"Первая", "Третья", "Черновая"}
    assert shown(desk, organisation="", state=["draft", ""]) == {"Черновая"}  # an empty value chooses nothing
    assert shown(desk, organisation=[people.school.pk, third.pk], state=["active", "expertise"]) == {"Первая", "Третья"}


def test_whose_routes_by_curator_expert_mentor_and_term(people: People, desk: Client) -> None:
    end = today() + 40 * DAY
    routes_of(people, "Моя", curator=people["methodist"], ends_on=end)
    routes_of(people, "Ничья", ends_on=end + 9 * DAY)
    routes_of(people, "Экспертная", expert=people["expert"], ends_on=end + 99 * DAY)
    complete_route(people, "active")  # Соколова has a mentor, and the expert too
    assert shown(desk, curator="me") == {"Моя"}
    assert shown(desk, curator=["me", "none"], expert="none") == {"Моя", "Ничья"}
    assert shown(desk, expert=people["expert"].pk) == {"Экспертная", "Соколова"}
    assert shown(desk, mentor="yes") == {"Соколова"}
    assert shown(desk, mentor="no") == {"Моя", "Ничья", "Экспертная"}
    assert shown(desk, due_from=end.isoformat(), due_to=(end + 9 * DAY).isoformat()) == {"Моя", "Ничья"}


def test_a_chip_takes_off_one_value_and_leaves_the_others(people: People, desk: Client) -> None:
    page = desk.get(BOARD, {"tab": "closed", "state": ["review", "draft"], "curator": "me"})
    assert [(one.label, one.value, one.url) for one in page.context["view"].chips] == [
        ("Состояние", "на согласовании", "?tab=closed&curator=me&state=draft"),
        ("Состояние", "черновик", "?tab=closed&curator=me&state=review"),
        ("Куратор", "я", "?tab=closed&state=review&state=draft"),
    ]
    assert 'class="chip-all" href="?tab=closed"' in page.content.decode()


def test_a_value_that_is_gone_holds_nobody_and_is_taken_off_by_itself(people: People, desk: Client) -> None:
    routes_of(people, "Первая")
    page = desk.get(BOARD, {"organisation": ["999999", people.school.pk]})
    assert page.context["page"].paginator.count == 0
    gone = [one for one in page.context["view"].chips if one.gone]
    assert [(one.label, one.url) for one in gone] == [("Организация", f"?organisation={people.school.pk}")]


def test_columns_of_a_route_tell_curator_expert_mentor_and_deficits(people: People, desk: Client) -> None:
    route = complete_route(people, "active", curator=people["methodist"], submitted_at=None)
    deficit(route, "B/02.6")
    page = desk.get(BOARD, {"cols": "curator,expert,mentor,deficits,functions"}).content.decode()
    cells = dict(re.findall(r'data-label="([^"]+)">([^<]*)</td>', page))
    assert cells == {
        "Куратор": short_name(people["methodist"]), "Эксперт": short_name(people["expert"]), "Наставник": "Наставникова\xa0М.\xa0С.",
        "Дефицитов": "2", "Дефициты": "A/01.6, B/02.6",
    }  # fmt: skip
    assert 'data-label="Состояние"' not in page


def test_columns_of_those_without_a_route_are_chosen_apart(people: People, desk: Client) -> None:
    who = factories.teacher(people.district, people.school, birth_date=dt.date(today().year - 25, 1, 1))
    desk.post(reverse("accounts:list_columns"), {"page": "routes:missing", "query": "", "col": ["access", "mentor"]})
    page = desk.get(MISSING).content.decode()
    assert who.short_name in page
    assert 'data-label="Вход">нет' in page
    assert 'data-label="Возраст"' not in page
    routes_of(people, "Первая")
    assert 'data-label="Состояние"' in desk.get(BOARD).content.decode()


def test_groups_count_the_whole_list_in_natural_order_and_keep_the_order_of_rows(people: People, desk: Client) -> None:
    ten, two = (factories.organisation(people.district, short_name=name) for name in ("СШ № 10", "СШ № 2"))
    routes_of(people, *(f"Десятая{number:02}" for number in range(20)), school=ten)
    routes_of(people, *(f"Вторая{number:02}" for number in range(15)), school=two)
    groups = desk.get(BOARD, {"group": "place", "per": "25", "sort": "-name"}).context["groups"]
    assert [(one.title, one.count, len(one.rows)) for one in groups] == [("СШ № 2", 15, 15), ("СШ № 10", 20, 10)]
    assert [row.route.teacher.last_name for row in groups[1].rows[:2]] == ["Десятая19", "Десятая18"]
    young = dt.date(today().year - 25, 1, 1)
    for school in (ten, two, ten):
        factories.teacher(people.district, school, birth_date=young)
    assert [(one.title, one.count) for one in desk.get(MISSING, {"group": "place"}).context["groups"]] == [("СШ № 2", 1), ("СШ № 10", 2)]


def test_those_without_a_route_by_mentor_and_by_what_they_have_begun(people: People, desk: Client) -> None:
    young = dt.date(today().year - 25, 1, 1)
    begun, idle = (factories.teacher(people.district, people.school, last_name=name, birth_date=young) for name in ("Начатая", "Нетова"))
    factories.route(begun)
    people.teacher.mentored_by.update(mentee=idle)
    assert shown(desk, MISSING, started="yes") == shown(desk, MISSING, mentor="no") == {"Начатая"}
    assert shown(desk, MISSING, started="no") == shown(desk, MISSING, mentor="yes") == {"Нетова"}


def test_a_saved_list_of_each_tab_comes_back_by_its_link(people: People, desk: Client) -> None:
    routes_of(people, "Первая", state="review")
    for page, query, address in (("routes:board", "tab=waiting&state=review&state=draft", BOARD), ("routes:missing", "who=both&mentor=no", MISSING)):
        made = desk.post(reverse("accounts:save_list"), {"page": page, "name": "Мои", "query": query}).headers["Location"]
        opened = desk.get(made, follow=True)
        assert opened.request["PATH_INFO"] == address
        assert opened.context["view"].lists.opened.name == "Мои"
        assert not opened.context["view"].lists.changed


def test_the_file_has_the_columns_the_order_and_the_rows_of_the_page(people: People, desk: Client) -> None:
    routes_of(people, "Алёхина", "Белова", curator=people["methodist"])
    routes_of(people, "Чужая")
    asked = {"cols": "curator,term,progress", "sort": "-name", "curator": "me"}
    file = b"".join(desk.get(reverse("routes:board_export"), asked).streaming_content)  # type: ignore[attr-defined]
    rows = [list(one) for one in load_workbook(io.BytesIO(file)).active.values]  # type: ignore[union-attr]
    head = next(at for at, row in enumerate(rows) if row[0] == "№")
    assert rows[head] == ["№", "Фамилия, имя, отчество", "Срок по", "Выполнено, %", "Куратор"]
    assert [(row[1].split()[0], row[3], row[4]) for row in rows[head + 1 :]] == [
        ("Белова", 0, people["methodist"].full_name), ("Алёхина", 0, people["methodist"].full_name),
    ]  # fmt: skip


def test_a_mentor_and_an_expert_choose_columns_but_take_no_files_and_do_nothing_to_many(people: People) -> None:
    complete_route(people, "expertise")
    for role in (Role.MENTOR, Role.EXPERT):
        page = factories.client(people[role]).get(BOARD, {"cols": "curator"}).content.decode()
        assert 'data-label="Куратор"' in page
        assert "/routes/export/" not in page
        assert "data-many" not in page


def test_a_tab_and_a_state_that_it_never_holds_are_named(people: People, desk: Client) -> None:
    named = "маршрутов в таком состоянии не бывает"
    for tab, state, wrong in (
        ("waiting", "draft", True),
        ("overdue", "done", True),
        ("overdue", "active", False),
        ("waiting", "review", False),
        ("", "done", False),
    ):
        assert (named in desk.get("/routes/", {"tab": tab, "state": state}).text) is wrong, (tab, state)
    assert named not in desk.get("/routes/", {"tab": "waiting", "state": ["draft", "review"]}).text

"""The board: tabs, filters, order, rights, the missing, exports; the same number of queries for any number of rows."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import District
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import school_year, today
from routes.models import Route
from routes.selectors import board as boards
from routes.selectors import missing as lacking
from routes.selectors import opened
from routes.selectors.board import BoardQuery
from routes.selectors.missing import MissingQuery
from teachers.models import Teacher
from teachers.selectors import walking
from tests import factories
from tests.monitoring.world import facts
from tests.routes.conftest import People, complete_route, step

DAY = dt.timedelta(days=1)


def another(people: People, state: str = "active", **fields: object) -> Route:
    """A complete route of one more teacher of the same school."""
    teacher = factories.teacher(people.district, people.school, **{key: fields.pop(key) for key in ("last_name", "birth_date", "user") if key in fields})
    made = factories.route(teacher, state=state, **fields)
    step(made)
    return made


def found(user: object, **query: object) -> list[Route]:
    return list(boards.board(user, BoardQuery(**query), today()))  # type: ignore[arg-type]


def test_who_sees_which_routes(people: People) -> None:
    mine = complete_route(people)
    other = another(people)
    foreign_school = factories.route(factories.teacher(people.district))
    seen = {who: {route.pk for route in Route.objects.visible_to(user)} for who, user in people.users.items()}
    everything, school = {mine.pk, other.pk, foreign_school.pk}, {mine.pk, other.pk}
    assert seen == {
        "owner": {mine.pk}, "colleague": set(), "head": school, "other_head": set(), "methodist": everything, "department_head": everything,
        "mentor": {mine.pk}, "expert": {mine.pk}, "other_expert": set(),
    }  # fmt: skip


def test_a_pair_that_ended_shows_nothing(people: People, route: Route) -> None:
    people.teacher.mentored_by.update(since=today() - 9 * DAY, until=today() - DAY)
    assert list(Route.objects.visible_to(people["mentor"])) == []


def test_waiting(people: People) -> None:
    review = another(people, "review")
    unassigned = another(people, "expertise")
    assigned = complete_route(people, "expertise")
    own = another(people, "review", user=people["methodist"])
    another(people, "active")
    lists = {who: {route.pk for route in found(people[who], tab="waiting")} for who in ("methodist", "head", "expert", "other_expert", "mentor")}
    assert lists == {
        "methodist": {review.pk, unassigned.pk}, "head": {review.pk, own.pk}, "expert": {assigned.pk}, "other_expert": set(), "mentor": set(),
    }  # fmt: skip


def test_overdue_by_route_or_by_step(people: People) -> None:
    past = {"starts_on": today() - 90 * DAY}
    ended = another(people, ends_on=today() - DAY, **past)
    late = another(people, **past)
    step(late, ends_on=today() - DAY)
    marked = another(people, **past)
    step(marked, ends_on=today() - DAY, done_on=today())
    another(people, "draft", ends_on=today() - DAY, **past)
    assert {route.pk for route in found(people["methodist"], tab="overdue")} == {ended.pk, late.pk}


def test_counts_agree_with_lists(people: People) -> None:
    for state in Route.State.values:
        another(people, state)
    another(people, "active", starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    for who in ("methodist", "head", "expert"):
        numbers, late = boards.counts(people[who]), boards.overdue_count(people[who], today())
        lists = {tab: len(found(people[who], tab=tab)) for tab in ("", "closed", "waiting", "overdue")}
        assert lists == {"": numbers.current, "closed": numbers.closed, "waiting": numbers.waiting, "overdue": late}


def test_filters_and_order(people: People) -> None:
    b, a = another(people, last_name="Бобова"), another(people, "review", last_name="Ёлкина")
    elsewhere = factories.route(factories.teacher(people.district, last_name="Ягодова"))
    methodist = people["methodist"]
    assert [route.pk for route in found(methodist, sort="name")] == [b.pk, a.pk, elsewhere.pk]
    assert [route.pk for route in found(methodist, sort="-name")] == [elsewhere.pk, a.pk, b.pk]
    assert found(methodist, q="елкина") == [a]
    assert found(methodist, states=["review"]) == [a]
    assert found(methodist, organisations=[people.school.pk], sort="name") == [b, a]
    assert found(methodist, sort="'; DROP TABLE") == [b, a, elsewhere]
    draft = another(people, "draft", last_name="Яшина")
    lived = ["draft", "review", "active", elsewhere.state]
    assert [route.state for route in found(methodist, sort="state")] == sorted(lived, key=Route.State.values.index)
    assert [route.state for route in found(methodist, sort="-state")] == sorted(lived, key=Route.State.values.index, reverse=True)
    assert found(methodist, sort="state")[0] in (draft, elsewhere)


def test_rows_know_progress_and_rights(people: People) -> None:
    review = another(people, "review")
    own = another(people, "review", user=people["methodist"])

    def rights(who: str) -> dict[int, bool]:
        rows = boards.board_rows(found(people[who], states=["review"]), people[who], today())
        return {row.route.pk: row.may_decide for row in rows}

    assert rights("methodist") == {review.pk: True, own.pk: False}
    assert rights("head") == {review.pk: True, own.pk: True}
    (row,) = boards.board_rows([Route.objects.select_related("teacher").get(pk=review.pk)], people["department_head"], today())
    assert (row.may_decide, row.progress.total, row.late) == (False, 1, False)


# --- без ИОМ ---------------------------------------------------------------------------------------


@pytest.fixture
def staff(people: People) -> dict[str, Teacher]:
    """Young, novice, both and neither; the others of `people` are forty."""
    home, school = people.district, people.school
    return {
        "young": factories.teacher(home, school, birth_date=today().replace(day=1) - 25 * 366 * DAY, teaching_since=dt.date(2015, 9, 1)),
        "novice": factories.teacher(home, school, birth_date=dt.date(1975, 1, 1), teaching_since=today() - 400 * DAY),
        "old": factories.teacher(home, school, birth_date=dt.date(1975, 1, 1)),
    }


def missing(people: People, who: str = "", on: dt.date | None = None, user: str = "methodist") -> set[Teacher]:
    return set(lacking.without_route(people[user], on or today(), who))


def test_young_novices_and_both(people: People, staff: dict[str, Teacher]) -> None:
    assert missing(people) == {staff["young"]}
    assert missing(people, "novices") == {staff["novice"]}
    assert missing(people, "both") == {staff["young"], staff["novice"]}
    assert missing(people, user="other_head") == set()


@pytest.mark.parametrize(("state", "still"), [("draft", True), ("review", True), ("active", False), ("done", False), ("not_done", False), ("cancelled", True)])
def test_only_an_approved_route_counts(people: People, staff: dict[str, Teacher], state: str, still: bool) -> None:
    factories.route(staff["young"], state=state, approved_on=today())
    assert (staff["young"] in missing(people)) is still


def test_age_place_and_route_are_of_the_date(people: People, staff: dict[str, Teacher]) -> None:
    then = today() - 30 * DAY
    factories.route(staff["young"], state="active", approved_on=today(), starts_on=then)
    assert missing(people, on=then) == {staff["young"]}
    assert missing(people, on=dt.date(2001, 1, 1)) == set()
    assert missing(people, on=today() + 366 * 20 * DAY) == set()
    staff["young"].employments.update(until=today() - DAY)
    assert missing(people, on=today() + 300 * DAY) == set()


def test_the_list_as_it_opens_is_the_same_list(people: People, staff: dict[str, Teacher]) -> None:
    """Staff's first look is a prepared query: it finds whom the conditions find, on each date anew; a reader of one school asks as ever."""
    for on in (today(), dt.date(2001, 1, 1), today()):
        whole = list(lacking.missing(people["methodist"], MissingQuery(on=on)).values_list("pk", flat=True))
        first = lacking.missing_keys(people["methodist"], MissingQuery(on=on))
        assert (len(first), first[0:9]) == (len(whole), whole)
    assert lacking.missing_keys(people["head"], MissingQuery(on=today())) == [staff["young"].pk]
    assert first[0:9] == [staff["young"].pk]
    first.keys = []  # a page further on than those that are read with the count
    assert first[0:9] == [staff["young"].pk]


def test_places_are_counted_without_asking_again(people: People, staff: dict[str, Teacher]) -> None:
    """One query gives who is in each place, and one more the order of names on a page; the place that stands first in the order is shown first."""
    elsewhere = factories.organisation(people.district, short_name="СШ № 99")
    moved = factories.teacher(people.district, elsewhere, birth_date=staff["young"].birth_date)
    query = MissingQuery(on=today(), places=[(elsewhere.pk, "СШ № 99"), (people.school.pk, people.school.short_name)])
    whole = people["methodist"].whole
    with CaptureQueriesContext(connection) as seen:
        keys = lacking.missing_places(people["methodist"], query)
        assert (len(keys), keys[0:2], dict(keys.counts)) == (2, [moved.pk, staff["young"].pk], {elsewhere.pk: 1, people.school.pk: 1})
    assert len(seen) == 2
    assert (len(whole), keys[0:1], keys[1:2]) == (1, [moved.pk], [staff["young"].pk])
    for places in (query.places, (), [(people.school.pk, "")]):  # a place that is not in the order stands after those that are
        query = MissingQuery(on=today(), places=places)
        sorted_by_database = list(lacking.missing(people["methodist"], query).values_list("pk", flat=True))
        assert lacking.missing_places(people["methodist"], query)[0:9] == sorted_by_database
    assert lacking.missing_places(people["head"], query)[0:9] == [staff["young"].pk]


def test_whom_the_indicator_lacks_are_the_list_of_the_school_year(people: People, staff: dict[str, Teacher]) -> None:
    """A route whose term passed within the year counts for KIP-6 and is no longer in force: the two numbers differ by such people, and each list can be opened."""
    year, on = school_year(), today()
    factories.route(staff["young"], state="active", approved_on=year.starts, starts_on=year.starts - 90 * DAY, ends_on=year.starts)
    more = factories.teacher(people.district, people.school, birth_date=staff["young"].birth_date)
    factories.route(more, state="cancelled", approved_on=on, starts_on=year.starts)
    assert missing(people, "both") == {*((staff["young"],) if year.starts < on else ()), staff["novice"], more}
    lacks = set(lacking.without_route(people["methodist"], on, "both", "year"))
    above, below = (set(facts("KIP-6", part, year).branches[0].rows.values_list("teacher", flat=True)) for part in ("numerator", "denominator"))
    assert {who.pk for who in lacks} == below - above == {staff["novice"].pk, more.pk}


def test_a_route_that_is_approved_and_not_in_force_says_why(people: People, staff: dict[str, Teacher]) -> None:
    past, later = today() - 10 * DAY, today() + 10 * DAY
    factories.route(staff["young"], state="active", approved_on=past, starts_on=past - 90 * DAY, ends_on=past)
    factories.route(staff["novice"], state="active", approved_on=past, starts_on=later)
    page = factories.client(people["methodist"]).get(reverse("routes:missing"), {"who": "both"})
    told = {row.teacher.pk: row.aside for group in page.context["groups"] for row in group.rows}
    assert told == {staff["young"].pk: f"срок прошёл {past:%d.%m.%Y}", staff["novice"].pk: f"начнётся {later:%d.%m.%Y}"}
    assert f"срок прошёл {past:%d.%m.%Y}" in page.text
    file = factories.client(people["methodist"]).get(reverse("routes:missing_export"), {"who": "both", "format": "csv"})
    assert f"утверждён, в работе, срок прошёл {past:%d.%m.%Y}" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]


def test_missing_rows(people: People, staff: dict[str, Teacher]) -> None:
    made = factories.route(staff["novice"])
    query = MissingQuery(on=today(), who="both", organisations=[people.school.pk], sort="age")
    rows = lacking.missing_rows(list(lacking.missing_shown(lacking.missing(people["methodist"], query), query, ())), today())
    assert [(row.teacher, row.organisation, row.novice, row.started) for row in rows] == [
        (staff["young"], people.school.short_name, False, None),
        (staff["novice"], people.school.short_name, True, (made.pk, "черновик")),
    ]
    assert list(lacking.missing(people["methodist"], MissingQuery(on=today(), q="Никтова"))) == []


# --- screens ---------------------------------------------------------------------------------------

TABS = ("", "waiting", "overdue", "closed")


@pytest.mark.parametrize("who", ["methodist", "department_head", "head", "mentor", "expert"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_whoever_has_the_board(people: People, route: Route, who: str, tab: str) -> None:
    client = factories.client(people[who])
    assert client.get("/routes/", {"tab": tab}).status_code == 200
    assert client.get("/routes/", {"tab": tab}, headers={"HX-Request": "true"}).status_code == 200


def test_people_without_a_route_have_an_address_of_their_own(people: People, route: Route) -> None:
    answers = {who: factories.client(people[who]).get("/routes/missing/").status_code for who in ("methodist", "department_head", "head", "mentor", "expert")}
    assert answers == {"methodist": 200, "department_head": 200, "head": 200, "mentor": 403, "expert": 403}
    before = factories.client(people["methodist"]).get("/routes/", {"tab": "missing", "who": "both"})
    assert before.headers["Location"] == "/routes/missing/?who=both"


def test_counts_that_come_later(people: People, staff: dict[str, Teacher]) -> None:
    another(people, starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    shown = factories.client(people["methodist"]).get("/routes/counts/").content.decode()
    assert 'id="count-overdue" hx-swap-oob="true">1<' in shown
    assert 'id="count-missing" hx-swap-oob="true">1<' in shown
    assert "count-missing" not in factories.client(people["mentor"]).get("/routes/counts/").content.decode()


def test_a_teacher_has_no_board(people: People) -> None:
    assert factories.client(people["owner"]).get("/routes/").status_code == 403
    assert factories.client(people["owner"]).get("/routes/export/").status_code == 403
    assert factories.client(people["mentor"]).get("/routes/export/").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "tab=nothing",
        "page=999",
        "page=x",
        "sort=nothing",
        "organisation=abc",
        "organisation=99999999999999999999",
        "state=x",
        "curator=x&expert=me&expert=none",
        "due_from=2021-99-99",
        "group=place&sort=-organisation",
        "per=7",
    ],
)
def test_wrong_filters_never_break_the_board(people: People, route: Route, query: str) -> None:
    assert factories.client(people["methodist"]).get(f"/routes/?{query}").status_code == 200
    assert factories.client(people["methodist"]).get(f"/routes/missing/?{query}&on=2021-99-99").status_code == 200


def test_a_foreign_organisation_in_the_filter_shows_nothing_foreign(people: People, route: Route, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        theirs = factories.organisation(foreign, short_name="Канарейка")
        factories.route(factories.teacher(foreign, theirs, last_name="Канарейкина"))
    page = factories.client(people["methodist"]).get("/routes/", {"organisation": theirs.pk}).content.decode()
    assert "Канарейк" not in page


def test_decisions_in_the_row(people: People) -> None:
    route = another(people, "review", last_name="Ждунова")
    page = factories.client(people["methodist"]).get("/routes/", {"tab": "waiting"}).content.decode()
    assert f"/routes/{route.pk}/move/approve/" in page
    assert f"/routes/{route.pk}/move/return/form/?version={route.version}&amp;next=" in page
    form = factories.client(people["methodist"]).get(f"/routes/{route.pk}/move/return/form/", {"next": "/routes/?tab=waiting"}, headers={"HX-Request": "true"})
    assert 'name="next" value="/routes/?tab=waiting"' in form.content.decode()


def queries(people: People, address: str) -> list[str]:
    """The page's own reading and writing; setting the scope and savepoints are not queries of the page."""
    client = factories.client(people["methodist"])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE")) and "set_config" not in one["sql"]]


EVERY = "organisation,position,state,term,progress,deficits,functions,curator,expert,mentor,submitted"


@pytest.mark.parametrize(
    "address",
    [
        "/routes/", *(f"/routes/?tab={tab}" for tab in TABS if tab), f"/routes/?group=place&cols={EVERY}", "/routes/missing/",
        "/routes/missing/?group=place&cols=organisation,mentor,assessed,access", "route",
    ],
)  # fmt: skip
def test_the_same_number_of_queries_for_one_row_and_for_twelve(people: People, address: str) -> None:
    route = complete_route(people, "review")
    address = f"/routes/{route.pk}/" if address == "route" else address

    def more() -> None:
        for state in ("review", "active", "done", "expertise"):
            another(people, state, starts_on=today() - 9 * DAY, ends_on=today() - DAY, birth_date=dt.date(1999, 1, 1))
        another(people, "draft", birth_date=dt.date(1999, 1, 1))
        step(route, event=factories.event(people.district))

    more()
    queries(people, address)  # the first look of the day is journalled
    few = queries(people, address)
    for _ in range(3):
        more()
    many = queries(people, address)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 10, "\n".join(many)  # with the two that open the wall it is twelve


# --- files -----------------------------------------------------------------------------------------


def test_export_as_excel_is_the_filtered_list(people: People) -> None:
    another(people, "review", last_name="=Формулова")
    another(people, "active", last_name="Иная")
    response = factories.client(people["methodist"]).get("/routes/export/", {"state": "review", "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(values_only=False)]  # type: ignore[union-attr]
    assert [row[0] for row in rows][:3] == ["Текущие маршруты", "Состояние: на согласовании", f"{people.district.service_short}, {today():%d.%m.%Y}"]
    head = next(at for at, row in enumerate(rows) if row[0] == "№")
    assert [row[1] for row in rows[head:]] == ["Фамилия, имя, отчество", "=Формулова Мария Сергеевна"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)  # type: ignore[union-attr]
    deed = Deed.objects.get(actor=people["methodist"], verb="выгрузил(а) список «Текущие маршруты»")
    assert deed.comment == "Состояние: на согласовании; xlsx, строк: 1"


def test_export_as_csv_of_the_missing(people: People, staff: dict[str, Teacher]) -> None:
    response = factories.client(people["head"]).get("/routes/missing/export/", {"who": "both", "format": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("№;Фамилия, имя, отчество;Организация;Должность;Возраст, лет")
    assert len(lines) == 3


@pytest.mark.parametrize("near", [0, 1000], ids=["walked", "sorted"])
def test_the_board_as_it_opens_is_the_same_board(people: People, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """Walked by the index of names or joined and sorted, found with the facts or by their ids: the same routes in the same order, page after page."""
    monkeypatch.setattr(walking, "NEAR", near)
    names = [("Яшина", "active"), ("Белова", "draft"), ("Белова", "review"), ("Абрамова", "done"), ("Ильина", "expertise")]
    late, soon = {"ends_on": today() - DAY, "starts_on": today() - 90 * DAY}, {"ends_on": today() + 90 * DAY}
    for place, (name, state) in enumerate(names):
        teacher = factories.teacher(people.district, people.school, last_name=name, first_name="Анна", patronymic="")
        route = factories.route(teacher, state=state, **(late if place == 0 else soon))
        step(route, starts_on=today() - 30 * DAY, ends_on=today() - DAY)
        if place == 4:
            step(factories.route(teacher, state="active", **soon), starts_on=today() - 30 * DAY, ends_on=today() - DAY)
    for tab, many in (("", 5), ("overdue", 2), ("closed", 1)):
        query = BoardQuery(tab=tab)
        usual = list(boards.board(people["methodist"], query, today()).values_list("pk", flat=True))
        keys = opened.board_keys(people["methodist"], query, today(), len(usual))
        assert len(usual) == len(keys) == many
        assert [keys[at : min(at + 2, many)] for at in range(0, many, 2)] == [usual[at : at + 2] for at in range(0, many, 2)]


@pytest.mark.parametrize("known", [True, False])
def test_the_board_by_place_as_it_opens_is_the_same_board(people: People, known: bool) -> None:
    """Places stand in the order that is given, those that are not in it after them; in each the routes by name."""
    elsewhere = factories.organisation(people.district, short_name="СШ № 99")
    for place, name, state in (
        (elsewhere, "Яшина", "active"),
        (people.school, "Белова", "draft"),
        (elsewhere, "Абрамова", "review"),
        (elsewhere, "Вилкова", "done"),
    ):
        factories.route(factories.teacher(people.district, place, last_name=name), state=state)
    query = BoardQuery(places=[(elsewhere.pk, ""), (people.school.pk, "")] if known else [])
    usual = list(boards.board(people["methodist"], query, today()).values_list("pk", flat=True))
    keys = opened.board_keys(people["methodist"], query, today(), None)
    assert (len(keys), keys[0:2], keys[2:3], keys[0:3]) == (3, usual[:2], usual[2:], usual)
    assert keys.counts == {elsewhere.pk: 2, people.school.pk: 1}

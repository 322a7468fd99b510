"""The page of one route: what is shown to whom, what each deed answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from portal.accounts.models import District, Role
from portal.kit import wall
from portal.kit.periods import today
from routes.models import Route
from tests import factories
from tests.routes.conftest import People, community, complete_route, step
from tests.seeing import Seeing

HTMX = {"HX-Request": "true"}


def text(response: HttpResponse) -> str:
    return response.content.decode()


def open_page(people: People, who: str, route: Route, **data: str) -> str:
    response = factories.client(people[who]).get(f"/routes/{route.pk}/", data)
    assert response.status_code == 200, who
    return text(response)


@pytest.fixture
def owner(people: People) -> Client:
    return factories.client(people["owner"], Seeing)


@pytest.mark.parametrize("who", ["owner", "methodist", "department_head", "head", "mentor", "expert"])
def test_who_sees_the_page(people: People, route: Route, who: str) -> None:
    page = open_page(people, who, route)
    assert "Соколова Мария Сергеевна" in page
    assert "Самоанализ занятия" in page


@pytest.mark.parametrize("who", ["colleague", "other_head", "other_expert"])
def test_who_does_not(people: People, route: Route, who: str) -> None:
    for address in ("", "print/", "iom.pdf", "history/"):
        assert factories.client(people[who]).get(f"/routes/{route.pk}/{address}").status_code == 404


def test_a_methodist_of_another_district_sees_nothing(people: People, route: Route, foreign: District) -> None:
    stranger = factories.client(factories.user(Role.METHODIST, foreign))
    assert stranger.get(f"/routes/{route.pk}/").status_code == 404
    assert stranger.post(f"/routes/{route.pk}/move/approve/").status_code == 404


def test_an_expert_whose_appointment_ended_sees_nothing(people: People, route: Route) -> None:
    people["expert"].appointments.update(until="2021-01-01")
    assert factories.client(people["expert"], Seeing).get(f"/routes/{route.pk}/").status_code == 404


def test_the_expert_reads_that_a_conclusion_is_final(people: People) -> None:
    assert open_page(people, "expert", complete_route(people, "expertise")).count("изменить его потом нельзя") == 2  # mastered or not


def test_the_page_offers_what_is_possible_and_says_why_not(people: People, route: Route) -> None:
    assert "Отправить на согласование" in open_page(people, "owner", route)
    route.deficits.all().delete()
    page = open_page(people, "owner", route)
    assert "Добавьте хотя бы один дефицит" in page
    assert f'action="/routes/{route.pk}/move/submit/"' not in page


def test_nothing_to_edit_outside_draft(people: People) -> None:
    page = open_page(people, "owner", complete_route(people, "review"))
    assert "/goal/" not in page
    assert "/steps/" not in page


def test_proof_of_presence_names_who_marked(people: People) -> None:
    route = complete_route(people, "active")
    event = factories.event(people.district)
    step(route, event=event, title="Семинар")
    mark = factories.attendance(event, people.teacher)
    mark.marked_by = people["methodist"]
    mark.save()
    page = open_page(people, "owner", route)
    assert f"присутствие {mark.held_on:%d.%m.%Y} — отметила Методистова\xa0А.\xa0И." in page


def test_header_is_computed(people: People, route: Route) -> None:
    page = open_page(people, "owner", route)
    assert "Наставникова Мария Сергеевна" in page
    assert people.school.short_name in page


def test_goal_is_saved_and_the_version_moves(owner: Client, route: Route) -> None:
    response = owner.post(f"/routes/{route.pk}/goal/", {"goal": "Новая цель", "seen": "1"}, headers=HTMX)
    assert 'id="route-version" name="seen" value="2" hx-swap-oob="true"' in text(response)
    route.refresh_from_db()
    assert route.goal == "Новая цель"


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_stale_goal_shows_both_texts(people: People, owner: Client, route: Route, headers: dict[str, str]) -> None:
    factories.client(people["methodist"], Seeing).post(f"/routes/{route.pk}/goal/", {"goal": "Цель методиста", "version": "1"})
    response = owner.post(f"/routes/{route.pk}/goal/", {"goal": "Цель <b>моя</b>", "version": "1"}, headers=headers)
    assert response.status_code == 409
    page = text(response)
    assert "сохранила Методистова А. И." in page
    assert "Цель методиста" in page
    assert "Цель &lt;b&gt;моя&lt;/b&gt;" in page


def test_a_stale_step_keeps_what_was_typed(people: People, owner: Client, route: Route) -> None:
    one = route.steps.get()
    factories.client(people["methodist"], Seeing).post(f"/routes/{route.pk}/goal/", {"goal": "Цель методиста", "version": "1"})
    given = {"direction": "self", "title": "Моё", "education": "informal", "starts_on": str(route.starts_on), "ends_on": str(route.ends_on), "version": "1"}
    response = owner.post(f"/routes/{route.pk}/steps/{one.pk}/", given, headers=HTMX)
    assert response.status_code == 422
    assert "Методистова А. И." in text(response)
    assert "Моё" in text(response)
    assert "Самоанализ занятия" in text(response)
    assert owner.post(f"/routes/{route.pk}/steps/{one.pk}/", {**given, "version": "2"}, headers=HTMX).status_code == 200
    one.refresh_from_db()
    assert one.title == "Моё"


def test_steps_by_plain_forms(owner: Client, route: Route) -> None:
    base = f"/routes/{route.pk}/steps/"
    given = {"direction": "method", "title": "Открытое занятие", "education": "nonformal", "starts_on": str(today()), "ends_on": str(route.ends_on)}
    assert owner.get(base).status_code == 200
    assert owner.post(base, given).status_code == 302
    made = route.steps.get(title="Открытое занятие")
    assert owner.get(f"{base}{made.pk}/").status_code == 200
    assert owner.post(f"{base}{made.pk}/shift/", {"where": "up"}).status_code == 302
    removed = owner.post(f"{base}{made.pk}/remove/")
    assert "Вернуть шаг" in text(owner.get(removed["Location"].partition("#")[0]))
    deed = removed["Location"].partition("gone=")[2].partition("#")[0]
    owner.post(f"{base}restore/", {"deed": deed})
    assert route.steps.count() == 2


def test_steps_by_htmx_answer_with_parts(owner: Client, route: Route) -> None:
    base = f"/routes/{route.pk}/steps/"
    given = {"direction": "method", "title": "Занятие", "education": "nonformal", "starts_on": str(today()), "ends_on": str(today())}
    response = owner.post(base, given, headers=HTMX)
    assert response["HX-Trigger"] == '{"portal:close": {}}'
    for part in ('id="plan"', 'id="deeds"', 'id="deficits"', 'id="route-version"'):
        assert part in text(response)
    wrong = owner.post(base, {**given, "ends_on": "2001-01-01"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "раньше срока начала" in text(wrong)
    assert "Занятие" in text(wrong)


def test_a_step_of_another_route_is_not_found_there(people: People, owner: Client, route: Route) -> None:
    people.teacher = factories.teacher(people.district, people.school)
    other = complete_route(people).steps.get()
    assert owner.post(f"/routes/{route.pk}/steps/{other.pk}/remove/").status_code == 409
    assert other.route.steps.count() == 1


def test_offers_and_taking_one(people: People, owner: Client, route: Route) -> None:
    circle = community(people.district)
    assert "РМО учителей" in text(owner.get(f"/routes/{route.pk}/offers/"))
    assert "РМО учителей" not in text(owner.get(f"/routes/{route.pk}/offers/", {"q": "вебинар"}))
    assert owner.post(f"/routes/{route.pk}/offers/", {"kind": "community", "ref": str(circle.pk)}).status_code == 302
    assert "в маршруте" in text(owner.get(f"/routes/{route.pk}/offers/"))


@pytest.mark.parametrize("ref", ["", "abc", "9" * 40, "-1", "²"])
def test_offers_with_a_wrong_number(owner: Client, route: Route, ref: str) -> None:
    assert owner.post(f"/routes/{route.pk}/offers/", {"kind": "event", "ref": ref}).status_code == 409


def test_an_event_of_a_foreign_district_in_the_form(people: People, owner: Client, route: Route, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        theirs = factories.event(foreign, functions=["A/01.6"]).pk
    response = owner.post(f"/routes/{route.pk}/offers/", {"kind": "event", "ref": str(theirs)})
    assert response.status_code == 409
    assert "нет в вашем районе" in text(response)


def test_deficits(people: People, owner: Client, route: Route) -> None:
    factories.framework()
    base = f"/routes/{route.pk}/deficits/"
    assert owner.post(base, {"function": "A/02.6"}).status_code == 302
    made = route.deficits.get(function="A/02.6")
    assert "Цель" in text(owner.post(f"{base}{made.pk}/", {"target": "90"}, headers=HTMX))
    for typed in ("150", "", "-1", "²", "9" * 5000):
        wrong = owner.post(f"{base}{made.pk}/", {"target": typed}, headers=HTMX)
        assert "от 1 до 100" in text(wrong)
        assert 'aria-invalid="true"' in text(wrong)
    assert owner.post(f"{base}{made.pk}/", {"target": "1000"}).status_code == 409
    assert route.deficits.get(function="A/02.6").target == 90
    owner.post(f"{base}{made.pk}/remove/")
    assert owner.post(f"{base}{made.pk}/remove/").status_code == 409


def test_term(owner: Client, route: Route) -> None:
    address = f"/routes/{route.pk}/term/"
    assert owner.get(address, headers=HTMX).status_code == 200
    wrong = owner.post(address, {"starts_on": "2026-09-01", "ends_on": "2026-01-01"}, headers=HTMX)
    assert (wrong.status_code, "раньше даты начала" in text(wrong)) == (422, True)
    assert owner.post(address, {"starts_on": str(route.starts_on), "ends_on": str(route.ends_on.replace(year=route.ends_on.year + 1))}).status_code == 302


def test_moves_from_the_page(people: People, owner: Client, route: Route) -> None:
    sent = owner.post(f"/routes/{route.pk}/move/submit/", {"version": "1"}, follow=True)
    assert "Маршрут отправлен на согласование." in text(sent)
    assert f"{route.teacher.short_name}: маршрут" not in text(sent)  # she is not told of herself in the third person
    twice = owner.post(f"/routes/{route.pk}/move/submit/", {"version": "1"})
    assert (twice.status_code, "уже невозможно" in text(twice)) == (409, True)
    head = factories.client(people["head"], Seeing)
    silent = head.post(f"/routes/{route.pk}/move/return/", {"comment": " "}, headers={**HTMX, "HX-Target": "refusal-return"})
    assert (silent.status_code, "Напишите" in text(silent), "HX-Retarget" in silent) == (409, True, False)
    assert factories.client(people["department_head"], Seeing).post(f"/routes/{route.pk}/move/approve/").status_code == 409
    plain = head.post(f"/routes/{route.pk}/move/return/", {"comment": " ", "next": "/routes/"})  # without a script: at the field
    assert (plain.status_code, 'aria-invalid="true"' in text(plain), 'name="next" value="/routes/"' in text(plain)) == (409, True, True)
    late = text(head.post(f"/routes/{route.pk}/move/return/", {"comment": "Уточните срок", "version": "1"}))
    assert (">Уточните срок</textarea>" in late, "Открыть маршрут в новой вкладке" in late) == (True, True)  # what was typed stays in the field
    back = head.post(f"/routes/{route.pk}/move/return/", {"comment": "Уточните"}, headers=HTMX)
    assert back["HX-Redirect"] == f"/routes/{route.pk}/"
    assert "Уточните" in text(owner.get(f"/routes/{route.pk}/"))
    assert owner.post(f"/routes/{route.pk}/move/fly/").status_code == 409


@pytest.mark.parametrize(("wanted", "led"), [("/routes/?tab=waiting", "/routes/?tab=waiting"), ("https://evil.example/", None), ("//evil.example", None)])
def test_a_move_leads_back_only_within_the_portal(people: People, wanted: str, led: str | None) -> None:
    route = complete_route(people, "review")
    response = factories.client(people["methodist"], Seeing).post(f"/routes/{route.pk}/move/approve/", {"next": wanted})
    assert response["Location"] == (led or f"/routes/{route.pk}/")


def test_conclusion_with_levels(people: People) -> None:
    route = complete_route(people, "expertise")
    expert = factories.client(people["expert"], Seeing)
    assert "Уровень на выходе" in open_page(people, "expert", route)
    for typed in ("101", "много", "9" * 30):
        assert expert.post(f"/routes/{route.pk}/move/master/", {"level-A/01.6": typed}).status_code == 409
    assert expert.post(f"/routes/{route.pk}/move/master/", {"level-A/01.6": "85"}).status_code == 302
    assert route.deficits.get().level_after == 85
    assert "на выходе 85" in open_page(people, "owner", route)


def test_assign_and_review(people: People) -> None:
    route = complete_route(people, "active")
    methodist = factories.client(people["methodist"], Seeing)
    for chosen in ("", "abc", str(people["mentor"].pk)):
        assert methodist.post(f"/routes/{route.pk}/expert/", {"expert": chosen}).status_code == 409
    assert methodist.post(f"/routes/{route.pk}/expert/", {"expert": str(people["other_expert"].pk)}).status_code == 302
    assert methodist.post(f"/routes/{route.pk}/review/", {"text": "Хороший темп"}).status_code == 302
    assert factories.client(people["owner"]).post(f"/routes/{route.pk}/review/", {"text": "Сама"}).status_code == 403
    page = open_page(people, "owner", route)
    assert "Хороший темп" in page


def test_marks_and_their_private_file(people: People, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    route = complete_route(people, "active")
    base, owner = f"/routes/{route.pk}/steps/{route.steps.get().pk}/", factories.client(people["owner"], Seeing)
    assert owner.get(f"{base}mark/", headers=HTMX).status_code == 200
    assert owner.post(f"{base}mark/", {"done_on": str(today()), "proof": ""}, headers=HTMX).status_code == 422
    page = SimpleUploadedFile("страница.pdf", b"<html>not a pdf</html>")
    refused = owner.post(f"{base}mark/", {"done_on": str(today()), "proof": "Готово", "file": page}, headers=HTMX)
    assert (refused.status_code, "не подходит" in text(refused), "Готово" in text(refused)) == (422, True, True)
    file = SimpleUploadedFile("лист.pdf", b"%PDF-1.7 proof")
    assert owner.post(f"{base}mark/", {"done_on": str(today()), "proof": "Готово", "file": file}).status_code == 302
    assert b"".join(factories.client(people["head"], Seeing).get(f"{base}proof/").streaming_content) == b"%PDF-1.7 proof"  # type: ignore[attr-defined]
    assert factories.client(people["colleague"]).get(f"{base}proof/").status_code == 404
    assert owner.post(f"{base}unmark/").status_code == 302


def test_history(people: People, owner: Client, route: Route) -> None:
    owner.post(f"/routes/{route.pk}/goal/", {"goal": "Новая", "version": "1"})
    assert "изменила цель маршрута" in text(owner.get(f"/routes/{route.pk}/history/", headers=HTMX))


def test_papers(owner: Client, people: People, route: Route) -> None:
    route.assessment = factories.assessment(people.teacher, {"A/01.6": 1})
    route.save()
    page = text(owner.get(f"/routes/{route.pk}/print/"))
    for section in range(1, 10):
        assert f"<h2>{section}. " in page
    response = owner.get(f"/routes/{route.pk}/iom.pdf")
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_card_and_the_organisation_are_a_link_for_whom_they_open(people: People, route: Route) -> None:
    card, place = f'href="/teachers/{route.teacher_id}/"', f'href="/organisations/{route.organisation_id}/"'
    for who in ("methodist", "owner", "expert"):
        page = open_page(people, who, route)
        user = people[who]
        assert (card in page, place in page) == (user.has_perm("teachers.view", route.teacher), user.has_perm("accounts.view_organisation", route.organisation))
    assert card in open_page(people, "methodist", route)
    assert place in open_page(people, "methodist", route)

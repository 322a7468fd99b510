"""«Назначить исполняющего»: a colleague is picked, all that is wrong is said at once, both people are told, the header names it."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from portal.accounts import services
from portal.accounts.models import Appointment, District, Role, User
from portal.accounts.tasks import tell_deputies
from portal.journal.models import Deed, Notice
from portal.kit import seeking, wall
from portal.kit.periods import today
from portal.kit.words import day
from tests import factories

DAY = dt.timedelta(days=1)
NEWCOMER = ["email", "last_name", "first_name", "patronymic"]


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district, last_name="Главнова")


@pytest.fixture
def absent(district: District) -> User:
    return factories.user(Role.METHODIST, district, last_name="Отсутова")


@pytest.fixture
def deputy(district: District) -> User:
    return factories.user(Role.EXPERT, district, last_name="Замова")


def post_of(who: User, role: Role = Role.METHODIST) -> Appointment:
    return Appointment.objects.get(user=who, role=role)


def page_of(post: Appointment) -> str:
    return f"/people/{post.pk}/deputy/"


def given(absent: User, deputy: User, by: User, since: dt.date, until: dt.date) -> Appointment:
    return services.deputise(post=post_of(absent), colleague=deputy, since=since, until=until, by=by)


def told(who: User) -> list[str]:
    return list(Notice.objects.filter(user=who).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def later() -> Iterator[object]:
    def travel(days: int) -> object:
        return time_machine.travel(dt.datetime.now(dt.UTC) + days * DAY)

    return travel


def sent(desk: Client, post: Appointment, **typed: object) -> object:
    return desk.post(page_of(post), {"since": today().isoformat(), **typed})


def test_a_colleague_is_picked_and_nobody_types_what_the_portal_knows(district: District, head: User, absent: User, deputy: User) -> None:
    desk, post = factories.client(head), post_of(absent)
    assert page_of(post) in desk.get(f"/people/{post.pk}/").text
    page = desk.get(page_of(post)).text
    asked = re.findall(r'name="(\w+)"', page[page.index("<main") :])
    assert [one for one in asked if one not in ("csrfmiddlewaretoken", "form_key")] == ["colleague", *NEWCOMER, "since", "until", "act"]
    assert re.findall(r'<option value="(\d+)"', page) == [str(one.pk) for one in (head, deputy)]  # by name, without whom they stand for
    until = today() + 5 * DAY
    answer = sent(desk, post, colleague=deputy.pk, until=until.isoformat(), act="Приказ № 7")
    made = Appointment.objects.get(instead_of=absent)
    assert answer.headers["Location"] == f"/people/{made.pk}/"  # type: ignore[attr-defined]
    assert (made.user, made.role, made.district, made.since, made.until, made.act) == (deputy, Role.METHODIST, district, today(), until, "Приказ № 7")


def test_of_many_colleagues_one_is_found_by_typing(head: User, absent: User, deputy: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "MOST", 1)
    desk, post = factories.client(head), post_of(absent)
    assert f'data-seek="/people/colleagues/?post={post.pk}"' in desk.get(page_of(post)).text
    (option,) = re.findall(r'<option value="([^"]*)"', desk.get(f"/people/colleagues/?post={post.pk}&as=options&q=заМов").text)
    assert option == f"{deputy.full_name}, {deputy.email}"
    until = (today() + DAY).isoformat()
    for typed, status in (("Никтова", 422), (option, 302)):
        assert sent(desk, post, colleague=typed, until=until).status_code == status  # type: ignore[attr-defined]
    assert Appointment.objects.get(instead_of=absent).user == deputy


def test_somebody_of_another_district_is_not_offered(head: User, absent: User, foreign: District, monkeypatch: pytest.MonkeyPatch) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.user(Role.METHODIST, foreign, last_name="Чужакова")
    desk, post = factories.client(head), post_of(absent)
    assert "Чужакова" not in desk.get(page_of(post)).text
    assert "Чужакова" not in desk.get("/people/colleagues/?q=Чужакова").text
    page = sent(desk, post, colleague=stranger.pk, until=today().isoformat())
    assert set(page.context["form"].errors) == {"colleague"}  # type: ignore[attr-defined]


def test_everything_wrong_is_said_at_once(head: User, absent: User) -> None:
    post = post_of(absent)
    Appointment.objects.filter(pk=post.pk).update(since=today() - DAY, until=today() + 3 * DAY)
    desk = factories.client(head)
    empty = desk.post(page_of(post), {"since": ""})
    assert set(empty.context["form"].errors) == {"email", "last_name", "first_name", "since", "until"}
    wide = desk.post(page_of(post), {"since": (today() - 2 * DAY).isoformat(), "until": (today() + 4 * DAY).isoformat()})
    assert {name: bool(said) for name, said in wide.context["form"].errors.items()} == dict.fromkeys(
        ("email", "last_name", "first_name", "since", "until"), True
    )
    assert "раньше замещать некого" in wide.text
    assert "позже замещать некого" in wide.text


def test_a_head_finds_a_deputy_for_herself(head: User, deputy: User) -> None:
    desk, post = factories.client(head), post_of(head, Role.DEPARTMENT_HEAD)
    for page in (f"/people/{post.pk}/", "/people/me/"):
        assert page_of(post) in desk.get(page).text, page
    assert sent(desk, post, colleague=deputy.pk, until=today().isoformat()).status_code == 302  # type: ignore[attr-defined]
    acting = post_of(deputy, Role.DEPARTMENT_HEAD)
    substitute = factories.client(deputy)
    assert page_of(acting) not in substitute.get(f"/people/{acting.pk}/").text  # who stands in finds nobody to stand in for her
    assert [substitute.get(page_of(one)).status_code for one in (acting, post)] == [403, 403]


def test_a_methodist_finds_no_deputy_for_a_methodist_and_an_ended_post_has_none(head: User, absent: User, deputy: User) -> None:
    post = post_of(absent)
    mine = factories.client(absent)
    assert page_of(post) not in mine.get(f"/people/{post.pk}/").text
    assert mine.get(page_of(post)).status_code == 403
    services.end_appointment(appointment=post, by=head)
    desk = factories.client(head)
    assert page_of(post) not in desk.get(f"/people/{post.pk}/").text
    assert desk.get(page_of(post)).status_code == 409


def test_both_are_told_at_once_and_when_it_is_over(head: User, absent: User, deputy: User, later: object) -> None:
    made = given(absent, deputy, head, today(), today() + DAY)
    assert [len(told(one)) for one in (deputy, absent)] == [1, 1]
    assert "Вы исполняете обязанности: методист" in told(deputy)[0]
    assert f"Замещаете: {absent.full_name}." in told(deputy)[0]
    assert f"исполняет {deputy.full_name}." in told(absent)[0]
    for days in (0, 1):
        with later(days):  # type: ignore[operator]
            tell_deputies()
    assert [len(told(one)) for one in (deputy, absent)] == [1, 1]
    for _ in range(2):
        with later(2):  # type: ignore[operator]
            tell_deputies()
    assert [len(told(one)) for one in (deputy, absent)] == [2, 2]
    assert told(deputy)[1].startswith(f"Замещение закончилось {day(made.until)}: методист")


def test_a_term_that_begins_later_is_told_again_on_its_first_day(head: User, absent: User, deputy: User, later: object) -> None:
    given(absent, deputy, head, today() + 2 * DAY, today() + 3 * DAY)
    tell_deputies()
    assert len(told(deputy)) == 1
    for _ in range(2):
        with later(2):  # type: ignore[operator]
            tell_deputies()
    assert len(told(deputy)) == len(told(absent)) == 2
    with later(30):  # type: ignore[operator]
        tell_deputies()
    assert len(told(deputy)) == 2  # old news is none


@pytest.mark.parametrize(("begins", "said"), [(-1, "Замещение закончилось"), (0, "Замещение закончилось"), (1, "Замещение отменено")])
def test_what_is_ended_before_its_day_is_told_at_once_and_once(head: User, absent: User, deputy: User, begins: int, said: str) -> None:
    Appointment.objects.filter(user=absent).update(since=today() - 9 * DAY)
    made = given(absent, deputy, head, today() + begins * DAY, today() + 5 * DAY)
    services.end_appointment(appointment=made, by=head)
    tell_deputies()
    assert [told(one)[1:] and told(one)[1].startswith(said) for one in (deputy, absent)] == [True, True]
    assert [len(told(one)) for one in (deputy, absent)] == [2, 2]


def test_a_plain_appointment_of_a_known_person_is_told_too(district: District, head: User, deputy: User) -> None:
    deputy.set_password("Дубрава-2026-ясень")
    deputy.save()
    desk = factories.client(head)
    typed = {"colleague": deputy.pk, "role": Role.MENTOR, "since": today().isoformat(), "act": "Приказ № 8"}
    assert desk.post("/people/appoint/", typed).status_code == 302
    assert told(deputy) == [f"Вам дано назначение: наставник, {district}, с\u00a0{day(today())}. Основание: Приказ № 8."]


def test_the_menu_says_for_whom_and_until_when(head: User, absent: User, deputy: User, later: object) -> None:
    made = given(absent, deputy, head, today(), today() + DAY)
    acting = f"и. о. методиста по {day(made.until)}"
    page = factories.client(deputy).get("/help/").text
    assert page.count(acting) == 2  # above the menu and under the name
    assert "и. о." not in factories.client(absent).get("/help/").text
    with later(2):  # type: ignore[operator]
        assert "и. о." not in factories.client(deputy).get("/help/").text


def test_who_is_who_shows_the_deputy_with_the_dates_and_not_after(district: District, head: User, absent: User, deputy: User, later: object) -> None:
    made = given(absent, deputy, head, today(), today() + DAY)
    days = f"{day(made.since)}\u00a0– {day(made.until)}"
    page = factories.client(head).get("/people/who/").text
    assert f"исполняет обязанности {days}, замещает: Отсутова" in page
    assert f"обязанности {days} исполняет Замова" in page
    with later(2):  # type: ignore[operator]
        assert "Замова" not in factories.client(head).get("/people/who/").text
    assert "Замова" in factories.client(head).get(f"/people/who/?on={today().isoformat()}").text


def test_the_operator_sees_that_a_head_is_only_a_deputy(district: District, head: User, deputy: User, db: None) -> None:
    post = post_of(head, Role.DEPARTMENT_HEAD)
    services.deputise(post=post, colleague=deputy, since=today(), until=today() + DAY, by=head)
    page = factories.client(factories.user(Role.OPERATOR, None)).get(f"/people/districts/{district.pk}/").text
    assert f"исполняет обязанности {day(today())}\u00a0– {day(today() + DAY)}, замещает: {head.full_name}" in page


def test_the_page_of_a_post_shows_who_stands_in_and_what_else_the_deputy_does(head: User, absent: User, deputy: User) -> None:
    made = given(absent, deputy, head, today(), today() + DAY)
    desk = factories.client(head)
    assert f'href="/people/{made.pk}/"' in desk.get(f"/people/{post_of(absent).pk}/").text
    page = desk.get(f"/people/{post_of(deputy, Role.EXPERT).pk}/").text
    assert f'href="/people/{made.pk}/"' in page
    assert "Методист (исполняет обязанности)" in page


def test_who_deputises_for_a_colleague_is_counted_once(district: District, head: User, absent: User) -> None:
    services.deputise(post=post_of(head, Role.DEPARTMENT_HEAD), colleague=absent, since=today(), until=today(), by=head)
    assert "2\u00a0человека" in factories.client(head).get("/people/who/").text


def test_before_a_post_is_ended_it_is_said_that_the_deputys_access_ends_too(head: User, absent: User, deputy: User, later: object) -> None:
    too, desk, post = "Закончится и замещение", factories.client(head), post_of(absent)
    pages = (f"/people/{post.pk}/", "/people/")
    assert [too in desk.get(page).text for page in pages] == [False, False]
    made = given(absent, deputy, head, today(), today() + DAY)
    assert [desk.get(page).text.count(too) for page in (*pages, f"/people/{made.pk}/")] == [1, 1, 0]  # of the post, not of the deputising
    with later(2):  # type: ignore[operator]
        assert [too in factories.client(head).get(page).text for page in pages] == [False, False]


@pytest.mark.parametrize("begins", [0, 1])
def test_the_journal_says_of_what_was_ended_on_its_first_day_that_it_was_in_force(head: User, absent: User, deputy: User, begins: int) -> None:
    made = given(absent, deputy, head, today() + begins * DAY, today() + 5 * DAY)
    services.end_appointment(appointment=post_of(absent), by=head)
    deed = Deed.objects.get(object_id=made.pk, verb="отменил(а) назначение")
    assert deputy.last_name in deed.object_label
    assert deed.comment.startswith("начало действовать") == (begins == 0)

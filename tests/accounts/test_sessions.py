"""Where somebody is signed in, and ending it from elsewhere."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import District, Role, User
from portal.accounts.selectors.security import device
from portal.accounts.services import security
from portal.kit import wall
from tests import factories

PASSWORD = "Дубрава-2026-ясень"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"


def member(district: District) -> User:
    who = factories.user(Role.TEACHER, district)
    who.set_password(PASSWORD)
    who.save()
    return who


def enter(who: User, agent: str) -> Client:
    browser = Client(headers={"User-Agent": agent})
    assert browser.post("/accounts/login/", {"login": who.email, "password": PASSWORD}).status_code == 302
    return browser


def test_one_ends_another_session_and_it_dies_with_its_next_request(district: District) -> None:
    who = member(district)
    here, there = enter(who, FIREFOX), enter(who, CHROME)
    rows = here.get("/people/me/sessions/").context["rows"]
    assert [(row.device, row.here) for row in rows] == [("Firefox, компьютер с Linux", True), ("Chrome, компьютер с Windows", False)]
    assert there.get("/people/me/").status_code == 200
    here.post("/people/me/sessions/end/", {"pk": rows[1].pk})
    assert there.get("/people/me/").headers["Location"].startswith("/accounts/login/")
    assert here.get("/people/me/").status_code == 200


def test_ending_a_session_asks_first(district: District) -> None:
    """One of them, and all the others; the question names the device."""
    who = member(district)
    here, _ = enter(who, FIREFOX), enter(who, CHROME)
    asked = re.findall('data-confirm="(Завершить[^"]*)"', here.get("/people/me/sessions/").text)
    assert asked == [
        "Завершить все сеансы, кроме этого? На остальных устройствах придётся войти заново.",
        "Завершить сеанс: Chrome, компьютер с Windows, 127.0.0.1? На том устройстве придётся войти заново.",
    ]


def test_all_others_end_at_once(district: District) -> None:
    who = member(district)
    here, second, third = (enter(who, FIREFOX) for _ in range(3))
    here.post("/people/me/sessions/end/")
    assert [browser.get("/people/me/").status_code for browser in (here, second, third)] == [200, 302, 302]


def test_nobody_sees_or_ends_another_ones_sessions(district: District) -> None:
    hers, mine = enter(member(district), FIREFOX), enter(member(district), CHROME)
    pk = hers.get("/people/me/sessions/").context["rows"][0].pk
    assert len(mine.get("/people/me/sessions/").context["rows"]) == 1
    mine.post("/people/me/sessions/end/", {"pk": pk})
    assert hers.get("/people/me/").status_code == 200


def test_the_demos_door_is_noted_too(district: District, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    who = member(district)
    User.objects.filter(pk=who.pk).update(demo=True)
    browser = Client(headers={"User-Agent": FIREFOX})
    browser.post("/demo/", {"email": who.email})
    assert [row.here for row in browser.get("/people/me/sessions/").context["rows"]] == [True]


def test_the_librarys_own_list_leads_to_ours(district: District) -> None:
    assert enter(member(district), FIREFOX).get("/accounts/sessions/").headers["Location"] == "/people/me/sessions/"


def test_this_device_is_marked_and_the_others_say_when_they_were_seen_last(district: District) -> None:
    who = member(district)
    here, there = enter(who, FIREFOX), enter(who, CHROME)
    begun = timezone.now()
    with time_machine.travel(begun + dt.timedelta(minutes=20)):
        there.get("/people/me/")
        page = here.get("/people/me/sessions/")
    one, other = page.context["rows"]
    assert page.text.count("это устройство") == 1
    assert (one.here, other.here) == (True, False)
    assert other.seen - begun == pytest.approx(dt.timedelta(minutes=20), abs=dt.timedelta(seconds=30))
    assert other.since < other.seen


def test_pages_within_five_minutes_of_a_session_write_nothing(district: District) -> None:
    browser, begun = enter(member(district), FIREFOX), timezone.now()
    written = []
    for minutes in (1, 2, 6, 7, 10, 12):
        with time_machine.travel(begun + dt.timedelta(minutes=minutes)), CaptureQueriesContext(connection) as asked:
            browser.get("/people/me/")
        written.append(any('UPDATE "usersessions_usersession"' in one["sql"] for one in asked))
    assert written == [False, False, True, False, False, True]


def test_another_process_does_not_write_what_one_has_written(district: District) -> None:
    who, begun = member(district), timezone.now()
    browser = enter(who, FIREFOX)
    with time_machine.travel(begun + dt.timedelta(minutes=10)):
        browser.get("/people/me/")
    with wall.scope(user=who.pk):
        seen = UserSession.objects.get(user=who).last_seen_at
    security._written.clear()
    with time_machine.travel(begun + dt.timedelta(minutes=12)):
        browser.get("/people/me/")
    with wall.scope(user=who.pk):
        assert UserSession.objects.get(user=who).last_seen_at == seen > begun


@pytest.mark.parametrize(("agent", "words"), [(PHONE, "Chrome, телефон с Android"), (IPHONE, "Safari, iPhone"), (CHROME, "Chrome, компьютер с Windows")])
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device(agent) == words


def test_an_unknown_browser_is_said_so() -> None:
    assert device("") == "неизвестное устройство"

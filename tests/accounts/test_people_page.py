"""«Доступ»: the button of an appointment stands where the deed would be done, and nowhere else."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Appointment, District, Role, User
from portal.accounts.selectors.access import posts
from portal.accounts.services import Person, appoint
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories


def offered(who: User) -> tuple[set[int], int]:
    """(the appointments that the page offers to end, queries)"""
    browser = factories.client(who)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(reverse("accounts:people")).text
    return {int(pk) for pk in re.findall(reverse("accounts:end_appointment", args=[0]).replace("0", r"(\d+)"), page)}, len(queries)


def test_only_posts_that_the_reader_may_end_have_a_button(district: District) -> None:
    roles = (Role.METHODIST, Role.DEPARTMENT_HEAD, Role.EXPERT, Role.COORDINATOR)
    methodist, head, expert, coordinator = (factories.user(role, district) for role in roles)
    posts = {post.user_id: post.pk for post in Appointment.objects.all()}
    found, before = offered(methodist)
    assert found == {posts[expert.pk]}
    assert offered(head)[0] == {posts[one.pk] for one in (methodist, expert, coordinator)}  # not her own
    for _ in range(6):
        factories.user(Role.EXPERT, district)
    assert offered(methodist)[1] == before


def test_people_stand_by_name_wherever_they_are_at_home(district: District, foreign: District) -> None:
    """Who is at home in another district, twice appointed and over for long, on every page of the list."""
    head = factories.user(Role.DEPARTMENT_HEAD, district, last_name="Яшина")
    names = (("Ёлкина", "Зоя"), ("Белова", "Вера"), ("Белова", "Анна"), ("Зимина", "Инна"))
    made = [factories.user(Role.EXPERT, district, last_name=last, first_name=first) for last, first in names]
    Appointment.objects.create(user=made[2], district=district, role=Role.MENTOR, since=today())
    Appointment.objects.create(user=made[3], district=district, role=Role.MENTOR, since=dt.date(2020, 1, 1), until=dt.date(2021, 1, 1))
    with wall.scope([district.pk, foreign.pk]):
        User.objects.filter(pk__in=[made[0].pk, made[2].pk]).update(home_district=foreign)
    ended = {one.pk: one for one in Appointment.objects.all()}
    for over in (False, True):
        known = [one for one in ended.values() if over or one.lasts]
        order = sorted(known, key=lambda one: (["Белова", "Ёлкина", "Зимина", "Яшина"].index(one.user.last_name), one.user.first_name, one.pk))
        keys = posts(head, ended=over).keys
        assert [(a, b) for a in range(7) for b in range(8) if list(keys[a:b]) != [one.pk for one in order][a:b]] == []
        assert len(keys) == len(order)


def test_a_closed_account_is_given_nothing(district: District) -> None:
    head, gone = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.EXPERT, district)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    person = Person(gone.email, gone.last_name, gone.first_name, gone.patronymic)
    try:
        appoint(person=person, role=Role.METHODIST, district=district, since=today(), by=head)
    except Refusal as refusal:
        said = str(refusal)
    assert said == "Учётная запись с этим адресом закрыта. Укажите другой адрес."


def test_posts_are_counted_and_listed_by_the_clocks_of_their_own_districts(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known days instead of every row's clocks say the same at any hour: on the last day in the east, in the west, and on the day between."""
    west = factories.district("west", time_zone="Europe/Kaliningrad")
    east = factories.district("east", time_zone="Asia/Kamchatka")
    last = dt.date(2026, 3, 10)
    for home in (west, east):
        factories.user(Role.EXPERT, home, until=last)
    for hours in range(-14, 30, 2):
        now = dt.datetime(2026, 3, 10, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        with wall.scope([west.pk, east.pk]):
            by_clocks = set(Appointment.objects.in_force(at=now).filter(district__in=[west, east]).values_list("district", flat=True))
            assert set(Appointment.objects.in_force_in([west, east]).values_list("district", flat=True)) == by_clocks
            for home in (west, east):
                assert Appointment.objects.filter(district=home).lasting(home.today).exists() == (home.pk in by_clocks)


def test_a_page_of_posts_keeps_the_order_of_names_and_shows_whom_a_deputy_stands_for(district: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district, last_name="Яковлева")
    deputy = factories.user(Role.METHODIST, district, last_name="Белова")
    factories.user(Role.EXPERT, district, last_name="Агапова", until=today() - dt.timedelta(days=40))
    Appointment.objects.filter(user=deputy).update(instead_of=head)
    page = factories.client(head).get(reverse("accounts:people")).text
    table = page[page.index("<tbody>") :]
    assert re.findall("(?:Белова|Яковлева) Анна|замещает: [^<]*|Агапова", table) == ["Белова Анна", "замещает: Яковлева\u00a0А.\u00a0И.", "Яковлева Анна"]
    assert "закончилось" in factories.client(head).get(reverse("accounts:people"), {"ended": "1", "q": "агап"}).text


def test_a_role_goes_to_the_owner_of_the_address_only_when_that_is_confirmed(district: District, foreign: District) -> None:
    head = factories.user(Role.DEPARTMENT_HEAD, district)
    owner = factories.user(Role.EXPERT, district, last_name="Платонова", first_name="Софья")
    User.objects.filter(pk=owner.pk).update(password="!set elsewhere")
    with wall.scope([foreign.pk]):
        stranger = factories.user(Role.EXPERT, foreign, last_name="Чужакова")
    desk, address = factories.client(head), reverse("accounts:appoint")
    typed = {"email": owner.email, "last_name": "Ошибкина", "first_name": "Полина", "role": Role.METHODIST, "since": today().isoformat()}
    page = desk.post(address, typed)
    assert page.status_code == 422
    assert "По этой почте входит Платонова Софья" in page.text
    assert f'name="same" value="{owner.email}"' in page.text
    assert not Appointment.objects.filter(user=owner, role=Role.METHODIST).exists()
    far = desk.post(address, {**typed, "email": stranger.email, "same": stranger.email})
    assert far.status_code == 422
    assert "занят другим человеком" in far.text
    assert "Чужакова" not in far.text
    assert desk.post(address, {**typed, "same": "other@portal.example"}).status_code == 422  # confirmed for another address
    assert desk.post(address, {**typed, "same": owner.email}).status_code == 302


@pytest.mark.parametrize("begun", [dt.date(2020, 9, 1), None], ids=["for long", "today"])
def test_whoever_is_at_home_elsewhere_loses_the_post_and_is_named(begun: dt.date | None, district: District, foreign: District) -> None:
    """Her only tie to the district is the post: once it has ended she is behind the wall, and yet the page must say whose it was."""
    head, guest = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.METHODIST, foreign, last_name="Гостева")
    post = Appointment.objects.create(user=guest, district=district, role=Role.METHODIST, since=begun or today())
    browser = factories.client(head)
    answer = browser.post(reverse("accounts:end_appointment", args=[post.pk]), follow=True)
    assert answer.status_code == 200
    assert [str(one) for one in answer.context["messages"]] == [f"Назначение закончено: Методист: {guest.short_name} Доступ по нему закрыт."]
    assert not Appointment.objects.lasting(today()).filter(pk=post.pk).exists()
    assert browser.get(reverse("accounts:people"), {"ended": "on"}).status_code == 200
    assert browser.get(reverse("accounts:appointment", args=[post.pk])).status_code in (200, 404)

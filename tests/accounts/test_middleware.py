"""What a request carries: the person's districts, the chosen one, its clocks."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import Appointment, ConsentText, District, Role
from portal.accounts.selectors import in_time_of
from portal.accounts.selectors.consents import current_text
from portal.accounts.services.entry import key_of
from portal.accounts.services.invitations import Offer
from portal.journal.services import notify
from portal.kit import wall
from portal.kit.refusal import Refusal
from tests import factories


def test_hours_are_shown_by_the_clocks_of_the_district(district: District) -> None:
    district.time_zone = "Asia/Vladivostok"
    district.save()
    who = factories.user(Role.METHODIST, district)
    notify(user=who, text="Срок шага", key="k", district_id=district.pk)
    from portal.journal.models import Notice

    Notice.objects.update(at=dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC))
    assert "24.11.2026 08:30" in factories.client(who).get("/journal/notices/").content.decode()


def test_a_person_of_two_districts_switches_between_them(district: District, foreign: District) -> None:
    who = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=who, district=foreign, role=Role.METHODIST, since="2020-01-01")
    browser = factories.client(who)
    browser.post("/people/districts/switch/", {"district": foreign.pk})
    assert browser.get("/people/me/").wsgi_request.district == foreign


def test_a_district_that_is_not_ones_own_is_not_entered(district: District, foreign: District) -> None:
    browser = factories.client(factories.user(Role.METHODIST, district))
    browser.post("/people/districts/switch/", {"district": foreign.pk})
    assert browser.get("/people/me/").wsgi_request.district == district


def test_a_right_in_one_district_is_none_in_the_other(district: District, foreign: District) -> None:
    """A methodist here who only teaches there: in the other district she founds nothing and appoints nobody."""
    who = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=who, district=foreign, role=Role.EXPERT, since="2020-01-01")
    browser = factories.client(who)
    names = ("accounts:appoint", "accounts:people", "communities:event_new", "communities:community_new", "communities:programme_new")
    pages = [reverse(name) for name in (*names, "communities:export", "contests:contest_new", "contests:export", "teachers:list", "teachers:export")]
    here = {page: browser.get(page).status_code for page in pages}
    browser.post("/people/districts/switch/", {"district": foreign.pk})
    there = {page: browser.get(page).status_code for page in pages}
    assert (set(here.values()), set(there.values())) == ({200}, {403})
    assert f'href="{reverse("teachers:list")}"' not in browser.get("/").content.decode()  # and no line of the navigation leads there


def test_an_appointment_begins_and_ends_by_the_clocks_of_its_district(district: District) -> None:
    """In the far east the next day has come while the portal's own clock still shows the old one."""
    District.objects.filter(pk=district.pk).update(time_zone="Asia/Vladivostok")
    begun = factories.user(Role.METHODIST, district, since=dt.date(2026, 11, 27))
    ended = factories.user(Role.METHODIST, district, until=dt.date(2026, 11, 26))
    posts = {}
    for hour in (13, 15):  # UTC: 23:00 of the 26th and 1:00 of the 27th there, 16:00 and 18:00 of the 26th in Moscow
        with time_machine.travel(dt.datetime(2026, 11, 26, hour, tzinfo=dt.UTC)):
            posts[hour] = [Appointment.objects.giving_rights(one.pk).count() for one in (begun, ended)]
    assert posts == {13: [0, 1], 15: [1, 0]}


def test_access_ends_and_is_given_by_the_district_s_day_whoever_asks(district: District) -> None:
    """Nobody's clock is set: an operator, a link opened before signing in, a worker. East and west of the portal's own time."""
    post = factories.user(Role.METHODIST, district, until=dt.date(2026, 11, 26)).appointments.get()
    east, west = dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC), dt.datetime(2026, 11, 26, 21, 30, tzinfo=dt.UTC)
    invited = {}
    with time_machine.travel(east - dt.timedelta(days=2)):
        for key, until in (("late", dt.date(2026, 11, 26)), ("good", None)):
            offer = Offer(Role.EXPERT, since=dt.date(2026, 11, 24), until=until)
            person = services.Person(f"{key}@portal.example", "Белова", "Ольга")
            invited[key] = services.invite(person=person, offer=offer, district=district, by=factories.user(Role.METHODIST, district))
    District.objects.filter(pk=district.pk).update(time_zone="Asia/Vladivostok")
    with time_machine.travel(east):  # the 27th there, the 26th in Moscow
        assert not Appointment.objects.in_force().filter(pk=post.pk).exists()
        assert not Appointment.objects.lasting().filter(pk=post.pk).exists()
        assert not Appointment.objects.get(pk=post.pk).lasts
        text = current_text()
        with pytest.raises(Refusal, match="уже закончился"):
            services.accept(key=key_of(invited["late"]), agreed=text and text.pk, password="Дубрава-2026-ясень")
        services.accept(key=key_of(invited["good"]), agreed=text and text.pk, password="Дубрава-2026-ясень")
        assert Appointment.objects.get(user=invited["good"].user_id).since == dt.date(2026, 11, 27)
    District.objects.filter(pk=district.pk).update(time_zone="Europe/Kaliningrad")
    lasting = factories.user(Role.METHODIST, district)
    with time_machine.travel(west):  # still the 26th there, the 27th in Moscow
        services.end_appointment(appointment=lasting.appointments.get(), by=factories.user(Role.OPERATOR, None))
        assert not Appointment.objects.giving_rights(lasting.pk).exists()


def test_a_new_consent_is_asked_and_offered_on_the_same_day(district: District) -> None:
    """In the west the portal's day has come earlier: who is sent to agree must find the text there."""
    District.objects.filter(pk=district.pk).update(time_zone="Europe/Kaliningrad")
    district.refresh_from_db()
    with wall.scope(common=True):
        text = ConsentText.objects.create(kind="processing", version=9, title="Согласие", text="Текст", published_on=dt.date(2026, 11, 27))
    with time_machine.travel(dt.datetime(2026, 11, 26, 21, 30, tzinfo=dt.UTC)):
        asked = current_text()
        with in_time_of(district):
            assert current_text() == asked == text


def test_no_page_is_shown_inside_anothers(db: None) -> None:
    assert factories.client().get("/accounts/login/").headers["X-Frame-Options"] == "DENY"

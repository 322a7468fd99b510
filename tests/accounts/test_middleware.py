"""What a request carries: the person's districts, the chosen one, its clocks."""

import datetime as dt

import time_machine
from django.urls import reverse

from portal.accounts.models import Appointment, District, Role
from portal.journal.services import notify
from portal.kit import wall
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

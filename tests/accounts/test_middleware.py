"""What a request carries: the person's districts, the chosen one, its clocks."""

import datetime as dt

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

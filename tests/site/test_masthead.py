"""The header of every page names the districts whose lists the person sees, and the one that what she adds goes to."""

import re

from django.urls import reverse

from portal.accounts.models import Appointment, District, Role, User
from portal.kit import wall
from tests import factories


def also_in(who: User, other: District) -> None:
    with wall.scope([other.pk]):
        Appointment.objects.create(user=who, district=other, role=Role.METHODIST, since="2020-01-01")


def masthead(page: str) -> str:
    return " ".join(re.findall(r'class="masthead-title[^"]*">(.*?)</span>', page)).replace("\xa0", " ")


def test_who_works_in_one_district_reads_its_name(district: District) -> None:
    page = factories.client(factories.user(Role.METHODIST, district)).get("/people/").content.decode()
    assert masthead(page) == district.name
    assert "всех этих районов" not in page


def test_who_works_in_two_reads_both_and_where_what_is_new_goes(district: District, foreign: District) -> None:
    who = factories.user(Role.METHODIST, district)
    also_in(who, foreign)
    desk = factories.client(who)
    desk.post(reverse("accounts:switch_district"), {"district": foreign.pk})
    page = desk.get("/people/").content.decode()
    assert masthead(page) == f"{foreign.name} и {district.name}"
    assert "Списки — всех этих районов; показатели и новое — первого" in page
    rows = desk.get("/people/", {"role": Role.METHODIST}).content.decode()
    assert district.name in rows  # the list does show both
    assert foreign.name in rows


def test_more_than_two_are_counted(district: District, foreign: District) -> None:
    who, third = factories.user(Role.METHODIST, district), factories.district("timashevsk")
    also_in(who, foreign)
    also_in(who, third)
    desk = factories.client(who)
    desk.post(reverse("accounts:switch_district"), {"district": district.pk})
    assert masthead(desk.get("/people/").content.decode()) == f"{district.name} и 2 других района"

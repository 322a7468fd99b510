"""A lesser post in a second district opens of it what that post opens and nothing more, whatever the person is in the first one.

The wall opens both districts to her, so it alone holds nothing back: this is what `visible_to` and the district at hand are for.
"""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from portal.accounts.models import Appointment, Organisation, Role, User
from portal.kit import wall
from teachers.models import Employment, Teacher
from tests import factories
from tests.house.asking import Answer, Visitor, with_query
from tests.house.planted.conftest import CANARY, World, samples
from tests.house.planted.test_canaries import PART

SAID = re.compile(rf"{CANARY}[ \w]*\w")  # a planted text: the word and the name of its field
NAMES = re.compile(rf"{CANARY}(?:ушка| last_name| Вера| В\.| К\.)")  # a planted person

SHARED = ("communities:attendance", "communities:member", "communities:trainee")  # into what is shared a methodist writes her own people


@pytest.fixture
def place(world: World) -> Iterator[Organisation]:
    """A school of the foreign district where the people of this test teach, and somebody of that district whom only its staff may see."""
    home = world.foreign.district
    with transaction.atomic(), wall.scope([home.pk]):
        place = Organisation.objects.create(district=home, kind="sosh", name="Вторая школа", short_name="СШ-2")
        factories.teacher(home, world.foreign["organisation"], last_name=f"{CANARY}ушка", email="bird@portal.example", birth_date=dt.date(1999, 3, 1))
        yield place
        transaction.set_rollback(True)


def teaches(who: User, place: Organisation) -> Visitor:
    """She has a card there, a job and the post of a teacher."""
    home = place.district
    card = Teacher.objects.create(district=home, user=who, last_name="Скворцова", first_name="Ада", sex="f", birth_date=dt.date(1990, 3, 1))
    Employment.objects.create(district=home, teacher=card, organisation=place, position="ped01", since=dt.date(2020, 9, 1))
    Appointment.objects.get_or_create(user=who, district=home, role=Role.TEACHER, organisation=place, defaults={"since": "2020-01-01"})
    return Visitor(who)


def searched(found: list[Answer], visitor: Visitor) -> list[Answer]:
    """The answers and every search of their pages."""
    searches = [with_query(one.address.partition("?")[0], q=PART) for one in found if one.is_page and b'name="q"' in one.body]
    return found + [visitor.get(address) for address in dict.fromkeys(searches)]


def walked(visitor: Visitor, world: World) -> list[Answer]:
    """Pages without an object, those of objects of both districts, what they lead to, and every search."""
    lists = [sample.of(world.own) for sample in samples() if sample.sample == "-"]
    objects = [sample.of(garden) for garden in (world.foreign, world.own) for sample in samples() if sample.sample != "-"]
    return searched(visitor.walk([*lists, *objects]), visitor)


def listed(visitor: Visitor, world: World) -> list[Answer]:
    """Pages without an object and every search."""
    return searched([visitor.get(sample.of(world.own)) for sample in samples() if sample.sample == "-"], visitor)


def view_of(address: str) -> str:
    """A list and its file are one."""
    return resolve(address.partition("?")[0]).view_name.removesuffix("_export")


def test_teaching_in_a_second_district_shows_what_any_teacher_there_sees(place: Organisation, world: World) -> None:
    """Neither the right that is held in the first district, nor which of the two is at hand, opens more of the second one."""
    plain = factories.user(Role.TEACHER, place.district, organisation=place)
    seen = walked(teaches(plain, place), world)
    texts = {said for one in seen for said in SAID.findall(one.text)}
    named = {view_of(one.address) for one in seen if NAMES.search(one.text)}
    assert texts  # the same eyes do see what every teacher sees there
    answers = []
    for role, hand, asked in ((Role.METHODIST, world.own, walked), (Role.METHODIST, world.foreign, listed), (Role.SCHOOL_HEAD, world.own, listed)):
        school = world.own["organisation"] if role == Role.SCHOOL_HEAD else None
        visitor = teaches(factories.user(role, world.own.district, organisation=school), place)
        visitor.enter(reverse("accounts:switch_district"), {"district": str(hand.district.pk)})
        answers += [(f"{role} {hand.word} {one.address}", one) for one in asked(visitor, world)]
    assert {who: extra for who, one in answers if (extra := set(SAID.findall(one.text)) - texts)} == {}
    assert [who for who, one in answers if NAMES.search(one.text) and view_of(one.address) not in named] == []


def test_no_deed_of_the_first_district_reaches_an_object_of_the_second(place: Organisation, world: World) -> None:
    """GET and POST of every object answer as they answer any teacher there, or refuse."""
    plain = teaches(factories.user(Role.TEACHER, place.district, organisation=place), place)
    mixed = teaches(factories.user(Role.METHODIST, world.own.district), place)
    wrong = []
    for sample in samples():
        if not sample.walled(world.own):
            continue
        address = sample.of(world.foreign)
        for method in ("GET", "POST"):
            status = mixed.ask(method, address).status
            if status not in (403, 404, 405) and status != plain.ask(method, address).status:
                wrong.append((sample.name, method, status))
    assert [one for one in wrong if not one[0].startswith(SHARED)] == []

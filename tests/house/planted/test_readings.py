"""Whoever opens anything with somebody's card or ИОМ is seen in «кто смотрел мои данные», once a day."""

from django.db import transaction
from django.urls import reverse

from portal.accounts.models import Role
from portal.journal.models import READING, TAKING, Deed
from portal.kit import wall
from routes.models import Route
from teachers.models import Teacher
from tests.house.asking import Visitor
from tests.house.planted.conftest import Sample, World, samples
from tests.house.planting import Garden


def traces(card: Teacher, reader: int) -> list[str]:
    """Verbs by which the reader stands among those who looked at the card."""
    deeds = Deed.objects.about(card).filter(actor=reader).values_list("verb", flat=True)
    return [verb for verb in deeds if verb.startswith((*READING, *TAKING))]


def cards_in(one: Sample, garden: Garden) -> list[Teacher]:
    """Whose cards the address names: a card itself, or the card of a route."""
    things = [garden.things.get(part.partition("=")[2]) for part in one.sample.split(",")]
    return [thing.teacher if isinstance(thing, Route) else thing for thing in things if isinstance(thing, Teacher | Route)]


def test_every_page_of_a_card_or_a_route_leaves_a_trace(world: World) -> None:
    garden, reader = world.own, world.own.people[Role.METHODIST]
    visitor, silent, read = Visitor(reader), list[str](), list[str]()
    for one in samples():
        cards = cards_in(one, garden)
        if not cards:
            continue
        with transaction.atomic(), wall.scope([garden.district.pk], user=reader.pk):
            assert [traces(card, reader.pk) for card in cards] == [[]] * len(cards)  # nothing planted answers for the page
            if visitor.client.get(one.of(garden)).status_code == 200:
                read.append(one.name)
                silent += [one.name for card in cards if len(traces(card, reader.pk)) != 1]
            transaction.set_rollback(True)
    assert silent == []
    assert {
        "teachers:edit",
        "teachers:move",
        "teachers:fact_new",
        "teachers:invite_one",
        "site:record_erasure",
        "routes:print",
        "routes:term",
        "teachers:twin_pair",
    } <= set(read)


def test_a_second_look_of_the_day_and_ones_own_leave_none(world: World) -> None:
    garden = world.own
    card, address = garden["teacher"], reverse("routes:route", args=[garden["route"].pk])
    with transaction.atomic(), wall.scope([garden.district.pk]):
        for role in (Role.METHODIST, Role.METHODIST, Role.TEACHER):
            assert Visitor(garden.people[role]).client.get(address).status_code == 200
        assert traces(card, garden.people[Role.METHODIST].pk) == ["открыл(а) маршрут (ИОМ)"]
        assert traces(card, garden.people[Role.TEACHER].pk) == []
        transaction.set_rollback(True)

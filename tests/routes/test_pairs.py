"""Pairs of mentoring are named on the portal: by whom, of whom, until when."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import District, Role, User, Word
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes.models import Mentoring
from routes.selectors.pairs import mentor_named
from routes.services.mentoring import PairData, begin_mentoring, end_mentoring, withdraw_mentoring
from tests import factories


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def two(district: District) -> tuple[Any, Any]:
    """Who is taught and who teaches, of one school."""
    place = factories.organisation(district)
    return factories.teacher(district, place, last_name="Ольхова"), factories.teacher(district, place, last_name="Кедрова")


def given(mentor: Any, **other: Any) -> PairData:
    return PairData(**{"mentor": mentor, "form": "pp", "kind": "trad", "since": today(), **other})


def test_a_mentor_is_named_on_the_card_and_stands_there(district: District, methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    with wall.scope([district.pk], common=True):
        Word.objects.create(dictionary="mentoring_forms", code="pp", name="педагог — педагог")
        Word.objects.create(dictionary="mentoring_kinds", code="trad", name="Традиционное")
    client: Any = factories.client(methodist)
    address = reverse("routes:mentor_new", args=[mentee.pk])
    asked = {"mentor": "Кедрова Мария Сергеевна", "form": "pp", "kind": "trad", "since": today().isoformat(), "order": "№ 15"}
    assert client.post(address, asked | {"mentor": "Нездешняя Анна"}).status_code == 422
    assert client.post(address, asked).status_code == 302
    pair = Mentoring.objects.get()
    panel = client.get(reverse("routes:teacher_panel", args=[mentee.pk])).content.decode()
    assert (pair.mentor, pair.order, "Кедрова Мария" in panel) == (mentor, "№ 15", True)
    assert client.post(reverse("routes:mentor_end", args=[mentee.pk, pair.pk])).status_code == 302
    assert Mentoring.objects.get().until == today()


def test_a_pair_is_of_two_people_and_goes_on_once(methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    with pytest.raises(Refusal, match="разные люди"):
        begin_mentoring(mentee=mentee, data=given(mentee), by=methodist)
    begin_mentoring(mentee=mentee, data=given(mentor), by=methodist)
    with pytest.raises(Refusal, match="уже действует"):
        begin_mentoring(mentee=mentee, data=given(mentor), by=methodist)


def test_a_pair_ends_once_and_not_before_it_began(methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    pair = begin_mentoring(mentee=mentee, data=given(mentor), by=methodist)
    with pytest.raises(Refusal, match="раньше нельзя"):
        end_mentoring(pair=pair, on=today() - dt.timedelta(days=1), by=methodist)
    end_mentoring(pair=pair, on=today(), by=methodist)
    with pytest.raises(Refusal, match="уже закончена"):
        end_mentoring(pair=pair, on=today(), by=methodist)


def test_a_pair_that_has_not_begun_is_taken_back_and_named_anew(methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    pair = begin_mentoring(mentee=mentee, data=given(mentor, since=today() + dt.timedelta(days=30)), by=methodist)
    Mentoring.objects.filter(pk=pair.pk).update(since=dt.date(2099, 1, 1))  # written before such dates were refused
    with pytest.raises(Refusal, match=r"уже записана с 01\.01\.2099"):
        begin_mentoring(mentee=mentee, data=given(mentor), by=methodist)
    client: Any = factories.client(methodist)
    assert "Отменить назначение" in client.get(reverse("routes:teacher_panel", args=[mentee.pk])).text
    assert client.post(reverse("routes:mentor_end", args=[mentee.pk, pair.pk])).status_code == 302
    assert not Mentoring.objects.exists()
    begun = begin_mentoring(mentee=mentee, data=given(mentor), by=methodist)
    with pytest.raises(Refusal, match="её можно закончить"):
        withdraw_mentoring(pair=begun, by=methodist)


def test_a_pair_does_not_begin_in_a_far_year(methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    with pytest.raises(Refusal, match="дальше чем через год") as told:
        begin_mentoring(mentee=mentee, data=given(mentor, since=dt.date(2099, 1, 1)), by=methodist)
    assert told.value.field == "since"


def test_namesakes_are_told_apart_and_the_school_sees_its_own_alone(district: District, methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    other = factories.organisation(district)
    factories.teacher(district, other, last_name="Кедрова")
    with pytest.raises(Refusal, match="Уточните"):
        mentor_named("Кедрова Мария Сергеевна", mentee, methodist)
    leads = factories.user(Role.SCHOOL_HEAD, district, organisation=mentee.employments.get().organisation)
    assert mentor_named("Кедрова Мария Сергеевна", mentee, leads) == mentor


def test_who_works_nowhere_is_given_no_mentor(district: District, methodist: User, two: tuple[Any, Any]) -> None:
    mentee, mentor = two
    client: Any = factories.client(methodist)
    panel, address = reverse("routes:teacher_panel", args=[mentee.pk]), reverse("routes:mentor_new", args=[mentee.pk])
    assert address in client.get(panel).text
    mentee.employments.update(until=today() - dt.timedelta(days=1))
    assert address not in client.get(panel).text
    with pytest.raises(Refusal, match="нигде не работает"):
        begin_mentoring(mentee=mentee, data=given(mentor, since=today() - dt.timedelta(days=30)), by=methodist)
    job = mentee.employments.get()
    job.pk, job.since, job.until = None, today() + dt.timedelta(days=10), None
    job.save()
    assert address in client.get(panel).text
    assert begin_mentoring(mentee=mentee, data=given(mentor, since=job.since), by=methodist)

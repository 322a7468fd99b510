"""A second community, programme or contest of one name, new or renamed: said beside the name with the way to the first, done when that is confirmed."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from communities import services
from communities.models import Community, Programme
from communities.services import CommunityData
from portal.accounts.models import District, Organisation, Role, User, Word
from portal.kit import wall
from portal.kit.namesakes import Namesake, same
from portal.kit.periods import today
from tests import factories
from tests.seeing import Seeing

ADDRESS = {"community": "/communities/new/", "programme": "/communities/programmes/new/"}
SINCE = dt.date(2024, 9, 1)


@pytest.fixture
def school(district: District) -> Organisation:
    for code in ("rmo", "pds"):
        Word.objects.create(dictionary="community_kinds", code=code, name=code)
    return factories.organisation(district, short_name="СШ № 2")


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


def given(which: str, school: Organisation, **changes: Any) -> dict[str, Any]:
    own = {"community": {"kind": "rmo"}, "programme": {"organisation": school.pk, "hours": "36"}}[which]
    return {"name": "РМО учителей физики", "since": SINCE.isoformat(), **own, **changes}


def rows(kind: str) -> Any:
    return {"community": Community, "programme": Programme}[kind].objects.order_by("pk")


@pytest.mark.parametrize("kind", ADDRESS)
def test_the_first_one_is_named_and_a_second_is_made_when_confirmed(kind: str, desk: Client, school: Organisation) -> None:
    """Quotes, «ё», case and Latin look-alikes make no other name; what was typed stays; the confirmation is of these and of no later one."""
    assert desk.post(ADDRESS[kind], given(kind, school)).status_code == 302
    again = given(kind, school, name="«PMO»  учителей Физики", until="2090-01-31")
    page = desk.post(ADDRESS[kind], again)
    first = rows(kind).get()
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name"}
    assert re.search(rf'id_name_error.*?<a href="/communities/(programmes/)?{first.pk}/">РМО учителей физики</a>', page.text)
    assert all(f'value="{typed}"' in page.text for typed in (again["name"], "2090-01-31"))
    box = re.search(r'<input type="checkbox" name="again" value="([\d,]+)"[^>]*>', page.text)
    assert box
    assert "checked" not in box[0]
    assert ">Всё равно создать<" in page.text
    assert desk.post(ADDRESS[kind], again).status_code == 422  # without the tick it is no other answer
    assert desk.post(ADDRESS[kind], {**again, "again": box[1]}).status_code == 302
    assert rows(kind).count() == 2
    assert desk.post(ADDRESS[kind], {**again, "again": box[1]}).status_code == 422
    assert rows(kind).count() == 2


@pytest.mark.parametrize("kind", ADDRESS)
def test_what_is_over_another_kind_and_another_name_are_no_namesakes(kind: str, desk: Client, school: Organisation) -> None:
    desk.post(ADDRESS[kind], given(kind, school))
    assert desk.post(ADDRESS[kind], given(kind, school, name="РМО учителей физики и химии")).status_code == 302
    if kind == "community":
        assert desk.post(ADDRESS[kind], given(kind, school, kind="pds")).status_code == 302
        Community.objects.update(state="archived")
    else:
        Programme.objects.update(until=today() - dt.timedelta(days=1))
    assert desk.post(ADDRESS[kind], given(kind, school)).status_code == 302


@pytest.mark.parametrize("kind", ADDRESS)
def test_renaming_into_another_one_is_asked_about_and_other_changes_are_not(kind: str, desk: Client, school: Organisation) -> None:
    desk.post(ADDRESS[kind], given(kind, school))
    desk.post(ADDRESS[kind], given(kind, school, name="Другое"))
    first, other = rows(kind)
    address = ADDRESS[kind].replace("new", f"{other.pk}/edit")
    asked = desk.post(address, given(kind, school, name="рмо учителей физики"))
    assert asked.status_code == 422
    assert re.search(rf'id_name_error.*?{first.pk}/">РМО учителей физики</a>.*?«Всё равно назвать так»', asked.text)
    assert rows(kind).get(pk=other.pk).name == "Другое"
    assert ">Всё равно назвать так<" in asked.text
    box = re.search(r'<input type="checkbox" name="again" value="([\d,]+)"', asked.text)
    assert box
    assert desk.post(address, given(kind, school, name="рмо учителей физики", again=box[1])).status_code == 302
    assert desk.post(address, given(kind, school, name="РМО учителей физики", until="2090-01-31")).status_code == 302  # it was called so before
    assert (rows(kind).get(pk=other.pk).name, rows(kind).get(pk=other.pk).until) == ("РМО учителей физики", dt.date(2090, 1, 31))


def test_a_community_that_becomes_of_another_kind_is_asked_about(desk: Client, school: Organisation) -> None:
    for one in ("rmo", "pds"):
        desk.post(ADDRESS["community"], given("community", school, kind=one))
    other = Community.objects.get(kind="pds")
    assert desk.post(f"/communities/{other.pk}/edit/", given("community", school)).status_code == 422


def test_a_name_made_of_markup_is_shown_as_it_is(desk: Client, school: Organisation) -> None:
    name = "<script>x()</script>РМО"
    desk.post(ADDRESS["community"], given("community", school, name=name))
    page = desk.post(ADDRESS["community"], given("community", school, name=name))
    assert page.status_code == 422
    assert "<script>x()" not in page.text


def test_one_name_is_letters_and_figures() -> None:
    assert same("«Школа — 2», Ёлка") == same("школа 2 елка")
    assert same("Школа 2") != same("Школа 21")


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one() -> None:
    """The second waits for the first and finds it."""
    home = factories.district("sovgavan")
    with wall.scope([home.pk]):
        by = factories.user(Role.METHODIST, home)
    start = Barrier(2)

    def send() -> str:
        try:
            with wall.scope([home.pk]):
                start.wait()
                services.create_community(data=CommunityData("РМО", "rmo", SINCE), district=home, by=by)
                return "made"
        except Namesake as found:
            return str(found)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(one.result() for one in [pool.submit(send) for _ in range(2)])
    assert said[0] == "made"
    assert "Такое сообщество уже есть" in said[1]
    with wall.scope([home.pk]):
        assert Community.objects.count() == 1

"""Two windows, two districts: a form is done in the district that it was opened in, or not at all."""

import re
from typing import Any

import pytest

from contests.models import Contest
from portal.accounts.models import Appointment, District, Role, User
from portal.journal.models import FormKey
from portal.kit import wall
from tests import factories
from tests.journal.test_form_keys import contest, words

KEY = re.compile(r'name="form_key" value="([0-9a-f]{32}(?:-\d+)?)"')


@pytest.fixture
def both(district: District, foreign: District) -> User:
    """Methodist of two districts, at home in the first."""
    words(contest_kinds="prof", event_levels="mun")
    made = factories.user(Role.METHODIST, district)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=made, district=foreign, role=Role.METHODIST, since="2020-01-01")
    return made


def key_of(desk: Any, page: str) -> str:
    found = KEY.search(desk.get(page).text)
    assert found
    return found[1]


def everywhere(*homes: District) -> list[tuple[int, str]]:
    with wall.scope([one.pk for one in homes]):
        return list(Contest.objects.order_by("pk").values_list("district", "name"))


def test_a_form_opened_in_one_district_is_not_done_in_another(both: User, district: District, foreign: District) -> None:
    desk: Any = factories.client(both)
    desk.post("/people/districts/switch/", {"district": district.pk})
    key = key_of(desk, "/contests/new/")
    desk.post("/people/districts/switch/", {"district": foreign.pk})  # another window
    answer = desk.post("/contests/new/", contest(form_key=key, name="Воспитатель года"))
    assert answer.status_code == 409
    assert all(said in answer.text for said in (str(district), str(foreign), "ничего не записано", "Воспитатель года"))
    copied = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", answer.text)
    assert (copied[0].split("\n")[0], len(copied), "prof" in copied[0]) == ("Воспитатель года", 1, False)  # words, no codes of the choices
    fragment = desk.post("/contests/new/", contest(form_key=key), headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Retarget"]) == (409, "#refusals")
    assert (everywhere(district, foreign), FormKey.objects.count()) == ([], 0)
    desk.post("/people/districts/switch/", {"district": district.pk})
    assert desk.post("/contests/new/", contest(form_key=key, name="Воспитатель года")).status_code == 302
    assert everywhere(district, foreign) == [(district.pk, "Воспитатель года")]


def test_who_works_in_one_district_carries_the_secret_alone(district: District) -> None:
    desk = factories.client(factories.user(Role.METHODIST, district))
    assert "-" not in key_of(desk, "/contests/new/")

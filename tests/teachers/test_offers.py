"""Offers of КПК: the methodist writes, closes and removes them; whoever works in the district reads them; routes see only open ones."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from routes.models import Step
from teachers.models import CourseOffer
from teachers.selectors import course_offers
from tests import factories

LIST = "/teachers/offers/"
FUNCTION = "A/01.6"
DAY = dt.timedelta(days=1)


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist)


def offer(home: District, **fields: Any) -> CourseOffer:
    given = {"programme": "Функциональная грамотность", "provider": "ХК ИРО", "hours": 36, "functions": [FUNCTION], **fields}
    return CourseOffer.objects.create(**{"district": home, "starts_on": today() + 10 * DAY, "ends_on": today() + 20 * DAY, **given})


def typed(**changes: Any) -> dict[str, Any]:
    begins = today() + 10 * DAY
    return {
        "programme": "Наставничество", "provider": "ХК ИРО", "hours": "72", "starts_on": begins.isoformat(), "ends_on": (begins + 9 * DAY).isoformat(), **changes
    }  # fmt: skip


def deed(desk: Client, one: CourseOffer, name: str, **more: Any) -> Any:
    return desk.post(f"{LIST}{one.pk}/deed/", {"deed": name, "seen": desk.get(f"{LIST}{one.pk}/").context["seen"], **more})


def names(browser: Client, **query: str) -> list[str]:
    return [row.offer.programme for row in browser.get(LIST, query).context["page"]]


def test_a_new_offer_stands_in_the_list_with_whom_it_is_for(desk: Client, methodist: User) -> None:
    factories.framework()
    answer = desk.post(f"{LIST}new/", typed(audience=["years3"], remote="on"))
    assert answer.status_code == 302, answer.content.decode()
    made = CourseOffer.objects.get()
    assert (made.hours, made.remote, made.audience) == (72, True, ["years3"])
    page = desk.get(LIST).content.decode()
    assert "стаж до 3 лет" in page
    assert "набор открыт" in page
    assert Deed.objects.about(made).values_list("verb", "actor")[0] == ("внёс(ла) предложение КПК", methodist.pk)


def test_reversed_dates_are_refused_beside_the_field_and_the_text_stays(desk: Client) -> None:
    answer = desk.post(f"{LIST}new/", typed(ends_on=today().isoformat()))
    assert answer.status_code == 422
    assert "Окончание раньше начала." in answer.content.decode()
    assert "Наставничество" in answer.content.decode()
    assert not CourseOffer.objects.exists()


def test_an_edit_is_told_with_what_it_changed(desk: Client, district: District) -> None:
    one = offer(district)
    seen = desk.get(f"{LIST}{one.pk}/edit/").context["seen"]
    kept = {"programme": one.programme, "provider": one.provider, "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat()}
    assert desk.post(f"{LIST}{one.pk}/edit/", {**kept, "hours": "72", "seen": seen}).status_code == 302
    told = Deed.objects.about(one)[0]
    assert (told.before["часов"], told.after["часов"]) == ("36", "72")  # type: ignore[index]
    assert "где" not in told.after  # type: ignore[operator]


def test_whoever_was_faster_is_named_and_the_typed_text_stays(desk: Client, district: District) -> None:
    one = offer(district)
    seen = desk.get(f"{LIST}{one.pk}/edit/").context["seen"]
    deed(desk, one, "close")
    late = desk.post(f"{LIST}{one.pk}/edit/", typed(programme="Моё название", seen=seen))
    assert late.status_code == 422
    assert "Петрова Анна Ильинична закрыла набор на КПК" in late.content.decode()
    assert "Моё название" in late.content.decode()
    assert CourseOffer.objects.get().programme == "Функциональная грамотность"
    assert desk.post(f"{LIST}{one.pk}/deed/", {"deed": "remove", "seen": seen}).status_code == 409
    assert CourseOffer.objects.exists()


def test_a_closed_offer_is_proposed_to_nobody_until_it_is_opened_again(desk: Client, district: District) -> None:
    one = offer(district)
    deed(desk, one, "close")
    assert not course_offers(district.pk, [FUNCTION], today()).exists()
    assert "набор закрыт" in desk.get(f"{LIST}{one.pk}/").content.decode()
    assert deed(desk, one, "close").status_code == 409
    deed(desk, one, "reopen")
    assert course_offers(district.pk, [FUNCTION], today()).get() == one


def test_what_is_over_is_not_opened_again(desk: Client, district: District) -> None:
    one = offer(district, starts_on=today() - 9 * DAY, ends_on=today() - DAY, closed_on=today() - 20 * DAY)
    assert "Курсы закончились" in deed(desk, one, "reopen").content.decode()


def test_what_was_written_by_mistake_is_removed_and_remembered(desk: Client, district: District) -> None:
    one = offer(district)
    assert deed(desk, one, "remove").headers["Location"] == LIST
    assert not CourseOffer.objects.exists()
    assert Deed.objects.get(verb="удалил(а) предложение КПК").object_label == "Функциональная грамотность"


def test_what_stands_in_a_route_is_closed_instead_of_removed(desk: Client, district: District) -> None:
    one = offer(district)
    route = factories.route(factories.teacher(district))
    Step.objects.create(district=district, route=route, direction="pk", title="КПК", course_offer=one, starts_on=one.starts_on, ends_on=one.ends_on)
    answer = deed(desk, one, "remove")
    assert answer.status_code == 409
    assert "Закройте набор" in answer.content.decode()
    assert CourseOffer.objects.get() == one
    assert not Deed.objects.filter(verb="удалил(а) предложение КПК").exists()


def test_the_list_is_narrowed_by_words_time_way_and_function(desk: Client, district: District) -> None:
    factories.framework()
    offer(district, programme="Впереди")
    offer(district, programme="Идут", starts_on=today() - DAY, ends_on=today() + DAY, remote=True)
    offer(district, programme="Были", starts_on=today() - 9 * DAY, ends_on=today() - DAY, functions=[])
    assert names(desk) == ["Впереди"]
    assert names(desk, when="going") == ["Идут"]
    assert names(desk, when="past") == ["Были"]
    assert names(desk, when="all", remote="yes") == ["Идут"]
    assert names(desk, when="all", function=FUNCTION) == ["Впереди", "Идут"]
    assert names(desk, when="all", q="были") == ["Были"]
    assert names(desk, when="all", sort="programme") == ["Были", "Впереди", "Идут"]


def test_a_teacher_reads_and_does_not_write(district: District) -> None:
    one = offer(district)
    teacher = factories.client(factories.user(Role.TEACHER, district))
    page = teacher.get(f"{LIST}{one.pk}/").content.decode()
    assert "ХК ИРО" in page
    assert "Закрыть набор" not in page
    assert names(teacher) == [one.programme]
    assert teacher.post(f"{LIST}{one.pk}/deed/", {"deed": "remove"}).status_code == 403
    assert teacher.get(f"{LIST}new/").status_code == 403


def test_another_district_sees_nothing(district: District, foreign: District) -> None:
    one = offer(district)
    with wall.scope([foreign.pk]):
        stranger = factories.client(factories.user(Role.METHODIST, foreign))
    assert names(stranger, when="all") == []
    assert stranger.get(f"{LIST}{one.pk}/").status_code == 404


def test_the_list_is_taken_as_a_file(desk: Client, district: District) -> None:
    offer(district, audience=["years1"])
    text = b"".join(desk.get(f"{LIST}export/", {"format": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Функциональная грамотность" in text
    assert "первый год работы" in text

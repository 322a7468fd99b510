"""The list of teachers, its export, and the card."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import District, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today, years_before
from teachers.models import Employment, Qualification
from tests import factories

LIST, EXPORT = reverse("teachers:list"), reverse("teachers:export")


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist)


def found(visitor: Client, **conditions: str) -> list[str]:
    return [row.full_name.split()[0] for row in visitor.get(LIST, conditions).context["page"]]


def test_the_list_is_narrowed_by_each_condition(district: District, visitor: Client) -> None:
    Word.objects.create(dictionary="positions", code="ped02", name="Воспитатель")
    Word.objects.create(dictionary="positions", code="ped01", name="Учитель")
    Word.objects.create(dictionary="subjects", code="s09", name="Математика")
    for code in ("first", "none"):
        Word.objects.create(dictionary="qualification_categories", code=code, name=code)
    school = factories.organisation(district)
    born = years_before(today(), 30)
    one = factories.teacher(district, school, last_name="Алёхина", birth_date=born, teaching_since=years_before(today(), 1))
    two = factories.teacher(district, last_name="Белова", position="ped02", birth_date=born)
    factories.teacher(district, last_name="Громова", until=dt.date(2020, 1, 1))
    Employment.objects.filter(teacher=one).update(subject="Математика")
    Qualification.objects.create(teacher=two, category="first", awarded_on=today())
    factories.assessment(two, {"A/01.6": 1})
    assert found(visitor) == ["Алёхина", "Белова"]
    assert found(visitor, q="алехина") == ["Алёхина"]
    assert found(visitor, organisation=str(school.pk)) == ["Алёхина"]
    assert found(visitor, position="ped02") == ["Белова"]
    assert found(visitor, subject="Математика") == ["Алёхина"]
    assert found(visitor, stage="young") == ["Алёхина", "Белова"]
    assert found(visitor, stage="novice") == ["Алёхина"]
    assert found(visitor, category="first") == ["Белова"]
    assert found(visitor, category="none") == ["Алёхина"]
    assert found(visitor, assessed="no") == ["Алёхина"]
    assert found(visitor, assessed="yes") == ["Белова"]
    assert found(visitor, work="gone") == ["Громова"]
    assert found(visitor, work="all", sort="-name") == ["Громова", "Белова", "Алёхина"]


def test_an_expired_category_does_not_count(district: District, visitor: Client) -> None:
    Word.objects.create(dictionary="qualification_categories", code="first", name="первая")
    who = factories.teacher(district)
    Qualification.objects.create(teacher=who, category="first", awarded_on=dt.date(2015, 1, 1), valid_until=dt.date(2020, 1, 1))
    assert found(visitor, category="first") == []
    assert visitor.get(LIST).context["page"][0].category == ""


@pytest.mark.parametrize(("sort", "names"), [("age", ["Молодая", "Старшая"]), ("-age", ["Старшая", "Молодая"]), ("чужое", ["Молодая", "Старшая"])])
def test_the_order_follows_the_age_not_the_birth_date(district: District, visitor: Client, sort: str, names: list[str]) -> None:
    factories.teacher(district, last_name="Старшая", birth_date=dt.date(1960, 1, 1))
    factories.teacher(district, last_name="Молодая", birth_date=dt.date(1990, 1, 1))
    assert found(visitor, sort=sort) == names


def test_the_list_costs_the_same_queries_for_one_and_for_thirty(district: District, visitor: Client, django_assert_max_num_queries: Any) -> None:
    place = factories.organisation(district)
    for count in (1, 29):
        for _ in range(count):
            factories.assessment(factories.teacher(district, place), {"A/01.6": 1})
        with django_assert_max_num_queries(12 + 5):  # and five that open and close the scope
            assert visitor.get(LIST).status_code == 200


def test_a_school_head_sees_her_own_people_only(district: District, visitor: Client) -> None:
    mine = factories.teacher(district, last_name="Своя")
    factories.teacher(district, last_name="Чужая")
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=mine.employments.get().organisation)
    assert found(factories.client(head)) == ["Своя"]


def test_a_foreign_organisation_in_the_filter_is_no_choice(district: District, foreign: District, visitor: Client) -> None:
    factories.teacher(district)
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
    page = visitor.get(LIST, {"organisation": place.pk})
    assert page.context["form"].errors["organisation"]


def test_a_teacher_has_no_list(district: District) -> None:
    visitor = factories.client(factories.user(Role.TEACHER, district))
    assert visitor.get(LIST).status_code == 403
    assert visitor.get(EXPORT).status_code == 403


def test_the_export_holds_exactly_the_filtered_rows_and_is_journalled(district: District, methodist: User, visitor: Client) -> None:
    factories.teacher(district, last_name="=cmd()", first_name="Анна")
    factories.teacher(district, last_name="Белова")
    answer = visitor.get(EXPORT, {"q": "анна"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == 1 or row[0] == 2]
    assert [row[1] for row in rows] == ["=cmd() Анна Сергеевна"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    deed = Deed.objects.about(district).get()
    assert (deed.actor, deed.comment) == (methodist, "xlsx, строк: 1; Поиск по ФИО: анна")


def test_the_export_as_csv(district: District, visitor: Client) -> None:
    factories.teacher(district, last_name="Белова")
    text = b"".join(visitor.get(EXPORT, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("1;Белова Мария Сергеевна;")


def test_the_card_is_shown_and_the_reading_is_journalled(district: District, methodist: User, visitor: Client) -> None:
    who = factories.teacher(district, last_name="Белова")
    for _ in range(2):
        page = visitor.get(reverse("teachers:card", args=[who.pk]))
    assert "Белова Мария Сергеевна" in page.text
    assert Deed.objects.about(who).get().actor == methodist
    assert "открыла карточку" in visitor.get(reverse("teachers:history", args=[who.pk])).text


def test_ones_own_card_is_read_without_a_record(district: District) -> None:
    user = factories.user(Role.TEACHER, district)
    who = factories.teacher(district, user=user)
    assert factories.client(user).get(reverse("teachers:card", args=[who.pk])).status_code == 200
    assert who.full_name in factories.client(user).get(reverse("teachers:mine")).text
    assert not Deed.objects.about(who).exists()


def test_a_school_head_learns_of_assessments_only_when_the_last_was(district: District) -> None:
    who = factories.teacher(district)
    factories.assessment(who, {"A/01.6": 0}, dt.date(2021, 10, 1))
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=who.employments.get().organisation)
    text = factories.client(head).get(reverse("teachers:assessments", args=[who.pk])).text
    assert "01.10.2021" in text
    assert "дефицит из" not in text
    assert factories.client(head).get(reverse("teachers:history", args=[who.pk])).status_code == 403


def test_strangers_do_not_find_the_card(district: District, foreign: District) -> None:
    who = factories.teacher(district)
    other_head = factories.user(Role.SCHOOL_HEAD, district)
    with wall.scope([foreign.pk]):
        abroad = factories.user(Role.METHODIST, foreign)
    for user in (other_head, abroad, factories.user(Role.TEACHER, district)):
        assert factories.client(user).get(reverse("teachers:card", args=[who.pk])).status_code == 404


def card_data(**changes: str) -> dict[str, str]:
    plain = {"last_name": "Белова", "first_name": "Мария", "patronymic": "Сергеевна", "sex": "f"}
    return {**plain, "birth_date": "1985-03-01", "teaching_since": "2008-09-01", "seen": "0", **changes}


def test_the_card_is_corrected_and_the_change_is_told(district: District, visitor: Client) -> None:
    who = factories.teacher(district, last_name="Белова")
    visitor.post(reverse("teachers:edit", args=[who.pk]), card_data(topic="Чтение", birth_date="1986-03-01"))
    who.refresh_from_db()
    assert (who.topic, who.birth_date) == ("Чтение", dt.date(1986, 3, 1))
    deed = Deed.objects.about(who).get(after__isnull=False)  # beside it stands who opened the card
    assert (deed.before, deed.after) == ({"birth_date": "1985-03-01", "topic": ""}, {"birth_date": "1986-03-01", "topic": "Чтение"})


def test_a_stale_form_says_who_and_when_and_keeps_the_text(district: District, visitor: Client) -> None:
    who = factories.teacher(district, last_name="Белова")
    address = reverse("teachers:edit", args=[who.pk])
    visitor.post(address, card_data(topic="Первая"))
    stale = visitor.post(address, card_data(topic="Вторая"))
    assert stale.status_code == 422
    assert "Петрова Анна Ильинична" in stale.text
    assert "Вторая" in stale.text
    again = visitor.post(address, card_data(topic="Вторая", seen=str(stale.context["seen"])))
    assert again.status_code == 302
    who.refresh_from_db()
    assert who.topic == "Вторая"


@pytest.mark.parametrize("wrong", [{"birth_date": "2024-01-01"}, {"teaching_since": "2999-01-01"}, {"teaching_since": "1990-01-01"}])
def test_impossible_dates_are_told(district: District, visitor: Client, wrong: dict[str, str]) -> None:
    who = factories.teacher(district, last_name="Белова")
    assert visitor.post(reverse("teachers:edit", args=[who.pk]), card_data(**wrong)).status_code == 422


def test_a_school_head_does_not_correct_the_card(district: District) -> None:
    who = factories.teacher(district)
    head = factories.user(Role.SCHOOL_HEAD, district, organisation=who.employments.get().organisation)
    assert factories.client(head).post(reverse("teachers:edit", args=[who.pk]), card_data()).status_code == 403


def test_the_card_leads_to_the_organisation_only_who_may_open_it(district: District) -> None:
    school = factories.organisation(district)
    who = factories.teacher(district, school)
    link = f'href="{reverse("organisations:organisation", args=[school.pk])}"'
    shown = {}
    for role, place in ((Role.METHODIST, None), (Role.SCHOOL_HEAD, school)):
        page = factories.client(factories.user(role, district, organisation=place))
        shown[role] = [link in page.get(reverse(name, args=[who.pk])).text for name in ("teachers:card", "teachers:work")]
    who.user = factories.user(Role.TEACHER, district, organisation=school)
    who.save()
    own = factories.client(who.user).get(reverse("teachers:card", args=[who.pk])).text
    assert shown == {Role.METHODIST: [True, True], Role.SCHOOL_HEAD: [True, True]}
    assert school.short_name in own
    assert link not in own


def test_a_date_before_birth_shows_no_negative_years(district: District, visitor: Client) -> None:
    """Experience before its start is none; before birth there is nothing to show, and the page says so."""
    her = factories.teacher(district, birth_date=dt.date(1996, 3, 12), teaching_since=dt.date(2019, 9, 1))
    assert [her.experience(dt.date(year, 9, 1)) for year in (2017, 2019, 2021)] == [0, 0, 2]
    refused = visitor.get(reverse("teachers:card", args=[her.pk]), {"on": "1990-01-01"})
    assert (refused.status_code, "дата рождения 12.03.1996" in refused.content.decode()) == (409, True)

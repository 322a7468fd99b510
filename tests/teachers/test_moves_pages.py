"""Pages of events of work: forms, refusals at fields, undoing; taking on people whom the register may know."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.journal.models import Deed
from portal.kit.periods import today
from teachers.models import Absence, Employment, Move, Teacher
from teachers.models.people import TeacherQuerySet
from teachers.selectors.card import card_of
from teachers.services import moves
from tests import factories
from tests.teachers.moving import last


def at(teacher: Teacher, kind: str) -> str:
    return reverse("teachers:move", args=[teacher.pk, kind])


def job(place: Organisation, **more: Any) -> dict[str, Any]:
    return {"organisation": place.pk, "position": "ped01", "load": "1", "on": "2021-10-01", "act": "Приказ № 5", "seen": 0, **more}


@pytest.fixture
def page(methodist: User) -> Client:
    return factories.client(methodist)


def test_a_transfer_goes_through_the_form_and_the_past_keeps_its_place(teacher: Teacher, school: Organisation, other: Organisation, page: Client) -> None:
    assert page.post(at(teacher, "transferred"), job(other, load="0,5")).status_code == 302
    places = [card_of(teacher, on).main.place for on in (dt.date(2021, 9, 30), dt.date(2021, 10, 1))]
    assert places == [school.short_name, other.short_name]
    shown = page.get(reverse("teachers:card", args=[teacher.pk]), {"on": "2021-09-30"})
    assert school.short_name in shown.text
    assert "0,5" in page.get(reverse("teachers:work", args=[teacher.pk])).text


def test_a_transfer_begins_from_what_usually_stays(teacher: Teacher, page: Client) -> None:
    Employment.objects.filter(teacher=teacher).update(subject="Математика", load="0.75")
    form = page.get(at(teacher, "transferred")).context["form"]
    assert [str(form[name].initial) for name in ("position", "subject", "load", "organisation")] == ["ped01", "Математика", "0.75", "None"]


def test_a_return_begins_from_what_she_was_before_she_left(teacher: Teacher, page: Client) -> None:
    Employment.objects.filter(teacher=teacher).update(subject="Математика", load="0.75", until=today() - dt.timedelta(days=9))
    form = page.get(at(teacher, "returned")).context["form"]
    assert [str(form[name].initial) for name in ("position", "subject", "load")] == ["ped01", "Математика", "0.75"]


def test_a_second_main_job_is_a_sentence_at_its_field(teacher: Teacher, other: Organisation, page: Client) -> None:
    answer = page.post(at(teacher, "hired"), job(other))
    assert answer.status_code == 422
    assert "основное место работы уже есть" in str(answer.context["form"].errors["organisation"])


def test_a_form_opened_before_another_event_is_stale(teacher: Teacher, school: Organisation, other: Organisation, page: Client, methodist: User) -> None:
    moves.go_on_leave(teacher=teacher, kind="long", on=dt.date(2021, 9, 1), by=methodist)
    answer = page.post(at(teacher, "transferred"), job(other))
    assert answer.status_code == 422
    assert "кадровые события изменились" in str(answer.context["form"].errors)
    assert last(teacher).organisation == school
    assert page.post(at(teacher, "transferred"), job(other, seen=answer.context["seen"])).status_code == 302


def test_leave_second_job_dismissal_and_return(teacher: Teacher, school: Organisation, other: Organisation, page: Client) -> None:
    steps = [
        ("leave", {"kind": "long", "on": "2021-09-01", "until": "2021-12-01"}),
        ("second_job", job(other, on="2021-09-02")),
        ("dismissed", {"job": "", "on": "2022-01-10"}),
        ("returned", job(school, on="2022-03-01")),
    ]
    for kind, data in steps:
        seen = page.get(at(teacher, kind)).context["seen"]
        assert page.post(at(teacher, kind), {**data, "seen": seen}).status_code == 302, kind
    assert list(Move.objects.order_by("pk").values_list("kind", flat=True)) == [kind for kind, _ in steps]
    broken = Absence.objects.get(kind="break")
    assert (broken.since, broken.until) == (dt.date(2022, 1, 11), dt.date(2022, 2, 28))


def test_only_the_last_event_is_undone(teacher: Teacher, other: Organisation, page: Client, methodist: User) -> None:
    first = moves.take_second_job(teacher=teacher, job=moves.Job(other, "ped01"), on=dt.date(2021, 9, 1), by=methodist)
    second = moves.go_on_leave(teacher=teacher, kind="long", on=dt.date(2021, 10, 1), by=methodist)
    refused = page.post(reverse("teachers:undo_move", args=[teacher.pk, first.pk]))
    assert refused.status_code == 409
    assert "Сначала отмените его" in refused.text
    for one in (second, first):
        assert page.post(reverse("teachers:undo_move", args=[teacher.pk, one.pk])).status_code == 302
    assert (Employment.objects.filter(teacher=teacher).count(), Absence.objects.count()) == (1, 0)


def test_a_head_writes_events_of_her_own_people_into_her_own_school_only(teacher: Teacher, other: Organisation, head: User, district: District) -> None:
    page = factories.client(head)
    assert page.post(at(teacher, "transferred"), job(other)).context["form"].errors["organisation"]
    assert page.post(at(teacher, "leave"), {"kind": "long", "on": str(today()), "seen": 0}).status_code == 302
    stranger = factories.teacher(district, other)
    assert page.get(at(stranger, "leave")).status_code == 404


def test_whoever_is_dismissed_leaves_the_heads_sight(teacher: Teacher, head: User) -> None:
    """She is told so beforehand, and can undo it where she lands; somebody else's event she cannot."""
    yesterday, page = today() - dt.timedelta(days=1), factories.client(head)
    assert "перестанет быть видна вашей школе" in page.get(at(teacher, "dismissed")).text
    answer = page.post(at(teacher, "dismissed"), {"job": "", "on": str(yesterday), "seen": 0})
    undo = reverse("teachers:undo_move", args=[teacher.pk, Move.objects.get().pk])
    assert answer.headers["Location"] == undo
    shown = page.get(undo, follow=True)
    assert shown.redirect_chain == [(reverse("teachers:list"), 302)]
    assert f'action="{undo}"' in shown.text
    assert page.get(reverse("teachers:work", args=[teacher.pk])).status_code == 404
    foreign = factories.client(factories.user(Role.SCHOOL_HEAD, teacher.district, organisation=factories.organisation(teacher.district)))
    assert foreign.post(undo).status_code == 404
    assert page.post(undo).headers["Location"] == reverse("teachers:work", args=[teacher.pk])
    assert last(teacher).until is None


@pytest.mark.parametrize("key", ["one form twice", "two windows", "at one moment"])
def test_the_second_of_two_dismissals_comes_to_where_the_first_is_undone(teacher: Teacher, head: User, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was led to a list without «Отменить», or to «Такой записи нет»."""
    page, sent = factories.client(head), {"job": "", "on": str(today() - dt.timedelta(days=1)), "seen": 0}
    page.post(at(teacher, "dismissed"), {**sent, "form_key": "first"})
    undo = reverse("teachers:undo_move", args=[teacher.pk, Move.objects.get().pk])
    list(page.get(undo, follow=True).context["messages"])  # the first window has shown it
    if key == "at one moment":  # the second came through the door before the first was written
        monkeypatch.setattr("teachers.views.moves.read_card", lambda *args, **given: teacher)
        looks = iter([True])
        seen = TeacherQuerySet.visible_to
        monkeypatch.setattr(TeacherQuerySet, "visible_to", lambda self, user: self if next(looks, False) else seen(self, user))
    again = page.post(at(teacher, "dismissed"), {**sent, "form_key": "first" if key == "one form twice" else "second"}, follow=True)
    assert again.status_code == 200
    assert f'action="{undo}"' in again.text
    assert Move.objects.count() == 1


PERSON = {"last_name": "Ёлкина", "first_name": "Анна", "patronymic": "Петровна", "sex": "f", "birth_date": "1990-05-05"}


def test_a_head_takes_on_a_new_person(school: Organisation, methodist: User, head: User) -> None:
    answer = factories.client(head).post(reverse("teachers:hire"), {**PERSON, **job(school), "snils": "112-233-445 95"})
    made = Teacher.objects.get(last_name="Ёлкина")
    assert answer.headers["Location"] == reverse("teachers:work", args=[made.pk])
    assert (made.snils, last(made).organisation, last(made).is_main) == ("11223344595", school, True)
    assert {deed.verb for deed in Deed.objects.about(made)} == {"завёл(а) карточку педагога", "записал(а) приём на работу"}


def test_the_patronymic_tells_the_sex_that_was_left_empty(school: Organisation, page: Client) -> None:
    page.post(reverse("teachers:hire"), {**PERSON, **job(school), "sex": ""})
    assert Teacher.objects.get(last_name="Ёлкина").sex == "f"
    silent = page.post(reverse("teachers:hire"), {**PERSON, **job(school), "last_name": "Ким", "patronymic": "", "sex": ""})
    assert "выберите пол" in silent.text


@pytest.mark.parametrize(
    "known",
    [
        {"last_name": "Елкина", "first_name": "Анна", "patronymic": "Петровна", "birth_date": dt.date(1990, 5, 5)},
        {"snils": "11223344595"},
        {"email": "ANNA@school.example"},
    ],
)
def test_a_like_card_is_asked_about_before_anything_is_written(
    known: dict[str, Any], district: District, school: Organisation, other: Organisation, page: Client, head: User
) -> None:
    one = factories.teacher(district, other, **known)
    data = {**PERSON, **job(school), "snils": "112-233-445 95", "email": "anna@school.example", "part_time": "on"}
    asked = page.post(reverse("teachers:hire"), data)
    assert asked.status_code == 422
    assert [found.teacher for found in asked.context["people"]] == [one]
    assert not Teacher.objects.filter(last_name="Ёлкина").exists()
    hers = factories.client(head)
    assert "заведёт методист" in hers.post(reverse("teachers:hire"), {**data, "decision": "another"}).text
    assert other.short_name not in hers.post(reverse("teachers:hire"), data).text
    chosen = hers.post(reverse("teachers:hire"), {**data, "decision": one.pk}).text
    assert ("записывает методист" if "last_name" in known else "попросите методиста") in chosen
    assert (one.full_name in hers.post(reverse("teachers:hire"), data).text) == ("last_name" in known)  # СНИЛС or an address alone tells nobody's name
    assert last(one).organisation == other
    page.post(reverse("teachers:hire"), {**data, "decision": one.pk})
    assert (last(one).organisation, last(one).is_main) == (school, False)


def test_a_methodist_may_say_that_it_is_a_namesake(district: District, school: Organisation, page: Client) -> None:
    factories.teacher(district, **{**PERSON, "birth_date": dt.date(1990, 5, 5)})
    assert page.post(reverse("teachers:hire"), {**PERSON, **job(school), "decision": "another"}).status_code == 302
    assert Teacher.objects.filter(last_name="Ёлкина").count() == 2


def test_a_card_that_is_not_alike_is_never_taken_by_its_number(district: District, school: Organisation, page: Client) -> None:
    stranger = factories.teacher(district)
    page.post(reverse("teachers:hire"), {**PERSON, **job(school), "decision": stranger.pk})
    assert Employment.objects.filter(teacher=stranger).count() == 1
    assert Teacher.objects.filter(last_name="Ёлкина").count() == 1


def test_a_wrong_snils_is_a_sentence(school: Organisation, page: Client) -> None:
    answer = page.post(reverse("teachers:hire"), {**PERSON, **job(school), "snils": "112-233-445 96"})
    assert "Контрольное число" in str(answer.context["form"].errors["snils"])


@pytest.mark.parametrize("kind", ["transferred", "returned"])
def test_a_post_that_the_dictionary_no_longer_offers_stays_in_the_form(teacher: Teacher, page: Client, kind: str) -> None:
    """Else the form of a transfer opens empty, though most often nothing but the place changes."""
    gone = {"until": today() - dt.timedelta(days=9)} if kind == "returned" else {}
    Employment.objects.filter(teacher=teacher).update(position="ped99", subject="Черчение", **gone)
    shown = page.get(at(teacher, kind)).text
    assert re.search(r'<option value="ped99" selected>', shown)
    assert re.search(r'<option value="Черчение" selected>', shown)

"""Opening, correcting, renaming organisations and their statuses; names on a date; taking it back."""

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import District, FormerName, Organisation, OrganisationStatus, Reorganisation, User, Word
from portal.journal.models import Deed
from portal.journal.services import last_deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.selectors.organisations import flag_label, names_on, ordered, organisations
from teachers.services import organisations as services
from teachers.services import reorganisation
from tests import factories
from tests.teachers.reorganising import ACT, DAY, ON, merge

DATA = {"name": "МБОУ «Средняя школа № 9»", "short_name": "СШ № 9", "kind": "sosh", "levels": ["noo"], "address": "ул. Новая, 1"}


@pytest.fixture
def flags(db: None) -> None:
    with wall.scope(common=True):
        for code, name in (("remote", "отдалённая"), ("shnor", "школа с низкими образовательными результатами (ШНОР)")):
            Word.objects.get_or_create(dictionary="org_flags", code=code, defaults={"name": name})


def rename(place: Organisation, by: User, **more: Any) -> Reorganisation:
    given = {"name": "МБОУ «Гимназия № 1»", "short_name": "Гимназия № 1", "on": ON, "act": ACT, "seen": last_deed(place), **more}
    return services.rename(organisation=place, by=by, **given)


def refused(call: Any, words: str) -> Refusal:
    with pytest.raises(Refusal, match=words) as told:
        call()
    return told.value


def test_opening_is_an_event_and_can_be_taken_back(district: District, methodist: User) -> None:
    made = services.open_organisation(data=DATA, on=ON, act=ACT, district=district, by=methodist)
    assert (made.opened, made.short_name) == (ON, "СШ № 9")
    (event,) = Reorganisation.objects.about(made.pk)
    assert (event.kind, list(event.successions.values_list("predecessor", "successor"))) == ("opened", [(None, made.pk)])
    assert refused(lambda: services.open_organisation(data=DATA, on=ON, act=ACT, district=district, by=methodist), "уже есть").field == "short_name"
    worker = factories.teacher(district, made, since=ON)
    refused(lambda: reorganisation.undo(reorganisation=event, by=methodist), "с организацией связаны места работы")
    worker.employments.all().delete()
    reorganisation.undo(reorganisation=event, by=methodist)
    assert not Organisation.objects.filter(pk=made.pk).exists()


def test_people_may_move_into_what_opens_on_the_same_day(first: Organisation, second: Organisation, district: District, methodist: User) -> None:
    new = services.open_organisation(data=DATA, on=ON, act=ACT, district=district, by=methodist)
    merge([first, second], new, methodist)
    assert set(Organisation.objects.open_on(ON).values_list("pk", flat=True)) == {new.pk}


def test_the_former_name_is_said_on_an_earlier_date(first: Organisation, methodist: User) -> None:
    rename(first, methodist)
    for date, name in ((ON - DAY, "СШ № 101"), (ON, "Гимназия № 1"), (today(), "Гимназия № 1")):
        assert names_on(first.district_id, date, first.pk)[first.pk][0] == name
        assert organisations(methodist, date).get(pk=first.pk).short_then == name  # type: ignore[attr-defined]
    assert list(first.former_names.values_list("short_name", "until")) == [("СШ № 101", ON - DAY)]


def test_renaming_is_undone_exactly_and_only_while_the_name_stays(first: Organisation, second: Organisation, methodist: User) -> None:
    made = rename(first, methodist)
    services.edit_organisation(organisation=first, changes={"short_name": "Гимназия"}, seen=last_deed(first), by=methodist)
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "название исправили, теперь это «Гимназия»")
    services.edit_organisation(organisation=first, changes={"short_name": "Гимназия № 1"}, seen=last_deed(first), by=methodist)
    services.edit_organisation(organisation=second, changes={"short_name": "СШ № 101"}, seen=last_deed(second), by=methodist)
    refused(lambda: reorganisation.undo(reorganisation=made, by=methodist), "теперь у другой организации")
    services.edit_organisation(organisation=second, changes={"short_name": "СШ № 102"}, seen=last_deed(second), by=methodist)
    reorganisation.undo(reorganisation=made, by=methodist)
    first.refresh_from_db()
    assert (first.short_name, FormerName.objects.count()) == ("СШ № 101", 0)


def test_renaming_refuses(first: Organisation, second: Organisation, methodist: User, head: User) -> None:
    refused(lambda: rename(first, methodist, on=today() + DAY), "не позже сегодняшней")
    refused(lambda: rename(first, methodist, act=" "), "Укажите основание")
    assert refused(lambda: rename(first, methodist, short_name="СШ № 102"), "уже есть").field == "short_name"
    refused(lambda: rename(first, methodist, name=first.name, short_name=first.short_name), "переименовывать не во что")
    refused(lambda: rename(first, head), "вносят методист")
    seen = last_deed(first)
    rename(first, methodist)
    refused(lambda: rename(first, methodist, seen=seen, on=ON + DAY), "эту запись тронули")
    refused(lambda: rename(first, methodist, on=ON, short_name="Лицей"), "Название уже меняли с 01.09.2021")
    assert FormerName.objects.count() == 1


def test_a_head_changes_the_contacts_of_the_own_place_only(school: Organisation, other: Organisation, head: User, methodist: User) -> None:
    services.edit_organisation(organisation=school, changes={"phone": "5-55-55"}, seen=0, by=head)
    assert Deed.objects.about(school).get().changes[0].label == "телефон"
    refused(
        lambda: services.edit_organisation(organisation=school, changes={"kind": "dou"}, seen=last_deed(school), by=head), "Руководитель организации исправляет"
    )
    refused(lambda: services.edit_organisation(organisation=other, changes={"phone": "1"}, seen=0, by=head), "Сведения об организации вносят")
    refused(lambda: services.edit_organisation(organisation=school, changes={"phone": "2"}, seen=0, by=methodist), "эту запись тронули")
    services.edit_organisation(organisation=school, changes={"kind": "dou"}, seen=last_deed(school), by=methodist)
    school.refresh_from_db()
    assert (school.phone, school.kind) == ("5-55-55", "dou")


def test_a_status_has_a_term(first: Organisation, methodist: User, flags: None) -> None:
    made = services.add_status(organisation=first, status="shnor", since=ON, seen=0, by=methodist)
    given = {"organisation": first, "status": "shnor", "by": methodist}
    refused(lambda: services.add_status(**given, since=ON + DAY, seen=last_deed(first)), "такой статус у организации уже есть")
    refused(lambda: services.add_status(**given, since=ON + DAY, seen=0), "эту запись тронули")
    refused(lambda: services.add_status(**{**given, "status": "чужой"}, since=ON, seen=last_deed(first)), "Выберите статус")
    refused(lambda: services.end_status(status=made, until=ON - DAY, by=methodist), "раньше даты «с»")
    services.end_status(status=made, until=ON + DAY, by=methodist)
    refused(lambda: services.end_status(status=made, until=ON + DAY, by=methodist), "уже закончился")
    assert [organisations(methodist, date).get(pk=first.pk).flags for date in (ON, ON + DAY, ON + 2 * DAY)] == [["shnor"], ["shnor"], []]  # type: ignore[attr-defined]
    services.remove_status(status=made, by=methodist)
    refused(lambda: services.remove_status(status=made, by=methodist), "уже убрали")
    assert not OrganisationStatus.objects.exists()


def test_the_second_press_of_a_deed_does_nothing(anna: Any, first: Organisation, second: Organisation, methodist: User) -> None:
    seen = last_deed(first)
    parts: dict[str, Any] = {"source": first, "people": {anna.pk: second}, "on": ON, "act": ACT, "close": False, "by": methodist, "seen": seen}
    reorganisation.split(**parts)
    refused(lambda: reorganisation.split(**parts), "запись изменилась")
    assert Reorganisation.objects.count() == 1


def test_names_with_numbers_stand_as_people_read_them(district: District, methodist: User) -> None:
    for name in ("СШ № 10", "СШ № 2", "Гимназия", "Детский сад № 3"):
        factories.organisation(district, short_name=name)
    rows = ordered(organisations(methodist, today()), "name")
    assert [one.short_name for one in rows] == ["Гимназия", "Детский сад № 3", "СШ № 2", "СШ № 10"]
    assert [one.short_name for one in ordered(organisations(methodist, today()), "-name")] == ["СШ № 10", "СШ № 2", "Детский сад № 3", "Гимназия"]


@pytest.mark.parametrize(
    ("name", "tag"),
    [("школа с низкими образовательными результатами (ШНОР)", "ШНОР"), ("Центр «Точка роста»", "«Точка роста»"), ("сельская (по памяти)", "сельская")],
)
def test_a_status_fits_a_tag(name: str, tag: str) -> None:
    assert flag_label(name) == tag


def test_dates_before_the_register_break_nothing(first: Organisation, methodist: User) -> None:
    assert organisations(methodist, dt.date(1900, 1, 1)).get(pk=first.pk).short_then == "СШ № 101"  # type: ignore[attr-defined]

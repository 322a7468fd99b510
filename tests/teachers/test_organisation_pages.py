"""The pages of organisations: list, card, people and deeds, on a date."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Appointment, District, FormerName, Organisation, OrganisationStatus, Reorganisation, Role, User, Word
from portal.kit import wall
from portal.kit.periods import today
from teachers.models import Employment, Teacher
from teachers.selectors.organisations import ThenByName, called, ordered
from teachers.services import reorganisation
from tests import factories
from tests.monitoring import world
from tests.seeing import Seeing
from tests.teachers.reorganising import ACT, DAY, ON, merge

LIST = reverse("organisations:list")


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist, Seeing)


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    with wall.scope(common=True):
        for dictionary, code, name in (("org_kinds", "sosh", "Средняя школа"), ("org_kinds", "dou", "Детский сад"), ("org_flags", "remote", "отдалённая"), ("education_levels", "do", "ДОО — дошкольное")):  # fmt: skip
            Word.objects.get_or_create(dictionary=dictionary, code=code, defaults={"name": name})


def found(visitor: Client, **conditions: str) -> list[str]:
    return [row.short_name for row in visitor.get(LIST, conditions).context["page"]]


def page(place: Organisation, name: str = "organisation", *more: int) -> str:
    return reverse(f"organisations:{name}", args=[place.pk, *more])


def test_the_list_is_narrowed_by_each_condition(district: District, visitor: Client, first: Organisation) -> None:
    factories.organisation(district, short_name="Сад № 5", kind="dou", levels=["do"], address="п. Лососина, ул. Лётная, 4")
    factories.organisation(district, short_name="СШ № 7", closed=ON)
    OrganisationStatus.objects.create(district=district, organisation=first, status="remote", since=ON)
    factories.teacher(district, first)
    assert found(visitor) == ["Сад № 5", "СШ № 101"]
    assert found(visitor, q="сад") == found(visitor, q="летная лососина") == found(visitor, kind="dou") == found(visitor, level="do") == ["Сад № 5"]
    assert found(visitor, flag="remote") == ["СШ № 101"]
    assert found(visitor, flag="remote", on=str(ON - DAY)) == []
    assert found(visitor, state="closed") == ["СШ № 7"]
    assert found(visitor, on=str(ON - DAY)) == ["Сад № 5", "СШ № 7", "СШ № 101"]
    assert found(visitor, sort="-staff") == ["СШ № 101", "Сад № 5"]
    assert found(visitor, on="вчера") == ["Сад № 5", "СШ № 101"]
    assert "Организаций не нашлось" in visitor.get(LIST, {"q": "нет такой"}).content.decode()


def test_a_former_name_finds_the_organisation(district: District, visitor: Client, first: Organisation) -> None:
    visitor.post(page(first, "rename"), {"name": "МБОУ «Гимназия № 1»", "short_name": "Гимназия № 1", "on": str(ON), "act": ACT})
    assert found(visitor, q="СШ № 101") == ["Гимназия № 1"]
    assert found(visitor, on=str(ON - DAY)) == ["СШ № 101"]
    assert "МБОУ «Гимназия № 1»" in visitor.get(page(first)).content.decode()
    assert visitor.get(page(first), {"on": str(ON - DAY)}).context["title"] != "МБОУ «Гимназия № 1»"


def test_any_stretch_of_a_past_date_is_of_one_order(district: District, methodist: User, first: Organisation, second: Organisation) -> None:
    """Who was renamed since, once or twice, stands where the name of the date puts it; the narrowed rows and no other."""
    places = [factories.organisation(district, short_name=name) for name in ("СШ № 3", "Сад № 12", "Лицей", "Гимназия № 9")]
    closed = factories.organisation(district, short_name="СШ № 1", closed=ON)
    for place, name, until in ((places[2], "СШ № 20", ON), (places[3], "СШ № 2", ON), (places[3], "Сад № 7", ON + DAY), (first, "Ясли", ON - DAY * 30), (closed, "Сад № 1", ON)):  # fmt: skip
        FormerName.objects.create(district=district, organisation=place, name=name, short_name=name, until=until)
    for rows in (called(methodist, ON), called(methodist, ON).filter(closed__isnull=True), called(methodist, ON).filter(pk=closed.pk)):
        for down in (False, True):
            whole = list(ordered(rows, "-name" if down else "").values_list("pk", flat=True))
            keys = ThenByName(rows, ON, down=down)
            assert len(keys) == len(whole)
            assert [(a, b) for a in range(9) for b in range(a, 10) if keys[a:b] != whole[a:b]] == []


def test_the_number_of_teachers_is_the_length_of_its_list(district: District, visitor: Client, first: Organisation, second: Organisation) -> None:
    """Main teaching jobs on the date: neither second jobs nor managers, nor those who left; after a merger the past stays."""
    one = factories.teacher(district, first)
    factories.teacher(district, first, position="adm01", is_pedagogical=False)
    factories.teacher(district, first, until=ON - DAY)
    world.second_job(factories.teacher(district, second), first)
    for date, number, everybody in ((ON - DAY, 2, 4), (ON, 1, 3)):
        row = next(row for row in visitor.get(LIST, {"on": str(date)}).context["page"] if row.pk == first.pk)
        listed = visitor.get(page(first, "people"), {"on": str(date)}).context["page"]
        card = visitor.get(page(first), {"on": str(date)}).context["card"]
        assert (row.staff, listed.paginator.count, card.staff) == (number, number, number)
        assert visitor.get(page(first, "people"), {"on": str(date), "who": "all"}).context["page"].paginator.count == card.everybody == everybody
    assert Employment.objects.filter(teacher=one).count() == 1


def test_the_head_follows_from_work_then_from_access(district: District, visitor: Client, school: Organisation, head: User) -> None:
    assert [one.post for one in visitor.get(page(school)).context["card"].heads] == ["доступ руководителя"]
    who = factories.teacher(district, school, position="adm01", since=ON, last_name="Директорова")
    assert [(one.teacher, one.post) for one in visitor.get(page(school)).context["card"].heads] == [(who.pk, "директор")]
    before = visitor.get(page(school), {"on": str(ON - DAY)})
    assert [(one.teacher, one.comes) for one in before.context["card"].heads] == [(None, None), (who.pk, ON)]
    assert f"приступает {ON:%d.%m.%Y}" in before.text


def test_merging_shows_what_will_happen_and_does_it_once(district: District, visitor: Client, anna: Teacher, first: Organisation, second: Organisation) -> None:
    factories.user(Role.SCHOOL_HEAD, district, organisation=first, last_name="Бывшая")
    address = f"{page(second, 'merge')}?organisation={first.pk}&on={ON}"
    preview = visitor.get(address).content.decode()
    assert all(words in preview for words in ("Аннина", "Бывшая", "руководитель организации"))
    assert not Reorganisation.objects.exists()
    seen = visitor.get(address).context["seen"]
    assert visitor.post(address, {"act": ""}).status_code == 422
    assert visitor.post(address, {"act": ACT, "seen": seen}).status_code == 302
    assert visitor.post(address, {"act": ACT, "seen": seen}).status_code == 422  # the closed one is offered no more: the first step again
    assert Reorganisation.objects.count() == 1
    assert "СШ № 101" in visitor.get(page(second, "history")).content.decode()
    (event,) = Reorganisation.objects.all()
    assert visitor.post(page(second, "undo", event.pk)).status_code == 302
    assert Appointment.objects.get(organisation=first, role=Role.SCHOOL_HEAD).until is None
    again = visitor.post(page(second, "undo", event.pk))
    assert (again.status_code, "Это уже отменено" in again.text) == (409, True)


def test_an_undoing_that_is_refused_stands_beside_its_event(visitor: Client, methodist: User, first: Organisation, second: Organisation) -> None:
    """The history is shown again with the reason at the very event, not a page of its own."""
    merged = reorganisation.merge(sources=[first], target=second, on=ON, act=ACT, by=methodist)
    reorganisation.close(organisation=second, on=today() + DAY, act=ACT, by=methodist)
    answer = visitor.post(page(second, "undo", merged.pk))
    assert (answer.status_code, answer.context["place"]) == (409, second)
    events = re.findall(r"<li><strong>(.*?)</strong>(.*?)</li>", answer.text, re.DOTALL)
    assert [what for what, said in events if "Сначала отмените его" in said] == [one.what for one in answer.context["events"] if one.reorganisation == merged]
    assert "Не отменено" in answer.text


def test_splitting_sends_each_where_chosen(visitor: Client, anna: Teacher, bella: Teacher, first: Organisation, second: Organisation) -> None:
    address = f"{page(first, 'split')}?organisation={second.pk}&on={ON}"
    refused = visitor.post(address, {"act": ACT, f"to-{anna.pk}": second.pk, "close": "on"})
    assert "В организации остаётся" in refused.content.decode()
    assert visitor.post(address, {"act": ACT, f"to-{anna.pk}": second.pk, f"to-{bella.pk}": "0"}).status_code == 302
    assert [Employment.objects.on(ON).get(teacher=who).organisation for who in (anna, bella)] == [second, first]


def test_closing_refuses_while_people_work_there(visitor: Client, anna: Teacher, first: Organisation, second: Organisation) -> None:
    assert "ещё работает" in visitor.post(page(first, "close"), {"on": str(ON), "act": ACT}).content.decode()
    assert visitor.post(page(second, "close"), {"on": str(ON), "act": ACT}).status_code == 302
    assert found(visitor) == ["СШ № 101"]


def test_a_stale_form_keeps_what_was_typed(visitor: Client, first: Organisation) -> None:
    form = {"name": first.name, "short_name": first.short_name, "kind": "sosh"}
    assert visitor.post(page(first, "edit"), {**form, "phone": "1", "seen": "0"}).status_code == 302
    answer = visitor.post(page(first, "edit"), {**form, "phone": "2", "seen": "0"})
    assert (answer.status_code, answer.context["form"]["phone"].value()) == (422, "2")
    first.refresh_from_db()
    assert first.phone == "1"


def test_a_head_sees_and_mends_only_the_own_place(district: District, head: User, school: Organisation, other: Organisation) -> None:
    visitor = factories.client(head, Seeing)
    assert [row.pk for row in visitor.get(LIST).context["page"]] == [school.pk]
    assert visitor.get(page(other)).status_code == 404
    assert visitor.get(page(school, "merge")).status_code == 403
    assert set(visitor.get(page(school, "edit")).context["form"].fields) == {"address", "phone", "email", "site"}
    assert visitor.post(page(school, "edit"), {"phone": "5", "kind": "dou", "name": "Чужое"}).status_code == 302
    school.refresh_from_db()
    assert (school.phone, school.kind, school.name != "Чужое") == ("5", "sosh", True)


def test_the_export_is_the_filtered_list(district: District, visitor: Client, first: Organisation, second: Organisation) -> None:
    answer = visitor.get(reverse("organisations:export"), {"q": "101", "format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert "СШ № 101" in lines[1]


def test_pages_cost_the_same_queries_whatever_the_size(district: District, visitor: Client, first: Organisation, django_assert_max_num_queries: Any) -> None:
    def cost(address: str) -> int:
        with django_assert_max_num_queries(99) as seen:
            visitor.get(address)
        sent = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
        return len(sent) - sent[-1].startswith("SELECT set_config")  # the test's own transaction closes the wall once more

    factories.teacher(district, first)
    few = {one: cost(one) for one in (LIST, page(first), page(first, "people"))}
    assert max(few.values()) <= 12
    for number in range(30):
        factories.teacher(district, first)
        factories.organisation(district, short_name=f"Сад № {number}")
    assert {one: cost(one) for one in few} == few


def test_an_organisation_is_opened_by_a_form(visitor: Client, district: District) -> None:
    given = {"name": "МБОУ «СШ № 9»", "short_name": "СШ № 9", "kind": "sosh", "on": str(today()), "act": ACT}
    assert visitor.post(reverse("organisations:new"), given).status_code == 302
    again = visitor.post(reverse("organisations:new"), given)
    assert "в районе уже есть" in again.content.decode()
    assert Organisation.objects.get(short_name="СШ № 9").opened == today()


@pytest.mark.parametrize("deed", ["new", "edit", "rename"])
def test_a_name_that_differs_in_signs_only_is_asked_about(deed: str, visitor: Client, first: Organisation, second: Organisation) -> None:
    """The full name or the short one; a closed place gives its name away."""
    Organisation.objects.filter(pk=first.pk).update(name="МБОУ «Школа № 5»", short_name="СШ № 5")
    new = {"name": "мбоу школа 5", "short_name": "Пятая", "kind": "sosh", "on": str(today()), "act": ACT}
    address = {"new": reverse("organisations:new"), "edit": page(second, "edit"), "rename": page(second, "rename")}[deed]
    asked = visitor.post(address, new)
    assert asked.status_code == 422
    assert re.search(rf'id_name_error.*?<a href="{page(first)}">МБОУ «Школа № 5»</a> \(СШ № 5', asked.text)
    assert re.search(r'id_name_error.*?<a href="[^"]*">МБОУ', visitor.post(address, {**new, "name": "МБОУ Пятая", "short_name": "СШ 5"}).text)
    box = re.search(r'type="checkbox" name="again" value="(\d+)"', asked.text)
    assert box
    assert box[1] == str(first.pk)
    assert visitor.post(address, {**new, "again": box[1]}).status_code == 302
    assert Organisation.objects.filter(name="мбоу школа 5").count() == 1


def test_the_name_of_a_closed_place_is_free(visitor: Client, first: Organisation, second: Organisation) -> None:
    Organisation.objects.filter(pk=first.pk).update(name="МБОУ «Школа № 5»", closed=today())
    assert visitor.post(page(second, "rename"), {"name": "МБОУ Школа № 5", "short_name": "Пятая", "on": str(today()), "act": ACT}).status_code == 302


def test_what_was_opened_and_undone_is_not_come_back_to_by_the_same_form(visitor: Client) -> None:
    """The page of the first sending is no more: the form is open anew, and a new one makes another."""
    form = reverse("organisations:new")
    given = {"name": "МБОУ «СШ № 9»", "short_name": "СШ № 9", "kind": "sosh", "on": str(today()), "act": ACT}
    made = visitor.post(form, given | {"form_key": "k"})
    place = Organisation.objects.get(short_name="СШ № 9")
    assert made.headers["Location"] == page(place)
    assert visitor.post(page(place, "undo", Reorganisation.objects.get().pk)).status_code == 302
    again = visitor.post(form, given | {"form_key": "k"}, follow=True, headers={"Referer": f"http://testserver{form}"})
    assert (again.status_code, again.redirect_chain) == (200, [(page(place), 302), (form, 302)])
    assert "Эта форма уже отправлена, а сделанное ею потом отменили" in again.content.decode()
    assert visitor.get(page(place)).status_code == 404  # another time it is what it is
    assert visitor.post(form, given | {"form_key": "another"}).status_code == 302
    assert Organisation.objects.filter(short_name="СШ № 9").count() == 1


def test_neighbours_fill_their_panels(visitor: Client, anna: Teacher, first: Organisation, methodist: User, second: Organisation) -> None:
    factories.route(anna, state="review")
    due = visitor.get(reverse("routes:organisation_panel", args=[first.pk])).context["due"]
    assert (due.current, due.waiting, due.late, due.without) == (1, 1, 0, 0)
    world.passport("SG-VOSP-01")
    rows = visitor.get(reverse("monitoring:organisation_panel", args=[first.pk])).context["rows"]
    assert [(one.code, one.made) for one in rows] == [("SG-VOSP-01", "0 из 1")]
    merge([first], second, methodist, on=today() - dt.timedelta(days=1))
    assert visitor.get(reverse("monitoring:organisation_panel", args=[first.pk])).context["rows"] == []


def test_an_erased_person_is_a_nameless_row_so_the_list_has_as_many_as_the_number(methodist: User, school: Organisation, district: District) -> None:
    one, gone = (factories.teacher(district, school) for _ in range(2))
    Teacher.objects.filter(pk=gone.pk).update(erased_on=today(), last_name=f"Обезличено {gone.pk}", first_name="", patronymic="")
    visitor = factories.client(methodist)
    assert visitor.get(page(school)).context["card"].staff == 2
    people = visitor.get(page(school, "people"))
    assert people.context["page"].paginator.count == 2
    assert f"/teachers/{one.pk}/" in people.text
    assert f"/teachers/{gone.pk}/" not in people.text


def test_two_heads_of_a_merger_are_named_before_and_after(district: District, visitor: Client, first: Organisation, second: Organisation) -> None:
    factories.teacher(district, first, position="adm01", last_name="Первухина")
    address = f"{page(second, 'merge')}?organisation={first.pk}&on={ON}"
    assert "Руководителей станет несколько" not in visitor.get(address).text
    factories.teacher(district, second, position="adm01", last_name="Вторушина")
    preview = visitor.get(address)
    assert "Руководителей станет несколько" in preview.text
    assert [one.split(" ")[0] for one in preview.context["heads"]] == ["Первухина", "Вторушина"]
    done = visitor.post(address, {"act": ACT, "seen": preview.context["seen"]}, follow=True)
    assert "руководителей по должности теперь 2" in done.text


def test_two_heads_of_one_place_after_a_split_are_named_before_and_after(
    district: District, visitor: Client, first: Organisation, second: Organisation
) -> None:
    """Before, those who may come together; after, only where they have."""
    leaves = factories.teacher(district, first, position="adm01", last_name="Первухина")
    address = f"{page(first, 'split')}?organisation={second.pk}&on={ON}"
    assert "Руководителей может стать несколько" not in visitor.get(address).text
    factories.teacher(district, second, position="adm01", last_name="Вторушина")
    third = factories.organisation(district, short_name="СШ № 33")
    elsewhere = visitor.get(f"{address}&organisation={third.pk}")
    assert [one.split(" ")[0] for one in elsewhere.context["heads"]] == ["Первухина", "Вторушина"]
    assert "Руководителей может стать несколько" in elsewhere.text
    given = {"act": ACT, "seen": elsewhere.context["seen"]}
    apart = visitor.post(f"{address}&organisation={third.pk}", given | {f"to-{leaves.pk}": third.pk}, follow=True)
    assert ("Разделение внесено" in apart.text, "руководителей по должности" in apart.text) == (True, False)
    back = f"{page(third, 'split')}?organisation={second.pk}&on={ON + DAY}"
    together = visitor.post(back, {"act": ACT, "seen": visitor.get(back).context["seen"], f"to-{leaves.pk}": second.pk}, follow=True)
    assert re.search(f"«{second.short_name}»: руководителей по должности теперь 2: Вторушина .*; Первухина ", together.text)


def test_places_to_merge_are_searched_and_past_a_hundred_found_by_their_words(
    district: District, visitor: Client, first: Organisation, second: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = page(second, "merge")
    for number in range(8):
        factories.organisation(district, short_name=f"ДС № {number}")
    assert "data-pick-find" in visitor.get(address).text
    monkeypatch.setattr("teachers.selectors.place_choice.MOST", 3)
    few = visitor.get(address).text
    assert f'data-pick-url="{reverse("organisations:choices")}"' in few
    assert 'name="organisation" value' not in few
    typed = visitor.get(address, {"organisation_find": "ДС 5", "on": str(ON)})
    assert typed.text.count('name="organisation" value') == 1


def test_a_merged_organisation_names_its_successor_and_its_statuses_end_with_it(
    visitor: Client, first: Organisation, second: Organisation, methodist: User
) -> None:
    status = OrganisationStatus.objects.create(district=first.district, organisation=first, status="shnor", since=dt.date(2024, 9, 1))
    merge([first], second, methodist, on=today())
    page = visitor.get(reverse("organisations:organisation", args=[first.pk]))
    assert f'Правопреемник: <a href="{reverse("organisations:organisation", args=[second.pk])}">{second.short_name}</a>' in page.text
    assert [(one.pk, one.now, one.closed, one.endless) for one in page.context["card"].statuses] == [(status.pk, False, True, False)]
    assert "закончился вместе с организацией" in page.text
    yesterday = visitor.get(reverse("organisations:organisation", args=[first.pk]), {"on": (today() - dt.timedelta(1)).isoformat()})
    assert ("Правопреемник" in yesterday.text, yesterday.context["card"].statuses[0].now) == (False, True)


@pytest.mark.parametrize(("on", "says", "not_says"), [(ON, "последнее", "сейчас"), (ON - DAY, f"на {ON - DAY:%d.%m.%Y}", "последнее")])
def test_a_closed_organisation_has_no_name_of_now(visitor: Client, district: District, on: dt.date, says: str, not_says: str) -> None:
    place = factories.organisation(district, closed=ON)
    names = visitor.get(reverse("organisations:organisation", args=[place.pk]), {"on": on.isoformat()}).text.split("Названия</h2>")[1].split("</ul>")[0]
    assert f">{says}</span>" in names
    assert not_says not in names

"""The list that people live in: columns, groups, kept conditions, files of exactly what is shown."""

import datetime as dt
import html
import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import District, Organisation, Role, SavedList, User, Word
from portal.journal.models import Deed
from portal.kit.listing import CODES
from portal.kit.periods import today
from teachers.models import Course, Duty, Teacher
from tests import factories

LIST, EXPORT = reverse("teachers:list"), reverse("teachers:export")


@pytest.fixture
def methodist(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def visitor(methodist: User) -> Client:
    return factories.client(methodist)


@pytest.fixture
def schools(district: District) -> tuple[Organisation, Organisation]:
    return factories.organisation(district, short_name="СШ № 10"), factories.organisation(district, short_name="СШ № 2")


def test_columns_are_chosen_in_the_address_and_remembered(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    who = factories.teacher(district, schools[0], last_name="Алёхина")
    Word.objects.create(dictionary="additional_roles", code="jury", name="Член жюри")
    Duty.objects.create(district=district, teacher=who, role="jury", since=today())
    page = visitor.get(LIST, {"cols": "duties,access,nonsense"}).content.decode()
    assert "Член жюри" in page
    assert "Вход на портал" in page
    assert 'data-label="Возраст"' not in page
    answer = visitor.post(reverse("accounts:list_columns"), {"page": "teachers:list", "query": "q=алёхина&cols=age", "col": ["duties", "place"]})
    assert answer.headers["Location"] == f"{LIST}?cols=duties%2Cplace&q=%D0%B0%D0%BB%D1%91%D1%85%D0%B8%D0%BD%D0%B0"
    assert 'data-label="Роли"' in visitor.get(LIST).content.decode()  # the next time without a word in the address
    assert 'data-label="Роли"' not in visitor.get(LIST, {"cols": "age"}).content.decode()  # an address that says otherwise wins


def test_contacts_are_a_column_only_for_those_who_may_see_them(district: District, visitor: Client) -> None:
    who = factories.teacher(district, email="alehina@school.example")
    assert who.email in visitor.get(LIST, {"cols": "email"}).content.decode()
    head = factories.client(factories.user(Role.DEPARTMENT_HEAD, district))
    assert who.email not in head.get(LIST, {"cols": "email"}).content.decode()
    file = b"".join(head.get(EXPORT, {"cols": "email", "format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert who.email not in file.decode()


def test_groups_count_the_whole_list_and_stand_in_natural_order(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    for number in range(30):
        factories.teacher(district, schools[number % 2], last_name=f"Фамилия{number:02}")
    groups = visitor.get(LIST, {"group": "place", "per": "25"}).context["groups"]
    assert [(one.title, one.count, len(one.rows)) for one in groups] == [("СШ № 2", 15, 15), ("СШ № 10", 15, 10)]
    later = visitor.get(LIST, {"group": "place", "per": "25", "page": "2"}).context["groups"]
    assert [(one.title, one.count, len(one.rows)) for one in later] == [("СШ № 10", 15, 5)]


def test_everybody_place_by_place_is_what_the_conditions_find(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    """The list without conditions is found by jobs alone; an order that is named asks person by person."""
    for number in range(5):
        factories.teacher(district, schools[number % 2], last_name="БАГВД"[number])
    factories.teacher(district, schools[0], until=today() - dt.timedelta(1))
    kept, merged = factories.teacher(district, schools[1], last_name="Я"), factories.teacher(district, schools[1])
    Teacher.objects.filter(pk=merged.pk).update(merged_into=kept)
    plain, asked = (
        [(one.title, one.count, [row.pk for row in one.rows]) for one in visitor.get(LIST, {"group": "place", **more}).context["groups"]]
        for more in ({}, {"sort": "name"})
    )
    assert plain == asked
    assert [count for _, count, _ in plain] == [3, 3]


def test_a_condition_that_is_gone_holds_nobody_and_says_why(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    factories.teacher(district, schools[1])
    Organisation.objects.filter(pk=schools[0].pk).update(closed=today())
    answer = visitor.get(LIST, {"organisation": schools[0].pk})
    assert f"СШ № 10 закрыта с {today():%d.%m.%Y}" in answer.content.decode()
    assert answer.context["page"].paginator.count == 0
    chip = next(one for one in answer.context["view"].chips if one.gone)
    assert chip.url == "?"


def test_a_list_of_other_organisations_tells_a_head_that_they_are_not_hers_to_see(district: District, schools: tuple[Organisation, Organisation]) -> None:
    """The same of an organisation that is there and of one that never was: the list tells no more than her role does."""
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=schools[0]))
    for place in (schools[1].pk, 999_999):
        answer = head.get(LIST, {"organisation": place})
        assert "Условие «Организация» не действует: вам видна только ваша организация." in answer.text
        assert (answer.context["page"].paginator.count, "такой организации больше нет" in answer.text) == (0, False)


def test_a_name_in_another_case_or_of_who_left_is_not_lost(district: District, visitor: Client) -> None:
    """The list shows at once whom the header's search finds, and says how it read the words; what is done with the list is done with them."""

    def names(page: Any) -> list[str]:
        return [one.full_name.split()[0] for one in page.context["page"]]

    factories.teacher(district, last_name="Орлова")
    page = visitor.get(LIST, {"q": "Орловой"})
    assert "Слова «Орловой» в таком виде нет. Показано то, что начинается так же: «Орлов…»." in page.text
    assert (names(page), page.context["page"].paginator.count) == (["Орлова"], 1)
    assert page.context["view"].kept == urlencode({"q": "Орлов"})
    assert "Слов «Орловой Ии» в таком виде нет" not in visitor.get(LIST, {"q": "Орловой Ии"}).text  # nobody is found so either
    factories.teacher(district, last_name="Снегирёва", until=today() - dt.timedelta(1))
    page = visitor.get(LIST, {"q": "снегирева"})
    assert "Среди работающих не найдено. Показаны те, кто сейчас не работает." in page.text
    assert names(page) == ["Снегирёва"]
    page = visitor.get(LIST, {"q": "Снегирёвой"})
    assert ("«Снегирёв…». Сейчас они не работают." in page.text, names(page)) == (True, ["Снегирёва"])
    for nothing in ({"q": "Щукина"}, {"q": ""}, {"q": "Орлова"}):
        assert visitor.get(LIST, nothing).context["near"] is None


@pytest.mark.parametrize("typed", ["Smirnova", "smirnova tatiana", "SMIRNOVA T.", "Tatyana"])
def test_a_surname_in_latin_letters_finds_in_the_list_and_in_the_header(district: District, visitor: Client, typed: str) -> None:
    she = factories.teacher(district, last_name="Смирнова", first_name="Татьяна", patronymic="Юрьевна")
    factories.teacher(district, last_name="Самарина", first_name="Анна", patronymic="Юрьевна")
    page = visitor.get(LIST, {"q": typed})
    assert ([one.pk for one in page.context["page"]], page.context["view"].retyped) == ([she.pk], "")
    found = visitor.get(reverse("site:search"), {"q": typed}).context["found"]
    assert [hit.text for hit in found[0].hits] == [she.full_name]


def test_keys_of_the_other_layout_find_and_the_page_says_so(district: District, visitor: Client) -> None:
    factories.teacher(district, last_name="Иванова")
    assert "Показано по запросу «иванова»" in visitor.get(LIST, {"q": "bdfyjdf"}).content.decode()
    assert "Показано по запросу" not in visitor.get(LIST, {"q": "иванова"}).content.decode()


def test_the_file_has_the_columns_the_rows_and_the_order_of_the_page(
    district: District, visitor: Client, methodist: User, schools: tuple[Organisation, Organisation]
) -> None:
    for number, name in enumerate(("Белова", "Алёхина", "=Громова")):
        factories.teacher(district, schools[number % 2], last_name=name, first_name="Анна", patronymic="Петровна")
    asked = {"cols": "place,access", "sort": "-name", "group": "place", "q": "анна"}
    rows = [list(one) for one in load_workbook(io.BytesIO(b"".join(visitor.get(EXPORT, asked).streaming_content))).active.values]  # type: ignore[attr-defined, union-attr]
    head = next(at for at, row in enumerate(rows) if row[0] == "№")
    assert [one for one in rows[head] if one] == ["№", "Фамилия, имя, отчество", "Организация", "Вход на портал"]
    shown = [row.full_name for row in visitor.get(LIST, asked).context["page"]]
    assert [row[1] for row in rows[head + 1 :]] == shown == ["Алёхина Анна Петровна", "Белова Анна Петровна", "=Громова Анна Петровна"]
    deed = Deed.objects.get(actor=methodist, verb="выгрузил(а) список педагогов")
    assert deed.comment == "xlsx, строк: 3; Поиск по ФИО: анна"


def test_a_saved_list_is_opened_by_link_and_never_widens_rights(district: District, methodist: User, visitor: Client) -> None:
    school = factories.organisation(district)
    mine, foreign = factories.teacher(district, school, last_name="Своя"), factories.teacher(district, last_name="Чужая")
    answer = visitor.post(reverse("accounts:save_list"), {"page": "teachers:list", "name": "  Все  наши ", "query": "page=3&sort=-name&q="})
    saved = answer.headers["Location"]
    visitor.post(re.sub(r"/$", "/change/", saved), {"name": "Все наши", "shared": "1"})
    head = factories.client(factories.user(Role.SCHOOL_HEAD, district, organisation=school))
    page = head.get(saved, follow=True)
    assert page.request["QUERY_STRING"].startswith("sort=-name&list=")
    assert mine.short_name in page.content.decode()
    assert foreign.short_name not in page.content.decode()
    assert head.post(re.sub(r"/$", "/remove/", saved)).status_code == 409  # read-only for others
    own = head.post(re.sub(r"/$", "/adopt/", saved)).headers["Location"]
    assert own != saved
    head.post(re.sub(r"/$", "/remove/", own))
    assert head.get(own).status_code == 404
    head.post(re.sub(r"/$", "/back/", own))
    assert head.get(own).status_code == 302
    visitor.post(re.sub(r"/$", "/change/", saved), {"name": "Все наши"})
    assert head.get(saved).status_code == 404  # no longer shared


def test_a_saved_list_shows_a_colleague_the_columns_that_were_on_the_screen(district: District, methodist: User, visitor: Client) -> None:
    """They were remembered for whoever saved it and stood in no address."""
    factories.teacher(district, factories.organisation(district))
    colleague = factories.client(factories.user(Role.METHODIST, district))
    for who, codes in ((visitor, ["duties", "place"]), (colleague, ["age"])):
        who.post(reverse("accounts:list_columns"), {"page": "teachers:list", "query": "", "col": codes})
    screen = visitor.get(LIST)
    asked = re.search(r'name="query" value="([^"]*)"><label class="form-label" for="list-name">', screen.text)
    assert asked is not None
    saved = visitor.post(reverse("accounts:save_list"), {"page": "teachers:list", "name": "Роли", "query": html.unescape(asked[1])}).headers["Location"]
    visitor.post(re.sub(r"/$", "/change/", saved), {"name": "Роли", "shared": "1"})
    seen = colleague.get(saved, follow=True)
    assert seen.context["view"].codes == screen.context["view"].codes
    assert set(screen.context["view"].codes) == {"duties", "place"}
    assert not visitor.get(saved, follow=True).context["view"].lists.changed


def test_the_column_of_courses_tells_each_persons_own_last_one(district: District, visitor: Client) -> None:
    days = [today() - dt.timedelta(days=number) for number in (30, 400)]
    people = [factories.teacher(district, last_name=name) for name in ("Агапова", "Белкина", "Зимина")]
    for who, day in zip(people, days, strict=False):
        Course.objects.create(district=district, teacher=who, programme="ФГОС", provider="ИРО", hours=36, finished_on=day)
    rows = {row.pk: row.more["course"] for row in visitor.get(LIST, {"cols": "course"}).context["page"]}
    assert [rows[one.pk] for one in people] == [*days, None]
    assert {row.pk for row in visitor.get(LIST, {"course": "no"}).context["page"]} == {people[2].pk}


def test_a_shared_list_tells_nothing_to_who_may_not_open_its_page(district: District, methodist: User, visitor: Client) -> None:
    """Its conditions may hold a name."""
    visitor.post(reverse("accounts:save_list"), {"page": "teachers:list", "name": "Подруги", "query": "q=алёхина"})
    saved = SavedList.objects.get()
    visitor.post(reverse("accounts:change_list", args=[saved.pk]), {"name": "Подруги", "shared": "1"})
    expert = factories.client(factories.user(Role.EXPERT, district))
    opened = expert.get(reverse("accounts:open_list", args=[saved.pk]))
    tried = [expert.post(reverse(f"accounts:{deed}_list", args=[saved.pk]), {"name": "x"}) for deed in ("adopt", "change", "remove")]
    for answer in (opened, *tried):
        assert answer.status_code == 403
        assert "Подруги" not in answer.content.decode()
        assert "которая вам не открыта" in answer.content.decode()
        assert "Location" not in answer.headers
    assert "Подруги" not in expert.get(reverse("accounts:lists")).content.decode()
    assert SavedList.objects.count() == 1


def test_the_file_says_without_a_category_as_the_screen_does(district: District, visitor: Client) -> None:
    factories.teacher(district, factories.organisation(district))
    file = b"".join(visitor.get(EXPORT, {"cols": "category", "format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert ("без категории" in visitor.get(LIST, {"cols": "category"}).text, "без категории" in file) == (True, True)


def test_every_order_counts_and_cuts_the_same_people(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    """The order of names counts by one query and finds a page by another; whoever left is in neither, and the second page goes on where the first ends."""
    for number in range(27):
        factories.teacher(district, schools[number % 2], last_name=f"Алёхина{chr(ord('а') + number)}")
    factories.teacher(district, schools[0], last_name="Алёхинаа", first_name="Ушедшая", until=today() - dt.timedelta(days=30))
    hidden = [factories.teacher(district, schools[0], last_name="Алёхинаа", first_name="Ушедшая") for _ in range(2)]
    Teacher.objects.filter(pk=hidden[0].pk).update(merged_into=hidden[1].pk)
    Teacher.objects.filter(pk=hidden[1].pk).update(erased_on=today())
    whole: list[str] = []
    for number in (1, 2):
        page = visitor.get(LIST, {"page": number}).content.decode()
        assert ("27" in page, "Ушедшая" in page) == (True, False)
        whole += re.findall(r'title="(Алёхина.)', page)
    assert (whole, len(whole)) == (sorted(set(whole)), 27)
    for asked in ({"sort": "age"}, {"sort": "-assessed"}, {"q": "алехина"}, {"group": "place"}, {"sort": "-name"}):
        found = [name for number in (1, 2) for name in re.findall(r'title="(Алёхина.)', visitor.get(LIST, {**asked, "page": number}).content.decode())]
        assert sorted(found) == whole, asked


def test_what_is_too_long_to_be_saved_is_named(district: District) -> None:
    """The refusal spoke of 54 002 characters of nothing."""
    visitor, asked = factories.client(factories.user(Role.METHODIST, district)), {"page": "teachers:list", "name": "Мой", "query": "q=1"}
    for given, said in (({"query": f"q={'я' * 9000}"}, "Отбор слишком длинный"), ({"name": "я" * 81}, "Название списка слишком длинное")):
        answer = visitor.post(reverse("accounts:save_list"), asked | given)
        assert (answer.status_code, said in answer.text, "Знаков не больше" in answer.text) == (409, True, False)
    assert not SavedList.objects.exists()


def test_ones_own_lists_and_columns_are_there_however_many_colleagues_share(district: District, methodist: User, visitor: Client) -> None:
    """A menu shows a hundred at most: what is cut off are the last of the colleagues', never one's own nor the one that is open; and it says so."""
    colleague = factories.user(Role.METHODIST, district)
    SavedList.objects.bulk_create(
        SavedList(user=colleague, district=district, page="teachers:list", name=f"А {n:03}", query="stage=young", shared=True) for n in range(150)
    )
    mine = SavedList.objects.create(user=methodist, district=district, page="teachers:list", name="Я", query="stage=young")
    last = SavedList.objects.get(name="А 149")
    page = visitor.get(LIST, {"stage": "young", "list": last.pk})
    lists = page.context["view"].lists
    assert ([one.pk for one in lists.mine], lists.opened.pk, len(lists.shared), lists.more) == ([mine.pk], last.pk, 99, True)
    assert "здесь показаны не все" in page.text
    SavedList.objects.filter(name__gte="А 050", user=colleague).delete()
    assert "здесь показаны не все" not in visitor.get(LIST).text


def test_only_columns_of_the_page_are_remembered_and_all_of_them_find_room(district: District, visitor: Client) -> None:
    """What a form names beside them is not kept, so nothing is cut in the middle."""
    room = SavedList._meta.get_field("query").max_length or 0
    for page, codes in CODES.items():
        assert len(",".join(codes)) <= room
        assert visitor.post(reverse("accounts:list_columns"), {"page": page, "col": [*(f"x{n}" for n in range(400)), *codes]}).status_code == 302
        assert SavedList.objects.get(page=page, name="").query == ",".join(codes)


def test_who_works_nowhere_and_a_present_job_exclude_each_other(district: District, visitor: Client, schools: tuple[Organisation, Organisation]) -> None:
    """An empty list says why; each of the conditions alone is asked as ever."""
    factories.teacher(district, schools[0])
    page = visitor.get(LIST, {"organisation": schools[0].pk, "work": "gone"})
    assert "«Работа»: С условием «Организация» вместе не бывает" in page.text
    assert not page.context["page"].paginator.count
    for alone in ({"organisation": schools[0].pk}, {"work": "gone"}, {"organisation": schools[0].pk, "work": "all"}):
        assert "вместе не бывает" not in visitor.get(LIST, alone).text

"""The boards of КПК and of attestation: whom each tab holds, whose people are seen, every number opens to its list."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import District, Organisation, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import school_year, today, years_before
from teachers.models import Course, Qualification, Teacher
from teachers.selectors.assessments import profile
from teachers.selectors.boards import months_after
from tests import factories
from tests.house.asking import body_of


def learned(who: Teacher, on: dt.date, hours: int = 36) -> Course:
    return Course.objects.create(district=who.district, teacher=who, programme="ФГОС", provider="ИРО", hours=hours, finished_on=on)


def graded(who: Teacher, ends: dt.date | None, awarded: dt.date | None = None, category: str = "first") -> Qualification:
    return Qualification.objects.create(district=who.district, teacher=who, category=category, awarded_on=awarded or dt.date(2020, 1, 1), valid_until=ends)


def shown(user: User, address: str) -> set[int]:
    return {row.pk for row in factories.client(user).get(address).context["page"]}


def counts(user: User, address: str) -> dict[str, int]:
    return {tab["url"].removeprefix("?tab="): tab["count"] for tab in factories.client(user).get(address).context["tabs"]}


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 11, 26), 1, dt.date(2026, 12, 26)),
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
    ],
)
def test_months_after_ends_with_the_month(on: dt.date, months: int, day: dt.date) -> None:
    assert months_after(on, months) == day


def test_three_years_are_over_on_their_day_and_short_courses_do_not_count(methodist: User, district: District, school: Organisation) -> None:
    over, lasts, short, never = (factories.teacher(district, school) for _ in range(4))
    learned(over, years_before(today(), 3))
    learned(lasts, years_before(today(), 3) + dt.timedelta(days=1))
    learned(short, today() - dt.timedelta(days=9), hours=15)
    address = reverse("teachers:courses")
    assert shown(methodist, f"{address}?tab=none") == {over.pk, short.pk, never.pk}
    assert shown(methodist, f"{address}?tab=soon") == {lasts.pk}


def test_courses_this_school_year(methodist: User, district: District, school: Organisation) -> None:
    last_day, next_year = factories.teacher(district, school), factories.teacher(district, school)
    learned(last_day, years_before(school_year().ends, 3))
    learned(next_year, years_before(school_year().ends, 3) + dt.timedelta(days=1))
    assert shown(methodist, f"{reverse('teachers:courses')}?tab=year") == {last_day.pk}


def test_every_tab_holds_as_many_as_its_number(methodist: User, district: District, school: Organisation) -> None:
    for number in range(6):
        who = factories.teacher(district, school)
        learned(who, today() - dt.timedelta(days=300 * number))
        graded(who, today() + dt.timedelta(days=90 * (number - 2)))
    factories.teacher(district, school)
    for name in ("teachers:courses", "teachers:attestation"):
        address = reverse(name)
        found = counts(methodist, address)
        assert found["all"] == 7
        assert {tab: len(shown(methodist, f"{address}?tab={tab}")) for tab in found} == found


def test_a_board_opens_on_the_first_tab_that_holds_anybody(methodist: User, district: District, school: Organisation) -> None:
    """The tab is that of all the people; one named in the address stays, empty or not."""
    address, soon = reverse("teachers:attestation"), factories.teacher(district, school)
    assert factories.client(methodist).get(address).context["board"].opened == "none"
    graded(soon, today() + dt.timedelta(days=9))
    assert (shown(methodist, address), shown(methodist, f"{address}?q=нетакой"), shown(methodist, f"{address}?tab=overdue")) == ({soon.pk}, set(), set())
    tabs = factories.client(methodist).get(f"{address}?q=нетакой").context["tabs"]
    assert [tab["url"] for tab in tabs if tab["active"]] == ["?tab=soon"]


def test_attestation_goes_by_what_is_in_force(methodist: User, district: District, school: Organisation) -> None:
    late, soon, renewed, endless, none = (factories.teacher(district, school) for _ in range(5))
    graded(late, today() - dt.timedelta(days=1))
    graded(soon, months_after(today(), 6))
    graded(renewed, today() - dt.timedelta(days=1))
    graded(renewed, None, awarded=today() - dt.timedelta(days=30), category="high")
    graded(endless, None)
    graded(none, None, category="none")
    address = reverse("teachers:attestation")
    held = {tab: shown(methodist, f"{address}?tab={tab}") for tab in ("overdue", "soon", "none")}
    assert held == {"overdue": {late.pk}, "soon": {soon.pk}, "none": {none.pk}}


def test_a_head_sees_own_school_and_no_forecast(head: User, district: District, school: Organisation, other: Organisation) -> None:
    own = factories.teacher(district, school)
    factories.teacher(district, other)
    assert shown(head, f"{reverse('teachers:courses')}?tab=all") == {own.pk}
    deficits = factories.client(head).get(f"{reverse('teachers:courses')}?tab=all&function=A/01.6")  # not hers to see: nobody, and it is said
    assert (deficits.context["page"].paginator.count, "«Дефицит» не действует: профили педагогов вам не видны" in deficits.content.decode()) == (0, True)
    assert factories.client(head).get(reverse("teachers:need")).status_code == 403


def test_a_shared_condition_narrows_a_head_s_own_people_too(head: User, district: District, school: Organisation) -> None:
    """«Сады: аттестация» of a methodist's: the head of a school finds nobody there, not all of her own people."""
    with wall.scope([district.pk], common=True):
        for code, name in (("ds", "детский сад"), (school.kind, "школа")):
            Word.objects.get_or_create(dictionary="org_kinds", code=code, defaults={"name": name})
    own, page = factories.teacher(district, school), factories.client(head)
    for name in ("teachers:courses", "teachers:attestation"):
        assert shown(head, f"{reverse(name)}?tab=all&kind={school.kind}") == {own.pk}
        gardens = page.get(f"{reverse(name)}?tab=all&kind=ds")
        assert [(one.label, one.value) for one in gardens.context["view"].chips] == [("Вид организации", "детский сад")]
        assert gardens.context["page"].paginator.count == 0
        assert 'name="kind"' not in page.get(reverse(name)).content.decode()


def test_filters_by_place_position_kind_and_name(methodist: User, district: District, school: Organisation) -> None:
    garden = factories.organisation(district, kind="ds")
    with wall.scope([district.pk], common=True):
        Word.objects.get_or_create(dictionary="org_kinds", code="ds", defaults={"name": "детский сад"})
        Word.objects.get_or_create(dictionary="positions", code="ped02", defaults={"name": "воспитатель"})
    nurse = factories.teacher(district, garden, position="ped02", last_name="Семёнова")
    factories.teacher(district, school)
    address = reverse("teachers:attestation")
    for query in (f"organisation={garden.pk}", "position=ped02", "kind=ds", "q=семенова"):
        assert shown(methodist, f"{address}?tab=all&{query}") == {nurse.pk}, query


def test_the_file_is_the_filtered_board_and_is_journalled(methodist: User, district: District, school: Organisation) -> None:
    who = factories.teacher(district, school)
    learned(factories.teacher(district, school), today())
    answer = factories.client(methodist).get(f"{reverse('teachers:courses_export')}?tab=none&format=xlsx")
    cells = [cell for row in load_workbook(_file(answer)).active.values for cell in row if cell]
    assert who.full_name in cells
    deed = Deed.objects.get(verb="выгрузил(а) список «КПК педагогов»")
    assert deed.comment == "Нет за три года; xlsx, строк: 1"


def test_the_forecast_counts_as_the_profile_and_opens_to_the_people(methodist: User, district: District, school: Organisation, other: Organisation) -> None:
    weak, strong, better = factories.teacher(district, school), factories.teacher(district, other), factories.teacher(district, other)
    factories.assessment(weak, {"A/01.6": 1, "A/02.6": 2})
    factories.assessment(strong, {"A/01.6": 2, "A/02.6": 3})
    factories.assessment(better, {"A/01.6": 0}, finished_on=today() - dt.timedelta(days=400))
    factories.assessment(better, {"A/01.6": 3})  # the last one counts
    rows = factories.client(methodist).get(reverse("teachers:need")).context["rows"]
    assert [(row.code, row.people, row.places) for row in rows] == [("A/01.6", 1, [(school.pk, school.short_name, 1)])]
    assert shown(methodist, f"{reverse('teachers:courses')}?tab=all&function=A/01.6") == {weak.pk}


def test_the_forecast_rounds_as_the_profile(methodist: User, district: District, school: Organisation) -> None:
    """Any mixture of levels: the database and the profile agree which functions lack."""
    factories.framework(actions=8)
    people = [factories.teacher(district, school) for _ in range(9)]
    for number, who in enumerate(people):
        made: Any = factories.assessment(who, {"A/01.6": 1, "A/02.6": 2})
        for place, answer in enumerate(made.answers.order_by("pk")):
            answer.level = (number * 7 + place * place) % 4
            answer.save()
    told: dict[str, int] = {}
    for who in people:
        for one in profile(who.assessments.get()):
            told[one.code] = told.get(one.code, 0) + one.is_deficit
    rows = factories.client(methodist).get(reverse("teachers:need")).context["rows"]
    assert {row.code: row.people for row in rows} == {code: count for code, count in told.items() if count}


def test_a_wrong_tab_and_a_strange_order_break_nothing(methodist: User, district: District, school: Organisation) -> None:
    factories.teacher(district, school)
    page = factories.client(methodist)
    for query in ("tab=нет", "sort=-нет", "organisation=-1", "function=%27", "tab=all&sort=-last", "tab=all&sort=place"):
        assert page.get(f"{reverse('teachers:courses')}?{query}").status_code == 200, query


def test_a_teacher_has_no_boards(district: District) -> None:
    page = factories.client(factories.user(Role.TEACHER, district))
    assert {page.get(reverse(f"teachers:{name}")).status_code for name in ("courses", "attestation", "need", "applications", "proposals")} == {403}


def _file(answer: Any) -> Any:

    return io.BytesIO(body_of(answer))


def test_place_by_place_each_keeps_the_order_of_days_and_counts_the_whole_list(methodist: User, district: District) -> None:
    tenth, second = (factories.organisation(district, short_name=f"СШ № {number}") for number in (10, 2))
    people = [factories.teacher(district, place) for place in (tenth, second, tenth)]
    for who, days in zip(people, (400, 300, 500), strict=True):
        learned(who, today() - dt.timedelta(days=days))
    page = factories.client(methodist).get(f"{reverse('teachers:courses')}?tab=all&group=place&per=25")
    groups = [(one.title, one.count, [row.pk for row in one.rows]) for one in page.context["groups"] if one.title in ("СШ № 2", "СШ № 10")]
    assert groups == [("СШ № 2", 1, [people[1].pk]), ("СШ № 10", 2, [people[2].pk, people[0].pk])]


def test_a_closed_organisation_of_a_kept_address_holds_nobody_and_is_named(methodist: User, district: District, school: Organisation) -> None:
    factories.teacher(district, school)
    Organisation.objects.filter(pk=school.pk).update(closed=today())
    page = factories.client(methodist).get(f"{reverse('teachers:attestation')}?tab=all&organisation={school.pk}")
    assert page.context["page"].paginator.count == 0
    assert [one.value for one in page.context["view"].chips if one.gone] == [f"{school.short_name} закрыта с {today():%d.%m.%Y}"]

"""«Составить ИОМ»."""

import datetime as dt

import pytest
import time_machine

from communities.models import Attendance, Community, Event, Membership
from portal.accounts.models import District, Word
from portal.kit import wall
from portal.kit.periods import school_year, today
from portal.kit.refusal import Refusal
from routes.models import Route, Step
from routes.selectors.catalogue import further
from routes.selectors.ideas import ideas
from routes.selectors.offered import terms_of
from routes.selectors.proposal import Proposal
from routes.selectors.proposals import LEAST, MOST, candidates, goal_for, period_from
from routes.services import add_idea, compose_route
from teachers.models import Assessment, Course
from teachers.selectors import in_short
from teachers.selectors.audience import Standing
from tests import factories
from tests.routes.conftest import People, community, course_offer, programme


@pytest.fixture
def assessment(people: People) -> Assessment:
    return factories.assessment(people.teacher, {"A/01.6": 1, "A/02.6": 3, "A/03.6": 0})


@pytest.fixture(autouse=True)
def autumn():  # type: ignore[no-untyped-def]
    """A day with most of the school year ahead."""
    with time_machine.travel(dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC), tick=False):
        yield


def event(people: People, days: int, **fields: object) -> Event:
    return factories.event(people.district, **{"starts_at": factories.noon(days), "functions": ["A/01.6"], **fields})


def titles(route: Route, direction: str) -> list[str]:
    return list(route.steps.filter(direction=direction).values_list("title", flat=True))


def test_a_draft_with_deficits_goal_and_term(people: People, assessment: Assessment) -> None:
    route = compose_route(assessment=assessment, by=people["owner"])
    assert (route.state, route.organisation, route.assessment, route.starts_on, route.ends_on) == (
        "draft",
        people.school,
        assessment,
        dt.date(2026, 10, 5),
        dt.date(2027, 8, 31),
    )
    assert list(route.deficits.values_list("function", "level", "target")) == [("A/03.6", 0, 60), ("A/01.6", 33, 60)]
    assert "«Развивающая деятельность», «Обучение»" in route.goal


def test_steps_come_from_all_that_the_district_offers(people: People, assessment: Assessment) -> None:
    held, circle, site, course = event(people, 30, mode="online"), community(people.district), programme(people.district), course_offer(people.district)
    route = compose_route(assessment=assessment, by=people["owner"])
    found = {step.direction: step for step in route.steps.filter(functions="A/01.6").exclude(direction="self").exclude(event=None, direction="method")}
    assert (found["pk"].course_offer, found["pk"].education, found["pk"].result) == (course, "formal", "удостоверение о повышении квалификации")
    assert (found["comm"].community, found["comm"].ends_on) == (circle, route.ends_on)
    assert (found["method"].event, found["method"].remote, found["method"].starts_on) == (held, True, dt.date(2026, 11, 4))
    assert route.steps.get(programme=site).title == "Стажировка «Модуль 1», 36 ч"
    suggested = route.steps.filter(direction="self")
    assert {step.education for step in suggested} == {"informal"}
    assert {code for step in route.steps.all() for code in step.functions.split(", ")} == {"A/01.6", "A/03.6"}
    assert all(route.starts_on <= step.starts_on <= step.ends_on <= route.ends_on for step in route.steps.all())


def test_one_event_for_two_deficits_is_one_step(people: People, assessment: Assessment) -> None:
    event(people, 30, functions=["A/01.6", "A/03.6", "A/02.6"])
    route = compose_route(assessment=assessment, by=people["owner"])
    assert route.steps.get(event__isnull=False).functions == "A/03.6, A/01.6"


def test_a_plan_is_six_to_ten_steps_however_much_is_offered(people: People) -> None:
    codes = ["A/01.6", "A/02.6", "A/03.6"]
    for number, code in enumerate(codes * 8):
        event(people, 10 + number, functions=[code], title=f"Семинар {number}")
        course_offer(people.district, functions=[code], programme=f"Программа {number}")
        community(people.district, functions=[code], name=f"Сообщество {number}")
        programme(people.district, functions=[code], name=f"Модуль {number}")
    route = compose_route(assessment=factories.assessment(people.teacher, dict.fromkeys(codes, 1)), by=people["owner"])
    steps = list(route.steps.all())
    assert LEAST <= len(steps) <= MOST
    assert {step.direction for step in steps} == {"pk", "comm", "method", "self"}
    assert {code for step in steps for code in step.functions.split(", ")} == set(codes)


def test_a_poor_district_still_gives_something_for_every_deficit(people: People) -> None:
    codes = ["A/01.6", "A/02.6", "A/03.6"]
    route = compose_route(assessment=factories.assessment(people.teacher, dict.fromkeys(codes, 0)), by=people["owner"])
    assert {step.functions for step in route.steps.all()} == set(codes)


def test_the_nearest_of_equal_events_come_first(people: People, assessment: Assessment) -> None:
    for days in (50, 10, 40, 20, 30, 60):
        event(people, days, title=f"Семинар через {days}")
    route = compose_route(assessment=assessment, by=people["owner"])
    assert titles(route, "method")[:3] == ["Семинар через 10", "Семинар через 20", "Семинар через 30"]


def test_what_is_meant_for_others_is_not_proposed(people: People, assessment: Assessment) -> None:
    people.teacher.employments.update(position="ped01", subject="Математика")
    Word.objects.create(dictionary="subjects", code="s09", name="Математика")
    event(people, 10, title="Для воспитателей", audience=["dou", "ped02"])
    event(people, 40, title="Для математиков", audience=["s09"])
    event(people, 20, title="Для учителей", audience=["ped01"])
    event(people, 15, title="Для всех")
    route = compose_route(assessment=assessment, by=people["owner"])
    assert set(titles(route, "method")) >= {"Для математиков", "Для учителей"}
    assert "Для воспитателей" not in titles(route, "method")
    assert route.steps.get(title="Для математиков").reason == "подходит по предмету: математика"


@pytest.mark.parametrize(("since", "title"), [(dt.date(2026, 9, 1), "Первый год в профессии"), (dt.date(2021, 9, 1), None)])
def test_the_first_year_in_the_profession_is_for_the_first_year_only(people: People, assessment: Assessment, since: dt.date, title: str | None) -> None:
    """A named stage of work must be hers, whatever else matches."""
    people.teacher.employments.update(position="ped01")
    people.teacher.teaching_since = since
    people.teacher.save()
    event(people, 10, title="Первый год в профессии", audience=["ped01", "years1"])
    route = compose_route(assessment=assessment, by=people["owner"])
    assert ("Первый год в профессии" in titles(route, "method")) is (title is not None)


def test_what_she_was_at_is_not_proposed_again(people: People, assessment: Assessment) -> None:
    """Neither that event nor its repetition for others; a meeting of a community repeats for the same people."""
    circle = Community.objects.create(district=people.district, name="РМО", kind="rmo", since="2026-09-01", state="active")
    for fields in ({"title": "Семинар повторяется"}, {"title": "Заседание РМО", "community": circle}):
        past = event(people, -30, **fields)
        Attendance.objects.create(district=people.district, event=past, teacher=people.teacher, held_on=dt.date(2026, 9, 5), status="present")
        event(people, 10, **fields)
    chosen = titles(compose_route(assessment=assessment, by=people["owner"]), "method")
    assert ("Семинар повторяется" in chosen, "Заседание РМО" in chosen) == (False, True)


def test_a_narrow_offer_is_better_than_one_for_everybody(people: People, assessment: Assessment) -> None:
    people.teacher.employments.update(position="ped01")
    course_offer(people.district, starts_on=dt.date(2026, 11, 1), programme="Для всех")
    course_offer(people.district, starts_on=dt.date(2027, 2, 1), programme="Для учителей", audience=["ped01"])
    assert "Для учителей" in titles(compose_route(assessment=assessment, by=people["owner"]), "pk")[0]


@pytest.mark.parametrize(("since", "title"), [(dt.date(2025, 9, 1), "Посетить два занятия наставника"), (dt.date(2005, 9, 1), "Показать коллегам")])
def test_a_beginner_watches_and_a_senior_shows(people: People, assessment: Assessment, since: dt.date, title: str) -> None:
    people.teacher.teaching_since = since
    people.teacher.save()
    route = compose_route(assessment=assessment, by=people["owner"])
    assert [one for one in titles(route, "method") if one.startswith(title)]


def test_what_she_has_signed_up_for_comes_first_and_what_she_has_learned_does_not_come(people: People, assessment: Assessment) -> None:
    Course.objects.create(district=people.district, teacher=people.teacher, programme="Пройденная", provider="ИРО", hours=36, finished_on=dt.date(2026, 3, 1))
    course_offer(people.district, programme="Пройденная")
    for days in (10, 20, 30, 40, 50):
        event(people, days)
    chosen = event(people, 60)
    Attendance.objects.create(district=people.district, event=chosen, teacher=people.teacher, held_on=dt.date(2026, 12, 4))
    route = compose_route(assessment=assessment, by=people["owner"])
    assert route.steps.filter(direction="pk").count() == 0
    assert route.steps.get(event=chosen).reason == "запись уже есть"


def test_the_rest_is_offered_beside_the_plan(people: People, assessment: Assessment) -> None:
    for days in range(10, 100, 10):
        event(people, days, title=f"Семинар через {days}")
    route = compose_route(assessment=assessment, by=people["owner"])
    planned = set(route.steps.values_list("title", flat=True))
    left = [one.offer.title for one in further(route)]
    assert len(left) == 6
    assert not planned & set(left)
    own = next(one for one in further_all(route) if one.kind == "self")
    made = add_idea(route=route, title=own.title, by=people["owner"])
    assert (made.title, made.functions, made.education) == (own.title, ", ".join(own.functions), "informal")
    with pytest.raises(Refusal, match="уже есть"):
        add_idea(route=route, title=own.title, by=people["owner"])
    with pytest.raises(Refusal, match="уже нет"):
        add_idea(route=route, title="Чего портал не предлагал", by=people["owner"])


def further_all(route: Route) -> list[Proposal]:
    there = set(route.steps.values_list("title", flat=True))
    deficits = {one.function: one.name for one in route.deficits.all()}
    return [one for one in candidates(terms_of(route), deficits) if one.title not in there]


def test_not_proposed(people: People, assessment: Assessment, foreign: District) -> None:
    event(people, -1)
    event(people, 30, state="cancelled")
    event(people, 30, functions=["A/02.6"])
    event(people, 400)
    event(people, 30, level="oo", organiser=factories.organisation(people.district))
    course_offer(people.district, starts_on=dt.date(2027, 8, 25))
    circle = community(people.district)
    Membership.objects.create(district=people.district, community=circle, teacher=people.teacher, since=dt.date(2025, 9, 1))
    with wall.scope([foreign.pk]):
        factories.event(foreign, starts_at=factories.noon(9), functions=["A/01.6"], title="Канарейка")
        community(foreign)
    route = compose_route(assessment=assessment, by=people["owner"])
    assert all(step.is_own for step in route.steps.all())


def test_the_course_that_answers_more_deficits_is_chosen(people: People, assessment: Assessment) -> None:
    course_offer(people.district, starts_on=dt.date(2026, 11, 1))
    wide = course_offer(people.district, starts_on=dt.date(2026, 12, 1), functions=["A/01.6", "A/03.6"])
    route = compose_route(assessment=assessment, by=people["owner"])
    assert [step.course_offer for step in route.steps.filter(direction="pk")] == [wide]


def test_circles_of_leaders_and_of_the_young_are_not_for_everybody(people: People, assessment: Assessment) -> None:
    for kind in ("shnz", "reserve", "smp"):
        community(people.district, kind=kind)
    route = compose_route(assessment=assessment, by=people["owner"])
    assert route.steps.filter(direction="comm").count() == 0
    Route.objects.all().delete()
    people.teacher.birth_date = dt.date(1999, 1, 1)
    people.teacher.save()
    steps = compose_route(assessment=assessment, by=people["owner"]).steps.filter(direction="comm")
    assert [step.community.kind for step in steps] == ["smp"]


def test_own_schools_event_is_proposed(people: People, assessment: Assessment) -> None:
    own = event(people, 30, level="oo", organiser=people.school)
    assert compose_route(assessment=assessment, by=people["owner"]).steps.get(event__isnull=False).event == own


def test_a_second_click_returns_the_same_draft(people: People, assessment: Assessment) -> None:
    first = compose_route(assessment=assessment, by=people["owner"])
    assert compose_route(assessment=assessment, by=people["owner"]) == first
    Route.objects.filter(pk=first.pk).update(state="review")
    assert compose_route(assessment=assessment, by=people["owner"]) == first
    assert Route.objects.count() == 1
    assert Step.objects.filter(route=first).count() == first.steps.count()


def test_after_a_finished_route_there_is_a_new_one(people: People, assessment: Assessment) -> None:
    first = compose_route(assessment=assessment, by=people["owner"])
    Route.objects.filter(pk=first.pk).update(state="done", completed_on=today())
    assert compose_route(assessment=assessment, by=people["owner"]) != first


def test_without_deficits_there_is_a_draft_with_a_common_goal(people: People) -> None:
    route = compose_route(assessment=factories.assessment(people.teacher, {"A/01.6": 3}), by=people["owner"])
    assert (route.deficits.count(), route.steps.count(), route.goal) == (0, 0, goal_for([]))


def test_the_goal_and_the_steps_name_a_function_with_one_pair_of_outer_quotes() -> None:
    name = "Модуль «Предметное обучение. Математика»"
    assert "«Модуль „Предметное обучение. Математика“»" in goal_for([name])
    about = [one.title for one in ideas({"X/00.0": name}, Standing((), 40, 10), today(), today()) if "по теме" in one.title]
    assert (len(about), {one.partition(" по теме ")[2] for one in about}) == (2, {"«Модуль „Предметное обучение. Математика“»"})


def test_a_function_in_short_is_never_a_stub_in_the_genitive() -> None:
    assert in_short("Педагогическая деятельность по реализации программ дошкольного образования") == "Программы дошкольного образования"
    assert in_short("Общепедагогическая функция. Обучение") == "Обучение"
    assert in_short("Модуль «Предметное обучение. Математика»") == "Математика"


def test_refusals(people: People, assessment: Assessment) -> None:
    with pytest.raises(Refusal, match="сам педагог"):
        compose_route(assessment=assessment, by=people["colleague"])
    with pytest.raises(Refusal, match="сам педагог"):
        compose_route(assessment=assessment, by=people["methodist"])
    Assessment.objects.filter(pk=assessment.pk).update(state="draft")
    assessment.refresh_from_db()
    with pytest.raises(Refusal, match="завершите самооценку"):
        compose_route(assessment=assessment, by=people["owner"])
    Assessment.objects.filter(pk=assessment.pk).update(state="finished")
    assessment.refresh_from_db()
    people.teacher.employments.update(until=dt.date(2026, 9, 1))
    with pytest.raises(Refusal, match="основное место работы"):
        compose_route(assessment=assessment, by=people["owner"])


@pytest.mark.parametrize(
    ("start", "end"), [(dt.date(2026, 9, 1), dt.date(2027, 8, 31)), (dt.date(2027, 3, 1), dt.date(2027, 8, 31)), (dt.date(2027, 7, 1), dt.date(2028, 8, 31))]
)
def test_term_is_to_the_end_of_the_school_year(start: dt.date, end: dt.date) -> None:
    assert period_from(start) == (start, end)
    assert school_year(end).ends == end

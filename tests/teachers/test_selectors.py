"""What is known about a teacher."""

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import District, Word
from teachers import selectors
from teachers.models import CourseOffer, Employment, Teacher
from tests import factories


@pytest.fixture
def teacher(district: District) -> Teacher:
    return factories.teacher(district)


def test_profile_counts_answers_of_each_function(teacher: Teacher) -> None:
    assessment = factories.assessment(teacher, {"A/01.6": 1, "A/02.6": 3})
    assert selectors.profile(assessment) == [
        selectors.FunctionLevel("A/01.6", "Обучение", 33, "critical", "критический дефицит", 4, 4),
        selectors.FunctionLevel("A/02.6", "Воспитательная деятельность", 100, "high", "высокий уровень", 4, 4),
    ]


def test_deficits_are_those_below_sixty_the_lowest_first(teacher: Teacher) -> None:
    assessment = factories.assessment(teacher, {"A/01.6": 1, "A/02.6": 2, "A/03.6": 0})
    assert [(one.code, one.percent) for one in selectors.deficits(assessment)] == [("A/03.6", 0), ("A/01.6", 33)]


@pytest.mark.parametrize(("percent", "level"), [(0, "critical"), (39, "critical"), (40, "deficit"), (59, "deficit"), (60, "base"), (79, "base"), (80, "high")])
def test_level_of(percent: int, level: str) -> None:
    assert selectors.level_of(percent)[0] == level


def test_latest_assessment_is_the_last_finished(teacher: Teacher) -> None:
    assert selectors.latest_assessment(teacher) is None
    factories.assessment(teacher, {"A/01.6": 1}, dt.date(2020, 10, 1))
    last = factories.assessment(teacher, {"A/01.6": 2}, dt.date(2021, 10, 1))
    assert selectors.latest_assessment(teacher) == last


def test_main_job_is_the_main_one_on_the_date(teacher: Teacher, district: District) -> None:
    side = factories.organisation(district)
    Employment.objects.create(district=district, teacher=teacher, organisation=side, position="ped01", since=dt.date(2015, 9, 1), is_main=False)
    job = selectors.main_job(teacher, dt.date(2021, 1, 1))
    assert job is not None
    assert job.organisation != side
    assert selectors.main_job(teacher, dt.date(2001, 1, 1)) is None


def test_course_offers_match_any_function_from_the_date(district: District) -> None:
    def offer(functions: list[str], starts_on: dt.date) -> CourseOffer:
        return CourseOffer.objects.create(
            district=district, programme="Функциональная грамотность", provider="ИРО", hours=36, functions=functions, starts_on=starts_on, ends_on=starts_on
        )

    wanted = offer(["A/01.6", "A/02.6"], dt.date(2021, 3, 1))
    offer(["A/03.6"], dt.date(2021, 3, 1))
    offer(["A/01.6"], dt.date(2021, 1, 1))
    assert list(selectors.course_offers(district.pk, ["A/01.6"], dt.date(2021, 2, 1))) == [wanted]


@pytest.mark.parametrize("typed", ["ковалёва", "КОВАЛЕВА алёна", "алена ковал", "Ковалёва А. П.", "п а валева", "  "])
def test_named_finds_any_part_in_any_order(district: District, typed: str) -> None:
    wanted = factories.teacher(district, last_name="Ковалёва", first_name="Алёна", patronymic="Петровна")
    assert list(selectors.named(Teacher.objects.all(), typed)) == [wanted]


@pytest.mark.parametrize("typed", ["ковалева ирина", "Ковалёва И. П.", "%", "_"])
def test_named_wants_every_word(district: District, typed: str) -> None:
    factories.teacher(district, last_name="Ковалёва", first_name="Алёна", patronymic="Петровна")
    assert not selectors.named(Teacher.objects.all(), typed)


def test_named_follows_a_path(teacher: Teacher) -> None:
    assert selectors.named(Employment.objects.all(), teacher.last_name, "teacher__").get().teacher == teacher


def test_thresholds_come_from_the_dictionary(teacher: Teacher) -> None:
    assessment = factories.assessment(teacher, {"A/01.6": 2})
    for code, least in (("critical", 0), ("deficit", 50), ("base", 70), ("high", 90)):
        Word.objects.create(dictionary="deficit_levels", code=code, name=f"ступень {code}", data={"pct": [least, 100]})
    assert [(one.percent, one.level, one.level_name) for one in selectors.deficits(assessment)] == [(67, "deficit", "ступень deficit")]


def test_profiles_of_many_cost_the_same_queries(teacher: Teacher, django_assert_num_queries: Any) -> None:
    many = [factories.assessment(teacher, {"A/01.6": level, "A/02.6": 3}, dt.date(2021, 10, 1 + level)) for level in range(4)]
    with django_assert_num_queries(3):
        found = selectors.profiles(many)
    assert [found[one.pk][0].percent for one in many] == [0, 33, 67, 100]


def test_named_reads_latin_look_alikes(district: District) -> None:
    wanted = factories.teacher(district, last_name="Семёнова", first_name="Ольга")
    assert selectors.named(Teacher.objects.all(), "ceмeнoвa").get() == wanted


def test_register_knows_who_works_where_on_the_date(district: District) -> None:
    place = factories.organisation(district, short_name="СШ № 9")
    her = factories.teacher(district, place, last_name="Семёнова")
    factories.teacher(district, last_name="Семёнова", until=dt.date(2020, 1, 1))
    found = selectors.register([district.pk], dt.date(2021, 1, 1)).match("семенова м. с.")
    assert [(one.pk, one.place) for one in found.people] == [(her.pk, "СШ № 9")]
    assert selectors.places([her.pk], dt.date(2021, 1, 1)) == {her.pk: "СШ № 9"}
    assert selectors.register([district.pk + 1], dt.date(2021, 1, 1)).people == {}

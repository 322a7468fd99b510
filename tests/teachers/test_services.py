"""Starting, answering and finishing a self-assessment; each refusal is a sentence."""

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import District, Role, User
from portal.journal.models import Deed
from portal.journal.services import read
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers import selectors, services
from teachers.models import Answer, Assessment, Competency, Framework, Teacher
from tests import factories


@pytest.fixture
def user(district: District) -> User:
    return factories.user(Role.TEACHER, district)


@pytest.fixture
def teacher(district: District, user: User) -> Teacher:
    factories.framework()
    Competency.objects.filter(code__startswith="A/03.6").update(levels=["ooo"])
    return factories.teacher(district, user=user)


@pytest.fixture
def draft(teacher: Teacher, user: User) -> Assessment:
    return services.start_assessment(teacher=teacher, functions=[], by=user)


def actions(code: str) -> list[int]:
    return list(Competency.objects.filter(parent__code=code).order_by("order").values_list("pk", flat=True))


def answer_all(draft: Assessment, user: User, level: int = 2) -> None:
    services.answer(assessment=draft, levels={pk: level for code in draft.functions for pk in actions(code)}, by=user)


def levels_of(assessment: Assessment) -> dict[int, int]:
    return dict(Answer.objects.filter(assessment=assessment).values_list("competency", "level"))


def test_start_asks_the_obligatory_functions_and_the_chosen_ones(teacher: Teacher, user: User) -> None:
    made = services.start_assessment(teacher=teacher, functions=["A/03.6"], by=user)
    assert made.functions == ["A/01.6", "A/02.6", "A/03.6"]
    assert Deed.objects.about(made).get().verb == "начал(а) самооценку"


def test_start_leaves_out_what_was_not_chosen(draft: Assessment) -> None:
    assert draft.functions == ["A/01.6", "A/02.6"]


def test_start_twice_is_refused_and_makes_one(draft: Assessment, teacher: Teacher, user: User) -> None:
    with pytest.raises(Refusal, match="уже начата"):
        services.start_assessment(teacher=teacher, functions=[], by=user)
    assert Assessment.objects.count() == 1


def test_start_for_another_teacher_is_refused(district: District, user: User, teacher: Teacher) -> None:
    with pytest.raises(Refusal, match="только сам педагог"):
        services.start_assessment(teacher=factories.teacher(district), functions=[], by=user)
    with pytest.raises(Refusal, match="только сам педагог"):
        services.start_assessment(teacher=teacher, functions=[], by=factories.user(Role.METHODIST, district))


def test_start_with_an_unknown_function_is_refused(teacher: Teacher, user: User) -> None:
    with pytest.raises(Refusal, match="нет в профессиональном стандарте"):
        services.start_assessment(teacher=teacher, functions=["Z/99.9"], by=user)


def test_start_without_a_standard_is_refused(teacher: Teacher, user: User) -> None:
    Framework.objects.update(in_force=False)
    with pytest.raises(Refusal, match="нет действующего"):
        services.start_assessment(teacher=teacher, functions=[], by=user)


def test_a_new_one_starts_after_the_last_is_finished(draft: Assessment, teacher: Teacher, user: User) -> None:
    answer_all(draft, user)
    services.finish_assessment(assessment=draft, by=user)
    again = services.start_assessment(teacher=teacher, functions=[], by=user)
    assert again != draft
    assert levels_of(again) == {}
    assert len(levels_of(draft)) == 8


def test_the_last_answer_to_an_action_wins_and_the_others_stay(draft: Assessment, user: User) -> None:
    first, second, *_ = actions("A/01.6")
    services.answer(assessment=draft, levels={first: 1}, by=user)
    services.answer(assessment=draft, levels={second: 3}, by=user)
    services.answer(assessment=draft, levels={first: 2}, by=user)
    assert levels_of(draft) == {first: 2, second: 3}


@pytest.mark.parametrize("level", [-1, 4, 100])
def test_a_level_out_of_range_is_refused_and_nothing_is_written(draft: Assessment, user: User, level: int) -> None:
    first, second, *_ = actions("A/01.6")
    with pytest.raises(Refusal, match="из четырёх"):
        services.answer(assessment=draft, levels={first: 1, second: level}, by=user)
    assert levels_of(draft) == {}


def test_an_action_that_is_not_asked_is_refused(draft: Assessment, user: User) -> None:
    with pytest.raises(Refusal, match="нет в вашей самооценке"):
        services.answer(assessment=draft, levels={actions("A/03.6")[0]: 1}, by=user)


def test_answering_for_another_teacher_is_refused(draft: Assessment, district: District) -> None:
    with pytest.raises(Refusal, match="только сам педагог"):
        services.answer(assessment=draft, levels={actions("A/01.6")[0]: 1}, by=factories.user(Role.METHODIST, district))


def test_a_finished_one_takes_no_answers(draft: Assessment, user: User) -> None:
    answer_all(draft, user)
    services.finish_assessment(assessment=draft, by=user)
    with pytest.raises(Refusal, match="ответы больше не меняются"):
        services.answer(assessment=draft, levels={actions("A/01.6")[0]: 1}, by=user)
    with pytest.raises(Refusal, match="ответы больше не меняются"):
        services.choose_functions(assessment=draft, functions=[], by=user)


def test_finish_refuses_while_answers_are_missing(draft: Assessment, user: User) -> None:
    services.answer(assessment=draft, levels=dict.fromkeys(actions("A/01.6"), 1), by=user)
    with pytest.raises(Refusal, match=r"без ответа 4\sдействия"):
        services.finish_assessment(assessment=draft, by=user)


def test_finish_twice_is_refused(draft: Assessment, user: User) -> None:
    answer_all(draft, user)
    finished = services.finish_assessment(assessment=draft, by=user)
    assert (finished.state, finished.finished_on) == ("finished", today())
    with pytest.raises(Refusal, match="уже невозможно"):
        services.finish_assessment(assessment=draft, by=user)
    assert [deed.verb for deed in Deed.objects.about(draft)] == ["завершил(а) самооценку", "начал(а) самооценку"]


def test_finish_for_another_teacher_is_refused(draft: Assessment, user: User, district: District) -> None:
    answer_all(draft, user)
    with pytest.raises(Refusal, match="нет права"):
        services.finish_assessment(assessment=draft, by=factories.user(Role.METHODIST, district))


def test_a_function_switched_off_keeps_its_answers_until_the_end(draft: Assessment, user: User) -> None:
    services.choose_functions(assessment=draft, functions=["A/03.6"], by=user)
    draft.refresh_from_db()
    answer_all(draft, user, level=0)
    services.choose_functions(assessment=draft, functions=[], by=user)
    assert len(levels_of(draft)) == 12
    services.finish_assessment(assessment=draft, by=user)
    assert [one.code for one in selectors.profile(draft)] == ["A/01.6", "A/02.6"]


def test_reading_is_journalled_once_a_day_for_each_reader(district: District, teacher: Teacher, time_machine: Any) -> None:
    one, two = factories.user(Role.METHODIST, district), factories.user(Role.METHODIST, district)
    for reader in (one, one, two):
        read(obj=teacher, verb="открыл(а) карточку", by=reader)
    assert Deed.objects.about(teacher).count() == 2
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    read(obj=teacher, verb="открыл(а) карточку", by=one)
    assert Deed.objects.about(teacher).count() == 3

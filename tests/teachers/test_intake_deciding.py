"""A decision that cannot be written is refused at once, what is given back says why, and a repetition may stand in for the row it repeats."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.refusal import Refusal
from portal.kit.words import NBSP
from teachers.models import Employment, Intake, Teacher
from teachers.services import intake as services
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, HEAD, PETR

pytestmark = pytest.mark.usefixtures("loading_apart")
STRANGER = ("Зимина Вера Львовна", "03.04.1985", ANNA[2], "учитель", "Физика", "01.09.2020")


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def _decide(made: Intake, number: int, decision: str, guide: User) -> tuple[int, ...]:
    with wall.scope([made.district_id], user=guide.pk):
        return services.decide(row=next(one for one in loading.rows(made) if one.number == number), decision=decision, by=guide).dropped


def test_another_person_cannot_have_a_snils_of_another_card(home: District, place: Organisation, guide: User) -> None:
    """The decision was taken, and the writing of all the rest failed with «реестр изменился»."""
    loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    made = loading.check(loading.book(STRANGER, PETR), guide, home, place)
    assert loading.verdicts(made) == ["doubtful", "new"]
    with pytest.raises(Refusal, match="Этот СНИЛС записан в другой карточке района"):
        _decide(made, 2, "another_person", guide)
    with wall.scope([home.pk]):
        made.rows.filter(number=2).update(decision="another_person")  # as an import decided before this rule
    given_back = loading.write(made, guide)
    assert given_back.message.replace(NBSP, " ") == "Ничего не записано: 1 выбранную строку записать нельзя. Этот СНИЛС записан в другой карточке района"
    assert loading.verdicts(given_back) == ["refused", "new"]


def test_a_repetition_may_be_chosen_when_the_row_it_repeats_is_left_out(home: District, place: Organisation, guide: User) -> None:
    file = loading.book((*ANNA, "8 914 123-45-67"), (*ANNA, ""), (*ANNA, ""), (*PETR, ""), head=(*HEAD, "Телефон"))
    made = loading.check(file, guide, home, place)
    assert loading.verdicts(made) == ["new", "refused", "refused", "new"]
    _decide(made, 2, "skip", guide)
    assert [(row.verdict, row.decision) for row in loading.rows(made)] == [("new", "skip"), ("new", "skip"), ("refused", ""), ("new", "take")]
    assert loading.rows(made)[2].problems[-1]["reason"] == "Повторяет строку 3"
    _decide(made, 3, "take", guide)
    with pytest.raises(Refusal, match="Эту строку повторяет строка 3, и она выбрана"):
        _decide(made, 2, "take", guide)
    assert loading.write(made, guide).totals["made"] == 2
    with wall.scope([home.pk]):
        anna = Teacher.objects.get(last_name="Иванова")
        assert (anna.phone, [job.is_main for job in anna.employments.all()]) == ("", [True])


def test_many_rows_left_out_at_once_free_what_repeats_them_as_one_row_does(home: District, place: Organisation, guide: User) -> None:
    """Only the rows of the filter are decided; what is chosen again is never one work twice."""
    file = loading.book((*ANNA, "8 914 123-45-67"), (*ANNA, ""), (*ANNA, ""), (*PETR, ""), head=(*HEAD, "Телефон"))
    made = loading.check(file, guide, home, place)

    def decide(*, take: bool, **asked: str) -> tuple[int, int]:
        with wall.scope([home.pk], user=guide.pk):
            return services.decide_all(intake=made, **{"verdict": "", "words": "", **asked}, take=take, by=guide)[:2]

    def told() -> list[tuple[str, str]]:
        return [(row.verdict, row.decision) for row in loading.rows(made)]

    assert decide(take=False, decision="remarks") == (0, 0)
    assert decide(take=False, words="Иванова") == (1, 0)
    assert told() == [("new", "skip"), ("new", "skip"), ("refused", ""), ("new", "take")]
    assert loading.rows(made)[2].problems[-1]["reason"] == "Повторяет строку 3"
    assert decide(take=False) == (3, 0)
    assert told() == [("new", "skip")] * 4
    _decide(made, 3, "take", guide)
    assert decide(take=True) == (2, 2)
    assert [decision for _, decision in told()] == ["skip", "take", "skip", "take"]
    assert loading.write(made, guide).totals["made"] == 2


def test_a_work_beside_one_that_is_left_out_is_judged_without_it(home: District, place: Organisation, guide: User) -> None:
    """It was written as second work of somebody with no main one; what «второе» or «основное» the file names stays."""
    head = (*HEAD, "Дата увольнения", "Вид работы")
    file = loading.book(
        (*ANNA, "", ""), (*ANNA[:3], "директор", "", "01.09.2020", "", ""), (*PETR, "", ""), (*PETR[:3], "директор", "", "01.09.2021", "", "совм."), head=head
    )
    made = loading.check(file, guide, home, place)

    def works() -> list[tuple[str, str]]:
        return [(row.decision, row.changes["job"]["deed"]) for row in loading.rows(made)]

    assert works() == [("take", "hire"), ("take", "second")] * 2
    assert _decide(made, 2, "skip", guide) == _decide(made, 4, "skip", guide) == ()
    assert works() == [("skip", "hire"), ("take", "hire"), ("skip", "hire"), ("take", "second")]
    assert [problem["reason"] for problem in loading.rows(made)[1].problems] == []
    _decide(made, 2, "take", guide)
    assert works()[:2] == [("take", "hire"), ("take", "second")]
    with wall.scope([home.pk], user=guide.pk):
        services.decide_all(intake=made, verdict="", words="Иванова", take=False, by=guide)
    assert works()[:2] == [("skip", "hire"), ("skip", "second")]
    _decide(made, 3, "take", guide)
    assert loading.write(made, guide).totals["jobs"] == 2
    with wall.scope([home.pk]):
        written = Employment.objects.order_by("teacher__last_name").values_list("teacher__last_name", "position", "is_main")
        assert list(written) == [("Иванова", "adm01", True), ("Семёнов", "adm01", False)]


def test_a_main_work_that_rests_on_a_row_left_out_is_left_out_with_it(home: District, place: Organisation, guide: User) -> None:
    """The first work ends in one row and the next begins in another: without the end there is no room for it."""
    loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    head = (*HEAD, "Дата увольнения", "Вид работы")
    file = loading.book((*ANNA, "31.08.2020", "основное"), (*ANNA[:3], "директор", "", "01.09.2020", "", "основное"), head=head)
    made = loading.check(file, guide, home, place)
    assert [row.decision for row in loading.rows(made)] == ["take", "take"]
    assert _decide(made, 2, "skip", guide) == (3,)
    with pytest.raises(Refusal, match="Основное место работы в эти даты уже есть"):
        _decide(made, 3, "take", guide)
    _decide(made, 2, "take", guide)
    _decide(made, 3, "take", guide)
    assert loading.write(made, guide).state == Intake.State.APPLIED
    with wall.scope([home.pk]):
        assert list(Employment.objects.order_by("since").values_list("position", "is_main")) == [("ped01", True), ("adm01", True)]


def test_only_a_methodist_tells_namesakes_with_one_birthday_apart(home: District, place: Organisation, guide: User) -> None:
    """The school called her another person, and one person had two cards with two main jobs."""
    head = factories.user(Role.SCHOOL_HEAD, home, organisation=place)
    with wall.scope([home.pk]):
        there = factories.organisation(home, short_name="СШ № 2")
        factories.teacher(home, there, last_name="Иванова", first_name="Анна", patronymic="Петровна", birth_date=loading.day(ANNA[1]))
    made = loading.check(loading.book((*ANNA[:2], "", *ANNA[3:])), head, home, place)
    with pytest.raises(Refusal, match=r"в реестре района уже есть\. Попросите методиста района: он запишет перевод или вторую работу, а если это однофамилец"):
        _decide(made, 2, "another_person", head)
    address = reverse("teachers:intake", args=[made.pk])
    hers, his = factories.client(head).get(address).text, factories.client(guide).get(address).text
    assert 'value="another_person" disabled' in hers
    assert "он запишет перевод или вторую работу" in hers
    assert 'value="another_person" disabled' not in his
    assert "Другой человек, однофамилец с той же датой рождения: завести новую карточку" in his
    with wall.scope([home.pk]):
        made.rows.update(decision="another_person")  # as a school decided before this rule
    given_back = loading.write(made, head)
    assert (given_back.state, "уже есть" in given_back.message, loading.verdicts(given_back)) == (Intake.State.CHECKED, True, ["refused"])
    again = loading.check(loading.book((*ANNA[:2], "", *ANNA[3:])), guide, home, place)
    _decide(again, 2, "another_person", guide)
    assert loading.write(again, guide).totals["made"] == 1

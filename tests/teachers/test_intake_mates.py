"""Rows decided by hand are judged against the other rows of the same person; whose card a row is, and what closes, is said beforehand."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Intake, Teacher
from teachers.selectors.intake_page import shown
from teachers.services import intake as services
from teachers.services import moves
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, HEAD, PETR

pytestmark = pytest.mark.usefixtures("loading_apart")
PHONE = (*HEAD, "Телефон")


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def _decide(made: Intake, number: int, decision: str, guide: User, teacher: int | None = None) -> None:
    with wall.scope([made.district_id], user=guide.pk):
        row = next(one for one in loading.rows(made) if one.number == number)
        services.decide(row=row, decision=decision, teacher=teacher, by=guide)


def test_a_decision_is_judged_against_the_other_rows_of_the_person(home: District, place: Organisation, guide: User) -> None:
    """Both rows were «тот же человек», the phone of the second was lost without a word; as another person one of them was written twice over."""
    with wall.scope([home.pk]):
        known = factories.teacher(home, place, last_name="Иванова", first_name="Анна", patronymic="Петровна", birth_date=dt.date(1980, 3, 21))
    file = loading.book(
        (*ANNA[:2], "", *ANNA[3:], "8 914 123-45-67"), (*ANNA[:2], "", "учитель", "Физика", "", "8 914 123-45-68"), (*ANNA[:2], "", *ANNA[3:], ""), head=PHONE
    )
    made = loading.check(file, guide, home, place)
    assert loading.verdicts(made) == ["doubtful"] * 3
    _decide(made, 2, "same_person", guide, known.pk)
    with pytest.raises(Refusal, match=r"Расходится со строкой 2: «Телефон»"):
        _decide(made, 3, "same_person", guide, known.pk)
    _decide(made, 2, "another_person", guide)
    with pytest.raises(Refusal, match=r"Расходится со строкой 2: «Телефон»"):
        _decide(made, 3, "another_person", guide)
    with pytest.raises(Refusal, match=r"Повторяет строку 2"):
        _decide(made, 4, "another_person", guide)
    _decide(made, 3, "skip", guide)
    done = loading.write(made, guide)
    assert (done.state, done.totals["made"], done.totals["jobs"]) == (Intake.State.APPLIED, 1, 1)


def test_another_name_altogether_is_a_doubt_and_a_new_surname_is_not(home: District, place: Organisation, guide: User) -> None:
    loading.write(loading.check(loading.book(ANNA, PETR), guide, home, place), guide)
    rows = [("Зимина Анна Петровна", *ANNA[1:]), ("Орлова Инна Львовна", *PETR[1:])]
    made = loading.check(loading.book(*rows), guide, home, place)
    assert loading.verdicts(made) == ["changed", "doubtful"]
    assert loading.rows(made)[1].candidates[0]["why"] == "Те же СНИЛС и дата рождения, но совсем другие фамилия, имя и отчество"


def test_an_undone_dismissal_does_not_hold_the_load(home: District, place: Organisation, guide: User) -> None:
    made = loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    with wall.scope([home.pk], user=guide.pk):
        moves.undo_move(move=moves.dismiss(teacher=Teacher.objects.get(), on=today(), by=guide), by=guide)
    assert loading.undo(made, guide).state == Intake.State.UNDONE
    with wall.scope([home.pk]):
        assert not Teacher.objects.exists()


def test_what_cannot_be_names_its_cell_and_a_new_person_shows_the_phone(home: District, place: Organisation, guide: User) -> None:
    """A school that closes takes nobody in for longer; a foreign school, a day in the far future."""
    with wall.scope([home.pk]):
        soon = factories.organisation(home, short_name="СШ № 2", name="МБОУ СШ № 2", closed=today() + dt.timedelta(days=60))
        factories.organisation(home, short_name="СШ № 3", name="МБОУ СШ № 3")
    head = ("ФИО", "Дата рождения", "Организация", "Должность", "Дата приёма", "Дата увольнения", "Телефон")
    last = f"{soon.closed - dt.timedelta(days=1):%d.%m.%Y}" if soon.closed else ""
    file = loading.book(
        (*ANNA[:2], "СШ № 2", "учитель", "01.09.2020", "", ""), (*PETR[:2], "СШ № 2", "учитель", "01.09.2020", last, "8 914 123-45-67"),
        ("Орлова Инна Львовна", "12.03.1980", "СШ № 3", "учитель", "01.09.2099", "", ""), head=head,
    )  # fmt: skip
    made = loading.check(file, guide, home, None)
    assert loading.verdicts(made) == ["refused", "new", "refused"]
    told = [next(one for one in row.problems if one["fatal"]) for row in loading.rows(made) if row.verdict == "refused"]
    assert [one["cell"] for one in told] == ["F2", "E4"]
    assert "закрывается" in told[0]["reason"]
    with wall.scope([home.pk], user=guide.pk):
        assert "914" in shown(made, loading.rows(made)[1:2], guide)[0].about
    foreign = loading.check(file, guide, home, place)
    assert {one["cell"] for row in loading.rows(foreign) for one in row.problems if one["fatal"]} == {"C2", "C3", "C4"}

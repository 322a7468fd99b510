"""What an import foresees is what it writes, and rows that contradict one another are not written."""

from __future__ import annotations

from typing import Any

import pytest

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from teachers.intake.afterwards import Told, afterwards
from teachers.intake.comparing import Row, judge
from teachers.intake.people import Person
from teachers.models import Employment, Intake
from teachers.selectors.intake import people_on
from teachers.services.intake.checking import file_of
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, PETR

COLUMNS = ("ФИО", "Дата рождения", "Должность", "Предмет", "Ставка", "Дата приёма", "Дата увольнения", "Вид работы", "Категория", "Дата присвоения категории",
           "Срок действия категории", "Стаж", "Телефон")  # fmt: skip

PETR_IN_FULL = (*PETR[:2], "учитель", "Физика", "1", "01.09.2020", "")


pytestmark = pytest.mark.usefixtures("loading_apart")


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def test_what_is_foreseen_is_what_is_written(home: District, place: Organisation, guide: User) -> None:
    """New cards with two jobs and a category; then a transfer, an end, a correction of a day, a longer term, other years and a phone."""
    anna, petr = ANNA[:2], PETR[:2]
    first = loading.book(
        (*anna, "учитель", "Математика", "1", "01.09.2015", "", "", "первая", "25.03.2021", "", "20", ""),
        (*anna, "учитель", "Физика", "0,5", "01.09.2016", "", "совместительство", "", "", "", "", "8 914 123-45-67"),
        (*petr, "учитель", "Физика", "1", "01.09.2020", "", "", "", "", "", "", ""),
        head=COLUMNS,
    )
    second = loading.book(
        (*anna, "директор", "", "1", "", "", "основное", "первая", "25.03.2021", "25.03.2026", "25", ""),
        (*anna, "учитель", "Физика", "0,5", "01.09.2016", "31.08.2027", "совместительство", "", "", "", "", "8 914 123-45-68"),
        (*petr, "учитель", "Физика", "1", "01.09.2019", "", "", "высшая", "25.03.2024", "", "5", ""),
        head=COLUMNS,
    )
    for file in (first, second):
        made = loading.check(file, guide, home, place)
        foreseen = _foreseen(made, guide)
        assert loading.write(made, guide).state == Intake.State.APPLIED
        with wall.scope([home.pk]):
            assert [_plain(one) for one in people_on(made.on).every] == foreseen
        assert loading.verdicts(loading.check(file, guide, home, place)) == ["same"] * 3


def _foreseen(made: Intake, by: User) -> list[Any]:
    with wall.scope([made.district_id], user=by.pk):
        rows = [Row(row.number, dict(row.values), []) for row in loading.rows(made)]
        groups: dict[str, list[Any]] = {}
        for one in judge(rows, file_of(made, by, people_on(made.on))):
            groups.setdefault(one.key, []).append(one)
    cards = [
        afterwards(group[0].person, [Told(one.row.number, one.row.values, one.changes) for one in group], made.on.isoformat()) for group in groups.values()
    ]
    return [_plain(one.person) for one in cards]


def _plain(person: Person) -> Any:
    """A card without the keys of the database."""
    return person.fields, person.years, person.lost, sorted(job[1:] for job in person.jobs), sorted(grade[1:] for grade in person.grades)


def test_rows_that_contradict_one_another_name_the_other_cell_and_write_nothing(home: District, place: Organisation, guide: User) -> None:
    """A category without its day in one row and with it in the other: the term of the first would come only the second time."""
    head = ("ФИО", "Дата рождения", "Должность", "Предмет", "Категория", "Дата присвоения категории", "Срок действия категории")
    file = loading.book(
        (*ANNA[:2], "учитель", "Математика", "высшая", "", "25.03.2027"), (*ANNA[:2], "учитель", "Физика", "высшая", "25.03.2021", ""), (*PETR[:2], "учитель", "Физика"),
        head=head,
    )  # fmt: skip
    made = loading.check(file, guide, home, place)
    assert loading.verdicts(made) == ["refused", "refused", "new"]
    told = [next(one for one in row.problems if one["fatal"]) for row in loading.rows(made)[:2]]
    assert [(one["cell"], one["reason"]) for one in told] == [
        ("G2", "Расходится со строкой 3: «Категория действует до» (ячейка G3)"),
        ("G3", "Расходится со строкой 2: «Категория действует до» (ячейка G2)"),
    ]
    loading.write(made, guide)
    assert loading.verdicts(loading.check(file, guide, home, place)) == ["refused", "refused", "same"]


def test_a_correction_of_today_brings_all_that_the_row_tells(home: District, place: Organisation, guide: User) -> None:
    """A job that begins today is corrected, not left by a transfer: its earlier first day came only the second time."""
    columns = ("ФИО", "Дата рождения", "Должность", "Предмет", "Дата приёма", "Приказ о приёме")
    loading.write(loading.check(loading.book((*ANNA[:2], "учитель", "", "", ""), head=columns), guide, home, place), guide)
    file = loading.book((*ANNA[:2], "учитель", "Физика", "01.09.2015", "№ 5"), head=columns)
    loading.write(loading.check(file, guide, home, place), guide)
    with wall.scope([home.pk]):
        job = Employment.objects.get()
        assert (job.subject, job.since, job.act) == ("Физика", loading.day("01.09.2015"), "№ 5")
    assert loading.verdicts(loading.check(file, guide, home, place)) == ["same"]


def test_a_job_told_otherwise_and_as_over_is_refused_beside_its_day(home: District, place: Organisation, guide: User) -> None:
    """It was offered as a transfer that ends before it begins: the database refused the whole file as if somebody else had changed the register."""
    loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    made = loading.check(loading.book((*ANNA[:2], "учитель", "Физика", "", "", "31.08.2016"), PETR_IN_FULL, head=COLUMNS[:7]), guide, home, place)
    assert loading.verdicts(made) == ["refused", "new"]
    [told] = [one for one in loading.rows(made)[0].problems if one["fatal"]]
    assert (told["cell"], told["reason"]) == ("G2", "Эта работа кончилась 31.08.2016, а на портале она записана иначе и ещё идёт")
    assert loading.write(made, guide).state == Intake.State.APPLIED

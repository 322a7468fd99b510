"""Of rows that contradict one another one may be left out: the others are judged anew and can be written; nothing else that was refused can."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.accounts.models import District, Organisation, Role, User
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Employment, Intake, Qualification, Teacher
from teachers.services import intake as services
from teachers.services.intake.deciding import Decided
from tests import factories
from tests.teachers import loading
from tests.teachers.loading import ANNA, HEAD, PETR

pytestmark = pytest.mark.usefixtures("loading_apart")
LATER = (*ANNA[:5], "01.09.2016")
GRADED = ("ФИО", "Дата рождения", "Должность", "Предмет", "Категория", "Дата присвоения категории", "Срок действия категории")
TERM = (*ANNA[:2], "учитель", "Математика", "высшая", "", "25.03.2027")
DAY = (*ANNA[:2], "учитель", "Физика", "высшая", "25.03.2021", "")


@pytest.fixture
def guide(home: District) -> User:
    return factories.user(Role.METHODIST, home)


def _decide(made: Intake, number: int, decision: str, guide: User) -> Decided:
    with wall.scope([made.district_id], user=guide.pk):
        return services.decide(row=next(one for one in loading.rows(made) if one.number == number), decision=decision, by=guide)


def _states(made: Intake) -> list[tuple[str, str]]:
    return [(row.verdict, row.decision) for row in loading.rows(made)]


@pytest.mark.parametrize(("left", "since"), [(2, "01.09.2016"), (3, "01.09.2015")])
def test_one_of_two_is_left_out_and_the_other_is_written(home: District, place: Organisation, guide: User, left: int, since: str) -> None:
    made = loading.check(loading.book(ANNA, LATER, PETR), guide, home, place)
    assert _states(made) == [("refused", ""), ("refused", ""), ("new", "take")]
    done = _decide(made, left, "skip", guide)
    other = 5 - left
    assert (done.done, done.dropped, done.freed) == (1, (), (other,))
    assert _states(made)[left - 2] == ("new", "skip")
    assert _states(made)[other - 2] == ("new", "take")
    assert loading.rows(made)[other - 2].problems == []
    written = loading.write(made, guide)
    assert (written.state, written.totals["made"]) == (Intake.State.APPLIED, 2)
    with wall.scope([home.pk]):
        assert Employment.objects.get(teacher__last_name="Иванова").since == loading.day(since)


def test_what_was_left_out_is_chosen_only_instead_of_the_other(home: District, place: Organisation, guide: User) -> None:
    made = loading.check(loading.book(ANNA, LATER), guide, home, place)
    _decide(made, 2, "skip", guide)
    with pytest.raises(Refusal, match="Расходится со строкой 3"):
        _decide(made, 2, "take", guide)
    _decide(made, 3, "skip", guide)
    _decide(made, 2, "take", guide)
    assert loading.write(made, guide).totals["made"] == 1
    with wall.scope([home.pk]):
        assert Employment.objects.get().since == loading.day("01.09.2015")


def test_of_three_that_differ_two_are_left_out(home: District, place: Organisation, guide: User) -> None:
    made = loading.check(loading.book(ANNA, LATER, (*ANNA[:5], "01.09.2017")), guide, home, place)
    assert _decide(made, 2, "skip", guide).freed == ()
    assert _states(made) == [("new", "skip"), ("refused", ""), ("refused", "")]
    assert [row.problems[-1]["reason"][:23] for row in loading.rows(made)[1:]] == ["Расходится со строкой 4", "Расходится со строкой 3"]
    assert _decide(made, 4, "skip", guide).freed == (3,)
    assert loading.write(made, guide).totals["made"] == 1


def test_the_card_is_found_although_no_row_named_it(home: District, place: Organisation, guide: User) -> None:
    """While they contradicted one another no row knew whose it was."""
    loading.write(loading.check(loading.book(ANNA), guide, home, place), guide)
    head = (*HEAD, "Телефон")
    file = loading.book((*ANNA, "8 914 123-45-67"), (*ANNA, "8 914 765-43-21"), head=head)
    made = loading.check(file, guide, home, place)
    _decide(made, 2, "skip", guide)
    assert _states(made) == [("changed", "skip"), ("changed", "take")]
    assert loading.write(made, guide).totals["edited"] == 1
    with wall.scope([home.pk]):
        assert Teacher.objects.get().phone == "+7 914 765-43-21"
    with wall.scope([home.pk], user=guide.pk):
        Teacher.objects.update(phone="")
    assert loading.verdicts(loading.check(loading.book((*ANNA, "8 914 765-43-21"), head=head), guide, home, place)) == ["changed"]


def test_what_only_the_second_time_would_tell_is_asked_again_when_a_row_is_chosen(home: District, place: Organisation, guide: User) -> None:
    """A category without its day in one row and with it in the other: both written, the same file would change something the second time."""
    made = loading.check(loading.book(TERM, DAY, head=GRADED), guide, home, place)
    assert loading.verdicts(made) == ["refused", "refused"]
    assert _decide(made, 2, "skip", guide).freed == (3,)
    with pytest.raises(Refusal, match="Расходится со строкой 3"):
        _decide(made, 2, "take", guide)
    loading.write(made, guide)
    with wall.scope([home.pk]):
        assert [(one.category, one.valid_until) for one in Qualification.objects.all()] == [("high", None)]


def test_a_row_that_cannot_be_written_of_itself_stays_refused(home: District, place: Organisation, guide: User) -> None:
    """Left out of the quarrel, it says what else is wrong with it; it takes no work from the other then."""
    nowhere = (*ANNA[:3], "", "", "01.09.2016")
    head = (*HEAD, "Пол")
    made = loading.check(loading.book((*ANNA, "ж"), (*nowhere, "м"), head=head), guide, home, place)
    assert loading.verdicts(made) == ["refused", "refused"]
    assert _decide(made, 3, "skip", guide).freed == (2,)
    assert _states(made) == [("new", "take"), ("refused", "")]
    assert "Должность не указана" in [one["reason"] for one in loading.rows(made)[1].problems if one["fatal"]]
    with pytest.raises(Refusal, match="Эту строку записать нельзя"):
        _decide(made, 3, "skip", guide)
    assert loading.write(made, guide).totals["made"] == 1


def test_a_row_refused_for_itself_is_not_left_out(home: District, place: Organisation, guide: User) -> None:
    made = loading.check(loading.book((*ANNA[:1], "12.13.1980", *ANNA[2:]), PETR), guide, home, place)
    assert loading.verdicts(made) == ["refused", "new"]
    with pytest.raises(Refusal, match="Эту строку записать нельзя"):
        _decide(made, 2, "skip", guide)


def test_the_page_offers_to_leave_out_what_contradicts_and_nothing_else(home: District, place: Organisation, guide: User) -> None:
    bad = ("Зимина Вера Львовна", "03.13.1985", "", "учитель", "", "")
    made = loading.check(loading.book(ANNA, LATER, bad), guide, home, place)
    client, address = factories.client(guide), reverse("teachers:intake", args=[made.pk])
    page = client.get(address)
    assert [one.contradicts for one in page.context["page"]] == [True, True, False]
    assert page.content.decode().count("Или пропустите одну из них: остальные строки об этом человеке проверятся без неё") == 2
    again = client.post(reverse("teachers:intake_decide", args=[made.pk, 3]), {"decision": "skip"}, follow=True).content.decode()
    assert "Строка 3 пропущена. Без неё проверена заново и выбрана строка 2." in again

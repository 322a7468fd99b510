"""«Кто есть кто»: who answers for what, from when to when, who stands in."""

import datetime as dt

import pytest

from portal.accounts import services
from portal.accounts.models import Appointment, District, Responsibility, Role, User, Word
from portal.accounts.selectors.duties import who_is_who
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.words import short_name
from tests import factories

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    with wall.scope(common=True):
        for number in range(1, 11):
            Word.objects.create(dictionary="rmc_methodist_directions", code=f"md{number:02}", name=f"Направление {number}", order=number)
        for number in range(1, 9):
            Word.objects.create(dictionary="methodist_roles", code=f"mr{number}", name=f"Роль {number}", order=number)


@pytest.fixture
def head(district: District) -> User:
    return factories.user(Role.DEPARTMENT_HEAD, district)


def post_of(who: User) -> Appointment:
    return Appointment.objects.get(user=who)


def assign(by: User, who: User, **changes: object) -> Responsibility:
    given = {"kind": "direction", "code": "md01", "since": today(), **changes}
    return services.assign(appointment=post_of(who), by=by, **given)  # type: ignore[arg-type]


def holders(district: District, on: dt.date) -> list[str]:
    return [line.who.short_name for line in who_is_who(district, on)[0].matters[0].lines]


def test_all_ten_directions_and_eight_roles_stand_there_also_without_anybody(district: District, head: User) -> None:
    directions, roles, _ = who_is_who(district, today())
    assert (len(directions.matters), directions.open, len(roles.matters)) == (10, 10, 8)


def test_a_duty_holds_from_to_and_a_past_date_shows_the_past(district: District, head: User) -> None:
    anna, vera = factories.user(Role.METHODIST, district, last_name="Первая"), factories.user(Role.METHODIST, district, last_name="Вторая")
    assign(head, anna, since=dt.date(2024, 9, 1), until=dt.date(2025, 8, 31))
    assign(head, vera, since=dt.date(2025, 9, 1), substitute=post_of(anna))
    assert holders(district, dt.date(2025, 8, 31)) == ["Первая А. И."]
    assert holders(district, today()) == ["Вторая А. И."]
    page = factories.client(factories.user(Role.TEACHER, district)).get("/people/who/").content.decode()
    assert "Вторая Анна Ильинична" in page
    assert short_name(anna) in page
    assert "Поручить" not in page


def test_who_has_left_answers_for_nothing(district: District, head: User) -> None:
    anna = factories.user(Role.METHODIST, district)
    assign(head, anna)
    services.end_appointment(appointment=post_of(anna), by=head)
    assert holders(district, today()) == []


def test_releasing_ends_it_today(district: District, head: User) -> None:
    anna = factories.user(Role.METHODIST, district)
    made = assign(head, anna, since=today() - 10 * DAY)
    assert factories.client(head).post(f"/people/who/{made.pk}/release/").status_code == 302
    assert holders(district, today()) == []
    assert holders(district, today() - DAY) == [anna.short_name]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "md99"}, "Выберите из списка"),
        ({"since": today(), "until": today() - DAY}, "раньше"),
        ({"since": dt.date(1999, 1, 1)}, "за пределы"),
    ],
)
def test_what_makes_no_sense_is_refused(district: District, head: User, changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        assign(head, factories.user(Role.METHODIST, district), **changes)


def test_the_same_duty_twice_in_the_same_days_is_refused(district: District, head: User) -> None:
    anna = factories.user(Role.METHODIST, district)
    assign(head, anna)
    with pytest.raises(Refusal, match="уже поручено"):
        assign(head, anna, since=today() + DAY)


def test_only_the_services_own_people_answer(district: District, head: User) -> None:
    with pytest.raises(Refusal, match="методисты и начальник"):
        assign(head, factories.user(Role.EXPERT, district))


def test_the_form_assigns(district: District, head: User) -> None:
    anna = factories.user(Role.METHODIST, district)
    form = {"what": "role:mr3", "appointment": post_of(anna).pk, "since": today().isoformat(), "act": "приказ № 5"}
    assert factories.client(head).post("/people/who/assign/", form).status_code == 302
    assert Responsibility.objects.get().act == "приказ № 5"


def test_a_teacher_assigns_nothing(district: District) -> None:
    assert factories.client(factories.user(Role.TEACHER, district)).get("/people/who/assign/").status_code == 403

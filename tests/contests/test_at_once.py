"""Two people write about the same contest in the same moment."""

import datetime as dt

import pytest

from contests import services
from contests.models import Contest, Participation
from portal.accounts.models import District, Role, User, Word
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Employment, Teacher
from teachers.services import merging
from tests import factories
from tests.racing import crossing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


@pytest.fixture
def home() -> District:
    """Really committed, unlike the rows of other tests."""
    return factories.district("sovgavan")


@pytest.fixture
def roles(home: District) -> None:
    Word.objects.get_or_create(dictionary="contest_roles", code="participant", defaults={"name": "участник"})


@pytest.fixture
def by(home: District) -> User:
    return factories.user(Role.METHODIST, home)


@pytest.fixture
def held(home: District) -> Contest:
    with wall.scope([home.pk]):
        return Contest.objects.create(district=home, name="Учитель года", starts_on=today() - dt.timedelta(days=30), ends_on=today(), state="open")


@pytest.fixture
def people(home: District) -> list[Teacher]:
    with wall.scope([home.pk]):
        return [factories.teacher(home) for _ in range(2)]


@pytest.fixture
def row(home: District, held: Contest, people: list[Teacher]) -> Participation:
    with wall.scope([home.pk]):
        return Participation.objects.create(district=home, contest=held, teacher=people[0], role="participant", happened_on=held.ends_on)


def test_a_participant_removed_twice_is_removed_once(home: District, by: User, row: Participation) -> None:
    def remove() -> None:
        services.remove_participant(participation=row, by=by)

    first, second = crossing([home.pk], Participation.objects.filter(pk=row.pk), remove, remove)
    assert (first, type(second), str(second)) == (None, Refusal, "Эту запись об участии уже удалили.")


def test_who_is_added_while_the_contest_moves_has_its_new_day(home: District, by: User, held: Contest, people: list[Teacher], row: Participation) -> None:
    later = services.ContestData(held.name, held.kind, held.starts_on, held.ends_on + dt.timedelta(days=30))
    first, second = crossing(
        [home.pk],
        Participation.objects.filter(pk=row.pk),
        lambda: services.edit_contest(contest=held, data=later, by=by),
        lambda: services.add_participants(contest=held, teachers=[people[1].pk], role="participant", by=by),
    )
    assert (first.ends_on, second) == (later.ends_on, 1)
    with wall.scope([home.pk]):
        assert list(Participation.objects.values_list("happened_on", flat=True)) == [later.ends_on] * 2


def test_a_contest_that_is_just_cancelled_gets_no_result(home: District, by: User, held: Contest, row: Participation) -> None:
    other = factories.user(Role.METHODIST, home)
    first, second = crossing(
        [home.pk],
        User.objects.filter(pk=by.pk),  # whom the journal names: the contest is cancelled, not committed
        lambda: services.move_contest(contest=held, move="cancel", by=by, comment="Нет заявок"),
        lambda: services.set_results(contest=held, results={row.pk: "winner"}, by=other),
    )
    assert (first.state, type(second), str(second)) == ("cancelled", Refusal, "Конкурс отменён: результаты в него не вносят.")
    with wall.scope([home.pk]):
        assert Participation.objects.get().result == ""


def test_results_are_locked_in_the_order_of_their_keys(home: District, by: User, held: Contest, people: list[Teacher], row: Participation) -> None:
    """Whatever order they lie in: who waits for a later row holds the earlier one already, so two who save the same page never wait for each other."""
    with wall.scope([home.pk]):
        last = Participation.objects.create(district=home, contest=held, teacher=people[1], role="participant", happened_on=held.ends_on)
        Participation.objects.filter(pk=row.pk).update(result="winner")  # now it lies behind the later one
    first, second = crossing(
        [home.pk],
        Participation.objects.filter(pk=last.pk),
        lambda: services.set_results(contest=held, results={last.pk: "", row.pk: ""}, by=by),
        lambda: services.remove_participant(participation=row, by=factories.user(Role.METHODIST, home)),
    )
    assert (first.changed, second) == (1, None)  # the second has waited for the first


def test_a_card_that_was_merged_into_another_or_made_nameless_takes_part_no_more(home: District, by: User, held: Contest, people: list[Teacher]) -> None:
    gone, kept = people
    with wall.scope([home.pk]):
        Teacher.objects.filter(pk=gone.pk).update(merged_into=kept)
        with pytest.raises(Refusal, match=f"объединили с карточкой «{kept.full_name}», 01.03.1985"):
            services.add_participants(contest=held, teachers=[gone.pk], role="participant", by=by)
        Teacher.objects.filter(pk=gone.pk).update(merged_into=None, erased_on=today())
        with pytest.raises(Refusal, match="её обезличили"):
            services.add_participants(contest=held, teachers=[gone.pk], role="participant", by=by)
        assert not Participation.objects.exists()


def test_a_merger_of_the_card_in_the_same_moment_loses_no_participation(home: District, by: User, held: Contest, people: list[Teacher]) -> None:
    gone, kept = people
    with wall.scope([home.pk]):
        Employment.objects.filter(teacher=kept).update(since=dt.date(2010, 9, 1), until=dt.date(2011, 8, 31))
    first, second = crossing(
        [home.pk],
        Employment.objects.filter(teacher=gone),
        lambda: merging.merge(kept=kept, duplicate=gone, fields={}, by=by),
        lambda: services.add_participants(contest=held, teachers=[gone.pk], role="participant", by=by),
    )
    assert (type(first).__name__, type(second)) == ("Merging", Refusal)
    with wall.scope([home.pk]):
        assert not Participation.objects.exists()

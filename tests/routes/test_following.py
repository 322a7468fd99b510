"""A current route goes where the person mainly works; a finished one stays where it was walked."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from portal.accounts.models import Organisation, Role, User, Word
from portal.accounts.models.districts import ZONES
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.periods import today
from routes import tasks
from routes.models import Route
from routes.selectors.missing import place_counts
from routes.services import follow_main_work
from teachers.models import Employment
from teachers.services import merging, moves, reorganisation
from teachers.services.moves import Job
from tests import factories
from tests.routes.conftest import People, complete_route

DAY, ACT = dt.timedelta(days=1), "Приказ № 1"


@pytest.fixture(autouse=True)
def words(people: People) -> None:
    with wall.scope(common=True):
        Word.objects.get_or_create(dictionary="positions", code="ped01", defaults={"name": "учитель", "group": "педагогические"})


@pytest.fixture
def finished(people: People) -> Route:
    return complete_route(people, "done", completed_on=today() - 300 * DAY, starts_on=today() - 600 * DAY, ends_on=today() - 300 * DAY)


@pytest.fixture
def active(people: People, finished: Route) -> Route:
    return complete_route(people, "active", approved_on=today())


@pytest.fixture
def other(people: People) -> Organisation:
    return factories.organisation(people.district, short_name="СОШ № 77")


@pytest.fixture
def head(people: People, other: Organisation) -> User:
    return factories.user(Role.SCHOOL_HEAD, people.district, organisation=other)


def places(*routes: Route) -> list[int]:
    return [Route.objects.get(pk=one.pk).organisation_id for one in routes]


def ways(people: People, other: Organisation, on: dt.date) -> Iterator[tuple[object, object]]:
    """Each way to another main work, done and undone."""
    methodist = people["methodist"]
    merged = reorganisation.merge(sources=[people.school], target=other, on=on, act=ACT, by=methodist)
    yield merged, lambda: reorganisation.undo(reorganisation=merged, by=methodist)
    split = reorganisation.split(source=people.school, people={people.teacher.pk: other}, on=on, act=ACT, close=False, by=methodist)
    yield split, lambda: reorganisation.undo(reorganisation=split, by=methodist)
    move = moves.transfer(teacher=people.teacher, job=Job(other, "ped01"), on=on, act=ACT, by=methodist)
    yield move, lambda: moves.undo_move(move=move, by=methodist)


def test_the_current_route_follows_main_work_and_comes_back_when_that_is_undone(
    people: People, active: Route, finished: Route, other: Organisation, head: User
) -> None:
    here, there = people.school.pk, other.pk
    for _, undone in ways(people, other, today()):
        assert places(active, finished) == [there, here]
        assert set(Route.objects.visible_to(head)) == {active}
        assert active not in Route.objects.visible_to(people["head"])
        assert [place_counts(people["methodist"], one, today()).current for one in (here, there)] == [0, 1]
        undone()  # type: ignore[operator]
        assert places(active, finished) == [here, here]
        assert not Route.objects.visible_to(head).exists()


def test_a_return_that_is_undone_leaves_nothing_in_the_place_where_she_never_worked(people: People, active: Route, other: Organisation, head: User) -> None:
    """Nobody works anywhere then: the route stayed, its deficits before the eyes of a foreign head. So it was after an import, too."""
    moves.dismiss(teacher=people.teacher, on=today() - 3 * DAY, by=people["methodist"])
    for followed in (False, True):  # the task may have told of it in between
        move = moves.come_back(teacher=people.teacher, job=Job(other, "ped01"), on=today(), by=people["methodist"])
        assert (places(active), set(Route.objects.visible_to(head))) == ([other.pk], {active})
        if followed:
            assert tasks.follow_work() == 1
        moves.undo_move(move=move, by=people["methodist"])
        assert (places(active), set(Route.objects.visible_to(head))) == ([people.school.pk], set())
    assert ([tasks.follow_work() for _ in range(2)], places(active)) == ([1, 0], [people.school.pk])


def test_the_routes_of_a_duplicate_go_with_the_cards_at_once_and_come_back(people: People, active: Route, finished: Route, other: Organisation) -> None:
    """Also when the card that stays has left: the route follows the job that came with the other one, and is left by it."""
    methodist, here, there = people["methodist"], people.school.pk, other.pk
    twin = factories.teacher(people.district, other, last_name=people.teacher.last_name, since=today() - 100 * DAY)
    second = factories.route(twin, state="active")
    Employment.objects.filter(teacher=twin).update(until=today() - 5 * DAY)
    Employment.objects.filter(teacher=people.teacher).update(since=today() - 4 * DAY)
    made = merging.merge(kept=people.teacher, duplicate=twin, fields={}, by=methodist)
    assert places(active, finished, second) == [here, here, here]
    merging.undo(merging=made, by=methodist)
    assert places(active, finished, second) == [here, here, there]
    Employment.objects.filter(teacher=people.teacher).update(since=today() - 300 * DAY, until=today() - 200 * DAY)
    made = merging.merge(kept=people.teacher, duplicate=twin, fields={}, by=methodist)
    assert places(active, finished, second) == [there, here, there]
    merging.undo(merging=made, by=methodist)
    assert places(active, finished, second) == [here, here, there]
    assert tasks.follow_work() == 0


def test_a_route_finished_while_a_transfer_lasted_stays_where_it_was_walked(people: People, active: Route, other: Organisation) -> None:
    move = moves.transfer(teacher=people.teacher, job=Job(other, "ped01"), on=today(), act=ACT, by=people["methodist"])
    Route.objects.filter(pk=active.pk).update(state="done", completed_on=today())
    moves.undo_move(move=move, by=people["methodist"])
    assert (tasks.follow_work(), places(active)) == (1, [other.pk])


def test_the_new_head_opens_the_route_and_the_former_one_does_not(people: People, active: Route, other: Organisation, head: User) -> None:
    reorganisation.merge(sources=[people.school], target=other, on=today(), act=ACT, by=people["methodist"])
    assert factories.client(head).get(f"/routes/{active.pk}/").status_code == 200
    assert factories.client(people["head"]).get(f"/routes/{active.pk}/").status_code == 404


def test_a_second_job_that_becomes_the_main_one_takes_the_route_along(people: People, active: Route, other: Organisation) -> None:
    Employment.objects.filter(teacher=people.teacher).update(is_main=False)
    assert places(active) == [people.school.pk]  # no main work at all: where she worked last
    second = Employment.objects.create(
        district=people.district, teacher=people.teacher, organisation=other, position="ped01", is_main=False, since=today() - DAY
    )
    Employment.objects.filter(pk=second.pk).update(is_main=True)
    assert places(active) == [other.pk]


def test_a_later_date_is_followed_when_it_comes_and_is_journalled_once(people: People, active: Route, other: Organisation, head: User) -> None:
    Route.objects.filter(pk=active.pk).update(state="review")
    moves.transfer(teacher=people.teacher, job=Job(other, "ped01"), on=today() + 5 * DAY, act=ACT, by=people["methodist"])
    assert (tasks.follow_work(), places(active)) == (0, [people.school.pk])
    assert (follow_main_work(on=today() + 4 * DAY), places(active)) == (0, [people.school.pk])
    assert [follow_main_work(on=today() + 5 * DAY) for _ in range(2)] == [1, 0]
    assert places(active) == [other.pk]
    (deed,) = Deed.objects.about(active)
    assert (deed.told, deed.changes[0].label) == ("перенёс маршрут вслед за основной работой", "организация")
    assert (deed.changes[0].before, deed.changes[0].after) == (people.school.short_name, "СОШ № 77")
    assert Notice.objects.filter(user=head, text__contains="ждёт согласования").count() == 1


def test_the_route_of_whoever_works_nowhere_goes_with_her_last_school_into_the_one_it_was_merged_into(
    people: People, active: Route, finished: Route, other: Organisation, head: User
) -> None:
    """It stayed in a school that is no more, where nobody could decide about it."""
    third, methodist = factories.organisation(people.district, short_name="СОШ № 78"), people["methodist"]
    moves.dismiss(teacher=people.teacher, on=today() - DAY, by=methodist)
    assert (tasks.follow_work(), places(active)) == (0, [people.school.pk])
    merged = reorganisation.merge(sources=[people.school], target=other, on=today(), act=ACT, by=methodist)
    assert ([tasks.follow_work() for _ in range(2)], places(active, finished)) == ([1, 0], [other.pk, people.school.pk])
    assert set(Route.objects.visible_to(head)) == {active}
    assert Deed.objects.about(active).filter(verb__contains="вслед за").count() == 1
    reorganisation.undo(reorganisation=merged, by=methodist)
    assert (tasks.follow_work(), places(active)) == (1, [people.school.pk])
    reorganisation.merge(sources=[people.school], target=other, on=today(), act=ACT, by=methodist)
    reorganisation.merge(sources=[other], target=third, on=today() + DAY, act=ACT, by=methodist)
    assert ([follow_main_work(on=today() + at * DAY) for at in (0, 1, 1)], places(active)) == ([1, 1, 0], [third.pk])


def test_a_closed_school_without_a_successor_leaves_the_route_to_the_methodist(people: People, active: Route) -> None:
    moves.dismiss(teacher=people.teacher, on=today() - DAY, by=people["methodist"])
    Employment.objects.filter(organisation=people.school).update(until=today() - DAY)
    reorganisation.close(organisation=people.school, on=today(), act=ACT, by=people["methodist"])
    assert (tasks.follow_work(), places(active)) == (0, [people.school.pk])
    assert active in Route.objects.visible_to(people["methodist"])
    assert people["methodist"].has_perm("routes.cancel", active)
    assert active not in Route.objects.visible_to(User.objects.get(pk=people["head"].pk))


def test_a_school_split_into_one_other_and_closed_is_followed_and_among_several_is_not(people: People, active: Route, other: Organisation, head: User) -> None:
    """Who left before the split works nowhere: her route went nowhere, before the methodist's eyes only."""
    third, methodist = factories.organisation(people.district, short_name="СОШ № 78"), people["methodist"]
    moves.dismiss(teacher=people.teacher, on=today() - DAY, by=methodist)
    stay = [factories.teacher(people.district, people.school).pk for _ in range(2)]
    left = Employment.objects.filter(organisation=people.school, until__isnull=True).exclude(teacher__in=stay).values_list("teacher", flat=True)
    everybody = {**dict.fromkeys(left, other), **dict.fromkeys(stay, other)}
    split = reorganisation.split(source=people.school, people=everybody, on=today(), act=ACT, close=True, by=methodist)
    assert ([tasks.follow_work() for _ in range(2)], places(active)) == ([1, 0], [other.pk])
    assert set(Route.objects.visible_to(head)) == {active}
    reorganisation.undo(reorganisation=split, by=methodist)
    assert (tasks.follow_work(), places(active)) == (1, [people.school.pk])
    reorganisation.split(source=people.school, people={**everybody, stay[0]: third}, on=today(), act=ACT, close=True, by=methodist)
    assert (tasks.follow_work(), places(active)) == (0, [people.school.pk])
    assert active in Route.objects.visible_to(methodist)


@pytest.mark.parametrize("zone", sorted(ZONES))
def test_the_work_of_a_new_day_is_followed_at_the_midnight_of_the_district(zone: str) -> None:
    """It was up to five minutes later: meanwhile the former head saw the route."""
    when = settings.CELERY_BEAT_SCHEDULE["places"]["schedule"]
    midnight = dt.datetime(2026, 11, 28, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(settings.CELERY_TIMEZONE))
    assert midnight.minute in when.minute
    assert midnight.hour in when.hour

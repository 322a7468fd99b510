"""A кадровое событие and a merger in the same moment: the second finds what the first has made."""

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import Appointment, District, Organisation, Reorganisation, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Assessment, Employment, Namesakes, Teacher
from teachers.services import assessment, merging, moves, reorganisation
from teachers.services.move_rows import changed, dropped
from tests import factories
from tests.racing import crossing

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
REMOVED = "Запись о работе или отпуске только что изменили или удалили"


@pytest.fixture
def district() -> District:
    """Really committed, unlike the rows of other tests."""
    for code, name in (("ped01", "учитель"), ("ped02", "педагог-психолог")):
        Word.objects.get_or_create(dictionary="positions", code=code, defaults={"name": name, "group": "педагогические"})
    return factories.district("sovgavan")


@pytest.fixture
def by(district: District) -> User:
    return factories.user(Role.METHODIST, district)


@pytest.fixture
def schools(district: District) -> list[Organisation]:
    with wall.scope([district.pk]):
        return [factories.organisation(district) for _ in range(3)]


@pytest.fixture
def person(district: District, schools: list[Organisation]) -> Teacher:
    with wall.scope([district.pk]):
        return factories.teacher(district, schools[0])


def jobs(district: District, who: Teacher) -> list[tuple[int, dt.date, dt.date | None]]:
    with wall.scope([district.pk]):
        return list(Employment.objects.filter(teacher=who).order_by("since", "pk").values_list("organisation_id", "since", "until"))


@pytest.mark.parametrize("deed", ["dismiss", "transfer"])
def test_whoever_leaves_while_her_school_is_merged_has_no_job_afterwards_that_nobody_meant(
    district: District, by: User, schools: list[Organisation], person: Teacher, deed: str
) -> None:
    """The merger has her job already and waits for an access; without a turn the event would end what the merger has ended otherwise."""
    source, target, other = schools
    with wall.scope([district.pk]):
        post = Appointment.objects.get(user=factories.user(Role.SCHOOL_HEAD, district, organisation=source))

    def leave() -> Any:
        if deed == "dismiss":
            return moves.dismiss(teacher=person, on=today(), by=by)
        return moves.transfer(teacher=person, job=moves.Job(other, "ped01"), on=today(), by=by)

    on = today() + 10 * DAY
    first, second = crossing(
        [district.pk],
        Appointment.objects.filter(pk=post.pk),
        lambda: reorganisation.merge(sources=[source], target=target, on=on, act="Постановление", by=by),
        leave,
    )
    assert type(first) is Reorganisation
    assert not isinstance(second, Exception) or isinstance(second, Refusal)
    found = jobs(district, person)
    if deed == "dismiss":
        assert found == [(source.pk, found[0][1], today())]
    assert all(until and until < on for place, _, until in found if place == source.pk)
    assert len([one for one in found if one[2] is None]) <= 1


def test_a_job_that_is_just_taken_back_does_not_come_again_with_its_end(district: District, by: User, schools: list[Organisation], person: Teacher) -> None:
    """A second job: no other stands in the way of its coming again."""
    main, source, target = schools
    with wall.scope([district.pk]):
        moves.take_second_job(teacher=person, job=moves.Job(source, "ped02"), on=today() - 30 * DAY, by=by)
        done = reorganisation.merge(sources=[source], target=target, on=today(), act="Постановление", by=by)
        was, made = Employment.objects.filter(teacher=person, is_main=False).order_by("since")
    first, second = crossing(
        [district.pk],
        Employment.objects.filter(pk=was.pk),
        lambda: reorganisation.undo(reorganisation=done, by=by),
        lambda: moves.dismiss(teacher=person, job=made, on=today(), by=by),
    )
    assert (type(first), type(second)) == (Reorganisation, Refusal)
    assert jobs(district, person) == [(main.pk, dt.date(2015, 9, 1), None), (source.pk, was.since, None)]


def test_a_row_that_is_no_more_or_another_is_not_written_over(district: District, by: User, person: Teacher) -> None:
    with wall.scope([district.pk]):
        row = Employment.objects.get(teacher=person)
        Employment.objects.filter(pk=row.pk).update(until=today())
        with pytest.raises(Refusal, match=REMOVED):
            changed(row, ended_act="Приказ")
        with pytest.raises(Refusal, match=REMOVED):
            dropped(row)
        Employment.objects.filter(pk=row.pk).delete()
        with pytest.raises(Refusal, match=REMOVED):
            changed(row, until=today())
        assert not Employment.objects.exists()


def test_a_self_assessment_begun_while_the_card_is_merged_is_not_left_on_it(district: District, by: User, schools: list[Organisation]) -> None:
    factories.framework()
    with wall.scope([district.pk]):
        account = factories.user(Role.TEACHER, district)
        gone = factories.teacher(district, schools[0], user=account)
        kept = factories.teacher(district, schools[0], since=dt.date(2010, 9, 1), until=dt.date(2011, 8, 31))
    first, second = crossing(
        [district.pk],
        Employment.objects.filter(teacher=gone),
        lambda: merging.merge(kept=kept, duplicate=gone, fields={}, by=by),
        lambda: assessment.start_assessment(teacher=gone, functions=[], by=account),
    )
    assert (type(first).__name__, str(second)) == ("Merging", assessment.NO_CARD)
    with wall.scope([district.pk]):
        assert not Assessment.objects.exists()


def test_cards_are_joined_while_their_school_is_merged(district: District, by: User, schools: list[Organisation]) -> None:
    """The joining has the cards and goes from job to job; the merger would have the last of these jobs and ask for the card that the new one belongs to."""
    source, target, other = schools
    with wall.scope([district.pk]):
        gone = factories.teacher(district, other, since=dt.date(2010, 9, 1), until=dt.date(2011, 8, 31))
        gate = Employment.objects.filter(pk=Employment.objects.get(teacher=gone).pk)
        Employment.objects.create(district=district, teacher=gone, organisation=source, position="ped01", since=dt.date(2015, 9, 1))
        kept = factories.teacher(district, other, since=dt.date(2012, 9, 1), until=dt.date(2013, 8, 31))
    first, second = crossing(
        [district.pk],
        gate,
        lambda: merging.merge(kept=kept, duplicate=gone, fields={}, by=by),
        lambda: reorganisation.merge(sources=[source], target=target, on=today() + 10 * DAY, act="Постановление", by=by),
    )
    assert (type(first).__name__, type(second).__name__) == ("Merging", "Reorganisation")
    assert [place for place, *_ in jobs(district, kept)] == [other.pk, other.pk, source.pk, target.pk]


def test_a_pair_brought_back_twice_is_brought_back_once(district: District, by: User, schools: list[Organisation], person: Teacher) -> None:
    with wall.scope([district.pk]):
        said = merging.tell_apart(one=person, other=factories.teacher(district, schools[0]), by=by)
        before = Deed.objects.count()

    def again() -> None:
        merging.ask_again(said=said, by=by)

    assert crossing([district.pk], Namesakes.objects.filter(pk=said.pk), again, again) == (None, None)
    with wall.scope([district.pk]):
        assert (Namesakes.objects.count(), Deed.objects.count() - before) == (0, 2)

"""Marking who came."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities import services
from communities.models import Attendance, Event
from portal.accounts.models import Appointment, District, Role, User
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.communities.conftest import Opening


def states(event: Event) -> dict[int, str]:
    return dict(Attendance.objects.filter(event=event).values_list("teacher_id", "status"))


def test_mark_sets_present_with_who_and_when(event: Event, listed: list[Attendance], methodist: User) -> None:
    row = services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    row.refresh_from_db()
    assert (row.status, row.marked_by, row.held_on) == ("present", methodist, timezone.localdate(event.starts_at))
    deed = Deed.objects.about(row).get()
    assert (deed.actor, deed.verb, deed.before, deed.after) == (methodist, "отметил(а) присутствие", {"отметка": "заявлена"}, {"отметка": "присутствовала"})


def test_mark_twice_is_one_mark_and_one_deed(event: Event, listed: list[Attendance], methodist: User) -> None:
    first = services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    again = services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=factories.user(Role.METHODIST, event.district))
    assert (again.marked_by, again.marked_at) == (methodist, first.marked_at)
    assert Deed.objects.about(first).count() == 1


def test_mark_updates_one_row_only(event: Event, listed: list[Attendance], methodist: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    updates = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("UPDATE")]
    assert len(updates) == 1
    assert sorted(states(event).values()) == ["present", *["registered"] * 4]


def test_unmark_returns_to_registered_and_after_the_event_to_absent(event: Event, listed: list[Attendance], methodist: User) -> None:
    who = listed[0].teacher_id
    services.mark(event=event, teacher_id=who, present=True, by=methodist)
    services.mark(event=event, teacher_id=who, present=False, by=methodist)
    assert states(event)[who] == "registered"
    services.mark(event=event, teacher_id=who, present=True, by=methodist)
    Event.objects.filter(pk=event.pk).update(state="held")
    event.refresh_from_db()
    services.mark(event=event, teacher_id=who, present=False, by=methodist)
    assert states(event)[who] == "absent"


def test_mark_of_somebody_not_listed_is_refused(event: Event, people: list[Teacher], methodist: User) -> None:
    with pytest.raises(Refusal, match="нет в списке"):
        services.mark(event=event, teacher_id=people[0].pk, present=True, by=methodist)


def test_mark_of_a_foreign_teacher_id_is_refused(event: Event, foreign: District, methodist: User) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign)
    with pytest.raises(Refusal, match="нет в списке"):
        services.mark(event=event, teacher_id=stranger.pk, present=True, by=methodist)
    with pytest.raises(Refusal, match="вашего района"):
        services.join(event=event, teachers=[stranger.pk], by=methodist)
    assert states(event) == {}


def test_join_of_own_second_district_to_an_event_that_is_not_shared_is_refused(event: Event, foreign: District, methodist: User) -> None:
    with wall.scope([event.district_id, foreign.pk]):
        Appointment.objects.create(user=methodist, district=foreign, role=Role.METHODIST, since=dt.date(2020, 1, 1))
        stranger = factories.teacher(foreign)
        methodist.__dict__.pop("posts", None)
        with pytest.raises(Refusal, match="вашего района"):
            services.join(event=event, teachers=[stranger.pk], by=methodist)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD])
def test_mark_by_anybody_but_a_methodist_is_refused(event: Event, listed: list[Attendance], role: str) -> None:
    with pytest.raises(Refusal, match="только методист"):
        services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=factories.user(role, event.district))


def test_mark_before_the_day_is_refused(coming: Event, people: list[Teacher], methodist: User) -> None:
    factories.attendance(coming, people[0], "registered")
    with pytest.raises(Refusal, match="в день события"):
        services.mark(event=coming, teacher_id=people[0].pk, present=True, by=methodist)


def test_mark_earlier_on_the_day_itself_is_allowed(district: District, people: list[Teacher], methodist: User) -> None:
    noon = timezone.localtime().replace(hour=23, minute=59)
    event = factories.event(district, starts_at=noon)
    services.join(event=event, teachers=[people[0].pk], by=methodist)
    assert states(event) == {people[0].pk: "present"}


def test_mark_at_a_cancelled_event_is_refused(event: Event, listed: list[Attendance], methodist: User) -> None:
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    event.refresh_from_db()
    for deed in (
        lambda: services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist),
        lambda: services.mark_everybody(event=event, by=methodist),
        lambda: services.join(event=event, teachers=[listed[0].teacher_id], by=methodist),
    ):
        with pytest.raises(Refusal, match="отменено"):
            deed()


def test_mark_everybody_and_undo(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    bulk = services.mark_everybody(event=event, by=methodist)
    assert (bulk.count, set(states(event).values())) == (4, {"present"})
    assert services.undo(event=event, stamp=bulk.stamp, before=bulk.before, by=methodist) == 4
    assert sorted(states(event).values()) == ["present", *["registered"] * 4]


def test_undo_leaves_marks_made_since(event: Event, listed: list[Attendance], methodist: User) -> None:
    colleague = factories.user(Role.METHODIST, event.district)
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    cleared = services.unmark_everybody(event=event, by=methodist)
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=colleague)
    services.undo(event=event, stamp=cleared.stamp, before=cleared.before, by=methodist)
    assert Attendance.objects.get(pk=listed[0].pk).marked_by == colleague
    joined = services.mark_everybody(event=event, by=methodist)
    services.mark(event=event, teacher_id=listed[1].teacher_id, present=False, by=colleague)
    services.mark(event=event, teacher_id=listed[1].teacher_id, present=True, by=colleague)
    assert services.undo(event=event, stamp=joined.stamp, before=joined.before, by=methodist) == 3
    assert states(event)[listed[1].teacher_id] == "present"


def test_undo_by_somebody_else_changes_nothing(event: Event, listed: list[Attendance], methodist: User) -> None:
    bulk = services.mark_everybody(event=event, by=methodist)
    other = factories.user(Role.METHODIST, event.district)
    assert services.undo(event=event, stamp=bulk.stamp, before=bulk.before, by=other) == 0
    assert set(states(event).values()) == {"present"}


def test_bulk_deeds_are_set_based_and_one_deed_each(event: Event, listed: list[Attendance], methodist: User) -> None:
    def cost() -> int:
        services.unmark_everybody(event=event, by=methodist)
        with CaptureQueriesContext(connection) as queries:
            services.mark_everybody(event=event, by=methodist)
        return len(queries)

    few = cost()
    for _ in range(12):
        factories.attendance(event, factories.teacher(event.district), "registered")
    assert cost() == few
    deed = Deed.objects.about(event).first()
    assert deed is not None
    assert (deed.verb, deed.after, deed.comment.count(",")) == ("отметил(а) присутствие", {"человек": 17}, 16)


def test_save_marks_touches_only_the_named(event: Event, listed: list[Attendance], methodist: User) -> None:
    """The page without JavaScript sends what was changed on it; another methodist's marks stay."""
    first, second, third = (row.teacher_id for row in listed[:3])
    services.mark(event=event, teacher_id=third, present=True, by=factories.user(Role.METHODIST, event.district))
    services.mark(event=event, teacher_id=second, present=True, by=methodist)
    services.save_marks(event=event, present=[first], absent=[second], by=methodist)
    assert [states(event)[pk] for pk in (first, second, third)] == ["present", "registered", "present"]


def test_join_adds_missing_and_marks_listed(event: Event, people: list[Teacher], methodist: User) -> None:
    factories.attendance(event, people[0], "registered")
    factories.attendance(event, people[1], "present")
    bulk = services.join(event=event, teachers=[one.pk for one in people[:3]], by=methodist)
    assert set(states(event).values()) == {"present"}
    assert bulk.before == {people[0].pk: "registered", people[2].pk: ""}
    services.undo(event=event, stamp=bulk.stamp, before=bulk.before, by=methodist)
    assert states(event) == {people[0].pk: "registered", people[1].pk: "present"}


def test_join_twice_doubles_nobody(event: Event, people: list[Teacher], methodist: User) -> None:
    ids = [one.pk for one in people]
    services.join(event=event, teachers=ids, by=methodist)
    assert services.join(event=event, teachers=ids, by=methodist).count == 0
    assert Attendance.objects.filter(event=event).count() == 5


def test_join_before_the_event_signs_up_within_the_places(coming: Event, people: list[Teacher], methodist: User) -> None:
    Event.objects.filter(pk=coming.pk).update(capacity=3)
    coming.refresh_from_db()
    services.join(event=coming, teachers=[people[0].pk], by=methodist)
    with pytest.raises(Refusal, match="свободно 2, а вы добавляете 4"):
        services.join(event=coming, teachers=[one.pk for one in people], by=methodist)
    services.join(event=coming, teachers=[people[1].pk, people[2].pk], by=methodist)
    assert set(states(coming).values()) == {"registered"}
    assert Deed.objects.about(coming).first().verb == "записал(а) на событие"  # type: ignore[union-attr]


def test_join_of_nobody_is_refused(event: Event, methodist: User) -> None:
    with pytest.raises(Refusal, match="Никто не выбран"):
        services.join(event=event, teachers=[], by=methodist)


def test_close_marking_holds_the_event_and_the_rest_were_absent(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    assert services.close_marking(event=event, by=methodist) == 4
    event.refresh_from_db()
    assert (event.state, sorted(states(event).values())) == ("held", [*["absent"] * 4, "present"])
    assert services.close_marking(event=event, by=methodist) == 0


def test_close_marking_without_anybody_present_is_refused(event: Event, listed: list[Attendance], methodist: User) -> None:
    with pytest.raises(Refusal, match="Не отмечен ни один"):
        services.close_marking(event=event, by=methodist)
    assert set(states(event).values()) == {"registered"}


def test_after_the_event_the_methodist_still_corrects(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    services.close_marking(event=event, by=methodist)
    event.refresh_from_db()
    row = services.mark(event=event, teacher_id=listed[1].teacher_id, present=True, by=methodist)
    assert Deed.objects.about(row).get().before == {"отметка": "не была"}


def test_at_a_shared_event_each_district_marks_its_own(event: Event, listed: list[Attendance], methodist: User, foreign: District, partner: Opening) -> None:
    Event.objects.filter(pk=event.pk).update(shared=True)
    event.refresh_from_db()
    with partner():
        theirs = factories.user(Role.METHODIST, foreign)
        stranger = factories.teacher(foreign)
    with partner():
        services.join(event=event, teachers=[stranger.pk], by=theirs)
        assert states(event) == {stranger.pk: "present"}
        assert Deed.objects.about(event).get().district_id == foreign.pk
        with pytest.raises(Refusal, match="вашего района"):
            services.join(event=event, teachers=[listed[0].teacher_id], by=theirs)
        with pytest.raises(Refusal, match="нет в списке"):
            services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=theirs)
        services.mark_everybody(event=event, by=theirs)
        services.close_marking(event=event, by=theirs)
    event.refresh_from_db()
    assert (event.state, set(states(event).values())) == ("announced", {"registered"})
    services.mark_everybody(event=event, by=methodist)
    assert len(states(event)) == 5


def test_strike_takes_off_the_list_who_will_not_come(coming: Event, people: list[Teacher], methodist: User) -> None:
    row = factories.attendance(coming, people[0], "registered")
    for _ in range(2):
        services.strike(event=coming, teacher_id=people[0].pk, by=methodist)
    assert states(coming) == {}
    assert Deed.objects.get(object_id=row.pk).verb == "убрал(а) из списка события"


def test_strike_of_somebody_present_is_refused(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    with pytest.raises(Refusal, match="снимите отметку"):
        services.strike(event=event, teacher_id=listed[0].teacher_id, by=methodist)


def test_an_enrolment_of_many_may_be_taken_back_from_the_event_page_later(coming: Event, people: list[Teacher], methodist: User) -> None:
    factories.attendance(coming, people[0], "registered")  # signed up by herself
    desk, page = factories.client(methodist), reverse("communities:event", args=[coming.pk])
    desk.post(f"{page}attendance/add/", {"teacher": [one.pk for one in people[1:4]]})
    for address in (page, f"{page}attendance/"):
        assert "Отменить запись 3\u00a0человек" in desk.get(address).content.decode()
    assert "Отменить запись 3" not in factories.client(factories.user(Role.METHODIST, coming.district)).get(page).content.decode()
    shown = desk.get(page).context
    desk.post(f"{page}attendance/undo/", {"stamp": shown["undo"].stamp.isoformat(), "before": shown["undo_rows"]})
    assert states(coming) == {people[0].pk: "registered"}
    assert "Отменить запись" not in desk.get(page).content.decode()


def test_an_enrolment_is_taken_back_until_presence_is_marked(coming: Event, people: list[Teacher], methodist: User) -> None:
    """On the event's day too; once somebody is marked the page says why not, and an older page is refused with the same sentence."""
    bulk = services.join(event=coming, teachers=[one.pk for one in people], by=methodist)
    early = bulk.stamp - dt.timedelta(days=2)
    Attendance.objects.filter(event=coming).update(marked_at=early)
    Event.objects.filter(pk=coming.pk).update(starts_at=timezone.now(), ends_at=timezone.now() + dt.timedelta(hours=2))
    coming.refresh_from_db()
    desk, page = factories.client(methodist), reverse("communities:event", args=[coming.pk])
    assert f"Отменить запись {len(people)}" in desk.get(page).content.decode()
    services.mark(event=coming, teacher_id=people[0].pk, present=True, by=methodist)
    shut = "присутствие отмечено (1\u00a0человек)"
    shown = desk.get(page).content.decode()
    assert (shut in shown, "Отменить запись 4" in shown) == (True, False)
    with pytest.raises(Refusal, match="отмечено"):
        services.undo(event=coming, stamp=early, before=bulk.before, by=methodist)
    services.mark(event=coming, teacher_id=people[0].pk, present=False, by=methodist)
    assert services.undo(event=coming, stamp=early, before=bulk.before, by=methodist) == len(people) - 1
    assert states(coming) == {people[0].pk: "registered"}


def test_nobody_to_enrol_leads_back_to_the_list(methodist: User) -> None:
    assert "Отметьте хотя бы одного" in factories.client(methodist).get(reverse("communities:event_people"), follow=True).content.decode()

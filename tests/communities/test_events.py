"""Planning and changing events."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from communities import services
from communities.models import Attendance, Community, Event
from communities.services import EventData, Stale
from portal.accounts.models import District, Role, User
from portal.journal.lifecycle import open_to
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from tests import factories
from tests.communities.conftest import Opening

SOON = factories.noon(10)


def data(**fields: Any) -> EventData:
    return EventData(**{"title": "Семинар", "format": "ef01", "starts_at": SOON, "ends_at": SOON + dt.timedelta(hours=2), "place": "СШ № 1", **fields})


def data_of(event: Event, **fields: Any) -> EventData:
    return replace(EventData(**{name: getattr(event, name) for name in EventData.__dataclass_fields__}), **fields)


def test_create_event_puts_it_into_the_plan(district: District, methodist: User) -> None:
    event = services.create_event(data=data(functions=["A/01.6"]), district=district, by=methodist)
    event.refresh_from_db()
    assert (event.state, event.district, event.functions, event.version) == ("planned", district, ["A/01.6"], 1)
    assert Deed.objects.about(event).get().verb == "добавил(а) событие в план"


def test_create_event_with_reversed_dates_names_the_field(district: District, methodist: User) -> None:
    with pytest.raises(Refusal, match="Окончание раньше начала") as refusal:
        services.create_event(data=data(ends_at=SOON - dt.timedelta(minutes=1)), district=district, by=methodist)
    assert refusal.value.field == "ends_at"


def test_create_event_with_a_foreign_organiser_or_community_is_refused(district: District, foreign: District, methodist: User) -> None:
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
        circle = Community.objects.create(district=foreign, name="РМО", kind="rmo", since=dt.date(2020, 1, 1))
    for fields, name in (({"organiser": place}, "organiser"), ({"community": circle}, "community")):
        with pytest.raises(Refusal, match="не из вашего района") as refusal:
            services.create_event(data=data(**fields), district=district, by=methodist)
        assert refusal.value.field == name


def test_edit_event_keeps_before_and_after(coming: Event, methodist: User) -> None:
    fresh = services.edit_event(event=coming, data=data_of(coming, place="ЦДТ", shared=True), version=1, by=methodist)
    deed = Deed.objects.about(coming).get()
    assert (fresh.version, deed.before) == (2, {"место или ссылка": "СШ № 1", "открыто партнёрам сети": "нет"})
    assert deed.after == {"место или ссылка": "ЦДТ", "открыто партнёрам сети": "да"}


def test_edit_event_without_a_change_leaves_no_trace(coming: Event, methodist: User) -> None:
    assert services.edit_event(event=coming, data=data_of(coming), version=1, by=methodist).version == 1
    assert not Deed.objects.about(coming).exists()


def test_edit_event_saved_meanwhile_says_who_and_when(coming: Event, methodist: User) -> None:
    other = factories.user(Role.METHODIST, coming.district, last_name="Сидорова")
    services.edit_event(event=coming, data=data_of(coming, place="ЦДТ"), version=1, by=other)
    with pytest.raises(Stale, match=r"Сидорова\xa0А.\xa0И., \d\d\.\d\d\.\d{4} \d\d:\d\d") as stale:
        services.edit_event(event=coming, data=data_of(coming, title="Круглый стол"), version=1, by=methodist)
    assert stale.value.fresh.place == "ЦДТ"
    coming.refresh_from_db()
    assert coming.title != "Круглый стол"


def test_marks_do_not_make_an_open_page_stale(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.edit_event(event=event, data=data_of(event, place="ЦДТ"), version=1, by=methodist)
    colleague = factories.user(Role.METHODIST, event.district, last_name="Сидорова")
    services.mark_everybody(event=event, by=colleague)
    with pytest.raises(Stale, match="вы сами в другом окне"):
        services.edit_event(event=event, data=data_of(event, title="Круглый стол"), version=1, by=methodist)


def test_a_new_date_moves_every_attendance_and_is_told(coming: Event, people: list[Teacher], methodist: User) -> None:
    account = factories.user(Role.TEACHER, coming.district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    for one in people[:2]:
        factories.attendance(coming, one, "registered")
    later = coming.starts_at + dt.timedelta(days=3)
    services.edit_event(event=coming, data=data_of(coming, starts_at=later, ends_at=later + dt.timedelta(hours=1)), version=1, by=methodist)
    assert set(Attendance.objects.values_list("held_on", flat=True)) == {timezone.localdate(later)}
    assert Notice.objects.get().user == account


def test_fewer_places_than_people_are_refused(coming: Event, people: list[Teacher], methodist: User) -> None:
    for one in people:
        factories.attendance(coming, one, "registered")
    with pytest.raises(Refusal, match="Уже записано 5") as refusal:
        services.edit_event(event=coming, data=data_of(coming, capacity=4), version=1, by=methodist)
    assert refusal.value.field == "capacity"


def test_an_attended_event_cannot_be_moved_to_the_future(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark_everybody(event=event, by=methodist)
    with pytest.raises(Refusal, match="уже отмечено"):
        services.edit_event(event=event, data=data_of(event, starts_at=SOON, ends_at=SOON + dt.timedelta(hours=1)), version=1, by=methodist)


def test_a_cancelled_event_is_not_edited(coming: Event, methodist: User) -> None:
    services.move_event(event=coming, move="cancel", by=methodist, comment="Болеет докладчик")
    coming.refresh_from_db()
    with pytest.raises(Refusal, match="верните его в план"):
        services.edit_event(event=coming, data=data_of(coming, place="ЦДТ"), version=coming.version, by=methodist)


def test_closing_for_partners_is_refused_while_their_people_are_signed_up(coming: Event, methodist: User, foreign: District, partner: Opening) -> None:
    services.edit_event(event=coming, data=data_of(coming, shared=True), version=1, by=methodist)
    with partner():
        who = factories.teacher(foreign)
        services.register(event=coming, teacher=who, by=factories.user(Role.TEACHER, foreign))
    coming.refresh_from_db()
    with pytest.raises(Refusal, match=r"педагоги других районов \(1\)") as refusal:
        services.edit_event(event=coming, data=data_of(coming, shared=False), version=2, by=methodist)
    assert refusal.value.field == "shared"


def test_a_partners_people_are_moved_and_told_with_the_event(coming: Event, methodist: User, foreign: District, partner: Opening) -> None:
    services.edit_event(event=coming, data=data_of(coming, shared=True), version=1, by=methodist)
    with partner():
        account = factories.user(Role.TEACHER, foreign)
        who = factories.teacher(foreign, user=account)
        row = services.register(event=coming, teacher=who, by=account)
    later = coming.starts_at + dt.timedelta(days=1)
    services.edit_event(event=coming, data=data_of(coming, shared=True, starts_at=later, ends_at=later + dt.timedelta(hours=1)), version=2, by=methodist)
    services.move_event(event=coming, move="cancel", by=methodist, comment="Карантин")
    with partner():
        row.refresh_from_db()
        assert row.held_on == timezone.localdate(later)
        assert [notice.text.split(":")[0] for notice in Notice.objects.filter(user=account)] == ["Отменено", "Изменение"]
    assert not Notice.objects.exists()


def test_a_partners_people_are_told_the_hour_by_their_own_clocks(district: District, methodist: User, foreign: District, partner: Opening) -> None:
    """As their pages and letters tell it; an event of the district alone says no clocks."""
    District.objects.filter(pk=foreign.pk).update(time_zone="Asia/Vladivostok")
    starts = timezone.now().replace(hour=22, minute=30) + dt.timedelta(days=40)  # the next day there
    shared, own = (factories.event(district, starts_at=starts, shared=one, title=f"Семинар {one}") for one in (True, False))
    accounts = {"home": factories.user(Role.TEACHER, district)}
    here = factories.teacher(district, user=accounts["home"])
    with partner():
        accounts["far"] = factories.user(Role.TEACHER, foreign)
        factories.attendance(shared, factories.teacher(foreign, user=accounts["far"]), "registered")
    for one in (shared, own):
        factories.attendance(one, here, "registered")
        services.move_event(event=one, move="cancel", by=methodist, comment="Карантин")
    home = f"{starts.astimezone(ZoneInfo(district.time_zone)):%d.%m.%Y %H:%M}"
    there = f"{starts.astimezone(ZoneInfo('Asia/Vladivostok')):%d.%m.%Y %H:%M}"
    assert {one.text for one in Notice.objects.filter(user=accounts["home"])} == {
        f"Отменено: «Семинар True», {home} ({district.clocks}). Карантин",
        f"Отменено: «Семинар False», {home}. Карантин",
    }
    with partner():
        foreign.refresh_from_db()
        assert [one.text for one in Notice.objects.filter(user=accounts["far"])] == [f"Отменено: «Семинар True», {there} ({foreign.clocks}). Карантин"]


def test_cancel_asks_for_the_reason_and_tells_those_signed_up(coming: Event, people: list[Teacher], methodist: User) -> None:
    account = factories.user(Role.TEACHER, coming.district)
    Teacher.objects.filter(pk=people[0].pk).update(user=account)
    factories.attendance(coming, people[0], "registered")
    with pytest.raises(Refusal):
        services.move_event(event=coming, move="cancel", by=methodist, comment=" ")
    services.move_event(event=coming, move="cancel", by=methodist, comment="Болеет докладчик")
    assert "Болеет докладчик" in Notice.objects.get(user=account).text


def test_cancel_after_somebody_came_is_refused(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark_everybody(event=event, by=methodist)
    with pytest.raises(Refusal, match="Присутствие уже отмечено: 5"):
        services.move_event(event=event, move="cancel", by=methodist, comment="Ошибка")


def test_hold_by_its_button_closes_the_marking(event: Event, listed: list[Attendance], methodist: User) -> None:
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    assert services.move_event(event=event, move="hold", by=methodist).state == "held"
    assert Attendance.objects.filter(event=event, status="absent").count() == 4


@pytest.mark.parametrize(
    ("state", "moves"),
    [("planned", ["announce", "hold", "cancel"]), ("announced", ["back", "hold", "cancel"]), ("held", ["reopen"]), ("cancelled", ["restore"])],
)
def test_moves_of_each_state_are_the_methodists_only(coming: Event, methodist: User, state: str, moves: list[str]) -> None:
    Event.objects.filter(pk=coming.pk).update(state=state)
    coming.refresh_from_db()
    assert [offer.move.name for offer in open_to(coming, methodist)] == moves
    for role in (Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD, Role.MENTOR, Role.EXPERT):
        assert open_to(coming, factories.user(role, coming.district)) == []


def test_moves_say_what_is_missing(coming: Event, event: Event, people: list[Teacher], methodist: User) -> None:
    def why(which: Event) -> dict[str, str]:
        return {offer.move.name: offer.refusal for offer in open_to(which, methodist)}

    factories.attendance(coming, people[0], "registered")
    assert why(coming)["back"].startswith("Уже записано: 1")
    assert why(coming)["hold"].startswith("Событие начнётся")
    Event.objects.filter(pk__in=[coming.pk, event.pk]).update(state="planned", place="")
    coming.refresh_from_db(), event.refresh_from_db()
    assert why(coming)["announce"].startswith("Укажите место")
    assert why(event)["announce"].startswith("Событие уже началось")
    assert why(event)["hold"].startswith("Не отмечен")

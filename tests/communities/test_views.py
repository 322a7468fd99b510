"""Screens of events and attendance: a happy path and a refusal each, and the same number of queries however long the list."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from communities import services
from communities.models import Attendance, Community, Event, Internship, Membership, Practice, Programme
from communities.services import EventData
from portal.accounts.models import District, Role, User, Word
from portal.journal.models import Deed
from portal.kit import wall
from portal.kit.periods import today
from teachers.models import Teacher
from tests import factories
from tests.communities.conftest import Opening
from tests.seeing import Seeing

HTMX = {"HX-Request": "true"}


@pytest.fixture
def words(db: None) -> None:
    pairs = [("event_formats", "ef01", "семинар"), ("event_levels", "mun", "муниципальный"), ("community_kinds", "rmo", "РМО")]
    for dictionary, code, name in pairs:
        Word.objects.create(dictionary=dictionary, code=code, name=name)


@pytest.fixture
def desk(methodist: User, words: None) -> Client:
    """The methodist's browser."""
    return factories.client(methodist, Seeing)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


def form(**fields: object) -> dict[str, object]:
    starts = timezone.localtime() + dt.timedelta(days=9)
    shape = "%Y-%m-%dT%H:%M"
    return {
        "title": "Семинар", "format": "ef01", "mode": "offline", "level": "mun", "place": "СШ № 1",
        "starts_at": starts.strftime(shape), "ends_at": (starts + dt.timedelta(hours=2)).strftime(shape), **fields,
    }  # fmt: skip


def test_calendar_shows_coming_past_and_unmarked(desk: Client, event: Event, coming: Event, listed: list[Attendance]) -> None:
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - dt.timedelta(minutes=1))
    shown = {when: desk.get("/communities/events/", {"when": when}) for when in ("soon", "past", "waiting", "all", "wrong")}
    titles = {when: [row.event for row in response.context["page"]] for when, response in shown.items()}
    assert titles == {"soon": [coming], "past": [event], "waiting": [event], "all": [coming, event], "wrong": [coming]}
    assert [(row.listed, row.present) for row in shown["past"].context["page"]] == [(5, 0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "ЁЛКА школе"}, 1), ({"q": "елка"}, 1), ({"q": "ёж"}, 0), ({"topic": "воспитание"}, 1), ({"topic": "нет такой"}, 0), ({"mode": "online"}, 1),
     ({"state": "planned"}, 1), ({"formats": "ef01"}, 1), ({"formats": "ef99"}, 0), ({"month": "2100-01"}, 0),
     ({"mode": ["online", "offline"]}, 2), ({"state": ["planned", "held"]}, 1), ({"state": ["planned", "announced"]}, 2)],
)  # fmt: skip
def test_calendar_filters_narrow_and_a_value_that_is_gone_holds_nothing(desk: Client, district: District, query: dict[str, object], found: int) -> None:
    soon = factories.noon(3)
    factories.event(district, starts_at=soon, title="Ёлка в школе", topic="воспитание", mode="online", format="ef01")
    factories.event(district, starts_at=soon, title="Совет", state="planned", format="ef02")
    assert len(desk.get("/communities/events/", query).context["page"].object_list) == found


def test_month_filter_takes_the_districts_own_month(desk: Client, district: District) -> None:
    first = timezone.localtime().replace(day=1, hour=0, minute=30)
    factories.event(district, starts_at=first)
    factories.event(district, starts_at=first - dt.timedelta(hours=1))
    response = desk.get("/communities/events/", {"when": "all", "month": f"{first:%Y-%m}"})
    assert [row.event.starts_at for row in response.context["page"]] == [first]


def test_calendar_costs_the_same_for_one_and_for_many(desk: Client, district: District, people: list[Teacher]) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len([one for one in queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    def more() -> None:
        event = factories.event(district, starts_at=factories.noon(2))
        for one in people:
            factories.attendance(event, one, "registered")

    more()
    few = cost("/communities/events/")
    for _ in range(11):
        more()
    assert cost("/communities/events/") == few <= 12
    assert cost("/communities/events/?cols=organiser,community,level,audience,listed") <= 12


def test_event_form_adds_to_the_plan(desk: Client) -> None:
    response = desk.post("/communities/events/new/", form(capacity="30", topic="воспитание"))
    event = Event.objects.get()
    assert response["Location"] == f"/communities/events/{event.pk}/"
    assert (event.state, event.capacity) == ("planned", 30)
    assert "добавлено в план" in text_of(desk.get(response["Location"]))


def test_event_form_keeps_the_text_and_names_the_field(desk: Client) -> None:
    data = form(title="Круглый стол", ends_at="2020-01-01T10:00")
    response = desk.post("/communities/events/new/", data)
    assert response.status_code == 422
    assert response.context["form"].errors == {"ends_at": ["Окончание раньше начала: проверьте дату и время."]}
    assert "Круглый стол" in response.content.decode()


def test_event_form_with_a_foreign_organiser_is_refused(desk: Client, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        place = factories.organisation(foreign)
    response = desk.post("/communities/events/new/", form(organiser=str(place.pk)))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["organiser"])
    assert not Event.objects.exists()


def test_stale_event_form_shows_who_when_and_both_versions(desk: Client, coming: Event, district: District) -> None:
    other = factories.user(Role.METHODIST, district, last_name="Сидорова")
    page = desk.get(f"/communities/events/{coming.pk}/edit/")
    version = page.context["form"].initial["version"]
    now = EventData(**{name: getattr(coming, name) for name in EventData.__dataclass_fields__} | {"place": "ЦДТ"})
    services.edit_event(event=coming, data=now, version=1, by=other)
    response = desk.post(f"/communities/events/{coming.pk}/edit/", form(title="Моё название", version=str(version)))
    said = text_of(response)
    assert response.status_code == 409
    assert "Сидорова А. И." in said
    assert "Место или ссылка ЦДТ СШ № 1" in said
    assert 'value="Моё название"' in response.content.decode()
    again = desk.post(f"/communities/events/{coming.pk}/edit/", form(title="Моё название", version=response.context["form"].data["version"]))
    assert again.status_code == 302
    coming.refresh_from_db()
    assert (coming.title, coming.place) == ("Моё название", "СШ № 1")


def test_copy_fills_everything_but_the_dates(desk: Client, event: Event) -> None:
    initial = desk.get(f"/communities/events/new/?copy={event.pk}").context["form"].initial
    assert (initial["title"], "starts_at" in initial) == (event.title, False)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD])
def test_only_a_methodist_changes_events(district: District, coming: Event, words: None, role: str) -> None:
    browser = factories.client(factories.user(role, district))
    base = f"/communities/events/{coming.pk}"
    assert browser.get(f"{base}/").status_code == 200
    for address in (f"{base}/edit/", f"{base}/attendance/", f"{base}/attendance/paste/", "/communities/events/new/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"{base}/move/", {"move": "cancel", "comment": "Так"}).status_code == 403
    assert browser.post(f"{base}/attendance/mark/", {"teacher": "1"}).status_code == 403


def test_a_foreign_event_is_not_found(desk: Client, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        event = factories.event(foreign, title="Канарейка")
    for path in ("", "edit/", "attendance/", "attendance/export/"):
        assert desk.get(f"/communities/events/{event.pk}/{path}").status_code == 404
    assert desk.post(f"/communities/events/{event.pk}/attendance/mark/", {"teacher": "1"}).status_code == 404
    assert "Канарейка" not in text_of(desk.get("/communities/events/?when=all"))


def test_teacher_signs_up_and_off(district: District, coming: Event, words: None) -> None:
    account = factories.user(Role.TEACHER, district)
    teacher = factories.teacher(district, user=account)
    browser, base = factories.client(account), f"/communities/events/{coming.pk}"
    assert "Записаться" in text_of(browser.get(f"{base}/"))
    assert "Вы записаны" in text_of(browser.post(f"{base}/register/", follow=True))
    assert "вы записаны" in text_of(browser.get("/communities/events/?when=mine"))
    assert "Запись отменена" in text_of(browser.post(f"{base}/unregister/", follow=True))
    Event.objects.filter(pk=coming.pk).update(capacity=0)
    refused = browser.post(f"{base}/register/")
    assert (refused.status_code, "Свободных мест нет" in text_of(refused)) == (409, True)
    assert not Attendance.objects.filter(teacher=teacher).exists()


def test_account_without_a_card_is_told_so(district: District, coming: Event) -> None:
    response = factories.client(factories.user(Role.TEACHER, district)).post(f"/communities/events/{coming.pk}/register/")
    assert (response.status_code, "нет карточки педагога" in text_of(response)) == (409, True)


def test_a_partners_teacher_sees_and_signs_up_without_seeing_people(
    coming: Event, people: list[Teacher], foreign: District, partner: Opening, words: None
) -> None:
    Event.objects.filter(pk=coming.pk).update(shared=True)
    factories.attendance(coming, people[0], "registered")
    with partner():
        account = factories.user(Role.TEACHER, foreign)
        factories.teacher(foreign, user=account)
    browser = factories.client(account)
    assert coming.title in text_of(browser.get("/communities/events/"))
    page = browser.post(f"/communities/events/{coming.pk}/register/", follow=True)
    assert "вы записаны" in text_of(page)
    assert people[0].last_name not in page.content.decode()
    assert browser.get(f"/communities/events/{coming.pk}/edit/").status_code == 403


def test_sheet_marks_one_by_htmx_with_the_counter(desk: Client, event: Event, listed: list[Attendance]) -> None:
    who = str(listed[0].teacher_id)
    base = f"/communities/events/{event.pk}/attendance/"
    assert "Отмечено 0 из 5" in text_of(desk.get(base))
    answer = desk.post(f"{base}mark/", {"teacher": who, "present": [who]}, headers=HTMX)
    assert text_of(answer).strip() == "Отмечено 1 из 5"
    again = desk.post(f"{base}mark/", {"teacher": who, "present": [who]}, headers=HTMX)
    assert text_of(again).strip() == "Отмечено 1 из 5"
    assert text_of(desk.post(f"{base}mark/", {"teacher": who, "present": []}, headers=HTMX)).strip() == "Отмечено 0 из 5"
    refused = desk.post(f"{base}mark/", {"teacher": "999999", "present": ["999999"]}, headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#refusals")


def test_sheet_all_none_and_undo(desk: Client, event: Event, listed: list[Attendance]) -> None:
    base = f"/communities/events/{event.pk}/attendance/"
    done = desk.post(f"{base}all/", {"deed": "all"}, headers=HTMX)
    assert "Отмечено 5 из 5" in text_of(done)
    assert "<html" not in done.content.decode()
    undo = {"stamp": done.context["undo"].stamp.isoformat(), "before": done.context["undo_rows"]}
    assert "Отмечено 0 из 5" in text_of(desk.post(f"{base}undo/", undo, headers=HTMX))
    assert desk.post(f"{base}undo/", {"stamp": "вчера", "before": "x:y"}, headers=HTMX).status_code == 200
    desk.post(f"{base}all/", {"deed": "all"})
    assert "Отмечено 0 из 5" in text_of(desk.post(f"{base}all/", {"deed": "none"}))


def test_sheet_without_javascript_saves_only_what_was_changed(desk: Client, event: Event, listed: list[Attendance]) -> None:
    first, second, third = (row.teacher_id for row in listed[:3])
    services.mark(event=event, teacher_id=second, present=True, by=factories.user(Role.METHODIST, event.district))
    base = f"/communities/events/{event.pk}/attendance/"
    services.mark(event=event, teacher_id=third, present=True, by=factories.user(Role.METHODIST, event.district))
    response = desk.post(base, {"present": [first], "was": [second]}, follow=True)
    assert "Отметки сохранены" in text_of(response)
    assert {row.teacher_id for row in Attendance.objects.filter(status="present")} == {first, third}


def test_sheet_finds_and_adds_people_not_listed(desk: Client, event: Event, district: District, foreign: District) -> None:
    school = factories.organisation(district, short_name="СШ № 77")
    her = factories.teacher(district, school, last_name="Семёнова", first_name="Алёна")
    factories.teacher(district, last_name="Семенова", since=dt.date(2010, 1, 1), until=dt.date(2011, 1, 1))
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign, last_name="Семенова")
    base = f"/communities/events/{event.pk}/attendance/"
    found = desk.get(f"{base}find/", {"find": "семен алена"}, headers=HTMX)
    assert [(one.pk, place) for one, place in found.context["found"]] == [(her.pk, "СШ № 77")]
    assert "Отмечено 1 из 1" in text_of(desk.post(f"{base}add/", {"teacher": str(her.pk)}, headers=HTMX))
    assert desk.get(f"{base}find/", {"find": "семен"}, headers=HTMX).context["found"] == []
    assert desk.post(f"{base}add/", {"teacher": str(stranger.pk)}, headers=HTMX).status_code == 409


def test_sheet_before_the_event_has_no_boxes_but_a_way_off_the_list(desk: Client, coming: Event, people: list[Teacher]) -> None:
    factories.attendance(coming, people[0], "registered")
    base = f"/communities/events/{coming.pk}/attendance/"
    page = desk.get(base)
    assert ("mark-box" in page.content.decode(), "В списке 1" in text_of(page)) == (False, True)
    assert "В списке пока никого" in text_of(desk.post(f"{base}strike/", {"teacher": str(people[0].pk)}, headers=HTMX))


def test_pulse_brings_a_colleagues_marks_and_nothing_of_ones_own(desk: Client, event: Event, listed: list[Attendance], methodist: User) -> None:
    base, since = f"/communities/events/{event.pk}/attendance/pulse/", timezone.now()
    services.mark(event=event, teacher_id=listed[0].teacher_id, present=True, by=methodist)
    assert desk.get(base, {"since": since.isoformat()}, headers=HTMX).status_code == 204
    services.mark(event=event, teacher_id=listed[1].teacher_id, present=True, by=factories.user(Role.METHODIST, event.district))
    answer = desk.get(base, {"since": since.isoformat()}, headers=HTMX)
    assert f'id="mark-{listed[1].teacher_id}"' in answer.content.decode()
    assert f'id="mark-{listed[0].teacher_id}"' not in answer.content.decode()
    assert desk.get(base, {"since": "когда-то"}, headers=HTMX).status_code == 204


def test_sheet_costs_the_same_for_five_and_for_fifty(desk: Client, event: Event, listed: list[Attendance], district: District) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/communities/events/{event.pk}/attendance/")
        return len([one for one in queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    few = cost()
    school = factories.organisation(district)
    for _ in range(45):
        factories.attendance(event, factories.teacher(district, school), "registered")
    assert cost() == few <= 12


NAMES = ("Анна", "Мария", "Ольга", "Ирина", "Елена")


def test_paste_of_forty_names_in_every_spelling(desk: Client, event: Event, district: District) -> None:
    """Forty lines: any case, initials, Latin look-alikes, «ё», extra spaces, namesakes, a stranger; nobody is lost."""
    one, two = factories.organisation(district, short_name="СШ № 1"), factories.organisation(district, short_name="СШ № 5")
    plain = [factories.teacher(district, one, last_name=f"Петрова{chr(1072 + n)}", first_name=NAMES[n % 5], patronymic="Ивановна") for n in range(32)]
    yo = factories.teacher(district, one, last_name="Семёнова", first_name="Алёна", patronymic="Фёдоровна")
    latin = factories.teacher(district, one, last_name="Носова", first_name="Вера", patronymic="Павловна")
    twins = [factories.teacher(district, place, last_name="Кузнецова", first_name="Нина", patronymic="Львовна") for place in (one, two, one)]
    spelled = [
        f"{n + 1}. {who.last_name.upper()}  {who.first_name[0]}.И." if n % 2 else f"  {who.full_name}\t{one.short_name}, учитель" for n, who in enumerate(plain)
    ]
    others = ["СЕМЕНОВА алена", "Hocoвa В. П.", "Кузнецова Н. Л., СШ № 5", "Кузнецова Нина Львовна", "Кузницова Нина", "Никого Нет Такого", "", "Семёнова А.Ф."]
    base = f"/communities/events/{event.pk}/attendance/"
    paste = desk.post(f"{base}paste/", {"deed": "check", "names": "\n".join(spelled + others)}).context["paste"]
    assert set(paste.people) == {who.pk for who in [*plain, yo, latin, twins[1]]}
    assert [(match.line, len(match.people), match.near) for match in paste.several] == [("Кузнецова Нина Львовна", 3, False), ("Кузницова Нина", 3, True)]
    assert paste.unknown == ["Никого Нет Такого"]
    answer = {"deed": "confirm", "person": paste.people, "names": paste.unknown_text, "line-1": "Кузнецова Нина Львовна", "choice-1": str(twins[0].pk)}
    response = desk.post(f"{base}paste/", {**answer, "line-2": "Кузницова Нина", "choice-2": "0"})
    assert "Отмечено присутствовавшими: 36 человек" in text_of(response)
    assert response.context["paste"].unknown == ["Никого Нет Такого"]
    assert Attendance.objects.filter(event=event, status="present").count() == 36
    assert Deed.objects.about(event).get().after == {"человек": 36}
    last = desk.post(f"{base}paste/", {"deed": "confirm", "names": "петровав ольга"})
    assert last["Location"] == base


def test_paste_drops_ids_from_elsewhere(desk: Client, event: Event, foreign: District) -> None:
    with wall.scope([foreign.pk]):
        stranger = factories.teacher(foreign)
    response = desk.post(f"/communities/events/{event.pk}/attendance/paste/", {"deed": "confirm", "person": [stranger.pk], "names": ""})
    assert (response.status_code, Attendance.objects.count()) == (200, 0)


def test_finish_holds_the_event(desk: Client, event: Event, listed: list[Attendance]) -> None:
    base = f"/communities/events/{event.pk}/"
    assert desk.post(f"{base}attendance/finish/").status_code == 409
    desk.post(f"{base}attendance/mark/", {"teacher": str(listed[0].teacher_id), "present": [str(listed[0].teacher_id)]}, headers=HTMX)
    assert "Не были: 4 человека" in text_of(desk.post(f"{base}attendance/finish/", follow=True))
    assert "Присутствовали 1" in text_of(desk.get(base))


def test_move_asks_for_the_reason_of_cancelling(desk: Client, coming: Event) -> None:
    base = f"/communities/events/{coming.pk}/"
    assert desk.post(f"{base}move/", {"move": "cancel"}).status_code == 409
    assert "отменено" in text_of(desk.post(f"{base}move/", {"move": "cancel", "comment": "Болеет докладчик"}, follow=True))
    assert "Болеет докладчик" in text_of(desk.get(base))


@pytest.mark.parametrize(
    "path",
    ["events/export/", "events/export/?format=csv", "export/", "programmes/export/", "practices/export/?format=csv", "events/{event}/attendance/export/"],
)
def test_exports_are_files_and_leave_a_trace(desk: Client, event: Event, listed: list[Attendance], path: str) -> None:
    response = desk.get("/communities/" + path.format(event=event.pk))
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response)  # type: ignore[arg-type]
    assert Deed.objects.filter(verb__startswith="выгрузил(а)").count() == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_of_events_holds_what_the_list_shows(desk: Client, district: District, kind: str) -> None:
    """The kind of the file stands in the address beside the conditions and is none of them."""
    soon = timezone.now() + dt.timedelta(days=3)
    factories.event(district, title="Ёлка в школе", starts_at=soon, format="ef01")
    factories.event(district, title="Совет", starts_at=soon, format="ef02")
    for conditions, titles in (({}, {"Ёлка в школе", "Совет"}), ({"formats": "ef01"}, {"Ёлка в школе"})):
        data = b"".join(desk.get("/communities/events/export/", {"format": kind, **conditions}))  # type: ignore[arg-type]
        said = data.decode("utf-8-sig") if kind == "csv" else str([[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).worksheets[0]])
        assert {one for one in ("Ёлка в школе", "Совет") if one in said} == titles


def test_teacher_takes_no_export(district: District, words: None) -> None:
    browser = factories.client(factories.user(Role.TEACHER, district))
    for path in ("events/export/", "export/", "programmes/export/", "practices/export/"):
        assert browser.get(f"/communities/{path}").status_code == 403


def test_panel_shows_her_facts_to_those_who_may_see_her(desk: Client, district: District, event: Event) -> None:
    her = factories.teacher(district)
    factories.attendance(event, her, "present")
    circle = Community.objects.create(district=district, name="РМО учителей", kind="rmo", since=today(), state="active")
    Membership.objects.create(district=district, community=circle, teacher=her, since=today())
    programme = Programme.objects.create(district=district, name="Модуль 1", organisation=factories.organisation(district), hours=36, since=today())
    Internship.objects.create(district=district, programme=programme, teacher=her, since=today(), state="enrolled")
    said = text_of(desk.get(f"/communities/teacher/{her.pk}/", headers=HTMX))
    assert all(part in said for part in (event.title, "РМО учителей", "Модуль 1", "1 событие"))
    colleague = factories.client(factories.user(Role.TEACHER, district))
    assert colleague.get(f"/communities/teacher/{her.pk}/").status_code == 404


def test_bank_of_practices_hides_what_is_still_judged(desk: Client, district: District) -> None:
    proposed = Practice.objects.create(district=district, title="Проба", state="proposed")
    proposed.authorships.create(district=district, teacher=factories.teacher(district))
    browser = factories.client(factories.user(Role.TEACHER, district))
    assert browser.get(f"/communities/practices/{proposed.pk}/").status_code == 404
    assert "включена в банк" in text_of(desk.post(f"/communities/practices/{proposed.pk}/", {"move": "include"}, follow=True))
    assert "Проба" in text_of(browser.get("/communities/practices/"))
    assert browser.post(f"/communities/practices/{proposed.pk}/", {"move": "reject", "comment": "нет"}).status_code == 403


def test_a_coming_event_offers_the_list_and_only_from_its_day_the_marking(district: District, desk: Client) -> None:
    ahead = factories.event(district, starts_at=timezone.now() + dt.timedelta(days=3), state="announced")
    past = factories.event(district)
    pages = [desk.get(f"/communities/events/{one.pk}/").content.decode() for one in (ahead, past)]
    assert [("Список участников" in page, "Отметить присутствие" in page) for page in pages] == [(True, False), (False, True)]


def test_a_cancelled_event_offers_no_form_and_its_old_address_says_why(desk: Client, coming: Event, methodist: User) -> None:
    page, edit = f"/communities/events/{coming.pk}/", f"/communities/events/{coming.pk}/edit/"
    assert edit in desk.get(page).text
    services.move_event(event=coming, move="cancel", comment="Нет зала", by=methodist)
    assert edit not in desk.get(page).text
    answer = desk.get(edit, follow=True)
    assert (answer.redirect_chain, "сначала верните его в план" in answer.text) == ([(page, 302)], True)

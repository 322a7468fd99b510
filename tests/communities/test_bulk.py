"""Deeds on many events: the preview says which, which not and why; all of them or none; people are told once, by reason, and told when it is off no more."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities import services
from communities.models import Event, EventBulk
from portal.accounts.models import Appointment, District, Role, User
from portal.journal.models import Deed, Notice
from portal.kit import wall
from portal.kit.refusal import Refusal
from tests import factories
from tests.communities.conftest import Opening

BULK, DO = reverse("communities:bulk"), reverse("communities:bulk_do")
SOON = dt.timedelta(days=7)


@pytest.fixture
def desk(methodist: User) -> Client:
    return factories.client(methodist)


def ahead(district: District, title: str, state: str = "announced", **fields: object) -> Event:
    return factories.event(district, **{"starts_at": timezone.now() + SOON, "place": "СШ № 1", "title": title, "state": state, **fields})


def signed_up(event: Event, *, signs_in: bool = True, status: str = "registered") -> User | None:
    account = factories.user(Role.TEACHER, event.district) if signs_in else None
    factories.attendance(event, factories.teacher(event.district, user=account), status)
    return account


def preview(desk: Client, deed: str, events: list[Event], **more: object) -> dict[str, object]:
    """What the form of the preview would send."""
    page = desk.get(BULK, {"deed": deed, "who": [one.pk for one in events]})
    assert page.status_code == 200
    mark, who = (re.search(rf'name="{name}" value="([^"]*)"', page.text)[1] for name in ("mark", "who"))  # type: ignore[index]
    return {"deed": deed, "who": who, "mark": mark, **more}


def done(desk: Client, deed: str, events: list[Event], **more: object) -> EventBulk:
    answer = desk.post(DO, preview(desk, deed, events, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return EventBulk.objects.first()  # type: ignore[return-value]


def states(*events: Event) -> list[str]:
    known = {one.pk: one.state for one in Event.objects.all()}
    return [known[one.pk] for one in events]


def texts(account: User) -> list[str]:
    return [one.text for one in Notice.objects.filter(user=account).order_by("pk")]


def test_cancelling_names_the_reason_to_everybody_and_passes_by_what_cannot_be(district: District, desk: Client) -> None:
    first, second = ahead(district, "Первое"), ahead(district, "Второе", "planned")
    held, came = ahead(district, "Прошедшее", "held"), factories.event(district, title="Пришли")
    account = signed_up(first)
    signed_up(first, signs_in=False), signed_up(came, status="present")
    page = desk.get(BULK, {"deed": "cancel", "who": [one.pk for one in (first, second, held, came)]})
    assert [(line.full_name, line.note) for line in page.context["plan"].ready] == [("Первое", "1\xa0человек"), ("Второе", "никому")]
    assert sorted(page.context["plan"].skipped) == [
        ("Пришли", "Присутствие уже отмечено: 1\xa0человек. Сначала снимите отметки"),
        ("Прошедшее", "сейчас: проведено"),
    ]
    asked = preview(desk, "cancel", [first, second, held, came])
    refused = desk.post(DO, {**asked, "comment": " "})
    assert (refused.status_code, states(first, second)) == (422, ["announced", "planned"])
    assert "Напишите причину" in refused.text
    answer = desk.post(DO, {**asked, "comment": "Карантин"}, follow=True)
    assert "Отменено: 2\xa0события." in answer.text
    assert states(first, second, held, came) == ["cancelled", "cancelled", "held", "announced"]
    assert [one.endswith(". Карантин") for one in texts(account)] == [True]  # type: ignore[arg-type]
    assert Deed.objects.about(first).get(verb="отменил(а) событие").comment == "Карантин"
    assert desk.post(DO, {**asked, "comment": "Карантин"}).status_code == 422  # from another window
    assert len(texts(account)) == 1  # type: ignore[arg-type]


def test_a_cancelling_is_taken_back_with_what_people_were_told(district: District, desk: Client) -> None:
    """As the events were; who has not heard hears nothing, who has read of it hears that it is off no more."""
    going, planned = ahead(district, "Шло"), ahead(district, "В плане", "planned")
    deaf, heard = signed_up(going), signed_up(going)
    made = done(desk, "cancel", [going, planned], comment="Карантин")
    Notice.objects.filter(user=heard).update(read_at=timezone.now())
    assert desk.post(reverse("communities:bulk_undo", args=[made.pk])).status_code == 302
    assert states(going, planned) == ["announced", "planned"]
    assert [one[:12] for one in texts(heard)] == ["Отменено: «Ш", "Отмена снята"]  # type: ignore[arg-type]
    told = Notice.objects.get(user=deaf)
    assert (told.text[:12], bool(told.read_at), bool(told.mailed_at)) == ("Отмена снята", True, True)
    assert desk.post(reverse("communities:bulk_undo", args=[made.pk])).status_code == 409
    assert Notice.objects.filter(user=heard).count() == 2


def test_opening_registration_asks_each_event_and_is_taken_back_while_nobody_signed_up(district: District, desk: Client) -> None:
    ready, homeless, over = (
        ahead(district, "Готово", "planned"),
        ahead(district, "Без места", "planned", place=""),
        factories.event(district, title="Было", state="planned"),
    )
    open_now = ahead(district, "Открыто")
    made = done(desk, "announce", [ready, homeless, over, open_now])
    why = dict(made.skipped)
    assert states(ready, homeless, over) == ["announced", "planned", "planned"]
    assert why[homeless.pk].startswith("Укажите место")
    assert why[over.pk].startswith("Событие уже началось")
    assert why[open_now.pk] == "сейчас: идёт регистрация"
    signed_up(ready)
    refused = desk.post(reverse("communities:bulk_undo", args=[made.pk]))
    assert (refused.status_code, "«Готово». Уже записано: 1" in refused.text) == (409, True)
    ready.attendances.all().delete()
    assert desk.post(reverse("communities:bulk_undo", args=[made.pk])).status_code == 302
    assert states(ready, open_now) == ["planned", "announced"]


def test_participants_are_reminded_once_a_day_of_each_event_by_their_own_clocks(district: District, desk: Client, foreign: District, partner: Opening) -> None:
    District.objects.filter(pk=foreign.pk).update(time_zone="Asia/Vladivostok")
    shared, empty, deaf = ahead(district, "Общее", shared=True), ahead(district, "Пустое"), ahead(district, "Без входа")
    over = factories.event(district, title="Было")
    signed_up(deaf, signs_in=False)
    with partner():
        account = factories.user(Role.TEACHER, foreign)
        factories.attendance(shared, factories.teacher(foreign, user=account), "registered")
    events = [shared, empty, deaf, over]
    asked = preview(desk, "remind", events, comment="Возьмите паспорт.")
    made = done(desk, "remind", events, comment="Возьмите паспорт.")
    assert dict(made.skipped) == {
        empty.pk: "никто не записан", deaf.pk: "ни у кого из записанных нет входа на портал", over.pk: "сейчас: прошло, ждёт отметки",
    }  # fmt: skip
    assert desk.post(DO, asked).status_code == 422
    again = desk.get(BULK, {"deed": "remind", "who": [shared.pk]}).context["plan"]  # the partner's notices are not seen from here
    assert again.reasons == [("сегодня уже напомнили", ["Общее"])]
    with partner():
        foreign.refresh_from_db()
        with timezone.override("Asia/Vladivostok"):
            hour = f"{timezone.localtime(shared.starts_at):%d.%m.%Y %H:%M}"
        assert texts(account) == [f"Напоминание: «Общее», {hour} ({foreign.clocks}). Возьмите паспорт. Место: СШ № 1"]
    assert desk.post(reverse("communities:bulk_undo", args=[made.pk])).status_code == 409


def test_nothing_is_done_when_an_event_has_changed_since(district: District, desk: Client) -> None:
    first, second = ahead(district, "Первое"), ahead(district, "Второе")
    asked = preview(desk, "cancel", [first, second], comment="Карантин")
    Event.objects.filter(pk=second.pk).update(state="held")
    answer = desk.post(DO, asked)
    assert (answer.status_code, states(first), "список изменился" in answer.text) == (422, ["announced"], True)
    made = done(desk, "cancel", [first], comment="Карантин")
    services.move_event(event=first, move="restore", by=made.by)
    refused = desk.post(reverse("communities:bulk_undo", args=[made.pk]))
    assert (refused.status_code, "событие уже изменили. Первое — «Первое»" in refused.text) == (409, True)


def test_the_whole_filtered_list_is_taken_and_the_way_back_keeps_it(district: District, desk: Client) -> None:
    past, later = factories.event(district, title="Семинар вчера"), ahead(district, "Семинар скоро")
    ahead(district, "Лекция")
    address = f"{reverse('communities:events')}?q=%D1%81%D0%B5%D0%BC%D0%B8%D0%BD%D0%B0%D1%80"
    listed = desk.get(address)
    assert (f'name="who" value="{later.pk}"' in listed.text, 'value="cancel"' in listed.text) == (True, True)
    page = desk.get(BULK, {"deed": "cancel", "all": "1", "query": listed.context["view"].kept, "seen": "3"})
    assert [line.pk for line in page.context["plan"].ready] == [later.pk]  # of the coming ones, as the tab was
    assert "было 3, стало 1" in page.text
    assert page.context["back"] == address
    whole = desk.get(BULK, {"deed": "cancel", "all": "1", "query": "q=семинар&when=past"})
    assert [line.pk for line in whole.context["plan"].ready] == [past.pk]
    assert desk.get(BULK, {"deed": "cancel", "query": "q=семинар"}).url == address  # type: ignore[attr-defined]


def test_only_a_methodist_of_the_district_at_hand(district: District, desk: Client, methodist: User, foreign: District) -> None:
    """Partners' shared events are passed by and said; of two districts the one at hand; no longer a methodist, no longer an undo."""
    own = ahead(district, "Своё")
    for role in (Role.TEACHER, Role.SCHOOL_HEAD, Role.DEPARTMENT_HEAD, Role.MENTOR, Role.EXPERT):
        other = factories.client(factories.user(role, district))
        assert (other.get(BULK, {"deed": "cancel", "who": [own.pk]}).status_code, "data-many" in other.get(reverse("communities:events")).text) == (403, False)
    with wall.scope([foreign.pk]):
        Appointment.objects.create(user=methodist, district=foreign, role=Role.METHODIST, since="2020-01-01")
        far = ahead(foreign, "Дальнее")
    desk.post(reverse("accounts:switch_district"), {"district": district.pk})
    made = done(desk, "cancel", [own, far], comment="Карантин")
    assert (made.district, made.skipped) == (district, [[far.pk, "событие другого района"]])
    Appointment.objects.filter(user=methodist, district=district).update(role=Role.EXPERT)
    page = desk.get(reverse("communities:bulk_done", args=[made.pk]))
    assert (page.status_code, page.context["undo"]) == (200, None)
    assert desk.post(reverse("communities:bulk_undo", args=[made.pk])).status_code == 409


def test_what_partners_people_have_done_binds_the_event(district: District, methodist: User, foreign: District, partner: Opening) -> None:
    """It is not taken back into the plan under those who signed up, nor cancelled after one of them came."""
    coming, begun = ahead(district, "Общее", shared=True), factories.event(district, shared=True)
    with partner():
        one = factories.teacher(foreign)
        factories.attendance(coming, one, "registered"), factories.attendance(begun, one, "present")
    with pytest.raises(Refusal, match="Уже записано: 1"):
        services.move_event(event=coming, move="back", by=methodist)
    with pytest.raises(Refusal, match="Присутствие уже отмечено: 1"):
        services.move_event(event=begun, move="cancel", by=methodist, comment="Карантин")


def test_a_cancelling_says_how_many_will_hear_and_whom_to_ring_up(district: District, desk: Client) -> None:
    event = ahead(district, "Семинар")
    signed_up(event)
    signed_up(event, signs_in=False), signed_up(event, signs_in=False)
    page = desk.get(BULK, {"deed": "cancel", "who": [event.pk]})
    assert (page.context["hear"], page.context["deaf"]) == (1, 2)
    assert "Об отмене и её причине узнает 1\u00a0человек; ещё у 2\u00a0человек нет входа на портал" in page.text
    assert f'<a href="{reverse("communities:attendance", args=[event.pk])}">ещё 2 без входа на портал</a>' in page.text


def test_what_was_undone_says_so_in_the_heading_and_in_the_states(district: District, desk: Client) -> None:
    made = done(desk, "cancel", [ahead(district, "Семинар")], comment="Карантин")
    address = reverse("communities:bulk_done", args=[made.pk])
    before = desk.get(address)
    assert (before.context["title"], before.context["rows"][0][2]) == ("События отменены", "отменено")
    after = desk.post(reverse("communities:bulk_undo", args=[made.pk]), follow=True)
    assert (after.context["title"], "отмена снята" in after.text, "События отменены" in after.text) == ("Отмена снята", True, False)
    assert after.context["rows"][0][2] != "отменено"

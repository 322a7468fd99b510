"""The calendar as a list that people live in: conditions that combine, months, columns, saved lists, a file of what is shown."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from communities.models import Community, Event
from communities.selectors.events import months
from portal.accounts.models import District, Role
from portal.journal.models import Deed
from tests import factories

EVENTS = reverse("communities:events")


@pytest.fixture
def desk(district: District) -> Client:
    return factories.client(factories.user(Role.METHODIST, district))


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, month, day, hour))


def shown(desk: Client, **query: Any) -> list[str]:
    return [row.event.title for row in desk.get(EVENTS, {"when": "all", "sort": "date", **query}).context["page"]]


def test_conditions_combine_and_several_values_are_any_of_them(district: District, desk: Client) -> None:
    first, second = factories.organisation(district), factories.organisation(district)
    circle = Community.objects.create(district=district, name="РМО", kind="rmo", since=dt.date(2020, 9, 1), state="active")
    factories.event(district, title="А", starts_at=at(2026, 1, 10), organiser=first, format="ef01")
    factories.event(district, title="Б", starts_at=at(2026, 1, 20), organiser=second, community=circle, format="ef02")
    factories.event(district, title="В", starts_at=at(2026, 2, 5), community=circle, format="ef02")
    assert shown(desk, organiser=[first.pk, second.pk]) == ["А", "Б"]
    assert shown(desk, community=circle.pk) == ["Б", "В"]
    assert shown(desk, community=circle.pk, organiser=[first.pk, second.pk]) == ["Б"]
    assert shown(desk, since="2026-01-20", until="2026-02-05") == ["Б", "В"]
    assert shown(desk, since="2026-01-11", until="2026-01-19") == []


def test_an_event_of_several_days_is_found_on_each_of_them(district: District, desk: Client) -> None:
    event = factories.event(district, title="Слёт", starts_at=at(2026, 1, 30))
    Event.objects.filter(pk=event.pk).update(ends_at=at(2026, 2, 2))
    assert shown(desk, since="2026-02-01", until="2026-02-01") == ["Слёт"]


def test_the_calendar_stands_by_months_with_the_count_of_the_whole_list(district: District, desk: Client) -> None:
    for number in range(30):
        factories.event(district, title=f"Я{number:02}", starts_at=at(2026, 1, 1 + number % 28))
    factories.event(district, title="Ночное", starts_at=at(2026, 2, 1, 0))
    page = desk.get(EVENTS, {"when": "all", "sort": "-date", "per": "25"}).context
    assert [(one.title, one.count, len(one.rows)) for one in page["groups"]] == [("Февраль 2026", 1, 1), ("Январь 2026", 30, 24)]
    assert desk.get(EVENTS, {"when": "all", "group": "no"}).context["groups"][0].count is None
    assert desk.get(EVENTS, {"when": "all", "sort": "title"}).context["groups"][0].count is None  # by title months are not usual
    again = desk.get(EVENTS, {"when": "all", "sort": "title", "group": "month"}).context["groups"]
    assert [one.title for one in again] == ["Январь 2026"]
    assert again[0].rows[0].event.title == "Я00"


def test_columns_and_chips_stand_in_the_address_and_a_saved_list_keeps_them(district: District, desk: Client) -> None:
    place = factories.organisation(district, short_name="СШ № 7")
    factories.event(district, starts_at=factories.noon(2), organiser=place, capacity=30)
    page = desk.get(EVENTS, {"organiser": place.pk, "mode": "offline", "cols": "organiser,capacity"})
    assert [(one.label, one.value) for one in page.context["view"].chips] == [("Как проходит", "очно"), ("Организатор", "СШ № 7")]
    text = page.content.decode()
    assert ('data-label="Мест">30' in text, 'data-label="Состояние"' in text) == (True, False)
    asked = {"page": "communities:events", "name": "Седьмая", "query": f"when=soon&organiser={place.pk}&cols=capacity,organiser"}
    opened = desk.get(desk.post(reverse("accounts:save_list"), asked).headers["Location"], follow=True)
    assert (opened.context["view"].lists.opened.name, opened.context["page"].paginator.count) == ("Седьмая", 1)


def test_the_file_is_what_is_shown_and_is_journalled(district: District, desk: Client) -> None:
    factories.event(district, title="Было", starts_at=at(2026, 1, 10), hours=4)
    factories.event(district, title="Будет", starts_at=factories.noon(2), hours=6)
    file = b"".join(desk.get(reverse("communities:events_export"), {"cols": "hours"}).streaming_content)  # type: ignore[attr-defined]
    rows = [list(one) for one in load_workbook(io.BytesIO(file)).active.values]  # type: ignore[union-attr]
    head = next(number for number, row in enumerate(rows) if row[0] == "№")
    assert rows[head] == ["№", "Событие", "Начало", "Часов"]
    assert [(row[1], row[3]) for row in rows[head + 1 :]] == [("Будет", 6)]  # the page without a word in the address shows the coming ones
    assert Deed.objects.get(verb="выгрузил(а) список «События»").comment == "xlsx, строк: 1"


def test_a_teacher_has_her_own_standing_in_place_of_the_counts(district: District) -> None:
    factories.event(district, starts_at=factories.noon(2))
    page = factories.client(factories.user(Role.TEACHER, district)).get(EVENTS, {"cols": "listed,present,mine"}).content.decode()
    assert ('data-label="Вы"' in page, 'data-label="В списке"' in page) == (True, False)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"when": "past", "state": ["planned", "going"]}, "На вкладке «Прошедшие» событий в таком состоянии не бывает"),
        ({"state": "unmarked"}, "На вкладке «Предстоящие»"),
        ({"when": "waiting", "state": "held"}, "На вкладке «Ждут отметки»"),
        ({"when": "past", "state": ["planned", "held"]}, ""),
        ({"when": "all", "state": "unmarked"}, ""),
        ({"when": "past", "since": "2090-01-01"}, "Ещё не наступило"),
        ({"when": "all", "since": "2090-01-01"}, ""),
    ],
)
def test_conditions_that_no_event_meets_together_are_named(desk: Client, asked: dict[str, Any], words: str) -> None:
    page = desk.get("/communities/events/", asked)
    said = [one for one in ("не бывает", "Ещё не наступило") if one in page.text]
    assert bool(said) == bool(words)
    assert words in page.text
    assert [chip.why for chip in page.context["view"].chips if chip.gone] == [chip.why for chip in page.context["view"].chips if words and words in chip.why]


def test_a_month_and_days_before_it_are_named(desk: Client) -> None:
    month = months()[3][0]
    page = desk.get("/communities/events/", {"when": "all", "month": month, "until": "2001-01-01"})
    assert "«По»: Раньше выбранного месяца" in page.text
    assert "Раньше выбранного" not in desk.get("/communities/events/", {"when": "all", "month": month, "until": f"{month}-28"}).text

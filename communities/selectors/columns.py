"""Columns of the calendar of events."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from communities.models import Event
from portal.kit.cells import html, link, page, sub, tag, ticks
from portal.kit.keyed import Keyed
from portal.kit.listing import Col, columns
from portal.kit.prepared import Prepared
from portal.kit.words import tied

COUNTS = ("listed", "present")  # for those who see how many people there are; a teacher sees her own standing in their place
COLUMNS = columns(
    "communities:events",
    "События",
    Col("format", "Формат", lambda row: row.format, width=24, noted=True),
    Col("mode", "Как проходит", lambda row: row.event.get_mode_display(), noted=True),
    Col("topic", "Тема", lambda row: row.event.topic, width=24, noted=True),
    Col("ends", "Окончание", lambda row: row.event.ends_at, usual=False, width=18),
    Col("place", "Место", lambda row: row.event.place, width=40, cell=lambda row: tied(row.event.place)),
    Col("organiser", "Организатор", lambda row: row.organiser, usual=False, width=28),
    Col("community", "Сообщество", lambda row: row.community, usual=False, width=40),
    Col("level", "Уровень", lambda row: row.level, usual=False, width=20),
    Col("audience", "Для кого", lambda row: row.audience or "для всех", usual=False, width=40),
    Col("hours", "Часов", lambda row: row.event.hours, usual=False, num=True),
    Col("capacity", "Мест", lambda row: row.event.capacity, usual=False, num=True),
    Col("state", "Состояние", lambda row: row.standing.words, width=24, cell=lambda row: tag(row.standing.tone, row.standing.words)),
    Col("district", "Район", lambda row: row.event.district.name, usual=False, width=28),
    Col("listed", "В списке", lambda row: row.listed, num=True),
    Col("present", "Были", lambda row: row.present, num=True, cell=lambda row: row.came),
    Col("mine", "Вы", lambda row: row.mine[1] if row.mine else "", cell=lambda row: tag(*row.mine) if row.mine else None),
    may="communities.calendar",
)
TICKS = ticks(lambda row: (row.event.pk, row.event.title), form="many")  # for deeds on many
LEAD = (
    Col("when", "Когда", lambda row: html(row.starts, sub(row.weekday)), label="", css="text-nowrap", sort="date"),
    Col("title", "Событие", lambda row: html(link(f"{page('communities:events')}{row.event.pk}/", row.event.title), sub(row.note)), label="", sort="title"),
)


def columns_for(*, counts: bool) -> list[Col]:
    """Counts of people, or what concerns the teacher herself."""
    return [one for one in COLUMNS if (one.code != "mine" if counts else one.code not in COUNTS)]


def with_columns(rows: QuerySet[Event], chosen: Collection[str]) -> QuerySet[Any]:
    """The events with what the chosen columns read besides."""
    return rows.select_related("district", *(one for one in ("organiser", "community") if one in chosen))


@lru_cache(maxsize=4)
def _prepared(codes: frozenset[str]) -> Prepared:
    return Prepared(lambda keys: with_columns(Event.objects.filter(pk__among=keys).order_by(), codes), keys=list)


def shown(chosen: Collection[str]) -> Any:
    """Events of one page by their keys."""
    return Keyed(_prepared(frozenset(chosen) & {"organiser", "community"}))

"""Lists as they go into files: columns and lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from communities.models import Community, Event, Membership
from communities.models.events import MARKS
from communities.selectors import circles, practices, programmes
from communities.selectors import events as calendar
from communities.selectors.columns import with_columns
from communities.selectors.sheet import Sheet
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.listing import Col
from portal.kit.spreadsheet import Column
from portal.kit.words import gendered

BATCH = 500
EVENT_FIRST = (Column("№", 6), Column("Событие", 60), Column("Начало", 18))
CIRCLE_COLUMNS = [
    Column("Сообщество", 60), Column("Вид"), Column("Тема"), Column("Площадка"), Column("Руководители", 40), Column("Участников"), Column("Проведено событий"),
    Column("Работает с"), Column("Работает по"), Column("Состояние"), Column("Район"),
]  # fmt: skip
MEMBER_COLUMNS = [
    Column("№"), Column("Педагог", 40), Column("Организация", 30), Column("Роль"), Column("С"), Column("По"), Column("Посещено событий"), Column("Продукт", 40),
]  # fmt: skip
PROGRAMME_COLUMNS = [
    Column("Код"), Column("Программа", 60), Column("Площадка", 30), Column("Часов"), Column("Работает с"), Column("Работает по"), Column("Проходят"),
    Column("Завершили"),
]  # fmt: skip
PRACTICE_COLUMNS = [
    Column("Практика", 60),
    Column("Авторы", 40),
    Column("Банк", 40),
    Column("Уровень"),
    Column("Тема"),
    Column("Состояние"),
    Column("Включена"),
]
SHEET_COLUMNS = [Column("№"), Column("Педагог", 40), Column("Организация", 30), Column("Отметка"), Column("Кто отметил"), Column("Когда")]


def event_lines(rows: QuerySet[Event], user: Any, words: Lexicon, shown: Sequence[Col]) -> Iterator[list[Any]]:
    """Every event of the list with the columns that are shown, read in batches: the counts of a batch are one query."""
    codes = {one.code for one in shown}
    found, number = list(with_columns(rows, codes)), 0
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        for row in calendar.rows_of(part, user, words, counts="mine" not in codes, columns=codes):
            number += 1
            yield [number, row.event.title, row.event.starts_at, *(one.value(row) for one in shown)]


def sheet_lines(sheet: Sheet) -> Iterator[list[Any]]:
    """The list of one event."""
    for number, line in enumerate(sheet.lines, 1):
        yield [number, line.name, line.place, gendered(MARKS[line.status], line.name), line.who_marked, line.marked_at]


def circle_lines(rows: QuerySet[Community], user: Any) -> Iterator[list[Any]]:
    """Every community of the list."""
    for row in circles.rows_of(list(rows), user, lexicon(circles.KINDS)):
        one = row.community
        yield [
            one.name, row.kind, one.topic, one.platform, row.leaders, row.members, row.events, one.since, one.until, row.standing.words, one.district.name,
        ]  # fmt: skip


def member_lines(rows: QuerySet[Membership], community: Community) -> Iterator[list[Any]]:
    """The members of one community."""
    for number, row in enumerate(circles.member_rows(circles.told(rows, community.pk, timezone.localdate())), 1):
        one = row.membership
        yield [number, one.teacher.full_name, row.place, one.get_role_display(), one.since, one.until, row.visits, one.product]


def programme_lines(rows: QuerySet[Any], user: Any) -> Iterator[list[Any]]:
    """Every programme of the list."""
    for row in programmes.rows_of(list(rows), user):
        one = row.programme
        yield [one.code, one.name, row.site, one.hours, one.since, one.until, row.under_way, row.completed]


def practice_lines(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The bank as it is filtered."""
    for row in practices.rows_of(list(rows), lexicon(practices.BANKS, practices.LEVELS)):
        one = row.practice
        yield [one.title, row.authors, row.bank, row.level, one.topic, one.get_state_display(), one.included_on]

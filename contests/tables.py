"""The list of contests and the participants of one, as pages and files list them."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from contests.models import Contest
from contests.selectors import NOT_SETTLED, Entry, awards_told, entries, outcome, rows_of
from portal.accounts.selectors import Lexicon
from portal.kit.cells import deeds, html, link, page, sub, tag
from portal.kit.listing import Col, columns
from portal.kit.spreadsheet import Column

BATCH = 500
FIRST = (Column("№", 6), Column("Конкурс", 60))
ENTRY_COLUMNS = [Column("№"), Column("Педагог", 40), Column("Организация", 30), Column("Роль"), Column("Результат"), Column("Дата")]
COLUMNS = columns(
    "contests:list",
    "Конкурсы",
    Col("kind", "Вид", lambda row: row.kind, width=24, noted=True),
    Col("topic", "Тема", lambda row: row.contest.topic, width=24, noted=True),
    Col("level", "Уровень", lambda row: row.level, width=20),
    Col("whose", "Чей", lambda row: "внешний" if row.contest.external else "района", usual=False),
    Col("starts", "Начало", lambda row: row.contest.starts_on, usual=False, sort="starts"),
    Col("ends", "Итоги", lambda row: row.contest.ends_on, sort="ends"),
    Col("state", "Состояние", lambda row: row.state, width=18, cell=lambda row: tag(row.tone, row.state)),
    Col("people", "Участников", lambda row: row.people, num=True),
    Col("awarded", "Награждены", lambda row: row.prizes, num=True),
    Col("district", "Район", lambda row: row.contest.district.name, usual=False, width=28),
    may="contests.look",
)


def _named(row: Any) -> SafeString:
    outer = html(" ", tag("done", "внешний")) if row.contest.external else None
    return html(link(f"{page('contests:list')}{row.contest.pk}/", row.contest.name), outer, sub(row.note) if row.note else None)


LEAD = (Col("name", "Конкурс", _named, label="", sort="name"),)


def list_lines(rows: QuerySet[Contest], user: Any, words: Lexicon, shown: Sequence[Col]) -> Iterator[list[Any]]:
    """Every contest of the list with the columns that are shown, read in batches: the counts of a batch are one query."""
    found = list(rows)
    for start in range(0, len(found), BATCH):
        for number, row in enumerate(rows_of(found[start : start + BATCH], user, words), start + 1):
            yield [number, row.contest.name, *(one.value(row) for one in shown)]


def entry_lines(contest: Contest, rows: Iterable[Any], words: Lexicon, *, manages: bool) -> Iterator[list[Any]]:
    """The `placed` participations of a contest for a file; results as far as its reader may know them."""
    for number, row in enumerate(entries(list(rows), words), 1):
        one = row.participation
        one.contest = contest
        yield [number, one.teacher.full_name, row.place, row.role, row.result if awards_told(contest, manages) else outcome(one, words), one.happened_on]


def participants(contest: Contest, *, manages: bool) -> list[Col]:
    """Name, place, role, result; who manages the contest chooses results and takes out what was entered by mistake.

    Others read results when they are summed up.
    """
    results = reverse("contests:results", args=[contest.pk])

    def result(one: Entry) -> Any:
        if manages and one.competes:
            return _choice(one, results)
        if manages or contest.settled:
            return one.result
        return NOT_SETTLED if one.competes else ""

    shown = [
        Col("name", "Педагог", lambda one: link(f"{page('teachers:list')}{one.participation.teacher_id}/", one.name), label=""),
        Col("place", "Организация", lambda one: one.place),
        Col("role", "Роль", lambda one: one.role),
        Col("result", "Результат", result),
    ]
    return [*shown, deeds(_mistake)] if manages else shown


def _choice(one: Entry, url: str) -> SafeString:
    """The result to choose, saved at once; what it was stands beside, so that nobody writes over somebody else's."""
    result, was = f"result-{one.pk}", f"was-{one.pk}"
    return SafeString(
        f'<input type="hidden" id="{was}" name="{was}" value="{escape(one.participation.result)}">'
        f'<select class="form-select result" name="{result}" aria-label="Результат: {one.name}" hx-post="{url}" hx-params="{result},{was}">{one.options}</select>'
    )


def _mistake(one: Entry) -> SafeString:
    return SafeString(
        f'<button class="btn btn-sm btn-quiet" formaction="{page("contests:list")}participants/{one.pk}/remove/" '
        'data-confirm="Удалить запись об участии, внесённую по ошибке?" data-confirm-yes="Удалить" data-confirm-danger>'
        f'Удалить<span class="visually-hidden">: {one.name}</span></button>'
    )

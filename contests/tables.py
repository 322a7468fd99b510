"""The participants of a contest as its page lists them."""

from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from contests.models import Contest
from contests.selectors import NOT_SETTLED, Entry
from portal.kit.cells import deeds, link, page
from portal.kit.listing import Col


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

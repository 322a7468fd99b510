"""Showing: a whole page, or the named part of it that htmx asked for; and cutting lists into pages."""

import json
from collections.abc import Iterator
from typing import Any, Protocol

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.words import stopped

PER_PAGE = 25
PAGE_SIZES = (25, 50, 100)
PRINT, PRINT_AT_MOST = "print", 300  # ?per=print puts the whole list on one page for paper; a longer one is taken as a file


def show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200) -> HttpResponse:
    """Render `template`; when htmx asks (and it is not a boosted or history request) only its partial `part`."""
    htmx = getattr(request, "htmx", None)
    if part and htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{part}"
    response = render(request, template, context or {}, status=status)
    response["Vary"] = "HX-Request"
    return response


def page_of(rows: Any, request: HttpRequest, per_page: int = PER_PAGE) -> Page[Any]:
    """The page named by ?page= with ?per= rows (25, 50, 100 or all for printing); a wrong number gives the nearest page instead of an error."""
    asked = request.GET.get("per", "")
    if asked == PRINT and (whole := Paginator(rows, PRINT_AT_MOST)).num_pages == 1:
        return whole.page(1)
    paginator = Paginator(rows, int(asked) if asked in map(str, PAGE_SIZES) else per_page)
    try:
        return paginator.page(request.GET.get("page", 1))
    except PageNotAnInteger:
        return paginator.page(1)
    except EmptyPage:
        return paginator.page(paginator.num_pages)


class Counted:
    """Rows for `page_of` whose number the page knows already: no query counts them again."""

    def __init__(self, rows: QuerySet[Any], total: int) -> None:
        self.rows, self.total = rows, total

    def count(self) -> int:
        return self.total

    def __getitem__(self, cut: slice) -> QuerySet[Any]:
        return self.rows[cut]


class Keys(Protocol):
    """Keys in order: a list, or what finds a slice of them."""

    def __len__(self) -> int: ...

    def __getitem__(self, cut: slice, /) -> list[int]: ...


class ByKeys:
    """Rows for `page_of`: the database finds the keys of a page in `found` and only then reads their rows from `rows`.

    Sorting then carries no joined tables. `found` may be the keys themselves, in order. `at_once` asks for all keys in one query, for lists whose
    condition costs more than their keys: it is checked once, not for the count and again for the page. `total` is a count that is known already.
    """

    def __init__(self, found: QuerySet[Any] | Keys, rows: QuerySet[Any], *, at_once: bool = False, total: int | None = None) -> None:
        keys: Any = found.values_list("pk", flat=True) if isinstance(found, QuerySet) else found
        self.keys: Any = list(keys) if at_once else keys
        self.rows = rows
        self.total = total if isinstance(self.keys, QuerySet) else len(self.keys)

    def count(self) -> int:
        return int(self.keys.count()) if self.total is None else self.total

    def __getitem__(self, cut: slice) -> list[Any]:
        wanted = list(self.keys[cut])
        by_key = self.rows.in_bulk(wanted)
        return [by_key[key] for key in wanted if key in by_key]  # what was removed in between is left out

    def every(self, block: int = 2000) -> Iterator[Any]:
        """All rows in order, for files; read by blocks."""
        for start in range(0, self.count(), block):
            yield from self[start : start + block]


def toast(response: HttpResponse, text: str, level: str = "success", *, close: bool = False) -> HttpResponse:
    """Say something in the corner after an htmx answer; `close` also shuts the open dialog. level: success, info, warning, danger."""
    events: dict[str, Any] = {"portal:toast": {"text": stopped(text), "level": level}}
    response["HX-Trigger"] = json.dumps(events | ({"portal:close": {}} if close else {}))
    return response

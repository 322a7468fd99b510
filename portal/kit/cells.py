"""How a cell of a list is drawn. Words are escaped by default; only what is made here of escaped parts stands as HTML (`docs/components.md`)."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString

from portal.kit.listing import Col
from portal.kit.words import day

DASH, NBSP = "—", "\N{NO-BREAK SPACE}"
TICK_ALL = SafeString(
    '<th scope="col" class="d-print-none cell-pick"><input class="form-check-input" type="checkbox" data-tick-all hidden aria-label="Отметить всех на странице"></th>'
)

DEEDS = SafeString('<th scope="col"><span class="visually-hidden">Действия</span></th>')


def said(value: object, empty: str = DASH) -> str:
    """A value as HTML: a day or a moment as people write it, `empty` where nothing is known, a number plain; any words that are not safe are escaped."""
    if isinstance(value, SafeString):
        return value
    if value is None or value == "":
        return empty
    if isinstance(value, dt.date):
        return day(value, "time")
    return escape(str(value))


def html(*parts: object) -> SafeString:
    """Parts one after another, each escaped unless it is safe; None is nothing."""
    return SafeString("".join([said(one, "") for one in parts]))


def link(url: str, words: object, *, title: str = "", label: str = "") -> SafeString:
    """Words that lead somewhere; `title` says them in full, `label` says them to a screen reader."""
    more = (f' title="{escape(title)}"' if title else "") + (f' aria-label="{escape(label)}"' if label else "")
    return SafeString(f'<a href="{escape(url)}"{more}>{said(words)}</a>')


def tag(tone: str, words: object) -> SafeString:
    """A badge; tones: plain, info, good, warn, bad, done."""
    return SafeString(f'<span class="tag tag-{escape(tone)}">{said(words)}</span>')


def sub(words: object, css: str = "") -> SafeString:
    """What stands below, in small type; a line never begins with the dot that divides its parts."""
    return SafeString(f'<span class="{escape(f"sub {css}".strip())}">{said(words, "").replace(" · ", f"{NBSP}· ")}</span>')


def whole(*parts: object) -> SafeString:
    """Several parts of a cell that a phone keeps together beside its label."""
    return SafeString(f"<span>{html(*parts)}</span>")


def ticks(who: Callable[[Any], tuple[int, str]], *, verb: str = "Отметить", head: str = TICK_ALL, form: str = "") -> Col:
    """The column of boxes for deeds on many: `who` tells a row's key and name; `form`: the id of a form elsewhere on the page."""
    owner = f' form="{form}"' if form else ""

    def box(row: Any) -> SafeString:
        pk, name = who(row)
        return SafeString(f'<input class="form-check-input" type="checkbox" name="who" value="{int(pk)}"{owner} aria-label="{verb}: {escape(name)}">')

    return Col("who", head, box, label="", css="d-print-none cell-pick")


def deeds(cell: Callable[[Any], Any], css: str = "") -> Col:
    """The last column: what can be done with the row."""
    return Col("deeds", DEEDS, cell, label="", css=css, empty="")


def token(request: HttpRequest) -> SafeString:
    """What `{% csrf_token %}` writes, for a form in every row."""
    return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">')


@cache
def page(name: str) -> str:
    """The address of a page without parameters, worked out once for a process: a list says it in every row."""
    return reverse(name)

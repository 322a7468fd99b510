"""A list as a table: the heads and the rows are drawn from the declarations of its columns, only of those that are shown."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django import template
from django.forms import Form
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from portal.kit.cells import said
from portal.kit.listing import Chip, Col, Group
from portal.kit.listing import lost as lost_of
from portal.kit.templatetags.ui import icon
from portal.kit.words import counted

register = template.Library()
PLACE = "--"  # where the order belongs in an address: no list has a column of that name
ARROWS = {"ascending": "arrow-up", "descending": "arrow-down", "none": "arrows-sort"}


@register.simple_tag(takes_context=True)
def th(context: Context, label: str, key: str = "", kind: str = "") -> SafeString:
    """A table heading; with a key it links to `?sort=key`, and a second click turns the order round. kind: "num" aligns right."""
    return _head(label, key, "num" if kind == "num" else "", _Sorting(context["request"].GET))


@register.simple_tag(takes_context=True)
def lost(context: Context, form: Form) -> list[Chip]:
    """The conditions of the address that hold nobody, for `{% ui "gone" form=filter %}` above the rows."""
    return lost_of(form, context["request"].GET)


@register.simple_tag(takes_context=True)
def table(
    context: Context, columns: Sequence[Col], rows: Iterable[Any] = (), groups: Sequence[Group] | None = None, nouns: str = "", css: str = ""
) -> SafeString:
    """`{% table view.table groups=groups nouns="педагог,педагога,педагогов" %}` or `{% table columns rows=page %}`: a table of these columns.

    A cell is what its column's `cell` says of the row, escaped unless it is safe HTML (`portal.kit.cells`). A template that asked of every column in
    every row whether it is shown took most of a page's time.
    """
    query = context["request"].GET
    sorting = _Sorting(query)
    heads = "".join([_over(one, sorting) for one in columns])
    bodies = "".join([_body(columns, group, nouns) for group in ([Group("", list(rows))] if groups is None else groups)])
    return SafeString(f'<table class="{conditional_escape(f"table table-stack {css}".strip())}"><thead><tr>{heads}</tr></thead>{bodies}</table>')


def _body(columns: Sequence[Col], group: Group, nouns: str) -> str:
    """The rows of one place; where the list is grouped, its name and how many are there stand above."""
    drawn = [(one.opening, one.cell or one.value, said(one.empty, "")) for one in columns]
    title = _title(group, group.count, nouns, len(columns)) if group.count is not None else ""
    rows = ["".join([f"{opening}{said(cell(row), empty)}</td>" for opening, cell, empty in drawn]) for row in group.rows]
    return f"<tbody>{title}{''.join([f'<tr>{one}</tr>' for one in rows])}</tbody>"


def _title(group: Group, count: int, nouns: str, span: int) -> str:
    """The row that heads a group."""
    words = format_html('{} <span class="sub">{}</span>', group.title, counted(count, nouns.split(",")))
    return f'<tr class="table-group"><th scope="rowgroup" colspan="{span}">{words}</th></tr>'


class _Sorting:
    """The order of a list and where its headings lead. The rest of the address is written once for all of them."""

    def __init__(self, query: QueryDict) -> None:
        self.query, self.order = query, query.get("sort", "")

    @cached_property
    def kept(self) -> str:
        kept = self.query.copy()
        kept.pop("page", None)
        kept["sort"] = PLACE
        return kept.urlencode()

    def by(self, order: str) -> str:
        """The query string with a new order, from the first page again."""
        return self.kept.replace(f"sort={PLACE}", f"sort={order}")


def _over(one: Col, sorting: _Sorting) -> SafeString:
    """What stands over a column: its words, or a heading that is HTML already (the box to tick all)."""
    words = one.head or one.title
    return words if isinstance(words, SafeString) else _head(words, one.sort, "num" if one.num else "", sorting)


def _head(label: str, key: str, css: str, sorting: _Sorting) -> SafeString:
    if not key:
        return format_html('<th scope="col" class="{}">{}</th>', css, label)
    state = {key: "ascending", f"-{key}": "descending"}.get(sorting.order, "none")
    return format_html(
        '<th scope="col" class="{} sortable" aria-sort="{}"><a href="?{}" data-part>{}{}</a></th>',
        css, state, sorting.by(f"-{key}" if sorting.order == key else key), label, icon(ARROWS[state]),
    )  # fmt: skip

"""A list that people live in: columns, conditions in words, groups. Everything that it shows stands in its address."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form, MultipleChoiceField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.kit.picking import boxes
from portal.kit.words import day

COLUMNS, GROUP, LIST = "cols", "group", "list"  # keys of an address that are no conditions
PASSING = ("page", "format", LIST)  # what is not kept with a list
TYPED = "_find"  # ends the key of what was typed to find values of a condition (`picking.PickMany`): it narrows nothing


@dataclass(frozen=True)
class Col:
    """A column: its code in the address, its heading, what a file says of a row; `usual` ones are shown until others are chosen.

    The rest is said of the screen (the tag `table`): `cell` draws it where it differs from the file's value, `head` heads it where the file's title is
    too long, `label` names it on a phone ("" names nothing: the row's own heading), `sort` is its key in `?sort=`.
    """

    code: str
    title: str
    value: Callable[[Any], Any]
    usual: bool = True
    width: float | None = None
    cell: Callable[[Any], Any] | None = None  # safe HTML (`portal.kit.cells`) or anything else, which is escaped
    head: str = ""
    label: str | None = None
    sort: str = ""
    num: bool = False
    css: str = ""
    empty: str = "—"  # where nothing is known
    noted: bool = False  # its value stands in the cell of another column: the screen has none for it

    @cached_property
    def opening(self) -> str:
        """The tag that opens its cells."""
        css = " ".join(filter(None, ("num" if self.num else "", self.css)))
        label = (self.head or self.title) if self.label is None else self.label
        return "<td" + (format_html(' class="{}"', css) if css else "") + (format_html(' data-label="{}"', label) if label else "") + ">"


PAGES: dict[str, str] = {}  # address name → title of the pages that have such lists: a saved list leads to no other
CODES: dict[str, tuple[str, ...]] = {}  # and their columns, in order: no other is kept as chosen
RIGHTS: dict[str, str] = {}  # address name → the right that opens the page: who lacks it is not told what was looked for there


def columns(page: str, title: str, *cols: Col, may: str) -> tuple[Col, ...]:
    """The columns of the list at the address named `page`, open to who holds `may`; its lists can be saved from now on."""
    PAGES[page], RIGHTS[page], CODES[page] = title, may, tuple(one.code for one in cols)
    return cols


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the address without it; `gone` when its value is no longer there to choose or cannot be: `why` says the latter."""

    label: str
    value: str
    url: str
    gone: bool = False
    why: str = ""
    name: str = ""  # of the field

    @property
    def said(self) -> str:
        """Above the list: what became of the condition."""
        if not self.gone or self.why:
            return self.why and f"«{self.label}»: {self.why}"
        return f"Условие «{self.label}» не действует: {self.value}. Пока оно стоит, в списке никого: уберите его или выберите другое."


@dataclass(frozen=True)
class Group:
    """Rows of one place on one page; `count` is of the whole list, None where the list is not grouped."""

    title: str
    rows: list[Any]
    count: int | None = None


@dataclass
class Frame:
    """What the head of a list shows: its columns and which are on, its conditions, the saved lists of its reader."""

    name: str
    query: QueryDict
    columns: Sequence[Col]
    usual: str = ""
    chips: list[Chip] = field(default_factory=list)
    lists: Any = None
    retyped: str = ""
    by: str = "place"  # what its rows can be grouped by
    apart: str | None = None  # the word for «not grouped» where groups are usual
    lead: Sequence[Col] = ()  # always shown, before those that are chosen: the box to tick, the name
    tail: Sequence[Col] = ()  # and after them

    def __post_init__(self) -> None:
        known = [one.code for one in self.columns]
        asked = next((codes for text in (self.query.get(COLUMNS, ""), self.usual) if (codes := [one for one in text.split(",") if one in known])), None)
        on = set(asked) if asked is not None else {one.code for one in self.columns if one.usual}
        self.cols = {code: code in on for code in known}

    @property
    def boxes(self) -> SafeString:
        """A box for each column, in the menu of columns."""
        return _boxes(tuple((one.code, one.title) for one in self.columns), tuple(self.codes))

    @property
    def shown(self) -> list[Col]:
        return [one for one in self.columns if self.cols[one.code]]

    @property
    def table(self) -> list[Col]:
        """What the screen shows, for the tag `table`."""
        return [*self.lead, *(one for one in self.shown if not one.noted), *self.tail]

    @property
    def codes(self) -> list[str]:
        return [code for code, on in self.cols.items() if on]

    @property
    def grouped(self) -> bool:
        return self.query.get(GROUP, self.by if self.apart else "") == self.by

    @cached_property
    def kept(self) -> str:
        """The conditions, order and columns of the address, for what is done with the list."""
        return canonical(self.query)

    @property
    def saved(self) -> str:
        """What a saved list keeps: the same with the columns that are shown, for a colleague has others in mind where the address names none."""
        if not self.codes:
            return self.kept
        query = self.query.copy()
        query[COLUMNS] = ",".join(self.codes)
        return canonical(query)


@lru_cache(maxsize=500)
def _boxes(pairs: tuple[tuple[str, str], ...], chosen: tuple[str, ...]) -> SafeString:
    """Drawn once for a process: the columns of a list are the same for everybody who has chosen the same of them."""
    return boxes("col", pairs, chosen, "form-check")


def canonical(query: QueryDict) -> str:
    """The conditions, order and columns of an address in one spelling, so that two addresses of the same list are equal."""
    kept = query.copy()
    for key in PASSING:
        kept.pop(key, None)
    for key in [one for one in kept if one.endswith(TYPED)]:
        del kept[key]
    for key, values in list(kept.lists()):
        kept.setlist(key, sorted({one for one in values if one}))
    ordered = QueryDict(mutable=True)
    for key in sorted(kept):
        ordered.setlist(key, kept.getlist(key))
    return ordered.urlencode()


def without(query: QueryDict, key: str, value: str | None = None) -> str:
    """The address less one condition, or less one of its values, from its first page."""
    left = query.copy()
    values = [one for one in left.getlist(key) if one != value] if value is not None else []
    for one in (key, "page", "format"):
        left.pop(one, None)
    if values:
        left.setlist(key, values)
    return f"?{left.urlencode()}"


def chips(form: Form, query: QueryDict, gone: Callable[[str, str], str] = lambda name, value: "") -> list[Chip]:
    """What the address narrows the list by, as the form shows it. `gone` says what a value that cannot be chosen any more was."""
    form.is_valid()
    told: list[Chip] = []
    for bound in form.visible_fields():
        name, label = bound.name, "Поиск" if bound.name == "q" else str(bound.label)
        given = [one for one in query.getlist(name) if one]
        if not given:
            continue
        if isinstance(bound.field, MultipleChoiceField):
            told += _each(bound, label, given, query, gone)
            if name in form.errors and (why := _wrong(form, name)):
                told[-1] = replace(told[-1], gone=True, why=why)
        elif name in form.errors:
            why = _wrong(form, name)
            told.append(
                Chip(label, gone(name, given[-1]) or (_typed(bound.field, given[-1]) if why else NO_VALUE), without(query, name), gone=True, why=why, name=name)
            )
        elif (value := form.cleaned_data.get(name)) not in EMPTY:
            told.append(Chip(label, _said(bound.field, value), without(query, name)))
    return told


EMPTY: tuple[Any, ...] = (None, "", [], False)
NO_VALUE = "такого значения больше нет"


def _typed(kind: Any, text: str) -> str:
    """What was typed, as people write it: a day that is wrong only beside another one is still a day."""
    try:
        return _said(kind, kind.to_python(text)) or text[:20]
    except ValidationError:
        return text[:20]


def _wrong(form: Form, name: str) -> str:
    """What is wrong with a value that was typed, as at its field; of a choice nothing: it is no longer there."""
    error = form.errors.as_data()[name][0]
    return "" if error.code == "invalid_choice" else " ".join(error.messages)


def apart(form: Form, name: str, why: str) -> None:
    """Called in `clean` of a filter: the condition cannot hold together with another one, so the list is empty for a reason that the page says."""
    form.add_error(name, ValidationError(why, code="apart"))


def lost(form: Form, query: Any = None) -> list[Chip]:
    """The conditions of the address that can be asked no more, or cannot be."""
    asked: Any = form.data if query is None else query
    return [one for one in chips(form, asked) if one.gone]


def held(form: Form, rows: Any) -> Any:
    """The rows; none while a condition of the list cannot be asked: what is gone, cannot be or is too long holds nobody, never everybody."""
    if not form.errors:
        return rows
    return rows.none() if isinstance(rows, QuerySet) else []


def _each(bound: Any, label: str, given: list[str], query: QueryDict, gone: Callable[[str, str], str]) -> list[Chip]:
    """A chip for each of several values: each is taken off by itself."""
    known = {str(code): str(words) for code, words in bound.field.choices}
    return [
        Chip(label, known.get(one) or gone(bound.name, one) or NO_VALUE, without(query, bound.name, one), gone=one not in known) for one in dict.fromkeys(given)
    ]


def told(form: Form) -> list[str]:
    """What was chosen, in words, for a file and the journal: «Организация: СШ № 1, СШ № 2»; and what holds nobody (`held`)."""
    form.is_valid()
    fields = ((form.fields[name], value) for name, value in form.cleaned_data.items() if value not in EMPTY)
    return [f"{field.label}: {_said(field, value)}" for field, value in fields if field.label] + [one.said for one in lost(form)]


def _said(kind: Any, value: Any) -> str:
    if isinstance(value, dt.date):
        return day(value)
    if value is True:
        return "да"
    if isinstance(value, list):
        return ", ".join(_said(kind, one) for one in value)
    if not isinstance(value, str):
        return str(value)
    return next((str(words) for code, words in getattr(kind, "choices", ()) if str(code) == value), value)


def groups(rows: Iterable[Any], key: Callable[[Any], Any], title: Callable[[Any], str], counts: dict[Any, int]) -> list[Group]:
    """Rows in the order of their places, cut by place."""
    cut = [(place, list(found)) for place, found in groupby(rows, key)]
    return [Group(title(found[0]), found, counts.get(place, len(found))) for place, found in cut]

"""Several of many: a condition with a box for each value, folded into one line; a search inside where the values are many."""

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Any

import django_filters as filters
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

MANY = 8  # with more values than these the list can be searched
MOST = 120  # a longer list is neither read by a person nor light on a page: its values are found by typing


class PickMany(forms.SelectMultiple):
    """Boxes in a folded list (`ui/field.html` gives it its name); drawn at once, without a template per box. `empty` stands while nothing is chosen.

    With `url` the choices are only what is chosen: the address finds others by the typed words (`?q=`), and without a script the words go along with the form.
    """

    url = ""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Sequence[tuple[Any, Any]] = (), *, empty: str = "Все") -> None:
        super().__init__(attrs, choices)
        self.empty = empty

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """An empty value in an address («organisation=») chooses nothing, as in a select."""
        return [one for one in super().value_from_datadict(data, files, name) or () if one]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """A `<details>` that works without a script; what it says in its line is kept true by `lists.js`."""
        chosen = {str(one) for one in value or ()}
        pairs = [(str(code), str(label)) for code, label in self.choices]
        key = (attrs or {}).get("id") or f"id_{name}"
        find = format_html(FAR, name, self.url) if self.url else FIND if len(pairs) > MANY else ""
        return format_html(
            '<details class="menu pick" data-pick data-empty="{}"><summary class="form-select" id="{}" aria-labelledby="{}_label {}">{}</summary>'
            '<div class="menu-list pick-list" role="group" aria-labelledby="{}_label">{}{}{}{}</div></details>',
            self.empty, key, key, key, self.said([label for code, label in pairs if code in chosen]), key, find, CLEAR, boxes(name, pairs, chosen), FOUND if self.url else "",
        )  # fmt: skip

    def said(self, labels: Sequence[str]) -> str:
        """The line of the folded list: «Все», «СШ № 1», «СШ № 1 и ещё 2»."""
        if not labels:
            return self.empty
        return labels[0] if len(labels) == 1 else f"{labels[0]} и ещё {len(labels) - 1}"


FIND = SafeString(
    '<input class="form-control pick-find" type="text" inputmode="search" autocomplete="off" placeholder="Найти" aria-label="Найти в списке" data-pick-find hidden>'
)
FAR = (
    '<input class="form-control pick-find" type="text" inputmode="search" autocomplete="off" name="{}_find" placeholder="Найти по названию" '
    'aria-label="Найти по названию" data-pick-find data-pick-url="{}">'
)
FOUND = SafeString('<div class="pick-found" data-pick-found aria-live="polite"></div>')
CLEAR = SafeString('<button class="btn btn-sm btn-quiet pick-clear" type="button" data-pick-clear hidden>Снять выбор</button>')


def boxes(name: str, pairs: Iterable[tuple[str, str]], chosen: Collection[str] = (), css: str = "form-check pick-one") -> SafeString:
    """A box for each value."""
    key = escape(name)
    return SafeString(
        "".join(
            f'<label class="{css}"><input class="form-check-input" type="checkbox" name="{key}" value="{escape(code)}"'
            f'{" checked" if code in chosen else ""}><span class="form-check-label">{escape(label)}</span></label>'
            for code, label in pairs
        )
    )


class ManyField(forms.MultipleChoiceField):
    """Any of the chosen values."""

    def __init__(self, *, label: str, empty: str = "Все", choices: Any = (), **given: Any) -> None:
        super().__init__(label=label, required=False, choices=choices, widget=PickMany(empty=empty), **given)

    def offer(self, choices: Sequence[tuple[Any, str]], url: str = "") -> None:
        """What may be chosen here; see `PickMany.url`."""
        self.choices, self.widget.url = choices, url


class ManyFilter(filters.MultipleChoiceFilter):
    """The same for a django-filter set; its method gets the list of values."""

    def __init__(self, *, label: str, empty: str = "Все", **given: Any) -> None:
        super().__init__(label=label, widget=PickMany(empty=empty), **given)

    def offer(self, choices: Sequence[tuple[Any, str]], url: str = "") -> None:
        """What may be chosen here; see `PickMany.url`."""
        self.extra["choices"] = choices
        self.extra["widget"].url = url

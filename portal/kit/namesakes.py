"""A second thing of one name, new or renamed: it may be right, so it is said beside the name, with the way to the first one, and is done when that is confirmed.

One form sent twice is one deed already (`form_key`); this is for two windows, and for two colleagues who begin the same.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join

from portal.kit.finding import fold
from portal.kit.refusal import Refusal
from portal.kit.typed import numbers

SHOWN = 3


class Namesake(Refusal):
    """One of this name is there already; `keys` say which, so that their confirmation is of them and of no later one."""

    def __init__(self, sentence: str, keys: str) -> None:
        super().__init__(sentence, field="name")
        self.keys = keys


class AgainForm(forms.Form):
    """Form of something whose name may be taken. `again` holds the keys of those that the person knows of and names another one like."""

    anyway = "Всё равно назвать так"
    named = "name"  # the field beside which it is said
    again = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["again"].label = self.anyway

    def confirm(self, refusal: Namesake) -> None:
        """Say which are there, and offer the box that confirms them."""
        self.fields["again"].widget = forms.CheckboxInput(attrs={"value": refusal.keys}, check_test=lambda value: False)
        self.add_error(self.named, format_html("{} Если это другое, отметьте «{}» и отправьте ещё раз.", str(refusal), self.anyway))

    def told(self) -> dict[str, Any]:
        """What was typed of the thing itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "again"}

    @classmethod
    def of(cls, thing: Any) -> dict[str, Any]:
        """What the form shows of a thing that is there already."""
        return {name: getattr(thing, name) for name in cls.base_fields if name != "again"}


class NewForm(AgainForm):
    """The same of something new."""

    anyway = "Всё равно создать"


def same(text: str) -> str:
    """What makes a name: its letters and figures, folded; quotes, dashes, spaces and look-alike letters are nothing."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _own(thing: Any) -> tuple[str, ...]:
    return (thing.name,)


def refuse_namesake(
    rows: Iterable[Any],
    thing: Any,
    again: str,
    *,
    begins: str,
    address: Callable[[Any], str],
    note: Callable[[Any], str],
    called: Callable[[Any], tuple[str, ...]] = _own,
) -> None:
    """Raise Namesake when some of `rows` have a name of this thing and are not all among those confirmed in `again`.

    `begins` opens the sentence («Такое сообщество уже есть»), `note` says of each what tells it apart, `called` how a thing is named, by what it is shown first. The caller takes
    turns (`turns.in_turn`) first.
    """
    names = {same(name) for name in called(thing)} - {""}
    found = [one for one in rows if one.pk != thing.pk and names & {same(name) for name in called(one)}]
    if {one.pk for one in found} <= set(numbers(again.split(","))):
        return
    named = format_html_join("; ", '<a href="{}">{}</a> ({})', ((address(one), called(one)[0], note(one)) for one in found[:SHOWN]))
    raise Namesake(format_html("{}: {}.", begins, named), ",".join(str(one.pk) for one in found))

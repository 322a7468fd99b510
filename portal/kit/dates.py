"""Date fields of every form: a year that nobody meant is a sentence beside the field, not a row that no page can show."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.kit.periods import today
from portal.kit.words import day

FIRST_YEAR, LAST_YEAR = 1900, 2100
NOT_A_DAY = "Это не дата: показано на сегодня."  # at the field of a page that is true on a date
REVERSED = "Конец срока раньше его начала: исправьте одну из дат."
SENTENCE = f"Проверьте год: он должен быть от {FIRST_YEAR} до {LAST_YEAR}."


def _plausible(found: Any) -> Any:
    if isinstance(found, dt.date) and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValidationError(SENTENCE, code="year")
    return found


class DateField(forms.DateField):
    """A date between 1900 and 2100."""

    def to_python(self, value: Any) -> Any:
        return _plausible(super().to_python(value))


class DateTimeField(forms.DateTimeField):
    """A moment between 1900 and 2100; asked before the time zone is applied, which the first years of all do not survive."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value[:4].isdecimal() and not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
            raise ValidationError(SENTENCE, code="year")
        return _plausible(super().to_python(value))


def asked_date(text: str) -> dt.date:
    """The date of `?on=`: what cannot be read as one is today; the form that shows it says so (`NOT_A_DAY`)."""
    try:
        return DateField(required=False).clean(text) or today()
    except ValidationError:
        return today()


def date_in(request: HttpRequest) -> dt.date:
    """The same on a page without such a form: a notice says so."""
    text = request.GET.get("on", "")
    try:
        return DateField(required=False).clean(text) or today()
    except ValidationError:
        messages.warning(request, f"«{text[:20]}» — не дата: показано на сегодня, {day(today())}.")
        return today()


def in_order(form: forms.BaseForm, since: str = "since", until: str = "until") -> None:
    """Called in `clean` of a form that has a term or narrows by one: a reversed one is a sentence at its second field, not an empty list."""
    first, last = (form.cleaned_data.get(name) for name in (since, until))
    if first and last and last < first:
        form.add_error(until, ValidationError(REVERSED, code="order"))

"""Date fields of every form: a year that nobody meant is a sentence beside the field, not a row that no page can show."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1900, 2100
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

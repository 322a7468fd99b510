"""Plain sentences instead of Django's own: what a form says of a value that does not fit, whichever form it is.

Django's own name constraints of the database and begin each with «Убедитесь, что это значение…».
"""

from functools import lru_cache
from typing import Any

from django import forms
from django.apps import apps
from django.core import validators
from django.db import models

NO_CHOICE = "Такого значения больше нет: выберите другое."
NOT_TOGETHER = "Такая запись уже есть, или введённое не сходится между собой. Проверьте значения."
CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
LIMITS: dict[Any, str] = {
    validators.MinValueValidator: "Не меньше %(limit_value)s.",
    validators.MaxValueValidator: "Не больше %(limit_value)s.",
    validators.MinLengthValidator: "Знаков не меньше %(limit_value)d, сейчас %(show_value)d.",
    validators.MaxLengthValidator: "Знаков не больше %(limit_value)d, сейчас %(show_value)d.",
}
DIGITS = {
    "invalid": "Введите число.",
    "max_digits": "Цифр не больше %(max)s.",
    "max_decimal_places": "После запятой цифр не больше %(max)s.",
    "max_whole_digits": "До запятой цифр не больше %(max)s.",
}


def speak_plainly() -> None:
    """Replace the sentences; before any form is made, because fields copy them."""
    for kind in CHOICES:  # Django's own shows the codes of addresses to people
        kind.default_error_messages = {**kind.default_error_messages, "invalid_choice": NO_CHOICE}
    for limit, sentence in LIMITS.items():
        limit.message = sentence
    validators.DecimalValidator.messages = dict(DIGITS)
    models.BaseConstraint.default_violation_error_message = NOT_TOGETHER  # a constraint with a sentence of its own says that


@lru_cache(maxsize=1)
def _said() -> dict[str, str]:
    return {one.name: str(one.get_violation_error_message()) for model in apps.get_models() for one in model._meta.constraints}


def sentence_of(constraint: str) -> str:
    """The constraint's own sentence by its name in the database; empty when it has none."""
    said = _said().get(constraint, "")
    return "" if said == NOT_TOGETHER else said

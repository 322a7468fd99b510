"""Addresses of mail as people type them."""

import re

from django import forms
from django.core.exceptions import ValidationError

_RUSSIAN, _LATIN = re.compile("[а-яё]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE)


def of_one_alphabet(address: str) -> None:
    """Raises ValidationError for Russian letters among Latin ones: «аmursk.example» looks like an address that it is not. «почта.рф» may be."""
    name, _, domain = address.rpartition("@")
    for part in (name, *domain.split(".")):
        if (found := _RUSSIAN.search(part)) and _LATIN.search(part):
            raise ValidationError(f"В адресе русская буква «{found[0]}» стоит среди латинских. Наберите адрес заново латиницей.")


class MailField(forms.EmailField):
    """An address somebody will be written to, or known by."""

    default_validators = [*forms.EmailField.default_validators, of_one_alphabet]

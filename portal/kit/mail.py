"""Addresses of mail as people type them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.kit.spelling import HIDDEN

_RUSSIAN, _LATIN = re.compile("[а-яё]", re.IGNORECASE), re.compile("[a-zA-Z]")
_UNKNOWN = re.compile("[^!-~а-яёА-ЯЁ]")
_UNSEEN = re.compile(f"[{HIDDEN}]")


def of_one_alphabet(address: str) -> None:
    """Raises ValidationError for Russian letters among Latin ones: «аmursk.example» looks like an address that it is not. «почта.рф» may be.

    Letters of other alphabets are refused: to the database «ı» and «i» are one letter in two cases, to a mail server two mailboxes.
    """
    if " " in address:
        raise ValidationError("В адресе пробел: он пишется слитно.")
    if found := _UNKNOWN.search(address):
        raise ValidationError(f"В адресе знак «{found[0]}»: он только похож на латинскую букву. Наберите адрес заново латиницей.")
    name, _, domain = address.rpartition("@")
    for part in (name, *domain.split(".")):
        if (found := _RUSSIAN.search(part)) and _LATIN.search(part):
            raise ValidationError(f"В адресе русская буква «{found[0]}» стоит среди латинских. Наберите адрес заново латиницей.")


def is_plain(address: str) -> bool:
    """An address that somebody may be known by: nothing in it looks like what it is not."""
    try:
        validate_email(address)
        of_one_alphabet(address)
    except ValidationError:
        return False
    return True


class MailField(forms.EmailField):
    """An address somebody will be written to, or known by; signs that are not seen, pasted along with it, are left out."""

    default_validators = [*forms.EmailField.default_validators, of_one_alphabet]

    def to_python(self, value: Any) -> Any:
        """The address without spaces around it and without hidden signs."""
        return super().to_python(_UNSEEN.sub("", value) if isinstance(value, str) else value)

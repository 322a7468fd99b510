"""An address is in one alphabet: a Russian letter among Latin ones leads to a mailbox that nobody has."""

import pytest
from django.core.exceptions import ValidationError

from portal.kit.mail import MailField


@pytest.mark.parametrize("typed", ["ivanova@mail.ru", "Anna.Ivanova+2@school-3.example", "info@школа.рф"])
def test_an_address_in_one_alphabet_is_taken(typed: str) -> None:
    assert MailField().clean(typed) == typed


@pytest.mark.parametrize(("typed", "letter"), [("methodist@аmursk.example", "а"), ("ivаnova@mail.ru", "а"), ("info@mail.rу", "у")])
def test_a_russian_letter_among_latin_ones_is_named(typed: str, letter: str) -> None:
    with pytest.raises(ValidationError) as told:
        MailField().clean(typed)
    assert f"русская буква «{letter}»" in " ".join(told.value.messages)

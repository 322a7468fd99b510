"""An address is in one alphabet: a Russian letter among Latin ones leads to a mailbox that nobody has."""

import pytest
from django.core.exceptions import ValidationError

from portal.kit.mail import MailField, is_plain


@pytest.mark.parametrize("typed", ["ivanova@mail.ru", "Anna.Ivanova+2@school-3.example", "info@школа.рф"])
def test_an_address_in_one_alphabet_is_taken(typed: str) -> None:
    assert MailField().clean(typed) == typed


def test_signs_that_nobody_sees_are_left_out() -> None:
    assert MailField().clean(" ivan@mail.ru\u200b\ufeff") == "ivan@mail.ru"


@pytest.mark.parametrize("typed", ["ıvan@mail.ru", "ivan@maiſ.example", "\u212aolya@mail.ru", "ivan@mail.ru\u0430\u0338x"])
def test_a_letter_that_only_looks_latin_is_refused(typed: str) -> None:
    """PostgreSQL takes «ı» and «i» for one letter, so the invitation would reach another mailbox than the one that was typed."""
    with pytest.raises(ValidationError):
        MailField().clean(typed)
    assert not is_plain(typed)
    assert is_plain("ivan@mail.ru")


@pytest.mark.parametrize(("typed", "letter"), [("methodist@аmursk.example", "а"), ("ivаnova@mail.ru", "а"), ("info@mail.rу", "у")])
def test_a_russian_letter_among_latin_ones_is_named(typed: str, letter: str) -> None:
    with pytest.raises(ValidationError) as told:
        MailField().clean(typed)
    assert f"русская буква «{letter}»" in " ".join(told.value.messages)

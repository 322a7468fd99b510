"""One shape of telephone numbers."""

import pytest

from portal.kit.phones import shaped


@pytest.mark.parametrize("text", ["8 914 000 11 22", "+7(914)000-11-22", "89140001122", "9140001122", " 8–914–000–11–22 ", "+7 914 000-11-22"])
def test_a_number_with_its_code_is_kept_in_one_shape(text: str) -> None:
    assert shaped(text) == "+7 914 000-11-22"


@pytest.mark.parametrize(
    "text",
    [
        "5-12-34",
        "",
        "8 914 000 11 22, доб. 12",
        "8 914 000 11 22 / 8 914 000 11 23",
        "+375 29 123-45-67",
        "111",
        "8 914 555-11-2",
        "8914555112２",
        "+7 914 555-11",
    ],
)
def test_whatever_else_stays_as_it_was_typed(text: str) -> None:
    assert shaped(text) == text

"""The quick select draws what Django's draws."""

from html.parser import HTMLParser

import pytest
from django import forms

from portal.kit.widgets import QuickSelect

CHOICES = [("", "Все"), ("1", "СШ № 1 & <b>"), ("2", 'Д/с "Звёздочка"')]


class Parts(HTMLParser):
    """Tags with their attributes and texts, whitespace aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_data(self, data: str) -> None:
        self.found += [data.strip()] if data.strip() else []


def parts(html: str) -> list[object]:
    parser = Parts()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("value", [None, "", "2", "нет такого"])
def test_same_as_django(value: str | None) -> None:
    attrs = {"id": "id_school", "class": "form-select", "required": True, "disabled": False}
    quick, own = QuickSelect(choices=CHOICES), forms.Select(choices=CHOICES)
    assert parts(quick.render("school", value, attrs)) == parts(own.render("school", value, attrs))

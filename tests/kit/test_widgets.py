"""The quick select draws what Django's draws."""

import datetime as dt
from html.parser import HTMLParser

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH

from portal.kit.widgets import QuickSelect, quick

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


@pytest.mark.parametrize("value", [None, "", 'Иванова "А" <b>', 7])
@pytest.mark.parametrize("own", [forms.TextInput(attrs={"type": "search", "autocomplete": "off"}), forms.TextInput(), forms.HiddenInput()])
def test_a_quick_line_is_the_same_as_django(own: forms.Widget, value: object) -> None:
    attrs = {"id": "id_q", "class": "form-control", "required": True, "disabled": False}
    drawn = quick(own)
    assert type(drawn) is not type(own)
    assert parts(drawn.render("q", value, attrs)) == parts(own.render("q", value, attrs))


@pytest.mark.parametrize("value", [None, "", "31.02.2026", dt.date(2026, 2, 3)])
@pytest.mark.parametrize("own", [forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), forms.DateInput()])
def test_a_quick_day_is_the_same_as_django(own: forms.Widget, value: object) -> None:
    drawn, attrs = quick(own), {"id": "id_on", "class": "form-control", "aria-describedby": "id_on_help"}
    assert type(drawn) is not type(own)
    assert parts(drawn.render("on", value, attrs)) == parts(own.render("on", value, attrs))


def test_every_field_of_a_page_draws_its_plain_selects_quickly() -> None:
    plain = forms.Select(attrs={"class": "form-select"}, choices=[("a", "А"), ("b", "Б <i>")])
    assert isinstance(quick(plain), QuickSelect)
    assert quick(plain).render("kind", "b") == plain.render("kind", "b").replace("\n", "").replace("  ", "")
    assert type(quick(forms.Textarea())) is forms.Textarea


def test_groups_of_options_are_left_to_django() -> None:
    grouped = forms.Select(choices=[("Школы", [("1", "СШ № 1")])])
    assert "optgroup" in QuickSelect(choices=grouped.choices).render("place", "1")


def test_an_empty_choice_says_plain_words():
    """Django's own is a row of dashes."""
    for required, said in ((False, "не указано"), (True, "выберите")):
        field = forms.TypedChoiceField(choices=[*BLANK_CHOICE_DASH, ("1", "высшее")], required=required)
        drawn = quick(field.widget).render("level", "")
        assert (">---------<" in drawn, f'<option value="" selected>{said}</option>' in drawn) == (False, True)

"""Fields that forms of several rooms share."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from portal.accounts.models import Organisation
from portal.kit.seeking import SeekingField


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def place_field(**given: Any) -> SeekingField:
    """An organisation out of those that the form offers, however many they are."""
    return SeekingField(
        Organisation.objects.none(), url=reverse_lazy("organisations:choices"), names=("short_name", "name", "address"), **{"label": "Организация", **given}
    )


def search() -> forms.CharField:
    """Above the lists of «Доступ»."""
    return forms.CharField(label="Фамилия, имя или почта", required=False, widget=forms.TextInput(attrs={"type": "search"}))

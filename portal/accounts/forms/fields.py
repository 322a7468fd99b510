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


class AskedField(forms.MultipleChoiceField):
    """A box that is shown when the portal asks something about an address; the answer is about this one, another address is asked about anew."""

    def __init__(self, *, label: str, yes: str) -> None:
        super().__init__(label=label, required=False, widget=forms.MultipleHiddenInput)
        self.yes = yes

    def about(self, address: str) -> None:
        self.choices = [(address.strip().lower(), self.yes)]

    def clean(self, value: Any) -> list[str]:
        """What was said of another address is not said of this one."""
        return [one for one in self.to_python(value) if self.valid_value(one)]

    def ask(self) -> None:
        """Show the box."""
        shown: Any = self.choices
        self.widget = forms.CheckboxSelectMultiple(choices=shown)


def same_field() -> AskedField:
    """The address is another name's."""
    return AskedField(label="Почта и имя не сходятся", yes="Да, это тот же человек")


def another_field() -> AskedField:
    """The name has access by another address."""
    return AskedField(label="Тёзка с доступом", yes="Да, это другой человек")

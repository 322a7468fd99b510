"""Addresses of those whose cards have none, typed where many are invited at once."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from portal.kit.mail import MailField
from portal.kit.words import stopped
from teachers.selectors.bulk import addressees


class AddressesForm(forms.Form):
    """Почта тех, у кого она не указана: пустое поле — человек пропускается."""

    def __init__(self, *args: Any, people: Iterable[Any], beside: Iterable[Any], **kwargs: Any) -> None:
        """`people` get a field each; `beside` are invited along with them by the addresses of their cards."""
        super().__init__(*args, **kwargs)
        self.people = {f"email_{one.pk}": one for one in people}
        self.taken = {one.email.lower(): one for one in beside}
        for name, one in self.people.items():
            self.fields[name] = MailField(
                label=f"Почта: {one.full_name}", required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
            )

    def clean(self) -> None:
        """One address is one person's, in this form and in the cards."""
        taken = dict(self.taken)
        known = addressees(self._filled().values())
        for name, address in self._filled().items():
            other = taken.setdefault(address, self.people[name])
            if other.pk == self.people[name].pk:
                other = known.get(address, other)
            if other.pk != self.people[name].pk:
                self.add_error(name, ValidationError(stopped(f"Этот адрес уже у другого педагога: {other.short_name}.")))

    def _filled(self) -> dict[str, str]:
        return {name: found.lower() for name in self.people if (found := self.cleaned_data.get(name))}

    def typed(self) -> dict[int, str]:
        """Id of a person → the address that was typed."""
        return {self.people[name].pk: address for name, address in self._filled().items()}

    def refuse(self, wrong: dict[int, str]) -> None:
        """Say beside each field why the invitation refuses its address."""
        for pk, why in wrong.items():
            self.add_error(f"email_{pk}", why)

    def rows(self) -> list[tuple[Any, BoundField]]:
        """Each person with the field."""
        return [(one, self[name]) for name, one in self.people.items()]

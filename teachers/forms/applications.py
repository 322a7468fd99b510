"""The form of a group application: an offer of the district, or a programme written by hand."""

from typing import Any

from django import forms

from portal.accounts.models import District
from portal.kit.dates import DateField
from portal.kit.periods import today
from portal.kit.words import period
from teachers.forms.card import date_input
from teachers.selectors.applications import offers_ahead
from teachers.services.applications import Wish

NEEDED = "Заполните, если программы нет среди предложений."


class OfferField(forms.ModelChoiceField):
    """An offer told by its programme, hours and dates."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.programme[:90]} — {obj.hours} ч, {period(obj.starts_on, obj.ends_on)}"


class ApplicationForm(forms.Form):
    """Куда и на что; whom is chosen on the board."""

    who = forms.CharField(widget=forms.HiddenInput, required=False)
    offer = OfferField(queryset=None, label="Предложение КПК", required=False, empty_label="своя программа — напишите ниже")
    programme = forms.CharField(label="Программа", max_length=300, required=False)
    provider = forms.CharField(label="Куда (институт)", max_length=200, required=False)
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=2000, required=False)
    starts_on = DateField(label="Начало", required=False, widget=date_input())
    ends_on = DateField(label="Окончание", required=False, widget=date_input())
    contacts = forms.BooleanField(
        label="Указать телефоны и почту", required=False, help_text="Только если их просит институт: это персональные данные, выгрузка записывается."
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers_ahead(district)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("offer"):
            for name in ("programme", "provider", "hours", "starts_on", "ends_on"):
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, NEEDED)
            since, until = data.get("starts_on"), data.get("ends_on")
            if since and until and until < since:
                self.add_error("ends_on", "Окончание раньше начала.")
            elif until and until < today():
                self.add_error("ends_on", "Эти курсы уже закончились: заявка на них не нужна.")
        return data

    def wish(self) -> Wish:
        """What the service keeps; an offer says it all itself."""
        data, offer = self.cleaned_data, self.cleaned_data["offer"]
        if offer:
            return Wish(offer.programme, offer.provider, offer.hours, offer.starts_on, offer.ends_on, data["contacts"], offer)
        return Wish(data["programme"], data["provider"], data["hours"], data["starts_on"], data["ends_on"], data["contacts"])

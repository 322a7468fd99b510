"""Shapes of input: a district and its head, a word of a dictionary, a network and its agreements."""

import datetime as dt
from typing import Any

from django import forms

from portal.accounts.forms.fields import date_input
from portal.accounts.models import Agreement, District, Network
from portal.accounts.models.districts import ZONES
from portal.accounts.services import Person
from portal.accounts.services.agreements import AgreementData
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.periods import today


class HeadForm(forms.Form):
    """Первый начальник управления в районе."""

    email = MailField(label="Почта начальника", help_text="На неё уйдёт приглашение.")
    last_name = forms.CharField(label="Фамилия начальника", max_length=80)
    first_name = forms.CharField(label="Имя начальника", max_length=80)
    patronymic = forms.CharField(label="Отчество начальника", max_length=80, required=False)

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("email", "last_name", "first_name", "patronymic")})


class DistrictForm(HeadForm):
    """Новый район и его первый начальник."""

    FACTS = ("name", "genitive", "region", "code", "service_name", "service_short", "authority", "time_zone")
    name = forms.CharField(label="Название района", max_length=200)
    genitive = forms.CharField(label="Чего (родительный падеж)", max_length=200, help_text="Например: Советско-Гаванского района.")
    region = forms.CharField(label="Регион", max_length=120)
    code = forms.SlugField(label="Код", max_length=50, help_text="Латиницей, для ссылок и файлов: sovgavan.")
    service_name = forms.CharField(label="Методическая служба", max_length=300)
    service_short = forms.CharField(label="Служба кратко", max_length=60, help_text="Например: ИМЦ.")
    authority = forms.CharField(label="Орган управления образованием", max_length=300)
    time_zone = forms.ChoiceField(label="Часовой пояс", choices=list(ZONES.items()), initial="Europe/Moscow")
    field_order = (*FACTS, "last_name", "first_name", "patronymic", "email")

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.FACTS}


class WordForm(forms.Form):
    """Слово словаря."""

    name = forms.CharField(label="Название", max_length=500)
    active = forms.BooleanField(label="Используется", required=False)


class NewWordForm(forms.Form):
    """Новое слово словаря."""

    name = forms.CharField(label="Название", max_length=500, help_text="Как в списках выбора. Код портал составит сам.")
    group = forms.ChoiceField(label="Группа")

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if groups:
            self.fields["group"].choices = [("", "выберите"), *((one, one) for one in groups)]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class NetworkForm(forms.Form):
    """Методическая сеть."""

    name = forms.CharField(label="Название сети", max_length=200)
    lead = forms.ModelChoiceField(
        District.objects.all(), label="Ведущий район", empty_label="выберите район", help_text="Его ресурсный центр (КРЦ) видит сводку районов сети."
    )


class AgreementForm(forms.Form):
    """Соглашение: стороны, номер и сроки, как на бумаге."""

    network = forms.ModelChoiceField(Network.objects.all(), label="Сеть", empty_label="выберите сеть")
    member = forms.ModelChoiceField(District.objects.all(), label="Район", required=False, empty_label="не район портала")
    partner = forms.CharField(label="Партнёр", max_length=200, required=False, help_text="Название организации, если это не район портала.")
    number = forms.CharField(label="Номер", max_length=40, required=False, help_text="Нужен для подписания.")
    since = DateField(label="Действует с", widget=date_input(), initial=today)
    until = DateField(label="Действует по", widget=date_input(), required=False, help_text="Последний день включительно. Пусто — без срока.")

    def __init__(self, *args: Any, kept: Agreement | None = None, **kwargs: Any) -> None:
        """`kept`: an agreement that is there already; its sides stay."""
        super().__init__(*args, **kwargs)
        self.kept = kept
        for name in ("network", "member", "partner") if kept else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.kept and bool(data.get("member")) == bool(data.get("partner")) and not self.errors:
            self.add_error("member", "Выберите район или впишите партнёра: что-то одно.")
        since, until = data.get("since"), data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", "Дата «по» раньше даты «с».")
        return data

    def agreement(self) -> AgreementData:
        sides = {"network": self.kept.network, "member": None, "partner": self.kept.partner} if self.kept else {}
        return AgreementData(**{**self.cleaned_data, **sides})


class AgreementFilter(forms.Form):
    """Отбор соглашений."""

    q = forms.CharField(label="Район, партнёр, сеть или номер", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *Agreement.State.choices])

    def value(self, name: str) -> str:
        """The chosen value when it is a valid one, else an empty string."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

"""Shapes of input: an appointment, a word of a dictionary."""

import datetime as dt
from typing import Any

from django import forms

from portal.accounts.models import District, Organisation, Role
from portal.accounts.services import Person
from portal.kit.dates import DateField
from portal.kit.periods import today


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AppointmentForm(forms.Form):
    """Кого, в какой роли, где и на какой срок назначают."""

    email = forms.EmailField(label="Электронная почта", help_text="По этому адресу человек входит на портал и получает приглашение.")
    last_name = forms.CharField(label="Фамилия", max_length=80)
    first_name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    role = forms.ChoiceField(label="Роль")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Организация",
        empty_label="Не выбрана",
        required=False,
        help_text="Нужна педагогу и руководителю организации.",
        error_messages={"invalid_choice": "Такой организации в этом районе нет. Выберите из списка."},
    )
    since = DateField(label="С", widget=date_input(), initial=today)
    until = DateField(label="По", required=False, widget=date_input(), help_text="Пусто — без срока.")
    act = forms.CharField(label="Основание (приказ)", max_length=200, required=False)

    def __init__(self, *args: Any, district: District | None, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [pair for pair in Role.choices if pair[0] in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.open_on(today()).filter(district=district)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in (Role.TEACHER, Role.SCHOOL_HEAD) and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Для этой роли нужно указать организацию.")
        since, until = data.get("since"), data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", "Дата «по» раньше даты «с».")
        return data

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("email", "last_name", "first_name", "patronymic")})


class WordForm(forms.Form):
    """Слово словаря."""

    name = forms.CharField(label="Название", max_length=500)
    active = forms.BooleanField(label="Используется", required=False)

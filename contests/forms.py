"""Shapes of input: a contest, a role."""

import datetime as dt
from typing import Any

from django import forms

from contests.services import ContestData
from portal.accounts.selectors import choices
from portal.kit.dates import DateField
from portal.kit.namesakes import AgainForm, NewForm
from portal.kit.periods import today


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def choose(form: forms.Form, name: str, pairs: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = pairs


class ContestForm(AgainForm):
    """Карточка конкурса."""

    field_order = ("name", "again")
    name = forms.CharField(label="Название", max_length=300)
    kind = forms.ChoiceField(label="Вид")
    level = forms.ChoiceField(label="Уровень", initial="mun")
    starts_on = DateField(label="Начало", widget=date_input(), initial=today)
    ends_on = DateField(label="Итоги", widget=date_input(), help_text="Этой датой участие засчитывается педагогам и показателям.")
    topic = forms.CharField(label="Тема-метка", max_length=60, required=False)
    external = forms.BooleanField(label="Внешний", required=False, help_text="Проводит не район: здесь записывают участие и результаты своих педагогов.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", choices("contest_kinds"))
        choose(self, "level", choices("event_levels"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if isinstance(starts, dt.date) and isinstance(ends, dt.date) and ends < starts:
            self.add_error("ends_on", "Итоги раньше начала: проверьте даты.")
        return data

    def contest(self) -> ContestData:
        return ContestData(**self.told())


class NewContestForm(NewForm, ContestForm):
    """Новый конкурс."""


class RoleForm(forms.Form):
    """In which role people take part."""

    role = forms.ChoiceField(label="Роль", initial="participant")

    def __init__(self, *args: Any, roles: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "role", choices("contest_roles") if roles is None else roles)

"""Shapes of input: a contest, a role, the filter of the list."""

import datetime as dt
from typing import Any

from django import forms

from contests.selectors import KINDS, LEVELS, STANDINGS, ContestQuery, years
from contests.services import ContestData
from portal.accounts.selectors import choices, lexicon
from portal.kit.dates import DateField
from portal.kit.periods import today


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def choose(form: forms.Form, name: str, pairs: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = pairs


class ContestForm(forms.Form):
    """Карточка конкурса."""

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
        return ContestData(**self.cleaned_data)


class RoleForm(forms.Form):
    """In which role people take part."""

    role = forms.ChoiceField(label="Роль", initial="participant")

    def __init__(self, *args: Any, roles: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "role", choices("contest_roles") if roles is None else roles)


class ContestFilter(forms.Form):
    """Отбор конкурсов."""

    q = forms.CharField(
        label="Конкурс или тема", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Например: учитель года"})
    )
    kind = forms.ChoiceField(label="Вид", required=False)
    level = forms.ChoiceField(label="Уровень", required=False)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *((code, words) for code, (words, _) in STANDINGS.items())])
    where = forms.ChoiceField(label="Чей", required=False, choices=[("", "Все"), ("own", "района"), ("external", "внешние")])
    year = forms.ChoiceField(label="Учебный год", required=False)
    mine = forms.BooleanField(label="Только мои", required=False)

    def __init__(self, data: Any, *, teaches: bool) -> None:
        super().__init__(data)
        self.words = lexicon(KINDS, LEVELS)
        choose(self, "kind", [("", "Любой"), *self.words.choices(KINDS)])
        choose(self, "level", [("", "Любой"), *self.words.choices(LEVELS)])
        choose(self, "year", [("", "Все годы"), *years()])
        if not teaches and not self.data.get("mine"):  # asked for in a link of a teacher's, it holds nobody here
            self.fields.pop("mine")

    def query(self, sort: str) -> ContestQuery:
        self.is_valid()
        return ContestQuery(sort=sort, words=self.cleaned_data.get("q", ""), **{name: value for name, value in self.cleaned_data.items() if name != "q"})

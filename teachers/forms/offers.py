"""An offer and whom it is for: fields that every form of the district's offers has, the form of КПК and its filter."""

from typing import Any

from django import forms
from django.http import QueryDict

from portal.accounts.models import District
from portal.accounts.selectors import lexicon
from portal.kit.dates import DateField
from teachers.forms.card import date_input
from teachers.models import Competency
from teachers.selectors.audience import DICTIONARIES, audiences
from teachers.selectors.offers import OfferQuery
from teachers.services.offers import OfferData


def functions_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Трудовые функции",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="По ним портал предложит это педагогам, у которых здесь дефицит.",
    )


def audience_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Для кого",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ничего не отмечено — для всех. Достаточно одного совпадения: вида организации, должности или предмета. Отмеченный стаж обязателен.",
    )


class DistrictForm(forms.Form):
    """A form of the current district: its words, its organisations; `dictionaries` names those of its select fields, all words are one query."""

    dictionaries: tuple[str, ...] = ()

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        self.words = lexicon(*DICTIONARIES, *self.dictionaries)
        if "functions" in self.fields:
            rows = Competency.objects.filter(framework__in_force=True, parent__isnull=True).order_by("order")
            self.choose("functions", [(one.code, f"{one.code} {one.name}") for one in rows])
        if "audience" in self.fields:
            self.choose("audience", audiences(district.pk, self.words, self.initial.get("audience") or ()))

    def choose(self, name: str, pairs: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = pairs

    def among(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class OfferForm(DistrictForm):
    """Предложение КПК."""

    programme = forms.CharField(
        label="Программа", max_length=300, help_text="Как в удостоверении: по названию портал узнаёт, что педагог уже прошёл эти курсы."
    )
    provider = forms.CharField(label="Где", max_length=200, help_text="Организация, которая проводит курсы.")
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=2000)
    starts_on = DateField(label="Начало", widget=date_input())
    ends_on = DateField(label="Окончание", widget=date_input())
    remote = forms.BooleanField(label="Дистанционно", required=False)
    topic = forms.CharField(label="Тема-метка", max_length=60, required=False)
    functions = functions_field()
    audience = audience_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Окончание раньше начала.")
        return data

    def offer(self) -> OfferData:
        return OfferData(**self.cleaned_data)


class OfferFilter(forms.Form):
    """Отбор предложений КПК."""

    q = forms.CharField(label="Программа, где или тема", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    when = forms.ChoiceField(label="Когда", required=False, choices=[("", "Впереди"), ("going", "Идут сейчас"), ("past", "Прошедшие"), ("all", "Все")])
    remote = forms.ChoiceField(label="Как проходят", required=False, choices=[("", "Любые"), ("yes", "дистанционно"), ("no", "очно")])
    function = forms.ChoiceField(label="Трудовая функция", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        rows = Competency.objects.filter(framework__in_force=True, parent__isnull=True).order_by("order").values_list("code", "name")
        self.fields["function"].choices = [("", "Любая"), *((code, f"{code} {name}") for code, name in rows)]  # type: ignore[attr-defined]

    def query(self) -> OfferQuery:
        self.is_valid()
        chosen = {name: str(self.cleaned_data.get(name) or "") for name in ("when", "remote", "function")}
        return OfferQuery(words=str(self.cleaned_data.get("q") or ""), sort=str(self.data.get("sort", "")), **chosen)

"""Shapes of input: the answers of one page of the self-assessment, the choice of functions, the card, an offer and whom it is for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from portal.accounts.models import District
from portal.accounts.selectors import lexicon
from portal.kit.dates import DateField
from portal.kit.periods import full_years, today
from portal.kit.refusal import Refusal
from teachers.models import Competency, Teacher
from teachers.selectors.audience import DICTIONARIES, audiences
from teachers.selectors.offers import OfferQuery
from teachers.selectors.questionnaire import Question, Section
from teachers.services.offers import OfferData


def changed_levels(data: QueryDict, section: Section) -> dict[int, int]:
    """Answers of the page that differ from what the page showed: action id → level.

    The page sends all its answers, with what each was when shown (`was-…`). Only changed ones are written, so that a tab opened
    earlier does not bring back its old answers over newer ones of another tab. Raises Refusal for what is not a number.
    """
    return {one.pk: _level(str(data[f"level-{one.pk}"])) for one in _touched(data, section)}


def _touched(data: QueryDict, section: Section) -> Iterator[Question]:
    for one in section.questions:
        given = data.get(f"level-{one.pk}", "")
        if given and given != data.get(f"was-{one.pk}", ""):
            yield one


def _level(text: str) -> int:
    try:
        return int(text)
    except ValueError as wrong:
        raise Refusal("Уровень выбирают из четырёх: от 0 до 3. Обновите страницу и отметьте один из них.") from wrong


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CardForm(forms.ModelForm):
    """Что о педагоге исправляет методист; the place of work and the categories have their own rows."""

    class Meta:
        model = Teacher
        fields = ["last_name", "first_name", "patronymic", "sex", "birth_date", "teaching_since", "education", "topic"]
        widgets = {"birth_date": _date(), "teaching_since": _date()}
        help_texts = {"teaching_since": "Первый день педагогической работы: от него считается стаж на любую дату."}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        born, since = data.get("birth_date"), data.get("teaching_since")
        if born and not 16 <= full_years(born, today()) <= 100:
            self.add_error("birth_date", "Проверьте дату рождения: педагогу должно быть от 16 до 100 лет.")
        if since and since > today():
            self.add_error("teaching_since", "Начало стажа не может быть в будущем.")
        elif born and since and full_years(born, since) < 16:
            self.add_error("teaching_since", "Стаж не может начинаться раньше 16 лет.")
        return data

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


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
    starts_on = DateField(label="Начало", widget=_date())
    ends_on = DateField(label="Окончание", widget=_date())
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
    """Отбор предложений КПК. A wrong value narrows nothing."""

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

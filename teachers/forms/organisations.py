"""Shapes of input: an organisation, its name, status, and what becomes of it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from portal.accounts.models import Organisation
from portal.accounts.selectors import choices, lexicon
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.namesakes import AgainForm, NewForm
from portal.kit.periods import today
from portal.kit.picking import PickMany
from teachers.selectors.organisations import FLAGS, KINDS, LEVELS, level_label
from teachers.selectors.place_choice import FIELD, offered
from teachers.services.organisations import CONTACTS, CORE


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def act_field() -> forms.CharField:
    return forms.CharField(label="Основание", max_length=200, help_text="Номер и дата акта, например: постановление № 100 от 01.08.2026.")


def inn_of(typed: str) -> str:
    """The number without spaces. Raises ValidationError for what is none."""
    text = "".join(typed.split())
    if text and not (text.isascii() and text.isdecimal() and len(text) in (10, 12)):
        raise forms.ValidationError("ИНН — десять цифр.")
    return text


class PlaceForm(AgainForm, forms.ModelForm):
    """Сведения об организации; a head is given only what is hers to change."""

    kind = forms.ChoiceField(label="Вид")
    levels = forms.MultipleChoiceField(label="Уровни образования", required=False, widget=forms.CheckboxSelectMultiple)
    site = forms.URLField(label="Сайт", required=False, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url"}))
    opened = DateField(label="Открыта", required=False, widget=date_input(), help_text="Первый день работы, если известен.")

    class Meta:
        model = Organisation
        fields = [*CORE, *CONTACTS]
        field_classes = {"email": MailField}

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        """`whole`: with the fields that only the district's staff changes."""
        super().__init__(*args, **kwargs)
        if not whole:
            for name in (*CORE, "again"):
                del self.fields[name]
            return
        words: Any = lexicon(KINDS, LEVELS)
        kinds, levels = (words.choices(one) for one in (KINDS, LEVELS))
        if self.instance.kind and self.instance.kind not in dict(kinds):  # a word retired since
            kinds = [(self.instance.kind, words.name(KINDS, self.instance.kind)), *kinds]
        fields: Any = self.fields
        fields["kind"].choices = kinds if self.instance.kind else [("", "выберите"), *kinds]
        fields["levels"].choices = [(code, level_label(name)) for code, name in levels]
        fields["name"].help_text = "Здесь исправляют опечатку. Новое название с даты вносят кнопкой «Переименовать»: прежнее останется в истории."

    def clean_inn(self) -> str:
        return inn_of(str(self.cleaned_data.get("inn", "")))

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "again"}

    def _post_clean(self) -> None:
        """The service validates the row that it has locked; this one stays as the page showed it."""


class OpenForm(NewForm, PlaceForm):
    """Новая организация: сведения, с какого дня и каким актом открыта."""

    on = DateField(label="Открыта с", widget=date_input(), help_text="Первый день работы.")
    act = act_field()

    field_order = ["name", "again", "short_name", "on", "act", "kind", "levels", *CONTACTS, "inn"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, whole=True, **kwargs)
        del self.fields["opened"]
        self.fields["name"].help_text = "Полное название по уставу."
        self.fields["short_name"].help_text = "Как пишут в списках: «СШ № 5»."

    def data_of(self) -> dict[str, Any]:
        return {name: value for name, value in self.told().items() if name not in ("on", "act")}


class RenameForm(AgainForm):
    """Новое название: с какого дня и каким актом."""

    field_order = ("name", "again")
    name = forms.CharField(label="Новое полное название", max_length=300)
    short_name = forms.CharField(label="Новое краткое название", max_length=120)
    on = DateField(label="Называется так с", widget=date_input(), initial=today)
    act = act_field()


class StatusForm(forms.Form):
    """Статус, срок и основание."""

    status = forms.ChoiceField(label="Статус")
    since = DateField(label="С", widget=date_input(), initial=today)
    until = DateField(label="По", required=False, widget=date_input(), help_text="Последний день. Пусто — без срока.")
    act = forms.CharField(label="Основание", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", "выберите"), *choices(FLAGS)]  # type: ignore[attr-defined]


class EndStatusForm(forms.Form):
    """Последний день статуса."""

    until = DateField(label="Последний день", widget=date_input(), initial=today)


class CloseForm(forms.Form):
    """С какого дня организации нет и каким актом она закрыта."""

    on = DateField(label="Закрыта с", widget=date_input(), help_text="Первый день, когда организации уже нет.")
    act = act_field()


class PlacesForm(forms.Form):
    """Первый шаг слияния и разделения: какие организации и с какого числа; stands in the address, so it changes nothing."""

    organisation = forms.ModelMultipleChoiceField(Organisation.objects.none(), widget=PickMany(empty="Выберите"))
    on = DateField(label="С какого числа", widget=date_input())

    def __init__(self, data: QueryDict | None, *, others: Any, label: str, help_text: str = "") -> None:
        super().__init__(data)
        field: Any = self.fields[FIELD]
        field.queryset, field.label, field.help_text = others, label, help_text
        shown = offered(others, QueryDict() if data is None else data, whole=False, url=reverse("organisations:choices"))
        field.widget.choices, field.widget.url = shown, shown.url
        field.error_messages["invalid_choice"] = "Выберите из списка: отмеченная организация уже закрыта или не видна вам."
        field.error_messages["required"] = "Отметьте хотя бы одну организацию."


class MergeForm(forms.Form):
    """Второй шаг слияния."""

    act = act_field()

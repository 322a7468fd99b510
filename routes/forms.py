"""Shapes of input: a step, a term, a mark, a decision."""

from typing import Any

from django import forms

from portal.accounts.models import Appointment, District, User
from portal.kit.dates import DateField
from portal.kit.periods import today
from portal.kit.words import full_name
from routes.models import Route, Step
from routes.services import StepInput
from teachers.forms.offers import DistrictForm

FORMS, KINDS = "mentoring_forms", "mentoring_kinds"


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StepForm(forms.Form):
    """Шаг маршрута, как его видит педагог."""

    direction = forms.ChoiceField(label="Направление", choices=Step.Direction.choices)
    title = forms.CharField(label="Что нужно сделать", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    education = forms.ChoiceField(label="Форма образования", choices=Step.Education.choices)
    remote = forms.BooleanField(label="Дистанционно", required=False)
    starts_on = DateField(label="Срок с", widget=date_input())
    ends_on = DateField(label="Срок по", widget=date_input())
    result = forms.CharField(
        label="Ожидаемый результат", max_length=300, required=False, help_text="Что останется после шага: конспект, разработка, удостоверение."
    )
    functions = forms.MultipleChoiceField(label="На какие дефициты отвечает", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, route: Route, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deficits = [(one.function, f"{one.function} {one.name}") for one in route.deficits.all()]
        self.fields["functions"].choices = deficits  # type: ignore[attr-defined]
        if not deficits:
            del self.fields["functions"]

    def given(self) -> StepInput:
        """What was typed, for the service."""
        return StepInput(**{**self.cleaned_data, "functions": tuple(self.cleaned_data.get("functions", ()))})


class MentorForm(DistrictForm):
    """Наставник педагога: by name, as in a list."""

    dictionaries = (FORMS, KINDS)
    mentor = forms.CharField(
        label="Наставник", max_length=200, help_text="Фамилия, имя, отчество; у однофамильцев — через запятую организация. Роль «Наставник» дают в «Доступе»."
    )
    form = forms.ChoiceField(label="Форма")
    kind = forms.ChoiceField(label="Вид")
    since = DateField(label="С", widget=date_input(), initial=today)
    order = forms.CharField(label="Приказ", max_length=200, required=False, help_text="Номер и дата: № 15 от 28.08.2026.")

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        self.choose("form", self.words.choices(FORMS))
        self.choose("kind", self.words.choices(KINDS))


def initial_of(step: Step) -> dict[str, Any]:
    """The form's values for a step that is there already."""
    names = ("direction", "title", "education", "remote", "starts_on", "ends_on", "result")
    return {name: getattr(step, name) for name in names} | {"functions": [code for code in step.functions.split(", ") if code]}


class PeriodForm(forms.Form):
    """Срок маршрута."""

    starts_on = DateField(label="С", widget=date_input())
    ends_on = DateField(label="По", widget=date_input())


class MarkForm(forms.Form):
    """Отметка о выполнении своего шага."""

    done_on = DateField(label="Когда выполнен", widget=date_input(), initial=today)
    proof = forms.CharField(
        label="Подтверждение", max_length=300, required=False, help_text="Например: листы взаимопосещения, ссылка на разработку, дата открытого занятия."
    )
    file = forms.FileField(label="Файл (необязательно)", required=False, help_text="PDF, Word или изображение. Виден только тем, кто видит маршрут.")


class CommentForm(forms.Form):
    """Пояснение к действию."""

    comment = forms.CharField(label="Пояснение", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AssignForm(forms.Form):
    """Кого назначить: эксперта или куратора."""

    person = forms.ModelChoiceField(User.objects.none(), label="Кого назначить", empty_label="—")

    def __init__(self, data: Any, *, role: str, district: Any) -> None:
        super().__init__(data)
        posts = Appointment.objects.in_force().filter(role=role, district=district, user__is_active=True)
        field: Any = self.fields["person"]
        field.queryset = User.objects.filter(pk__in=posts.values("user")).order_by("last_name", "first_name", "pk")
        field.label_from_instance = full_name

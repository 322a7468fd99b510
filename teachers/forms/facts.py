"""Facts of the card: one form per kind, with words of the dictionaries in one query."""

import datetime as dt
from typing import Any

from django import forms

from portal.accounts.models import Organisation
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.dates import DateField
from portal.kit.periods import today
from teachers.forms.card import date_input
from teachers.models import Award, CareerStage, CareerStep, Course, Duty, Qualification, Teacher
from teachers.selectors.career import doubts
from teachers.selectors.proposals import COURSE

FUTURE = "Эта дата ещё не наступила."
EMPTY = "—"


class FactForm(forms.ModelForm):
    """A fact of the card; `dictionaries` maps its fields to the dictionaries of their words, `past` are dates that must have come."""

    dictionaries: dict[str, str] = {}
    past: tuple[str, ...] = ()

    def __init__(self, *args: Any, teacher: Teacher, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = lexicon(*self.dictionaries.values()) if self.dictionaries else None
        for name, dictionary in self.dictionaries.items():
            self._choose(name, words, dictionary)
        self.prepare(teacher)

    def _choose(self, name: str, words: Lexicon | None, dictionary: str) -> None:
        """A select field instead of a text one; a retired word of an old row stays possible."""
        field = self.fields[name]
        pairs = words.choices(dictionary) if words else []
        kept = getattr(self.instance, name)
        if words and self.instance.pk and kept and kept not in dict(pairs):
            pairs = [*pairs, (kept, words.name(dictionary, kept))]
        label = str(field.label).split(" (словарь")[0]
        blank = [] if field.required and self.instance.pk else [("", EMPTY)]
        self.fields[name] = forms.ChoiceField(label=label, choices=[*blank, *pairs], required=field.required, help_text=field.help_text)

    def prepare(self, teacher: Teacher) -> None:
        """What else a kind needs of the teacher's district."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.past:
            if isinstance(data.get(name), dt.date) and data[name] > today():
                self.add_error(name, FUTURE)
        return data

    def values(self) -> dict[str, Any]:
        """What the service writes; the scan goes beside."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class CourseForm(FactForm):
    """КПК с удостоверением."""

    dictionaries = {"kind": "dpo_documents"}
    past = ("started_on", "finished_on")
    file = forms.FileField(label="Скан документа", required=False, help_text="PDF, JPG или PNG. Скан видят те, кто видит карточку.")

    class Meta:
        model = Course
        fields = list(COURSE)
        field_classes = {"started_on": DateField, "finished_on": DateField}
        widgets = {"started_on": date_input(), "finished_on": date_input()}
        help_texts = {"topic": "Одно-два слова, по которым КПК сходятся: «ФГОС», «функциональная грамотность»."}


class AwardForm(FactForm):
    """Награда."""

    dictionaries = {"level": "event_levels"}
    past = ("awarded_on",)

    class Meta:
        model = Award
        fields = ["name", "level", "awarded_on", "act"]
        field_classes = {"awarded_on": DateField}
        widgets = {"awarded_on": date_input()}


class DutyForm(FactForm):
    """Дополнительная роль со сроком."""

    dictionaries = {"role": "additional_roles"}

    class Meta:
        model = Duty
        fields = ["role", "detail", "organisation", "since", "until", "act"]
        field_classes = {"since": DateField, "until": DateField}
        widgets = {"since": date_input(), "until": date_input()}
        help_texts = {"until": "Пусто — без срока.", "detail": "Например: 7 «Б», «Учитель года — 2026»."}

    def prepare(self, teacher: Teacher) -> None:
        self.fields["organisation"].empty_label = EMPTY  # type: ignore[attr-defined]
        places = Organisation.objects.filter(district=teacher.district_id)
        self.fields["organisation"].queryset = places.open_on(today())  # type: ignore[attr-defined]


class GradeForm(FactForm):
    """Результат аттестации."""

    dictionaries = {"category": "qualification_categories"}
    past = ("awarded_on",)

    class Meta:
        model = Qualification
        fields = ["category", "awarded_on", "valid_until", "act"]
        field_classes = {"awarded_on": DateField, "valid_until": DateField}
        widgets = {"awarded_on": date_input(), "valid_until": date_input()}
        help_texts = {"valid_until": "Пусто — без срока: так с 01.09.2023 присваивают первую и высшую."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        since, until = data.get("awarded_on"), data.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", "Дата «по» раньше даты «с».")
        return data


class StageForm(FactForm):
    """Ступень карьеры: с какого дня и каким актом.

    What the step asks for and the card does not show or cannot, and steps passed over, are named, and is written down all the same when that is confirmed: the district may know better.
    """

    past = ("since",)
    agreed = forms.BooleanField(label="Записать всё равно", required=False, widget=forms.HiddenInput)
    warned = forms.CharField(required=False, widget=forms.HiddenInput)  # what was confirmed: another step or day is asked about anew

    class Meta:
        model = CareerStage
        fields = ["step", "since", "act"]
        field_classes = {"since": DateField}
        widgets = {"since": date_input()}

    def prepare(self, teacher: Teacher) -> None:
        self.teacher = teacher
        self.fields["step"].empty_label = EMPTY  # type: ignore[attr-defined]
        steps = CareerStep.objects.filter(district=teacher.district_id)
        kept = steps.filter(pk=self.instance.step_id) if self.instance.pk else CareerStep.objects.none()
        self.fields["step"].queryset = steps.filter(active=True) | kept  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        step, since = data.get("step"), data.get("since")
        if step and not data.get("act") and "act" in data and (step.asks or step.category or step.least_years is not None):
            self.add_error("act", "У этой ступени есть условия: укажите, каким приказом на неё перевели.")
        if step and since and (not self.instance.pk or {"step", "since"} & set(self.changed_data)):
            self._confirm(". ".join(doubts(self.teacher, step, since, but=self.instance.pk)), data)
        return data

    def _confirm(self, lacking: str, data: dict[str, Any]) -> None:
        if not lacking or (data["agreed"] and data["warned"] == lacking):
            return
        given: Any = self.data  # a QueryDict, which does not change
        asked = given.copy()
        asked["agreed"], asked["warned"] = "", lacking
        self.data = asked
        self.fields["agreed"].widget = forms.CheckboxInput()
        self.add_error("agreed", f"{lacking}. Если район так решил, отметьте это и сохраните ещё раз.")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


FORMS: dict[str, type[FactForm]] = {"courses": CourseForm, "grades": GradeForm, "awards": AwardForm, "duties": DutyForm, "career": StageForm}


class StepForm(forms.ModelForm):
    """Ступень карьеры, как её называет район."""

    class Meta:
        model = CareerStep
        fields = ["name", "order", "least_years", "category", "asks", "active"]
        widgets = {"asks": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"order": "Чем меньше число, тем ближе к началу пути.", "asks": "Каждое условие — с новой строки: они видны в карточке педагога."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = lexicon("qualification_categories").choices("qualification_categories")
        self.fields["category"] = forms.ChoiceField(label="Нужна категория", choices=[("", "не важно"), *words], required=False)

"""What the list of imports and the rows of one are narrowed by."""

from typing import Any

from django import forms

from teachers.models import Intake, IntakeRow


class IntakeFilter(forms.Form):
    """Which imports of the list to show."""

    q = forms.CharField(label="Файл, организация или кто загрузил", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "любое"), *Intake.State.choices])


DECISIONS = (("", "все"), ("chosen", "выбранные"), ("skipped", "не выбранные"), ("waiting", "ждут решения"), ("remarks", "с замечаниями"))


class RowFilter(forms.Form):
    """Which rows of an import to show; the verdicts carry their counts."""

    q = forms.CharField(label="Фамилия, имя или отчество", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    verdict = forms.ChoiceField(label="Вывод", required=False)
    decision = forms.ChoiceField(label="Строки", required=False, choices=DECISIONS)

    def __init__(self, data: Any, counts: dict[str, int]) -> None:
        super().__init__(data)
        self.counts = counts
        told = [(code, f"{label} ({counts.get(code, 0)})" if counts else label) for code, label in IntakeRow.Verdict.choices]
        self.fields["verdict"].choices = [("", "любой"), *told]  # type: ignore[attr-defined]

    def value(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

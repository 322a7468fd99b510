"""Shapes of input: the answers of one page of the self-assessment, the choice of functions, the card."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from portal.kit.periods import full_years, today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.selectors.questionnaire import Question, Section


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

"""The card's own data, and the date on which it is looked at."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.periods import full_years, today
from portal.kit.words import snils
from teachers.models import Teacher

YOUNGEST, OLDEST = 16, 100
CONTACTS = ("snils", "phone", "email")


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def digits_of_snils(text: str) -> str:
    """Eleven digits whose last two are their checksum; raises ValidationError with a sentence otherwise."""
    digits = "".join(one for one in text if one.isdecimal() and one.isascii())
    if not text.strip():
        return ""
    if len(digits) != 11:
        raise ValidationError("В СНИЛС одиннадцать цифр: 112-233-445 95.")
    total = sum(int(one) * (9 - place) for place, one in enumerate(digits[:9]))
    if total % 101 % 100 != int(digits[9:]):
        raise ValidationError("Контрольное число СНИЛС не сходится: проверьте цифры.")
    return digits


class CardForm(forms.ModelForm):
    """Что о педагоге исправляет методист; the place of work, categories and courses have their own rows."""

    class Meta:
        model = Teacher
        fields = [
            "last_name", "first_name", "patronymic", "sex", "birth_date", "snils", "phone", "email", "working_since", "teaching_since",
            "education_level", "education", "topic",
        ]  # fmt: skip
        field_classes = {"birth_date": DateField, "working_since": DateField, "teaching_since": DateField, "email": MailField}
        widgets = {"birth_date": date_input(), "working_since": date_input(), "teaching_since": date_input()}
        help_texts = {
            "working_since": "Первый день работы вообще: от него считается общий стаж на любую дату.",
            "teaching_since": "Первый день педагогической работы: от него считается стаж на любую дату.",
            "education": "Например: Хабаровский пединститут, 2007, учитель математики.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["snils"] = snils(str(self.initial.get("snils") or ""))
        self.fields["snils"].max_length = None  # type: ignore[attr-defined]
        self.fields["snils"].validators = []
        self.fields["snils"].widget.attrs.pop("maxlength", None)  # typed with spaces and dashes it is longer

    def clean_snils(self) -> str:
        return digits_of_snils(self.cleaned_data["snils"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        born = data.get("birth_date")
        if born and not YOUNGEST <= full_years(born, today()) <= OLDEST:
            self.add_error("birth_date", f"Проверьте дату рождения: педагогу должно быть от {YOUNGEST} до {OLDEST} лет.")
        for name in ("working_since", "teaching_since"):
            self._begun(name, data.get(name), born)
        general, teaching = data.get("working_since"), data.get("teaching_since")
        if general and teaching and teaching < general:
            self.add_error("working_since", "Общий стаж не может начинаться позже педагогического.")
        return data

    def _begun(self, name: str, since: dt.date | None, born: dt.date | None) -> None:
        if since and since > today():
            self.add_error(name, "Начало стажа не может быть в будущем.")
        elif born and since and full_years(born, since) < YOUNGEST:
            self.add_error(name, f"Стаж не может начинаться раньше {YOUNGEST} лет.")

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}

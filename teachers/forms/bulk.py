"""What is entered for many people at once."""

from typing import Any

from django import forms

from portal.accounts.selectors import lexicon
from portal.kit.dates import DateField
from teachers.forms.card import date_input

ROLES = "additional_roles"


class DutiesForm(forms.Form):
    """Дополнительная роль: одна на всех, место — основная работа каждого."""

    role = forms.ChoiceField(label="Роль")
    detail = forms.CharField(label="Уточнение", max_length=120, required=False, help_text="Например: «Учитель года — 2026».")
    since = DateField(label="С", widget=date_input())
    until = DateField(label="По", widget=date_input(), required=False, help_text="Пусто — без срока.")
    act = forms.CharField(label="Основание", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "—"), *lexicon(ROLES).choices(ROLES)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "Дата «по» раньше даты «с».")
        return data

    @property
    def said(self) -> str:
        """The role as a person reads it: «Член жюри, «Учитель года»»."""
        fields: Any = self.fields
        name = dict(fields["role"].choices)[self.cleaned_data["role"]]
        return ", ".join(one for one in (name, self.cleaned_data["detail"]) if one)


class RemindForm(forms.Form):
    """Напоминание многим: что добавить к словам портала."""

    comment = forms.CharField(
        label="Добавить от себя", required=False, max_length=200, help_text="Эта фраза встанет после напоминания. Можно оставить пустым.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean_comment(self) -> str:
        return str(self.cleaned_data["comment"]).strip()

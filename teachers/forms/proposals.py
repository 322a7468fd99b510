"""What a teacher may propose: corrections of the own card (the place of work and dates are the school's), courses with a scan."""

from typing import Any

from django import forms

from teachers.models import Teacher
from teachers.services.proposals import FIELDS


class CardProposalForm(forms.ModelForm):
    """Исправление своей карточки: what is wrong is corrected in place, the rest stays."""

    class Meta:
        model = Teacher
        fields = list(FIELDS)
        help_texts = {"education": "Например: Хабаровский пединститут, 2007, учитель математики."}

    def _post_clean(self) -> None:
        """A proposal writes nothing into the card: no model is filled in."""

    def changes(self) -> dict[str, Any]:
        """All fields as typed; the service keeps those that differ."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class ReturnForm(forms.Form):
    """Почему не подтверждено."""

    comment = forms.CharField(label="Что не так", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="Педагог прочтёт это и исправит.")

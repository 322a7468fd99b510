"""What the list of possible duplicates is narrowed by."""

from typing import Any, cast

from django import forms

from portal.kit.periods import today
from portal.kit.picking import ManyField
from teachers.selectors.place_choice import choosing, open_places
from teachers.selectors.twins import REASONS


class TwinFilter(forms.Form):
    """Which pairs to show; a head of one school is not asked for the organisation."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="Поиск по ФИО",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Любая часть имени", "autocomplete": "off"}),
    )
    organisation = ManyField(label="Организация", empty="Все")
    reason = forms.ChoiceField(
        label="Что совпало", required=False, choices=[("", "Всё"), *((code, text[:1].upper() + text[1:]) for code, text in REASONS.items())]
    )

    def __init__(self, data: Any, *, user: Any, narrow: bool) -> None:
        super().__init__(data)
        if not narrow:  # what is decided already is looked through by pages
            for name in ("q", "organisation", "reason"):
                del self.fields[name]
            return
        if not choosing(user, data):
            del self.fields["organisation"]
            return
        places, field = open_places(user, today(), data), cast(ManyField, self.fields["organisation"])
        field.offer(places, places.url)

    def given(self) -> dict[str, Any]:
        """The conditions that are understood."""
        self.is_valid()
        clean = self.cleaned_data
        return {"words": clean.get("q", ""), "organisations": clean.get("organisation", []), "reason": clean.get("reason", "")}

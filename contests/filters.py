"""What stands above the list of contests: any of several values, all of the conditions. A wrong value holds nobody (`portal.kit.listing.held`)."""

from typing import Any

from django import forms

from contests.selectors import KINDS, LEVELS, STANDINGS, UNFINISHED, ContestQuery, years
from portal.accounts.selectors import lexicon
from portal.kit.listing import apart
from portal.kit.periods import Period, today
from portal.kit.picking import ManyField
from portal.kit.widgets import QuickSelect

WHERE = [("", "Все"), ("own", "района"), ("external", "внешние")]


class ContestFilter(forms.Form):
    """Отбор конкурсов."""

    q = forms.CharField(
        label="Конкурс или тема", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Например: учитель года"})
    )
    kind = ManyField(label="Вид", empty="Любой")
    level = ManyField(label="Уровень", empty="Любой")
    state = ManyField(label="Состояние", empty="Любое", choices=[(code, words) for code, (words, _) in STANDINGS.items()])
    where = forms.ChoiceField(label="Чей", required=False, choices=WHERE, widget=QuickSelect)
    year = ManyField(label="Учебный год", empty="Все годы")
    mine = forms.BooleanField(label="Только мои", required=False)

    def __init__(self, data: Any, *, teaches: bool) -> None:
        super().__init__(data)
        self.words = lexicon(KINDS, LEVELS)
        for name, pairs in {"kind": self.words.choices(KINDS), "level": self.words.choices(LEVELS), "year": years()}.items():
            field: Any = self.fields[name]
            field.choices = pairs
        if not teaches and not self.data.get("mine"):  # asked for in a link of a teacher's, it holds nobody here
            self.fields.pop("mine")

    def clean(self) -> None:
        """No contest of a year that is over is still before the day of its results."""
        chosen, states = [Period.parse(code) for code in self.cleaned_data.get("year") or ()], set(self.cleaned_data.get("state") or ())
        if chosen and states and states <= set(UNFINISHED) and all(year.ends < today() for year in chosen):
            apart(self, "state", "Этот учебный год прошёл, а такое состояние — до дня итогов. Выберите «ждёт итогов» или другой год.")

    def query(self, sort: str) -> ContestQuery:
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "q"}
        return ContestQuery(sort=sort, words=self.cleaned_data.get("q", ""), **given)

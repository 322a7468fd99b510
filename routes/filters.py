"""What stands above the board: search, state, organisation; for the missing — whom and on which date."""

from typing import Any

from django import forms

from portal.accounts.models import Organisation, Role
from portal.kit.dates import DateField
from portal.kit.periods import today
from portal.kit.widgets import QuickSelect
from routes.forms import date_input
from routes.models import Route
from routes.selectors.board import BoardQuery, MissingQuery


class _Search(forms.Form):
    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="Педагог", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Фамилия, имя"}))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Организация", required=False, empty_label="Все", widget=QuickSelect)

    def __init__(self, data: Any, *, user: Any) -> None:
        """Whoever sees one organisation or none has nothing to choose from."""
        super().__init__(data)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.visible_to(user)
        if not user.districts_as(*Role.district_wide()) and len(set(user.organisation_ids)) < 2:
            del self.fields["organisation"]

    def value(self, name: str) -> Any:
        """A valid value, or nothing: a wrong filter never breaks a list."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def place(self) -> int | None:
        found = self.value("organisation")
        return found.pk if found else None


class BoardFilter(_Search):
    """Отбор маршрутов."""

    state = forms.ChoiceField(label="Состояние", required=False, widget=QuickSelect, choices=[("", "Любое"), *Route.State.choices])

    def query(self, sort: str) -> BoardQuery:
        return BoardQuery(tab=self.value("tab"), q=self.value("q"), state=self.value("state"), organisation=self.place(), sort=sort)


class MissingFilter(_Search):
    """Отбор педагогов без маршрута."""

    who = forms.ChoiceField(
        label="Кого показать", required=False, choices=[("", "до 35 лет"), ("novices", "молодые специалисты (стаж до 3 лет)"), ("both", "и те, и другие")]
    )
    on = DateField(label="На дату", required=False, widget=date_input())

    def __init__(self, data: Any, *, user: Any) -> None:
        """Without a date the field shows today, on which the list is then counted."""
        given = data.copy()
        given["on"] = given.get("on") or today().isoformat()
        super().__init__(given, user=user)

    def query(self, sort: str) -> MissingQuery:
        return MissingQuery(on=self.value("on") or today(), who=self.value("who"), q=self.value("q"), organisation=self.place(), sort=sort)

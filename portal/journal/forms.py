"""The filter of the journal."""

from django import forms
from django.apps import apps

from portal.journal.selectors import KINDS, JournalQuery
from portal.kit.dates import DateField, in_order


def object_kinds() -> list[tuple[str, str]]:
    """(label, Russian name) of everything that deeds are done with, by name."""
    own = ("accounts", "teachers", "routes", "communities", "contests", "monitoring", "documents")
    kinds = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in apps.get_models() if model._meta.app_label in own]
    return sorted(kinds, key=lambda pair: pair[1])


class JournalFilter(forms.Form):
    """Search words, kind of object, dates; a wrong value is said beside its field."""

    q = forms.CharField(label="Кто, что, с чем", required=False, max_length=100)
    kind = forms.ChoiceField(label="Вид записи", required=False)
    what = forms.ChoiceField(label="Что сделали", required=False, choices=[("", "Всё"), *KINDS.items()])
    district: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Район", required=False, empty_label="Все")
    since = DateField(label="С даты", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = DateField(label="По дату", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: object, everywhere: bool = False, **kwargs: object) -> None:
        """`everywhere`: the reader sees more than one district, and may choose."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if everywhere:
            self.fields["district"].queryset = apps.get_model("accounts", "District").objects.order_by("name")  # type: ignore[attr-defined]
        elif self.data.get("district"):  # a link of somebody who sees more: what cannot be asked holds nobody
            self.fields["district"].queryset = apps.get_model("accounts", "District").objects.none()  # type: ignore[attr-defined]
        else:
            del self.fields["district"]
        self.fields["kind"].choices = [("", "Все"), *object_kinds()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        in_order(self)

    def query(self) -> JournalQuery:
        data = self.cleaned_data if self.is_valid() else {}
        return JournalQuery(
            words=data.get("q", ""),
            kind=data.get("kind", ""),
            what=data.get("what", ""),
            district=data.get("district"),
            since=data.get("since"),
            until=data.get("until"),
        )

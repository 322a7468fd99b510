"""Shapes of an import's input: the file and its organisation, what stands in which column."""

from collections.abc import Iterator
from typing import Any

from django import forms

from portal.accounts.forms import place_field
from portal.accounts.models import District, Organisation, Role
from portal.kit.periods import today
from portal.kit.words import decimal
from portal.kit.workbook import MOST_LINES
from teachers.intake.columns import FIELDS
from teachers.selectors.intake_file import heaviest


class UploadForm(forms.Form):
    """Файл со списком сотрудников и организация, к которой он относится."""

    organisation = place_field(required=False, empty_label="названа в столбце файла")
    file = forms.FileField(
        label="Файл",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"empty": "Файл пустой. Выберите файл ещё раз.", "required": "Выберите файл."},
    )

    def __init__(self, *args: Any, user: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = f"не больше {heaviest()} МБ и {decimal(MOST_LINES, 0)} строк"
        self.fields["file"].help_text = f"Excel (.xlsx), .ods или .csv, {most}. Ничего не запишется, пока вы не проверите строки."
        places: Any = self.fields["organisation"]
        wide = district.pk in user.districts_as(*Role.district_wide())
        places.queryset = Organisation.objects.visible_to(user).open_on(today()).filter(district=district)
        if not wide:
            own = user.organisations_as(Role.SCHOOL_HEAD)
            places.queryset = places.queryset.filter(pk__in=own)
            places.required, places.empty_label = True, None
            if len(own) == 1:
                places.initial = own[0]


class ColumnsForm(forms.Form):
    """Что в каком столбце: a select for each column of the file."""

    def __init__(self, data: Any, *, columns: list[dict[str, Any]]) -> None:
        super().__init__(data)
        self.columns = columns
        choices = [("", "не загружать"), *((field.code, field.label) for field in FIELDS)]
        for one in columns:
            label = f"Столбец {one['letter']}{': ' + one['title'] if one['title'] else ''}"
            self.fields[f"column-{one['letter']}"] = forms.ChoiceField(choices=choices, required=False, initial=one["field"], label=label)

    def rows(self) -> Iterator[tuple[dict[str, Any], Any]]:
        """Each column with its control."""
        for one in self.columns:
            yield one, self[f"column-{one['letter']}"]

    def mapping(self) -> dict[str, str]:
        return {one["letter"]: self.cleaned_data[f"column-{one['letter']}"] for one in self.columns}

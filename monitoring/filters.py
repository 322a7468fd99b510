"""What stands above the lists: search, period, kinds."""

from collections.abc import Iterable
from typing import Any

from django import forms

from monitoring.models import Indicator
from monitoring.selectors.table import COMPUTED, SHOWS
from portal.kit.periods import Period, school_year, today

YEARS_BACK = 7


def recent_periods(extra: Period | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods to choose from, newest first, in two groups; `extra` joins them when it is older."""
    school = [Period("school", school_year().year - back) for back in range(YEARS_BACK + 1)]
    calendar = [Period("calendar", today().year - back) for back in range(YEARS_BACK + 1)]
    if extra and extra not in (*school, *calendar):
        (school if extra.kind == "school" else calendar).append(extra)
    return [("Учебные годы", [(one.code, one.label) for one in school]), ("Календарные годы", [(one.code, one.label) for one in calendar])]


def coded(period: Period | None) -> dict[str, str]:
    """What the field shows; a wrong period (None) stands as it was asked, and is said."""
    return {"period": period.code} if period else {}


class TableFilter(forms.Form):
    """Search, period and kind of passports above the table of indicators."""

    q = forms.CharField(label="Код или название", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    period = forms.ChoiceField(label="Период", required=False)
    show = forms.ChoiceField(label="Какие показатели", required=False, choices=SHOWS)

    def __init__(self, data: Any, period: Period | None) -> None:
        super().__init__(data={"show": COMPUTED, **data.dict(), **coded(period)})
        self.fields["period"].choices = recent_periods(period)  # type: ignore[attr-defined]


class SearchFilter(forms.Form):
    """Search in a list; the period and the organisation stay in the address."""

    q = forms.CharField(label="Фамилия, организация или название", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    period = forms.CharField(widget=forms.HiddenInput, required=False)
    part = forms.CharField(widget=forms.HiddenInput, required=False)
    organisation = forms.CharField(widget=forms.HiddenInput, required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, label: str = "") -> None:
        super().__init__(data)
        self.fields["q"].label = label or self.fields["q"].label


class PeriodFilter(forms.Form):
    """Only the period, and the indicator for a chart."""

    q = forms.CharField(label="Код или название", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    period = forms.ChoiceField(label="Период", required=False)
    code = forms.ChoiceField(label="Диаграмма по показателю", required=False)

    def __init__(self, data: Any, periods: list[Period], period: Period | None, indicators: list[Indicator], code: str) -> None:
        super().__init__(data={**data.dict(), **coded(period), "code": code})
        known = periods if period is None or period in periods else [*periods, period]
        self.fields["period"].choices = [(one.code, one.label) for one in known]  # type: ignore[attr-defined]
        self.fields["code"].choices = [(one.code, f"{one.code}. {one.name[:70]}") for one in indicators]  # type: ignore[attr-defined]


class ReportFilter(forms.Form):
    """Which reports of the list to show."""

    q = forms.CharField(label="Номер или период", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="Состояние", required=False)

    def __init__(self, data: Any, states: Iterable[tuple[str, str]]) -> None:
        super().__init__(data=data)
        self.fields["state"].choices = [("", "Любое"), *states]  # type: ignore[attr-defined]


class PaperFilter(forms.Form):
    """Поиск документов; the tab stays in the address."""

    q = forms.CharField(
        label="Название, номер или тема",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Например: воспитание"}),
    )
    kind = forms.CharField(required=False, widget=forms.HiddenInput)

    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")

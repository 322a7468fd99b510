"""Shapes of input: passport editor, targets, the request for a report, papers of the service."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from monitoring.catalogue import UPBRINGING
from monitoring.filters import recent_periods
from monitoring.models import Indicator, Plan
from monitoring.selectors.passport import MEMBER_ROLES, WHO, Parameter, parameters_of
from portal.accounts.selectors import choices
from portal.kit.dates import DateField
from portal.kit.periods import Period, school_year, today


class RevokeForm(forms.Form):
    """Почему выданный документ больше не действует."""

    reason = forms.CharField(label="Почему отчёт аннулируют", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReportForm(forms.Form):
    """For which year to make a report."""

    period = forms.ChoiceField(label="Период отчёта")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data=data, initial={"period": default_report_period().code})
        self.fields["period"].choices = recent_periods()  # type: ignore[attr-defined]


def default_report_period(on: dt.date | None = None) -> Period:
    """Until November people report on the school year that has ended, later on the current one."""
    now = school_year(on)
    return now.previous() if (on or today()).month in (9, 10) else now


class TargetForm(forms.Form):
    """База и цель показателя на год."""

    base = forms.DecimalField(label="База", required=False, max_digits=12, decimal_places=2, localize=True, help_text="С чего начинали. Можно не заполнять.")
    target = forms.DecimalField(label="Цель", required=False, max_digits=12, decimal_places=2, localize=True, help_text="Чего нужно достичь за год.")
    note = forms.CharField(label="Основание или примечание", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, indicator: Indicator, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for name in ("base", "target"):
            self.fields[name].label = f"{self.fields[name].label}, {indicator.unit}"
            if indicator.unit == "%":
                self.fields[name].min_value, self.fields[name].max_value = Decimal(0), Decimal(100)  # type: ignore[attr-defined]


class PassportForm(forms.Form):
    """Parameters of the measures as fields, made from what the indicator's measures read."""

    filter_text = forms.CharField(label="Отбор словами", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(
        label="Почему меняем", widget=forms.Textarea(attrs={"rows": 2}), help_text="Приказ, уточнение методики: это прочтут в журнале и в паспорте."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, indicator: Indicator, initial: dict[str, Any], topics: list[str]) -> None:
        super().__init__(data, initial=initial)
        self.given = initial
        self.parameters = [one for one in parameters_of(indicator) if one.name != "requirements"]
        made = {one.name: parameter_field(one, topics) for one in self.parameters}
        self.fields = {**made, **self.fields}

    def params(self, before: dict[str, Any]) -> dict[str, Any]:
        """The parameters as they are to be kept: empty ones are left out, those without a field stay."""
        given = {one.name: self.cleaned_data[one.name] for one in self.parameters}
        return {
            **{key: value for key, value in before.items() if key not in given},
            **{key: value for key, value in given.items() if value not in (None, "", [])},
        }


def parameter_field(parameter: Parameter, topics: list[str]) -> forms.Field:
    """A number within bounds, a choice, or a list of codes to tick."""
    common: dict[str, Any] = {"label": parameter.label, "help_text": parameter.help, "required": False}
    if parameter.high:
        return forms.IntegerField(min_value=parameter.low, max_value=parameter.high, **common)
    if parameter.name == "who":
        return forms.ChoiceField(choices=list(WHO.items()), **common)
    options = choices(parameter.dictionary) if parameter.dictionary else [(one, one) for one in topics]
    if parameter.name == "member_roles":
        options = list(MEMBER_ROLES.items())
    return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)


ACT_KINDS = ("положение", "модель", "программа", "приказ", "постановление", "план мероприятий", "иной документ")  # requirements ask for a kind by its word
YEARS_OF_PLANS = 8
PLAN_KINDS = Plan._meta.get_field("kind").choices or ()


def date_field(label: str, *, required: bool = True, help_text: str = "", initial: Any = None) -> DateField:
    """A day, chosen."""
    return DateField(label=label, required=required, help_text=help_text, initial=initial, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PaperForm(forms.Form):
    """Документ службы; `tags` are suggested for its mark."""

    tag = forms.CharField(
        label="Тема-метка", max_length=40, required=False, widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
        help_text="По ней документ находят показатели, например: воспитание.",
    )  # fmt: skip

    def __init__(self, *args: Any, tags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags = sorted({*tags, *UPBRINGING})

    @classmethod
    def of(cls, paper: Any) -> dict[str, Any]:
        """What the form shows of a paper that is there already."""
        return {name: getattr(paper, name) for name in cls.base_fields}

    def offer(self, name: str, pairs: list[tuple[Any, str]]) -> None:
        """Choices of a field; a value that stands already and is no choice any more stays one."""
        kept = self.initial.get(name)
        field: Any = self.fields[name]
        field.choices = pairs if kept in ("", None, *dict(pairs)) else [(kept, str(kept)), *pairs]


class ActForm(PaperForm):
    """Нормативный акт."""

    field_order = ("kind", "title", "number", "adopted_on", "repealed_on", "tag")
    kind = forms.ChoiceField(label="Вид", help_text="Показатели ищут положение, модель, программу по виду.")
    title = forms.CharField(label="Название", max_length=300)
    number = forms.CharField(label="Номер", max_length=40, required=False)
    adopted_on = date_field("Принят", initial=today)
    repealed_on = date_field("Утратил силу", required=False, help_text="Первый день, когда он уже не действует. Пусто — действует.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", [(one, one) for one in ACT_KINDS])


class PlanForm(PaperForm):
    """План на учебный год."""

    field_order = ("title", "kind", "year", "adopted_on", "tag")
    title = forms.CharField(label="Название", max_length=300)
    kind = forms.ChoiceField(label="Вид", choices=PLAN_KINDS)
    year = forms.TypedChoiceField(label="Учебный год", coerce=int, empty_value=None, required=False)
    adopted_on = date_field("Утверждён", initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = school_year().year + 1
        self.offer("year", [("", "без года"), *((year, f"{year}–{year + 1}") for year in range(last, last - YEARS_OF_PLANS, -1))])


class CampaignForm(PaperForm):
    """Мониторинг."""

    field_order = ("subject", "starts_on", "finished_on", "report", "tag")
    subject = forms.CharField(label="Предмет", max_length=300)
    starts_on = date_field("Начат", initial=today)
    finished_on = date_field("Завершён", required=False, help_text="Пусто — ещё идёт. Этой датой его засчитывают показатели.")
    report = forms.CharField(
        label="Итоговый отчёт (справка)", max_length=300, required=False, help_text="Название и номер, например: справка № 4 от 28.05.2026."
    )

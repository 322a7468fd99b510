"""What the list of organisations is narrowed by."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, QueryDict

from portal.accounts.models import Organisation, OrganisationStatus
from portal.accounts.selectors import lexicon
from portal.kit.dates import NOT_A_DAY, DateField, asked_date
from portal.kit.periods import today
from portal.kit.words import day
from teachers.selectors.organisations import FLAGS, KINDS, LEVELS, ThenByName, called, flag_label, found_by, level_label, ordered, organisations, staff_on

STATES = (("closed", "закрытые"), ("all", "все"))
Rows = Any  # an OrganisationQuerySet with the annotations of `organisations`


class PlausibleDate(filters.Filter):
    """A date that the list is true on; it narrows nothing by itself."""

    field_class = DateField


class OrganisationFilter(filters.FilterSet):
    """Отбор организаций на дату; without a choice in «Работа» only those that are open then."""

    q = filters.CharFilter(method="by_words", label="Название или адрес", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    kind = filters.ChoiceFilter(label="Вид", empty_label="Любой", choices=())
    level = filters.ChoiceFilter(method="by_level", label="Уровень", empty_label="Любой", choices=())
    flag = filters.ChoiceFilter(method="by_flag", label="Статус", empty_label="Любой", choices=())
    state = filters.ChoiceFilter(method="by_state", label="Работа", empty_label="открытые", choices=STATES)
    on = PlausibleDate(
        method="by_date", label="На дату", error_messages={"invalid": NOT_A_DAY}, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, whole: bool = False) -> None:
        """`whole`: with what stands beside the names, as a file needs them."""
        self.date: dt.date = asked_date(data.get("on", ""))
        self.words = lexicon(KINDS, LEVELS, FLAGS)
        super().__init__(data, queryset=(organisations if whole else called)(request.user, self.date), request=request)
        self.filters["kind"].extra["choices"] = self.words.choices(KINDS)
        self.filters["level"].extra["choices"] = [(code, level_label(name)) for code, name in self.words.choices(LEVELS)]
        self.filters["flag"].extra["choices"] = [(code, flag_label(name)) for code, name in self.words.choices(FLAGS)]

    def filter_queryset(self, queryset: QuerySet[Organisation]) -> Rows:
        rows: Rows = super().filter_queryset(queryset)
        if set(self.form.errors) - {"on"}:  # a kept condition whose word has left the dictionary holds nobody, never everybody
            return rows.none()
        if not self.form.cleaned_data.get("state"):
            rows = rows.open_on(self.date)
        sort = self.data.get("sort", "")
        return ordered(rows.annotate(staff=staff_on(self.date)) if sort.endswith("staff") else rows, sort)

    @property
    def keys(self) -> Any:
        """Whom a page is cut from, for `ByKeys`."""
        key, down = self.data.get("sort", "").removeprefix("-"), self.data.get("sort", "") == "-name"
        if self.date >= today() or self.searched or key in ("kind", "address", "staff"):
            return self.qs
        return ThenByName(self.qs, self.date, down=down)

    @property
    def searched(self) -> bool:
        """Words are looked for: once, not for the count and again for the page."""
        return bool(self.data.get("q", "").strip())

    def by_words(self, rows: Rows, name: str, value: str) -> Rows:
        return found_by(rows, value)

    def by_level(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(levels__contains=[value])

    def by_flag(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Exists(OrganisationStatus.objects.on(self.date).filter(organisation=OuterRef("pk"), status=value)))

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(closed__lte=self.date) if value == "closed" else rows

    def by_date(self, rows: Rows, name: str, value: dt.date) -> Rows:
        return rows

    def told(self) -> list[str]:
        """The chosen conditions in words, for the file and the journal."""
        chosen = [f"На {day(self.date)}"]
        for name, value in self.form.cleaned_data.items():
            if value not in (None, "") and name != "on":
                labels = dict(getattr(self.form.fields[name], "choices", ()))
                chosen.append(f"{self.form.fields[name].label}: {labels.get(value, value)}")
        return chosen

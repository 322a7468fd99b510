"""What the list of teachers is narrowed by."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, QueryDict

from portal.accounts.models import Organisation, Word
from portal.kit.periods import school_year, today
from teachers.models import Teacher
from teachers.selectors.people import named
from teachers.selectors.staff import assessed_between, in_force, main_jobs, ordered, staff, vocabulary

Rows = Any  # a TeacherQuerySet with the annotations of `staff`
STAGES = (("young", "до 35 лет"), ("novice", "молодые специалисты (стаж до 3 лет)"))
ASSESSED = (("no", "нет в этом учебном году"), ("yes", "есть в этом учебном году"))
WORK = (("gone", "сейчас не работают"), ("all", "все"))


class TeacherFilter(filters.FilterSet):
    """Отбор педагогов; without a choice in «Работа» only those who work today."""

    q = filters.CharFilter(method="by_name", label="Поиск по ФИО", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    organisation = filters.ModelChoiceFilter(method="by_job", label="Организация", empty_label="Все", queryset=Organisation.objects.none())
    position = filters.ChoiceFilter(method="by_job", label="Должность", empty_label="Все")
    subject = filters.ChoiceFilter(method="by_job", label="Предмет", empty_label="Все")
    stage = filters.ChoiceFilter(method="by_stage", label="Возраст и стаж", empty_label="Любые", choices=STAGES)
    category = filters.ChoiceFilter(method="by_category", label="Категория", empty_label="Любая")
    assessed = filters.ChoiceFilter(method="by_assessment", label="Самооценка", empty_label="Любая", choices=ASSESSED)
    work = filters.ChoiceFilter(method="by_work", label="Работа", empty_label="работают сейчас", choices=WORK)

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        self.on: dt.date = today()
        self.words = vocabulary()
        super().__init__(data, queryset=staff(request.user, self.on), request=request)
        self.filters["organisation"].queryset = Organisation.objects.visible_to(request.user).open_on(self.on)
        self.filters["position"].extra["choices"] = _pairs(self.words["positions"])
        self.filters["subject"].extra["choices"] = [(word.name, word.name) for word in self.words["subjects"] if word.active]
        self.filters["category"].extra["choices"] = _pairs(self.words["qualification_categories"])

    def filter_queryset(self, queryset: QuerySet[Teacher]) -> Rows:
        """Without a word about work: only those who work today."""
        rows: Rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("work"):
            rows = rows.filter(Exists(main_jobs(self.on)))
        return ordered(rows, self.data.get("sort", ""), self.on)

    def by_name(self, rows: Rows, name: str, value: str) -> Rows:
        return named(rows, value)

    def by_stage(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.younger_than_35(self.on) if value == "young" else rows.novices(self.on)

    def by_category(self, rows: Rows, name: str, value: str) -> Rows:
        held = in_force(self.on).filter(teacher=OuterRef("pk"))
        return rows.filter(~Exists(held)) if value == "none" else rows.filter(Exists(held.filter(category=value)))

    def by_assessment(self, rows: Rows, name: str, value: str) -> Rows:
        year = school_year(self.on)
        done = Exists(assessed_between(year.starts, year.ends))
        return rows.filter(done if value == "yes" else ~done)

    def by_work(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(~Exists(main_jobs(self.on))) if value == "gone" else rows

    def by_job(self, rows: Rows, name: str, value: Any) -> Rows:
        """By a field of the main job: organisation, position or subject."""
        return rows.filter(Exists(main_jobs(self.on).filter(**{name: value})))

    def told(self) -> list[str]:
        """The chosen conditions in words, for the file and the journal: «Организация: СШ № 1»."""
        return told(self.form)


def told(form: forms.Form) -> list[str]:
    """What was chosen in a valid form, in words."""
    chosen = []
    for name, value in form.cleaned_data.items():
        if value not in (None, ""):
            choices = dict(getattr(form.fields[name], "choices", ())) if isinstance(value, str) else {}
            chosen.append(f"{form.fields[name].label}: {choices.get(value, value)}")
    return chosen


def _pairs(words: list[Word]) -> list[tuple[str, str]]:
    return [(word.code, word.name) for word in words if word.active]

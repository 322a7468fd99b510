"""What the boards of КПК and of attestation are narrowed by: a tab, a name, organisation, position, kind of organisation."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists
from django.http import HttpRequest, QueryDict

from portal.accounts.models import Role
from portal.accounts.selectors import lexicon
from portal.kit.listing import GROUP
from portal.kit.periods import today
from teachers.filters.people import place_gone, told
from teachers.models import Teacher
from teachers.selectors.boards import CATEGORIES, PLACES, POSITIONS, attested, course_tabs, grade_tabs, in_order, learners
from teachers.selectors.need import function_name, lacking_function
from teachers.selectors.people import named
from teachers.selectors.staff import by_place, main_jobs, open_places

Rows = Any  # a TeacherQuerySet with the annotations of a board
TAB = "Вкладка"


class Board(filters.FilterSet):
    """Отбор на доске; what each board adds is its people, its tabs and its usual order."""

    tab = filters.CharFilter(method="kept", label=TAB, widget=forms.HiddenInput)
    q = filters.CharFilter(method="by_name", label="Поиск по ФИО", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    organisation = filters.ChoiceFilter(method="by_job", label="Организация", empty_label="все")
    position = filters.ChoiceFilter(method="by_job", label="Должность", empty_label="все")
    kind = filters.ChoiceFilter(method="by_kind", label="Вид организации", empty_label="все")
    fallback = ""

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        self.on = today()
        self.words = lexicon(POSITIONS, PLACES, CATEGORIES)
        self.tabs = self.tabs_on()
        self.tab = data.get("tab", "") if data.get("tab") in self.tabs else next(iter(self.tabs))
        self.people = self.people_of(request.user)
        super().__init__(data, queryset=self.people, request=request)
        user: Any = request.user
        self.places = open_places(user, self.on)
        self.filters["organisation"].extra["choices"] = self.places
        self.filters["position"].extra["choices"] = self.words.choices(POSITIONS)
        self.filters["kind"].extra["choices"] = self.words.choices(PLACES)
        if not user.districts_as(*Role.district_wide()) and len(set(user.organisation_ids)) < 2:
            del self.filters["organisation"], self.filters["kind"]

    def tabs_on(self) -> dict[str, Any]:
        raise NotImplementedError

    def people_of(self, user: Any) -> Rows:
        raise NotImplementedError

    def filter_queryset(self, queryset: Any) -> Rows:
        """The chosen tab and order, and the conditions of the form."""
        rows: Rows = super().filter_queryset(queryset)
        if self.form.errors:
            return rows.none()
        rows = in_order(rows.filter(self.tabs[self.tab][1]), self.data.get("sort", ""), self.fallback)
        return by_place(rows, self.places) if self.data.get(GROUP) == "place" else rows

    def gone(self, name: str) -> str:
        """What a chosen value was that can no longer be chosen."""
        return place_gone(self.request.user, self.data.get(name, "")) if name == "organisation" else ""

    def kept(self, rows: Rows, name: str, value: str) -> Rows:
        """Narrows nothing: the tab is applied whether it is typed or not."""
        return rows

    def by_name(self, rows: Rows, name: str, value: str) -> Rows:
        return named(rows, value)

    def by_job(self, rows: Rows, name: str, value: Any) -> Rows:
        return rows.filter(Exists(main_jobs(self.on).filter(**{name: value})))

    def by_kind(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Exists(main_jobs(self.on).filter(organisation__kind=value)))

    def told(self) -> list[str]:
        """The tab and the chosen conditions in words, for the file and the journal."""
        return [self.tabs[self.tab][0], *(one for one in told(self.form) if not one.startswith(f"{TAB}:"))]


class CourseBoard(Board):
    """Доска КПК; `function` narrows to those who lack a labour function, for those who may see profiles."""

    function = filters.CharFilter(method="by_function", label="Дефицит", widget=forms.HiddenInput)
    fallback = "last_on"

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
        user: Any = request.user
        self.lacks = ""
        if not user.districts_as(*Role.district_wide()):
            del self.filters["function"]
        elif data.get("function"):
            self.lacks = function_name(str(data["function"]))

    def tabs_on(self) -> dict[str, Any]:
        return course_tabs(self.on)

    def people_of(self, user: Any) -> Rows:
        return learners(user, self.on)

    def by_function(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(pk__in=lacking_function(Teacher.objects.visible_to(self.request.user), value))


class GradeBoard(Board):
    """Доска аттестации."""

    category = filters.ChoiceFilter(method="by_category", label="Категория", empty_label="любая")
    fallback = "ends"

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
        self.filters["category"].extra["choices"] = [pair for pair in self.words.choices(CATEGORIES) if pair[0] != "none"]

    def tabs_on(self) -> dict[str, Any]:
        return grade_tabs(self.on)

    def people_of(self, user: Any) -> Rows:
        return attested(user, self.on)

    def by_category(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(category=value)

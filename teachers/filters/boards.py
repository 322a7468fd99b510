"""What the boards of КПК and of attestation are narrowed by: a tab, a name, organisation, position, kind of organisation."""

from collections import Counter
from functools import cached_property, partial
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists
from django.http import HttpRequest, QueryDict

from portal.accounts.models import Role
from portal.accounts.selectors import lexicon
from portal.kit.keyed import Keyed
from portal.kit.listing import EMPTY, GROUP, Group, groups, told
from portal.kit.pages import ByKeys
from portal.kit.periods import today
from portal.kit.picking import ManyFilter
from portal.kit.prepared import Prepared
from teachers.filters.people import place_gone
from teachers.models import Teacher
from teachers.selectors.boards import (
    CATEGORIES,
    COLUMNS,
    COURSES,
    DAYS,
    PLACES,
    POSITIONS,
    RESULTS,
    Tabs,
    by_day,
    course_tabs,
    grade_tabs,
    in_order,
    on_staff,
    places_of,
    with_category,
)
from teachers.selectors.days import ByDay, Calendar
from teachers.selectors.need import function_name, lacking_function
from teachers.selectors.people import named
from teachers.selectors.place_choice import choosing, open_places
from teachers.selectors.staff import main_jobs

Rows = Any  # a TeacherQuerySet with the annotations of a board
TAB = "Вкладка"


class Board(filters.FilterSet):
    """Отбор на доске; what each board adds is its people, its tabs, its usual order and what its rows show.

    The tabs tell days apart, so everybody is read once, day by day: the counts of the tabs and the page are cut out of these days.
    """

    tab = filters.CharFilter(method="kept", label=TAB, widget=forms.HiddenInput)
    q = filters.CharFilter(
        method="by_name", label="Поиск по ФИО", widget=forms.TextInput(attrs={"type": "search", "placeholder": "Любая часть имени", "autocomplete": "off"})
    )
    organisation = ManyFilter(method="by_job", label="Организация", empty="Все")
    position = ManyFilter(method="by_job", label="Должность", empty="Все")
    kind = filters.ChoiceFilter(method="by_kind", label="Вид организации", empty_label="Все")
    fallback = ""  # the days that it is sorted by and its tabs are told apart by
    told_by: Prepared  # the rows of a page

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        self.on = today()
        self.words = lexicon(POSITIONS, PLACES, CATEGORIES)
        self.tabs = self.tabs_on()
        super().__init__(data, request=request)
        user: Any = request.user
        self.places = open_places(user, self.on, data, whole=data.get(GROUP) == "place")
        self.filters["organisation"].offer(self.places.offered(data), self.places.url)
        self.filters["position"].extra["choices"] = self.words.choices(POSITIONS)
        self.filters["kind"].extra["choices"] = self.words.choices(PLACES)
        if not choosing(user, data):
            del self.filters["organisation"]
            if not data.get("kind"):  # asked for by somebody else's saved list, it narrows her own people too
                del self.filters["kind"]

    @cached_property
    def opened(self) -> str:
        """The tab of the address, else the first that holds anybody of all the people: an empty first one would say that there is nobody at all."""
        asked = self.data.get("tab", "")
        return asked if asked in self.tabs else next((code for code, tab in self.tabs.items() if tab.count(self.everybody)), next(iter(self.tabs)))

    def tabs_on(self) -> Tabs:
        raise NotImplementedError

    @cached_property
    def people(self) -> Rows:
        """Everybody, put together only when the calendar is not enough."""
        return on_staff(self.request.user, self.on)

    def filter_queryset(self, queryset: Rows) -> Rows:
        return super().filter_queryset(self.people)

    @cached_property
    def everybody(self) -> Calendar:
        """All the people, whatever is chosen in the form."""
        return by_day(self.request.user, self.on, self.fallback)

    @cached_property
    def keys(self) -> ByDay | list[int]:
        """Whom the form and the chosen tab hold, in order; place by place when asked. A condition that cannot be asked any more holds nobody."""
        if self.form.errors:
            return []
        found = self._in_order()
        if not self.grouped:
            return found
        rank = {pk: number for number, (pk, _) in enumerate(self.places)}
        return sorted(found[0 : len(found)], key=lambda key: rank.get(self.place_of[key], len(rank)))

    def _in_order(self) -> ByDay | list[int]:
        held = self.tabs[self.opened].of(self.everybody)
        key, down = self.data.get("sort", "").removeprefix("-"), self.data.get("sort", "").startswith("-")
        if key not in (*COLUMNS, *DAYS, "name"):
            key, down = self.fallback, False
        if key not in DAYS:
            kept = set(held.keys)
            return [one for one in in_order(self.qs, key, self.on, down=down).values_list("pk", flat=True) if one in kept]
        if self.narrowed:
            held = held.only(set(self.qs.order_by().values_list("pk", flat=True)))
        return ByDay(held, latest_first=down, unknown_first=key == "last" and not down, people=partial(Teacher.objects.visible_to, self.request.user))

    @property
    def grouped(self) -> bool:
        return self.data.get(GROUP) == "place"

    @cached_property
    def place_of(self) -> dict[int, int]:
        return places_of(self.people, self.on)

    def by_place(self, shown: list[Any]) -> list[Group]:
        """The rows of one page place by place, each place with its count in the whole list."""
        counts = Counter(self.place_of[key] for key in self.keys[0 : len(self.keys)])
        return groups(shown, lambda one: one.place_pk, lambda one: one.place, counts)

    @property
    def rows(self) -> ByKeys:
        told_by: Any = Keyed(self.told_by, on=self.on)  # all that is asked of the rows is `in_bulk`
        return ByKeys(self.keys, told_by)

    @cached_property
    def narrowed(self) -> bool:
        """Something beside the tab is chosen in the form."""
        return any(value not in EMPTY for name, value in self.form.cleaned_data.items() if name != "tab")

    def counts(self) -> dict[str, int]:
        """How many each tab holds of all the people, whatever is chosen in the form."""
        return {code: tab.count(self.everybody) for code, tab in self.tabs.items()}

    def gone(self, name: str, value: str) -> str:
        """What a chosen value was that can no longer be chosen."""
        return place_gone(self.request.user, value) if name == "organisation" else ""

    def kept(self, rows: Rows, name: str, value: str) -> Rows:
        """Narrows nothing: the tab is applied whether it is typed or not."""
        return rows

    def by_name(self, rows: Rows, name: str, value: str) -> Rows:
        return named(rows, value)

    def by_job(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(Exists(main_jobs(self.on).filter(**{f"{name}__in": value})))

    def by_kind(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Exists(main_jobs(self.on).filter(organisation__kind=value)))

    def told(self) -> list[str]:
        """The tab and the chosen conditions in words, for the file and the journal."""
        return [self.tabs[self.opened].label, *(one for one in told(self.form) if not one.startswith(f"{TAB}:"))]


class CourseBoard(Board):
    """Доска КПК; `function` narrows to those who lack a labour function, for those who may see profiles."""

    function = filters.CharFilter(method="by_function", label="Дефицит", widget=forms.HiddenInput)
    fallback, told_by = "last", COURSES

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
        user: Any = request.user
        self.lacks = ""
        if not user.districts_as(*Role.district_wide()):
            del self.filters["function"]
            if data.get("function"):  # not hers to see: by a list of somebody else's that asks for it nobody is held
                self.filters["function"] = filters.ChoiceFilter(label="Дефицит", empty_label="Любой", choices=[])
        elif data.get("function"):
            self.lacks = function_name(str(data["function"]))

    def tabs_on(self) -> Tabs:
        return course_tabs(self.on)

    def gone(self, name: str, value: str) -> str:
        return "профили педагогов вам не видны" if name == "function" else super().gone(name, value)

    def by_function(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(pk__in=lacking_function(Teacher.objects.visible_to(self.request.user), value))


class GradeBoard(Board):
    """Доска аттестации."""

    category = filters.ChoiceFilter(method="by_category", label="Категория", empty_label="Любая")
    fallback, told_by = "ends", RESULTS

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, request=request)
        self.filters["category"].extra["choices"] = [pair for pair in self.words.choices(CATEGORIES) if pair[0] != "none"]

    def tabs_on(self) -> Tabs:
        return grade_tabs(self.on)

    def by_category(self, rows: Rows, name: str, value: str) -> Rows:
        held: Rows = with_category(rows, self.on)
        return held.filter(category=value)

"""What the list of teachers is narrowed by."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict

from portal.accounts.models import Organisation
from portal.kit.finding import begun, stems
from portal.kit.listing import GROUP, apart, told
from portal.kit.pages import ByKeys
from portal.kit.periods import school_year, today, years_before
from portal.kit.picking import ManyFilter
from portal.kit.typed import number, numbers
from portal.kit.words import day
from teachers.models import Duty, Teacher, TeacherQuerySet
from teachers.selectors.boards import counted_courses
from teachers.selectors.people import named
from teachers.selectors.place_choice import open_places
from teachers.selectors.record import YEARS
from teachers.selectors.staff import ROLES, ByName, ByPlace, EverybodyByPlace, assessed_between, by_place, in_force, main_jobs, ordered, staff, vocabulary

Rows = Any  # a TeacherQuerySet with the annotations of `staff`
STAGES = (("young", "до 35 лет"), ("novice", "молодые специалисты (стаж до 3 лет)"))
ASSESSED = (("no", "нет в этом учебном году"), ("yes", "есть в этом учебном году"))
WORK = (("gone", "сейчас не работают"), ("all", "все"))
COURSES = (("no", "нет за три года"), ("yes", "есть за три года"))
ACCESS = (("no", "нет"), ("yes", "есть"))
OTHERS = "вам видна только ваша организация"


class _Conditions(forms.Form):
    further = ("category", "assessed", "course", "duty", "access", "work")

    def clean(self) -> None:
        job = next((str(self.fields[name].label) for name in ("organisation", "position", "subject") if self.cleaned_data.get(name)), "")
        if job and self.cleaned_data.get("work") == "gone":
            apart(self, "work", f"С условием «{job}» вместе не бывает: оно о нынешней работе, а её у таких людей нет. Уберите одно из двух.")


class TeacherFilter(filters.FilterSet):
    """Отбор педагогов; without a choice in «Работа» only those who work today."""

    q = filters.CharFilter(
        method="by_name", label="Поиск по ФИО", widget=forms.TextInput(attrs={"type": "search", "placeholder": "Любая часть имени", "autocomplete": "off"})
    )
    organisation = ManyFilter(method="by_job", label="Организация", empty="Все")
    position = ManyFilter(method="by_job", label="Должность", empty="Все")
    subject = ManyFilter(method="by_job", label="Предмет", empty="Все")
    stage = filters.ChoiceFilter(method="by_stage", label="Возраст и стаж", empty_label="Любые", choices=STAGES)
    category = ManyFilter(method="by_category", label="Категория", empty="Любая")
    assessed = filters.ChoiceFilter(method="by_assessment", label="Самооценка", empty_label="Любая", choices=ASSESSED)
    course = filters.ChoiceFilter(method="by_course", label="КПК", empty_label="Любые", choices=COURSES)
    duty = filters.ChoiceFilter(method="by_duty", label="Дополнительная роль", empty_label="Любая")
    access = filters.ChoiceFilter(method="by_access", label="Вход на портал", empty_label="Любой", choices=ACCESS)
    work = filters.ChoiceFilter(method="by_work", label="Работа", empty_label="работают сейчас", choices=WORK)

    class Meta:
        model = Teacher
        form = _Conditions
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, rows: TeacherQuerySet | None = None) -> None:
        """Of the `rows`, which bring what they are put in order by; else of all whom the person may see, as `staff` gives them."""
        self.on: dt.date = today()
        self.joined = rows is not None and "place_pk" in rows.query.annotations  # of a joined job nothing more is asked
        self.words = vocabulary()
        self.places = open_places(request.user, self.on, data, whole=data.get(GROUP) == "place")
        super().__init__(data, queryset=staff(request.user, self.on) if rows is None else rows, request=request)
        self.filters["organisation"].offer(self.places.offered(data), self.places.url)
        self.filters["position"].extra["choices"] = self.words.choices("positions")
        self.filters["subject"].extra["choices"] = [(name, name) for _, name in self.words.choices("subjects")]
        self.filters["category"].extra["choices"] = self.words.choices("qualification_categories")
        self.filters["duty"].extra["choices"] = self.words.choices(ROLES)

    def filter_queryset(self, queryset: QuerySet[Teacher]) -> Rows:
        """Without a word about work: only those who work today. A condition that cannot be asked any more holds nobody, never everybody."""
        rows: Rows = super().filter_queryset(queryset)
        if self.form.errors:
            return rows.none()
        rows = self.idle = ordered(rows, self.data.get("sort", ""), self.on)
        if not self.form.cleaned_data.get("work"):
            rows = rows.filter(place_pk__isnull=False) if self.joined else rows.filter(Exists(main_jobs(self.on)))
        return by_place(rows, self.places) if self.data.get(GROUP) == "place" else rows

    def keys(self, rows: Any) -> ByKeys:
        """The list for `page_of`, read from `rows` by its keys. A search asks every row, so it is made once for the count and the page."""
        found, given = self.qs, self.form.cleaned_data
        if self.joined or self.form.errors or given.get("work") or given.get("q"):
            return ByKeys(found, rows, at_once=bool(given.get("q")))
        return ByKeys(ByName(self.idle, self.on, [] if any(given.values()) else self.request.user.whole), rows)

    def keys_by_place(self) -> ByPlace:
        """The same place by place."""
        plain = not self.form.errors and not any(self.form.cleaned_data.values()) and not self.data.get("sort")
        everybody = self.request.user.whole if plain else []
        return EverybodyByPlace(everybody, self.places, self.on) if everybody else ByPlace(self.qs, self.places)

    def gone(self, name: str, value: str) -> str:
        """What a chosen value was that can no longer be chosen."""
        return place_gone(self.request.user, value) if name == "organisation" else ""

    def by_name(self, rows: Rows, name: str, value: str) -> Rows:
        return named(rows, value)

    def by_stage(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.younger_than_35(self.on) if value == "young" else rows.novices(self.on)

    def by_category(self, rows: Rows, name: str, value: list[str]) -> Rows:
        held = in_force(self.on).filter(teacher=OuterRef("pk"))
        has = Q(Exists(held.filter(category__in=value)))
        return rows.filter(has | ~Exists(held) if "none" in value else has)

    def by_assessment(self, rows: Rows, name: str, value: str) -> Rows:
        year = school_year(self.on)
        done = Exists(assessed_between(year.starts, year.ends))
        return rows.filter(done if value == "yes" else ~done)

    def by_course(self, rows: Rows, name: str, value: str) -> Rows:
        recent = Exists(counted_courses(self.on).filter(teacher=OuterRef("pk"), finished_on__gt=years_before(self.on, YEARS)))
        return rows.filter(recent if value == "yes" else ~recent)

    def by_duty(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Exists(Duty.objects.on(self.on).filter(teacher=OuterRef("pk"), role=value)))

    def by_access(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(user__isnull=value == "no")

    def by_work(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(~Exists(main_jobs(self.on))) if value == "gone" else rows

    def by_job(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """By a field of the main job: any of the chosen organisations, positions or subjects."""
        return rows.filter(Exists(main_jobs(self.on).filter(**{f"{name}__in": value})))

    def told(self) -> list[str]:
        """The chosen conditions in words, for the file and the journal: «Организация: СШ № 1»."""
        return told(self.form)


def chosen_ids(request: HttpRequest, most: int) -> list[int]:
    """People whom another page sent here: ticked (?who=) or all of a filtered list (?list=its conditions); at most one more than `most`."""
    if "list" not in request.GET:
        return sorted(numbers(request.GET.getlist("who")))[: most + 1]
    listed = TeacherFilter(QueryDict(request.GET["list"]), request=request)
    return list(listed.qs.order_by().values_list("pk", flat=True)[: most + 1])


@dataclass(frozen=True)
class Near:
    """Nobody was found as asked; the conditions that find somebody, and what is said of it above the list."""

    said: str
    query: QueryDict


def near(request: HttpRequest) -> Near | None:
    """For an empty list: the name among those who do not work now, or those whose names begin so («Орловой» → «Орлов…»), whom the header's search finds too.

    A query or two.
    """
    text = " ".join(request.GET.get("q", "").split())[:100]
    bare, idle = stems(text), not request.GET.get("work")
    if not text:
        return None
    if idle and _count(request, work="all"):
        return Near("Среди работающих не найдено. Показаны те, кто сейчас не работает.", _asking(request, work="all"))
    if bare == text:
        return None
    for more in ({}, {"work": "all"}) if idle else ({},):
        if _count(request, q=bare, **more):
            among = " Сейчас они не работают." if more else ""
            return Near(f"{begun(text)}{among}", _asking(request, q=bare, **more))
    return None


def _asking(request: HttpRequest, **changed: str) -> QueryDict:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return query


def _count(request: HttpRequest, **changed: str) -> int:
    listed: Any = TeacherFilter(_asking(request, **changed), request=request)
    return int(listed.qs.order_by().count())


def place_gone(user: Any, raw: str) -> str:
    """«СШ № 3 закрыта с 01.09.2026»: why an organisation of a kept list is no longer among the choices.

    Who sees only her own is told so, be the other one there or not: a colleague's list tells nothing of what her role does not show.
    """
    place = Organisation.objects.visible_to(user).filter(pk=number(raw) or 0).first()
    if place is None:
        return "такой организации больше нет" if user.whole else OTHERS
    return f"{place.short_name} закрыта с {day(place.closed)}" if place.closed else f"{place.short_name} ещё не открыта"

"""Columns of the list of teachers that are read only when somebody has chosen them."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString

from portal.accounts.models import Invitation, Role
from portal.kit.cells import html, link, page, tag, ticks
from portal.kit.listing import Col, columns
from portal.kit.prepared import Prepared
from teachers.models import Duty, Teacher, TeacherQuerySet
from teachers.selectors.boards import counted_courses
from teachers.selectors.staff import ROLES, Names, OnPaper, StaffRow, beside, in_force, pairs, paper

CHOICES = 64  # sets of columns for which the query of a page is kept written


def _more(code: str) -> Any:
    return lambda row: row.more.get(code)


NEVER, BEGINNER, YOUNG = tag("warn", "не было"), html(" ", tag("info", "молодой специалист")), html(" ", tag("plain", "до 35 лет"))
CONTACTS = ("birth", "email", "phone")  # for those who may see them of everybody in the list
COLUMNS = columns(
    "teachers:list",
    "Педагоги",
    Col("place", "Организация", lambda row: row.place or "не работает", width=28, sort="place"),
    Col("position", "Должность", lambda row: row.position, width=24, sort="position"),
    Col("subject", "Предмет", lambda row: row.subject, width=18),
    Col("age", "Возраст, лет", lambda row: row.age, head="Возраст", sort="age", num=True),
    Col("experience", "Педагогический стаж, лет", lambda row: row.experience, head="Стаж", sort="experience", num=True),
    Col("general", "Общий стаж, лет", _more("general"), usual=False, head="Общий стаж", num=True),
    Col("category", "Категория", lambda row: row.category or "без категории", width=24),
    Col("category_until", "Категория по", _more("category_until"), usual=False),
    Col("assessed", "Самооценка", lambda row: row.assessed_on, sort="assessed", empty=NEVER),
    Col("course", "Последние КПК", _more("course"), usual=False, empty=NEVER),
    Col("duties", "Дополнительные роли", _more("duties"), usual=False, width=30, label="Роли"),
    Col("education", "Образование", _more("education"), usual=False, width=28),
    Col("access", "Вход на портал", _more("access"), usual=False, label="Вход"),
    Col("birth", "Дата рождения", _more("birth"), usual=False),
    Col("phone", "Телефон", _more("phone"), usual=False, width=16),
    Col("email", "Электронная почта", _more("email"), usual=False, width=28, label="Почта"),
    may="teachers.list",
)


def _name(row: StaffRow) -> SafeString:
    """Who she is, and that she is young or a beginner."""
    badge = BEGINNER if row.is_novice else YOUNG if row.is_young else ""
    return html(link(f"{page('teachers:list')}{row.pk}/", row.short_name, title=row.full_name), badge)


NAME = Col("name", "Педагог", _name, label="", sort="name")
TICKS = ticks(lambda row: (row.pk, row.short_name))  # for deeds on many


def columns_for(user: Any, district: Any) -> list[Col]:
    """Contacts and birth dates only for those who see them on every card that the list can hold: the methodist, a head her own people."""
    may = user.has_perm("teachers.edit", district) or (bool(user.organisations_as(Role.SCHOOL_HEAD)) and not user.districts_as(*Role.district_wide()))
    return [one for one in COLUMNS if may or one.code not in CONTACTS]


def with_columns(rows: TeacherQuerySet, chosen: Iterable[str], on: dt.date) -> TeacherQuerySet:
    """The rows with what the chosen columns show, from sub-queries: the database reads them for the shown rows only."""
    return rows.annotate(**{f"more_{code}": READ[code](on) for code in chosen if code in READ})


class Shown:
    """The rows of a page for `ByKeys`: what stands beside the names in the chosen columns, by a query that is written once for a process."""

    def __init__(self, chosen: Iterable[str], on: dt.date) -> None:
        self.chosen, self.on = tuple(code for code in chosen if code in READ), on

    def in_bulk(self, keys: list[int]) -> dict[int, OnPaper]:
        names, rows = _written(self.chosen)
        found = (OnPaper(names, values) for values in rows.ask(keys=keys, on=self.on))
        return {one.pk: one for one in found}


@lru_cache(maxsize=CHOICES)
def _written(chosen: tuple[str, ...]) -> tuple[list[str], Prepared]:
    def rows(keys: list[int], on: dt.date) -> TeacherQuerySet:
        return with_columns(beside(Teacher.objects.filter(pk__among=keys).order_by(), on, joined=True), chosen, on)

    names = paper(rows([], dt.date.min))
    return names, Prepared(lambda keys, on: rows(keys, on).values_list(*names), keys=list, on=dt.date)


READ: dict[str, Callable[[dt.date], Any]] = {
    "category_until": lambda on: Subquery(in_force(on).filter(teacher=OuterRef("pk")).values("valid_until")[:1]),
    "course": lambda on: Subquery(counted_courses(on).filter(teacher=OuterRef("pk")).values("finished_on")[:1]),
    "duties": lambda on: ArraySubquery(Duty.objects.on(on).filter(teacher=OuterRef("pk")).order_by("role").values("role")),
    "access": lambda on: Subquery(Invitation.objects.open().filter(card=OuterRef("pk")).values("pk")[:1]),
}


def told(rows: Iterable[Any], chosen: Iterable[str], on: dt.date, names: Names) -> Iterator[StaffRow]:
    """The list's rows with the values of the columns that were chosen."""
    more = [(code, VALUES[code]) for code in chosen if code in VALUES]
    for one, row in pairs(rows, on, names):
        for code, value in more:
            row.more[code] = value(one, on, names)
        yield row


VALUES: dict[str, Callable[[Any, dt.date, Names], Any]] = {
    "general": lambda one, on, names: one.general_experience(on),
    "category_until": lambda one, on, names: one.more_category_until,
    "course": lambda one, on, names: one.more_course,
    "duties": lambda one, on, names: ", ".join(names[ROLES].get(code, code) for code in one.more_duties),
    "education": lambda one, on, names: one.get_education_level_display(),
    "access": lambda one, on, names: "есть" if one.user else "приглашение ждёт ответа" if one.more_access else "нет",
    "birth": lambda one, on, names: one.birth_date,
    "phone": lambda one, on, names: one.phone,
    "email": lambda one, on, names: one.email,
}

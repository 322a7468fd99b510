"""Whom a deed on many routes would touch, what each is told, who is passed by and why: what the preview shows and the deed checks again.

Who works in two districts sees and may tick routes of both: a deed touches those of the district at hand, the rest are passed by and said.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import District, Role, User
from portal.kit.many import Plan, planned
from portal.kit.words import counted, day, short_name
from routes.models import Route
from routes.selectors.board import CLOSED
from routes.selectors.doneness import Progress, progress
from routes.selectors.missing import MissingQuery, missing_shown
from teachers.models import Teacher
from teachers.selectors.bulk import FAR as WORKS_FAR
from teachers.selectors.bulk import NO_ACCESS, told_today, unheard

MOST = 1000
GONE, FAR = "маршрут больше не виден", "маршрут другого района"
LATE = ("шаг", "шага", "шагов")
S = Route.State
IN_HANDS = {S.REVIEW: "ждёт согласования, а не педагога", S.EXPERTISE: "ждёт эксперта, а не педагога"}


@dataclass(frozen=True)
class Line:
    """One route, or one person without a route, in a preview: `note` is what the third column says."""

    pk: int
    full_name: str
    place: str
    note: str
    about: Any  # the Route or the Teacher


def routes(user: Any, ids: Iterable[int]) -> list[Route]:
    """The chosen routes that the user sees, by name of the teacher. One query."""
    found = Route.objects.visible_to(user).filter(pk__in=list(ids)).select_related("teacher__user", "organisation", "curator", "expert")
    return list(found.order_by("teacher__last_name", "teacher__first_name", "teacher__patronymic", "pk"))


def people(user: Any, ids: Iterable[int], on: dt.date) -> list[Any]:
    """The chosen people of «без ИОМ» with their place and the route that they have begun. One query."""
    found = Teacher.objects.visible_to(user).filter(pk__in=list(ids)).select_related("user")
    return list(missing_shown(found, MissingQuery(on=on), ()).order_by("last_name", "first_name", "patronymic", "pk"))


def remind_plan(user: Any, ids: list[int], on: dt.date, district: District) -> Plan:
    """«Напомнить»: only those whose next move it is, who can read it, and who were not reminded today. Three queries."""
    found = routes(user, ids)
    done = progress([one.pk for one in found], on)
    told = told_today(key_of(one, on) for one in found)
    mine = (user.districts_as(Role.METHODIST), user.organisations_as(Role.SCHOOL_HEAD))
    judged = []
    for one in found:
        own = one.district_id in mine[0] or one.organisation_id in mine[1]
        state = IN_HANDS.get(S(one.state)) or ("маршрут уже завершён" if one.state in CLOSED else "")
        why = (
            _far(one, district)
            or state
            or unheard(one.teacher, user, told, key_of(one, on))
            or ("" if own else "напоминает методист района или руководитель организации")
        )
        judged.append((_line(one, reminder(one, done.get(one.pk, Progress()), on)), why))
    return planned(judged, len(ids), gone=GONE)


def urge_plan(user: Any, ids: list[int], on: dt.date, district: District) -> Plan:
    """«Напомнить» those who have no approved route. Two queries."""
    found = people(user, ids, on)
    told = told_today(key_of(one, on) for one in found)
    judged = []
    for one in found:
        state = (one.started or {}).get("state", "")
        text = "отправьте маршрут (ИОМ) на согласование" if state else "составьте индивидуальный маршрут (ИОМ)"
        why = (WORKS_FAR if one.district_id != district.pk else "") or IN_HANDS.get(state) or unheard(one, user, told, key_of(one, on))
        judged.append((Line(one.pk, one.full_name, (one.job or {}).get("organisation") or "", f"Напоминание: {text}.", one), why))
    return planned(judged, len(ids), gone="карточка больше не видна")


def assign_plan(user: Any, ids: list[int], deed: str, person: User | None, district: District) -> Plan:
    """«Назначить эксперта», «Назначить куратора»; without a person only what does not depend on who it will be. One query."""
    states = (S.ACTIVE, S.EXPERTISE) if deed == "expert" else tuple(one for one in S if one not in CLOSED)
    districts = user.districts_as(Role.METHODIST)
    judged = []
    for one in routes(user, ids):
        before: Any = getattr(one, deed)
        state = (
            "" if one.state in states else "эксперта назначают утверждённому маршруту" if deed == "expert" and one.state not in CLOSED else "маршрут завершён"
        )
        why = (
            _far(one, district)
            or state
            or ("" if one.district_id in districts else "назначает методист района")
            or (_clashes(one, deed, before, person) if person else "")
        )
        judged.append((_line(one, short_name(before) if before else "никто"), why))
    return planned(judged, len(ids), {"person": person.pk if person else None}, gone=GONE)


def _far(route: Route, district: District) -> str:
    return "" if route.district_id == district.pk else FAR


def _clashes(route: Route, deed: str, before: Any, person: User) -> str:
    if before == person:
        return "уже назначен"
    return "это его собственный маршрут" if route.teacher.user_id == person.pk else ""


def _line(route: Route, note: str) -> Line:
    return Line(route.pk, route.teacher.full_name, route.organisation.short_name, note, route)


def reminder(route: Route, done: Progress, on: dt.date) -> str:
    """What the teacher is reminded of."""
    if route.state == S.DRAFT:
        return "Напоминание: отправьте маршрут (ИОМ) на согласование."
    if route.state == S.RETURNED:
        return "Напоминание: исправьте маршрут (ИОМ) по замечаниям и отправьте снова."
    if done.total and done.done == done.total:
        return "Напоминание: все шаги выполнены, отправьте маршрут (ИОМ) на экспертизу."
    ends = f"срок прошёл {day(route.ends_on)}" if route.ends_on < on else f"срок — до {day(route.ends_on)}"
    late = f", просрочено: {counted(done.overdue, LATE)}" if done.overdue else ""
    return f"Напоминание: в маршруте (ИОМ) выполнено {done.done} из {done.total}{late}, {ends}."


def without_access(plan: Plan, user: Any, deed: str) -> list[int]:
    """Cards of those passed by because they have no account: they may be invited. One query, none when there is nobody."""
    ids = [pk for pk, why in plan.passed if why == NO_ACCESS]
    if not ids:
        return []
    rows = Teacher.objects.visible_to(user).filter(user__isnull=True)
    rows = rows.filter(pk__in=ids) if deed == "urge" else rows.filter(pk__in=Route.objects.filter(pk__in=ids).values("teacher"))
    return sorted(rows.values_list("pk", flat=True))


def key_of(about: Route | Teacher, on: dt.date) -> str:
    """One reminder a day about one thing, whoever sends it."""
    return f"{'route' if isinstance(about, Route) else 'teacher'}-{about.pk}-reminder-{on.isoformat()}"

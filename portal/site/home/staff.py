"""Blocks for methodists, heads, experts, the coordinator and the operator."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from communities.models import Attendance
from communities.selectors.events import unmarked
from monitoring.models import Report
from portal.accounts.models import Role
from portal.kit.periods import today, years_before
from portal.kit.words import counted, day
from portal.site.home.first import Rows, first_asked, full_name, told
from portal.site.home.shapes import Block, Lead, Line
from routes.models import Route
from routes.selectors.board import overdue, waiting_for
from routes.selectors.missing import lacking
from teachers.models import YOUNG_AGE, Teacher
from teachers.selectors.days import NAME
from teachers.selectors.proposals import how_many_to_decide, to_decide

S = Route.State
ROUTES = ("маршрут", "маршрута", "маршрутов")
PEOPLE = ("человек", "человека", "человек")
EVENTS = ("событие", "события", "событий")
COUNTED_OTHERWISE = "Показатель KIP-6 считает иначе и за весь учебный год: чем, сказано в списке."
TEACHERS = ("педагог", "педагога", "педагогов")


def _awaiting(user: Any, on: dt.date) -> Rows:
    waiting = Route.objects.visible_to(user).filter(waiting_for(user), state=S.REVIEW)
    return told(waiting, "submitted_at").order_by("submitted_at", "pk")


def awaiting(user: Any) -> Block:
    """Маршруты на согласовании: the oldest five of all that wait."""
    total, first = first_asked(_awaiting, user, on=today())
    lines = [
        Line(
            full_name(route),
            reverse("routes:route", args=[route.pk]),
            f"{route.place} · отправлен {day(route.submitted_at) if route.submitted_at else ''}",
        )
        for route in first
    ]
    lead = Lead(f"Ждут решения: {counted(total, ROUTES)}.") if total else None
    decides = user.districts_as(Role.METHODIST) or user.organisations_as(Role.SCHOOL_HEAD)
    # who decides nothing would read that nobody waits while routes wait for others
    empty = "Сейчас никто не ждёт решения." if decides else "От вас решения не ждут."
    return Block("Маршруты на согласовании", lines, f"{reverse('routes:board')}?tab=waiting", "Все, кто ждёт", empty, lead, left=total - len(lines))


def _behind(user: Any, on: dt.date) -> Rows:
    return told(Route.objects.visible_to(user).filter(overdue(on, user.whole)), "ends_on").order_by("ends_on", "pk")


def behind(user: Any) -> Block:
    """Отстают: routes in work that are late themselves or with a step, as on the board."""
    total, first = first_asked(_behind, user, on=today())
    lines = [
        Line(full_name(route), reverse("routes:route", args=[route.pk]), f"{route.place} · срок до {day(route.ends_on)}", ("bad", "просрочен"))
        for route in first
    ]
    lead = Lead(f"Отстают: {counted(total, ROUTES)}.") if total else None
    return Block(
        "Просроченные маршруты",
        lines,
        f"{reverse('routes:board')}?tab=overdue",
        "Все просроченные",
        "Просроченных маршрутов нет.",
        lead,
        left=total - len(lines),
    )


def _young_without_route(user: Any, on: dt.date, born: dt.date) -> Rows:
    young = Teacher.objects.visible_to(user).filter(birth_date__gt=born)
    return lacking(young, on, user.whole).only(*NAME, "birth_date").order_by(*NAME)


def young_without_route(user: Any) -> Block:
    """До 35 лет без ИОМ: for them the route is mandatory (002:724-728)."""
    on = today()
    total, first = first_asked(_young_without_route, user, on=on, born=years_before(on, YOUNG_AGE))
    lines = [Line(who.full_name, reverse("teachers:card", args=[who.pk]), counted(who.age(on), ("год", "года", "лет"))) for who in first]
    lead = Lead(f"Сегодня без утверждённого маршрута: {counted(total, TEACHERS)}.", note=COUNTED_OTHERWISE) if total else None
    return Block(
        "До 35 лет без ИОМ", lines, reverse("routes:missing"), "Открыть список", "Педагогов до 35 лет без маршрута нет.", lead, left=total - len(lines)
    )


def _to_mark(user: Any, at: dt.datetime) -> Rows:
    listed = Attendance.objects.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
    return unmarked(user, at=at).annotate(registered=Coalesce(Subquery(listed), 0)).order_by("-starts_at", "-pk")


def to_mark(user: Any) -> Block:
    """События, на которых ещё не отмечено присутствие."""
    total, rows = first_asked(_to_mark, user, at=timezone.now())
    lines = [
        Line(
            event.title,
            reverse("communities:attendance", args=[event.pk]),
            f"{day(event.starts_at, 'time')} · в списке {counted(event.registered, PEOPLE)}",
            ("warn", "прошло" if event.ends_at < timezone.now() else "проходит сейчас"),
        )
        for event in rows
    ]
    lead = Lead(f"Ждут отметки: {counted(total, EVENTS)}.") if total else None
    address = f"{reverse('communities:events')}?when=waiting"
    return Block("Отметить присутствие", lines, address, "Все, что ждут отметки", "Событий, которые ждут отметки, нет.", lead, left=total - len(lines))


def to_expertise(user: Any) -> Block:
    """Маршруты, назначенные мне на экспертизу."""
    rows = Route.objects.filter(expert=user, state=S.EXPERTISE).select_related("teacher", "organisation").order_by("ends_on")[:10]
    lines = [Line(route.teacher.full_name, reverse("routes:route", args=[route.pk]), str(route.organisation)) for route in rows]
    return Block("Ждут вашего заключения", lines, reverse("routes:board"), "Все мои маршруты", "Сейчас на экспертизе у вас ничего нет.")


def reports(user: Any) -> Block:
    """Последние отчёты по показателям."""
    tones = {"ready": "good", "failed": "bad", "running": "info", "queued": "info"}
    rows = Report.objects.visible_to(user).defer("data")[:4]
    lines = [
        Line(
            str(report),
            reverse("monitoring:report", args=[report.pk]),
            day(report.requested_at, "time"),
            (tones[report.state], report.get_state_display()),
        )
        for report in rows
    ]
    lead = Lead("Показатели считаются из фактов портала: каждое число открывается до людей.", reverse("monitoring:reports"), "Составить отчёт")
    return Block("Отчёты", lines, reverse("monitoring:indicators"), "Показатели", lead=lead)


def _to_decide(user: Any, on: dt.date) -> Rows:
    return told(to_decide(user).select_related(None), "kind", "at").annotate(in_all=how_many_to_decide(user))


def proposals(user: Any) -> Block:
    """Предложения педагогов: what waits for a decision, the oldest five."""
    total, first = first_asked(_to_decide, user, on=today())
    lines = [Line(full_name(one), reverse("teachers:proposal", args=[one.pk]), f"{one.get_kind_display()} · {day(one.at)}") for one in first]
    lead = Lead(f"Ждут подтверждения: {counted(total, ('предложение', 'предложения', 'предложений'))}.") if total else None
    return Block(
        "Предложения педагогов", lines, reverse("teachers:proposals"), "Все предложения", "Педагоги ничего не предлагали.", lead, left=total - len(lines)
    )

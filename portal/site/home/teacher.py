"""Blocks for the teacher and the mentor."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from communities.models import Attendance, Event
from portal.accounts.models import Role
from portal.kit.periods import school_year, today
from portal.kit.words import counted, day, tied
from portal.site.home.shapes import Block, Lead, Line
from routes.models import Mentoring, Route, Step
from routes.selectors.doneness import Progress, not_done, progress
from teachers.models import Assessment, Teacher
from teachers.selectors import standing

SOON = dt.timedelta(days=30)
STEPS, STEPS_OF = ("шаг", "шага", "шагов"), ("шага", "шагов", "шагов")
OPEN_STATES = (Route.State.DRAFT, Route.State.REVIEW, Route.State.RETURNED, Route.State.ACTIVE, Route.State.EXPERTISE)
NO_STEPS = "На ближайший месяц таких шагов нет."
TONES = {"returned": "bad", "review": "warn", "active": "info", "expertise": "info", "done": "good", "not_done": "bad"}


def next_deed(user: Any) -> Block:
    """Что дальше: the one step of the cycle that waits for the teacher."""
    teacher = _card(user)
    if teacher is None:
        return Block("Что дальше", lead=Lead("Ваша учётная запись ещё не связана с карточкой педагога.", note="Скажите методисту района: он свяжет их."))
    return Block("Что дальше", lead=_assessment_first(teacher) or _then_route(teacher))


def _card(user: Any) -> Teacher | None:
    """The person's own card, kept on her account: several blocks of the page speak of it."""
    return getattr(user, "teacher", None)


def _open_routes(teacher: Any) -> list[Route]:
    """Her routes that are not closed, the latest first: read once for all blocks and kept on her card."""
    if not hasattr(teacher, "open_routes"):
        teacher.open_routes = list(Route.objects.filter(teacher=teacher, state__in=OPEN_STATES).order_by("-starts_on", "-pk"))
    found: list[Route] = teacher.open_routes
    return found


def _assessments(teacher: Any) -> list[Any]:
    """Her self-assessments, the last finished first: a handful, read once and kept on her card."""
    if not hasattr(teacher, "assessed"):
        teacher.assessed = list(Assessment.objects.filter(teacher=teacher).annotate(answered=Count("answers")).order_by("-finished_on", "-pk"))
    found: list[Any] = teacher.assessed
    return found


def _latest(teacher: Teacher) -> Any:
    return next((one for one in _assessments(teacher) if one.state == Assessment.State.FINISHED), None)


def _assessment_first(teacher: Teacher) -> Lead | None:
    address = reverse("teachers:assessment")
    draft = next((one for one in _assessments(teacher) if one.state == Assessment.State.DRAFT), None)
    if draft:
        answers = counted(draft.answered, ("ответ", "ответа", "ответов"))
        return Lead(
            "Самооценка заполняется.",
            reverse("teachers:resume"),
            "Продолжить самооценку",
            f"Уже дано {answers}, они сохранены." if draft.answered else "Ответы сохраняются сами.",
        )
    finished = _latest(teacher)
    if finished and finished.finished_on and finished.finished_on >= school_year().starts:
        return None
    year = school_year().label
    return Lead(
        "Оцените себя по профессиональному стандарту: так станет видно, чему учиться.",
        address,
        "Пройти самооценку",
        f"В {year.replace('учебный год', 'учебном году')} вы ещё не проходили самооценку.",
    )


def _then_route(teacher: Teacher) -> Lead:
    route = next(iter(_open_routes(teacher)), None)
    if route is None:
        return Lead("Самооценка готова. Теперь составьте маршрут: портал предложит шаги под ваши дефициты.", reverse("routes:mine"), "Составить ИОМ")
    address = reverse("routes:route", args=[route.pk])
    return {
        Route.State.DRAFT: Lead("Маршрут составлен, но ещё не отправлен на согласование.", address, "Открыть черновик"),
        Route.State.RETURNED: Lead("Методист вернул маршрут на доработку.", address, "Посмотреть замечания"),
        Route.State.REVIEW: Lead("Маршрут на согласовании у методиста.", address, "Открыть маршрут", "Решение придёт уведомлением."),
        Route.State.ACTIVE: _in_work(route, address),
        Route.State.EXPERTISE: Lead("Маршрут на экспертизе.", address, "Открыть маршрут"),
    }[Route.State(route.state)]


def _in_work(route: Route, address: str) -> Lead:
    """How far the route has come; past its term it says so."""
    done = progress([route.pk], today()).get(route.pk, Progress())
    late = f" Просрочено: {counted(done.overdue, STEPS)}." if done.overdue else ""
    text = f"Срок маршрута прошёл {day(route.ends_on)}." if route.ends_on < today() else f"Маршрут в работе до {day(route.ends_on)}."
    return Lead(text, address, "Открыть маршрут", f"Выполнено {done.done} из {counted(done.total, STEPS_OF)}.{late}")


def steps_due(user: Any) -> Block:
    """Ближайшие шаги маршрута: not done, their term ends within a month or has passed."""
    rows = Step.objects.filter(not_done(), route__teacher__user=user, route__state=Route.State.ACTIVE, ends_on__lte=today() + SOON).order_by("ends_on")[:5]
    lines = [
        Line(step.title, reverse("routes:route", args=[step.route_id]), f"до {day(step.ends_on)}", ("bad", "срок прошёл") if step.ends_on < today() else None)
        for step in rows
    ]
    return Block("Шаги, которым подходит срок", lines, reverse("routes:mine"), "Мой маршрут", NO_STEPS if lines else _why_no_steps(user))


def _why_no_steps(user: Any) -> str:
    """Nothing due is said of a route in work only; without one, what brings her to it."""
    teacher = _card(user)
    states = {route.state for route in _open_routes(teacher)} if teacher else set()
    if Route.State.ACTIVE in states:
        return NO_STEPS
    if states:
        return "Шаги появятся здесь, когда маршрут (ИОМ) утвердят."
    if teacher and _latest(teacher):
        return "Маршрута (ИОМ) пока нет: составьте ИОМ, и здесь появятся ближайшие шаги."
    return "Маршрута (ИОМ) пока нет: пройдите самооценку, по ней портал предложит шаги."


def nearest_events(user: Any) -> Block:
    """Ближайшие события: five that begin within a month; to a teacher those that are meant for her or that she has signed up for."""
    now, teacher = timezone.now(), _card(user) if user.holds(Role.TEACHER) else None
    rows = Event.objects.visible_to(user).filter(state=Event.State.ANNOUNCED, starts_at__range=(now, now + SOON))
    if teacher:
        signed = Exists(Attendance.objects.filter(event=OuterRef("pk"), teacher=teacher))
        rows = rows.annotate(signed=signed).filter(standing(teacher).meant() | Q(signed=True))
    lines = [_event_line(event) for event in rows.order_by("starts_at", "pk")[:5]]
    return Block("Ближайшие события", lines, reverse("communities:events"), "Все события", "В ближайший месяц событий нет.")


def _event_line(event: Any) -> Line:
    note = " · ".join(filter(None, (day(event.starts_at, "time"), tied(event.place))))
    return Line(event.title, reverse("communities:event", args=[event.pk]), note, ("info", "вы записаны") if getattr(event, "signed", False) else None)


def mentees(user: Any) -> Block:
    """Мои наставляемые и что с их маршрутами."""
    pairs = list(Mentoring.objects.in_force().filter(mentor__user=user).select_related("mentee").order_by("mentee__last_name")[:10])
    routes = Route.objects.filter(teacher__in=[pair.mentee_id for pair in pairs], state__in=OPEN_STATES).order_by("starts_on", "pk")
    latest = {route.teacher_id: route for route in routes}
    found = progress([route.pk for route in latest.values()], today())
    return Block(
        "Мои наставляемые",
        [_mentee(pair.mentee, latest.get(pair.mentee_id), found) for pair in pairs],
        reverse("routes:board"),
        "Их маршруты",
        "Действующих пар наставничества нет.",
    )


def _mentee(teacher: Teacher, route: Route | None, found: dict[int, Progress]) -> Line:
    if route is None:
        return Line(teacher.full_name, note="открытого маршрута нет")
    done = found.get(route.pk, Progress())
    late = f", просрочено: {done.overdue}" if done.overdue else ""
    note = f"выполнено {done.done} из {counted(done.total, STEPS_OF)}{late}, срок до {day(route.ends_on)}"
    return Line(teacher.full_name, reverse("routes:route", args=[route.pk]), note, (TONES.get(route.state, "none"), route.get_state_display()))


def my_proposals(user: Any) -> Block:
    """Мои предложения: the way to them. Decisions come as notices, which stand on the same page, so nothing is asked here."""
    text = "Прошли курсы или заметили неточность в карточке? Предложите изменение: школа подтвердит, ответ появится в «Что изменилось»."
    return Block("Мои предложения", [], reverse("teachers:proposals_mine"), "Все предложения", text)

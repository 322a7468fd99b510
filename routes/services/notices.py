"""Telling people about a route; each notice has a key, so that a repeated call says nothing twice."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse

from communities.models import Event
from portal.accounts.models import Appointment, Role, User
from portal.journal.models import Notice
from portal.journal.services import notify
from portal.kit.words import day
from routes.models import Review, Route, Step
from routes.selectors.doneness import not_done

SOON = dt.timedelta(days=7)
AHEAD = (Event.State.PLANNED, Event.State.ANNOUNCED)
OVER = (Route.State.DONE, Route.State.NOT_DONE, Route.State.CANCELLED)


def address(route: Route) -> str:
    """Where the route is."""
    return reverse("routes:route", args=[route.pk])


def tell_submitted(*, route: Route, by: Any) -> None:
    """To the methodists of the district and the head of the school: a route waits for a decision."""
    _to_methodists(route, by, _waits(route), "submitted")
    tell_waiting(route=route, by=by)


def tell_waiting(*, route: Route, by: Any = None) -> None:
    """To the head of the school, a new one after the person has moved there: a route waits for a decision."""
    _to_posts(route, by, _waits(route), "submitted", role=Role.SCHOOL_HEAD, organisation=route.organisation_id)


def _waits(route: Route) -> str:
    return f"{route.teacher.short_name}: маршрут (ИОМ) ждёт согласования."


def tell_expertise(*, route: Route, by: Any) -> None:
    """To the expert when there is one, otherwise to the methodists, who have to assign one."""
    if route.expert:
        tell_assigned(route=route, expert=route.expert)
    else:
        _to_methodists(route, by, f"{route.teacher.short_name}: маршрут (ИОМ) отправлен на экспертизу, назначьте эксперта.", "expertise")


def tell_assigned(*, route: Route, expert: User) -> None:
    """To the expert: a route is assigned to her; said again only for another expert or another version."""
    text = f"{route.teacher.short_name}: вам назначена экспертиза маршрута (ИОМ)."
    notify(user=expert, text=text, url=address(route), key=f"route-{route.pk}-expert-{route.state}", district_id=route.district_id)


def tell_returned(*, route: Route, comment: str) -> None:
    """To the teacher: returned, with what has to be mended."""
    _to_teacher(route, f"Маршрут (ИОМ) возвращён на доработку: {comment.strip()}", f"returned-{route.version}")


def tell_approved(*, route: Route) -> None:
    """To the teacher: approved."""
    _to_teacher(route, f"Маршрут (ИОМ) утверждён. Срок — до {day(route.ends_on)}.", "approved")


def tell_concluded(*, route: Route) -> None:
    """To the teacher: what the expert concluded."""
    words = "компетенции освоены" if route.mastered else "компетенции пока не освоены"
    _to_teacher(route, f"Экспертиза маршрута (ИОМ) завершена: {words}.", "concluded")


def tell_cancelled(*, route: Route, comment: str) -> None:
    """To the teacher: stopped, and why."""
    _to_teacher(route, f"Маршрут (ИОМ) прекращён: {comment.strip()}", "cancelled")


def tell_reviewed(*, review: Review) -> None:
    """To the teacher: somebody left a remark."""
    _to_teacher(review.route, f"Новый отзыв по маршруту (ИОМ): {review.text}", f"review-{review.pk}")


def _to_teacher(route: Route, text: str, what: str) -> None:
    if route.teacher.user:
        notify(user=route.teacher.user, text=text, url=address(route), key=f"route-{route.pk}-{what}", district_id=route.district_id)


def _to_methodists(route: Route, by: Any, text: str, what: str) -> None:
    _to_posts(route, by, text, what, role=Role.METHODIST)


def _to_posts(route: Route, by: Any, text: str, what: str, **posts: Any) -> None:
    people = Appointment.objects.in_force().filter(**posts, district=route.district_id, user__is_active=True).exclude(user=by)
    for user in {post.user for post in people.select_related("user")}:
        notify(user=user, text=text, url=address(route), key=f"route-{route.pk}-{what}-{route.version}", district_id=route.district_id)


def remind_of_steps(*, on: dt.date) -> int:
    """Tell teachers of steps due within a week or overdue, once per step and kind, only of those not done; returns how many were told.

    Reads the districts of the open scope; a second run the same day tells nobody anything.
    """
    near = Step.objects.filter(not_done(), route__state=Route.State.ACTIVE, route__teacher__user__is_active=True, ends_on__lte=on + SOON)
    steps = list(near.select_related("route__teacher__user"))
    told = set(Notice.objects.filter(key__in=[_key(step, on) for step in steps]).values_list("key", flat=True))
    fresh = [step for step in steps if _key(step, on) not in told]
    for step in fresh:
        notify(user=step.route.teacher.user, text=_reminder(step, on), url=address(step.route), key=_key(step, on), district_id=step.district_id)
    return len(fresh)


def tell_moved(*, on: dt.date) -> int:
    """Tell teachers of steps whose event or courses have moved, once for each new date; who has been told as a participant is not told again.

    Reads the districts of the open scope; returns how many were told.
    """
    ahead = Q(event__state__in=AHEAD) | Q(course_offer__isnull=False)
    moved = Step.objects.filter(ahead, moved_from__isnull=False, starts_on__gte=on, route__teacher__user__is_active=True)
    steps = list(moved.exclude(route__state__in=OVER).select_related("route__teacher__user", "event"))
    told = set(Notice.objects.filter(key__in=[key for step in steps for key in _moved_keys(step)]).values_list("user_id", "key"))
    fresh = [step for step in steps if not any((step.route.teacher.user_id, key) in told for key in _moved_keys(step))]
    for step in fresh:
        what, with_it = ("Событие перенесено", "ним") if step.event else ("Курсы (КПК) перенесены", "ними")
        text = f"{what} с {day(step.moved_from)} на {day(step.starts_on)}, срок шага маршрута (ИОМ) изменился вместе с {with_it}: {step.title}"
        notify(user=step.route.teacher.user, text=text, url=address(step.route), key=_moved_keys(step)[0], district_id=step.district_id)
    return len(fresh)


def _moved_keys(step: Any) -> tuple[str, ...]:
    """The key of this notice, and of the one that `communities` leaves to who has signed up for an event."""
    own = f"step-{step.pk}-moved-{step.starts_on}"
    return (own, f"event-{step.event_id}-moved-{step.event.version}") if step.event else (own,)


def _key(step: Step, on: dt.date) -> str:
    return f"step-{step.pk}-{'late' if step.ends_on < on else 'soon'}"


def _reminder(step: Step, on: dt.date) -> str:
    title = step.title if len(step.title) <= 200 else f"{step.title[:199]}…"
    return f"Срок шага прошёл {day(step.ends_on)}: {title}" if step.ends_on < on else f"Скоро срок шага, {day(step.ends_on)}: {title}"

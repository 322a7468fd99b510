"""Telling people about a route; each notice has a key, so that a repeated call says nothing twice."""

from typing import Any

from django.urls import reverse

from portal.accounts.models import Appointment, Role, User
from portal.journal.services import notify
from portal.kit.words import day
from routes.models import Review, Route


def address(route: Route) -> str:
    """Where the route is."""
    return reverse("routes:route", args=[route.pk])


def tell_submitted(*, route: Route, by: Any) -> None:
    """To the methodists of the district: a route waits for approval."""
    _to_methodists(route, by, f"{route.teacher.short_name}: маршрут (ИОМ) ждёт согласования.", "submitted")


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
    people = Appointment.objects.in_force().filter(role=Role.METHODIST, district=route.district_id, user__is_active=True).exclude(user=by)
    for user in {post.user for post in people.select_related("user")}:
        notify(user=user, text=text, url=address(route), key=f"route-{route.pk}-{what}-{route.version}", district_id=route.district_id)

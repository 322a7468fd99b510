"""Moves of a route: submit, return, approve, expertise, cancel; each tells those who wait for it.

`version` is the one that the person was looking at: a move from an older page is refused with who changed the route and when.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.journal.lifecycle import advance
from portal.journal.services import record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from routes.models import Review, Route, RouteDeficit
from routes.selectors.doneness import undone
from routes.services import notices
from routes.services.editing import made_by, take, touch

APPROVED = "утверждён"
OPEN = (Route.State.DRAFT, Route.State.REVIEW, Route.State.RETURNED, Route.State.ACTIVE, Route.State.EXPERTISE)


@transaction.atomic
def submit_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Отправить на согласование; the methodists of the district are told."""
    fresh: Route = advance(route, "submit", by=by, comment=comment, seen=version, submitted_at=timezone.now(), **made_by(by))
    notices.tell_submitted(route=fresh, by=by)
    return fresh


@transaction.atomic
def withdraw_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Отозвать с согласования, чтобы поправить самому."""
    fresh: Route = advance(route, "withdraw", by=by, comment=comment, seen=version, **made_by(by))
    return fresh


@transaction.atomic
def return_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Вернуть на доработку с замечанием; the teacher is told."""
    fresh: Route = advance(route, "return", by=by, comment=comment, seen=version, **made_by(by))
    _decide(fresh, by, "возврат на доработку", comment)
    notices.tell_returned(route=fresh, comment=comment)
    return fresh


@transaction.atomic
def approve_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Утвердить: by the methodist or the head of the organisation; an approving methodist becomes the curator unless there is one."""
    curator = route.curator or (by if by.holds(Role.METHODIST, district_id=route.district_id) else None)
    fresh: Route = advance(route, "approve", by=by, comment=comment, seen=version, approved_on=today(), curator=curator, **made_by(by))
    _decide(fresh, by, APPROVED, comment)
    notices.tell_approved(route=fresh)
    return fresh


@transaction.atomic
def send_to_expertise(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Отправить на экспертизу: at once when every step is done, otherwise only with an explanation."""
    early = bool(comment.strip() and undone(route))
    fresh: Route = advance(route, "expertise_early" if early else "expertise", by=by, comment=comment, seen=version, **made_by(by))
    notices.tell_expertise(route=fresh, by=by)
    return fresh


@transaction.atomic
def conclude_expertise(
    *, route: Route, by: Any, mastered: bool, comment: str = "", levels: Mapping[str, int | None] | None = None, version: int | None = None
) -> Route:
    """Заключение назначенного эксперта: освоены компетенции или нет. `levels` are percents after, by labour function."""
    changes = {"completed_on": today(), "mastered": mastered, **made_by(by)}
    fresh: Route = advance(route, "master" if mastered else "fail", by=by, comment=comment, seen=version, **changes)
    _save_levels(fresh, levels or {})
    _decide(fresh, by, "компетенции освоены" if mastered else "компетенции не освоены", comment)
    notices.tell_concluded(route=fresh)
    return fresh


def master_route(**given: Any) -> Route:
    """Заключение «освоены»."""
    return conclude_expertise(mastered=True, **given)


def fail_route(**given: Any) -> Route:
    """Заключение «не освоены»."""
    return conclude_expertise(mastered=False, **given)


@transaction.atomic
def discard_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Отказаться от своего черновика."""
    fresh: Route = advance(route, "discard", by=by, comment=comment, seen=version, **made_by(by))
    return fresh


@transaction.atomic
def cancel_route(*, route: Route, by: Any, comment: str = "", version: int | None = None) -> Route:
    """Прекратить маршрут с указанием причины; the teacher is told."""
    fresh: Route = advance(route, "cancel", by=by, comment=comment, seen=version, **made_by(by))
    _decide(fresh, by, "прекращён", comment)
    notices.tell_cancelled(route=fresh, comment=comment)
    return fresh


@transaction.atomic
def assign_expert(*, route: Route, expert: User, by: Any, version: int | None = None) -> Route:
    """Назначить эксперта: he must hold the role in the route's district today and may not be the teacher herself."""
    fresh = take(route, by=by, may="routes.assign_expert", states=(Route.State.ACTIVE, Route.State.EXPERTISE), version=version)
    if expert.pk == fresh.teacher.user_id:
        raise Refusal("Педагог не может быть экспертом собственного маршрута.", field="expert")
    if not expert.holds(Role.EXPERT, district_id=fresh.district_id):
        raise Refusal("У этого человека сейчас нет назначения экспертом в районе.", field="expert")
    before, fresh.expert = fresh.expert, expert
    touch(fresh, by=by, fields=("expert",))
    record(
        verb="назначил(а) эксперта",
        obj=fresh,
        by=by,
        before={"expert": before.full_name if before else None},
        after={"expert": expert.full_name},
        comment=expert.full_name,
    )
    notices.tell_assigned(route=fresh, expert=expert)
    return fresh


@transaction.atomic
def add_review(*, route: Route, by: Any, text: str) -> Review:
    """Оставить отзыв или промежуточную оценку, не меняя состояния; the teacher is told."""
    fresh = take(route, by=by, may="routes.review", states=OPEN)
    if not text.strip():
        raise Refusal("Напишите отзыв: пустой не сохраняется.", field="text")
    made = _decide(fresh, by, "промежуточная оценка" if fresh.state == Route.State.ACTIVE else "замечание", text)
    record(verb="оставил(а) отзыв", obj=fresh, by=by, comment=text)
    notices.tell_reviewed(review=made)
    return made


MOVES: dict[str, Callable[..., Route]] = {
    "submit": submit_route,
    "withdraw": withdraw_route,
    "return": return_route,
    "approve": approve_route,
    "expertise": send_to_expertise,
    "expertise_early": send_to_expertise,
    "master": master_route,
    "fail": fail_route,
    "discard": discard_route,
    "cancel": cancel_route,
}


def _decide(route: Route, by: Any, decision: str, text: str) -> Review:
    return Review.objects.create(district_id=route.district_id, route=route, author=by, author_name=by.full_name, decision=decision, text=text.strip())


def _save_levels(route: Route, levels: Mapping[str, int | None]) -> None:
    for deficit in RouteDeficit.objects.filter(route=route, function__in=list(levels)):
        level = levels[deficit.function]
        if level is not None and not 0 <= level <= 100:
            raise Refusal(f"Уровень на выходе по функции {deficit.function} — от 0 до 100 %.", field=deficit.function)
        deficit.level_after = level
        deficit.save(update_fields=["level_after"])

"""The life of an individual route: from draft through approval and work to expertise."""

from typing import Any

from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.periods import today
from portal.kit.words import counted, day
from routes.models import Route
from routes.selectors.doneness import undone

S = Route.State
EDITABLE = (S.DRAFT, S.RETURNED)  # the structure may be changed
IN_PREPARATION = (*EDITABLE, S.REVIEW)
STEPS = ("шаг", "шага", "шагов")


def has_goal(route: Any, user: Any) -> str:
    return "" if route.goal.strip() else "Напишите цель маршрута."


def has_deficits(route: Any, user: Any) -> str:
    return "" if route.deficits.exists() else "Добавьте хотя бы один дефицит: маршрут строят на том, чего не хватает."


def has_steps(route: Any, user: Any) -> str:
    return "" if route.steps.exists() else "Добавьте хотя бы один шаг."


def is_not_over(route: Any, user: Any) -> str:
    return "" if route.ends_on >= today() else f"Срок маршрута прошёл {day(route.ends_on)}: продлите его."


def is_not_own(route: Any, user: Any) -> str:
    return "Это ваш собственный маршрут: решение по нему принимает другой человек." if route.teacher.user_id == user.pk else ""


def all_done(route: Any, user: Any) -> str:
    left = undone(route)
    return f"Ещё не выполнено: {counted(left, STEPS)}. Можно отправить досрочно, с пояснением." if left else ""


def something_left(route: Any, user: Any) -> str:
    return "" if undone(route) else "Все шаги выполнены: пояснение не нужно."


COMPLETE = (has_goal, has_deficits, has_steps, is_not_over)

LIFECYCLE = register(
    Lifecycle(
        "routes.route",
        moves=(
            Move("submit", "Отправить на согласование", (S.DRAFT, S.RETURNED), S.REVIEW, "routes.submit", COMPLETE, "отправил(а) маршрут на согласование"),
            Move("withdraw", "Отозвать на доработку", (S.REVIEW,), S.DRAFT, "routes.submit", (), "отозвал(а) маршрут", tone=""),
            Move("approve", "Утвердить", (S.REVIEW,), S.ACTIVE, "routes.approve", (is_not_own, *COMPLETE), "утвердил(а) маршрут"),
            Move("return", "Вернуть", (S.REVIEW,), S.RETURNED, "routes.return", (is_not_own,), "вернул(а) маршрут на доработку", ask_comment=True, tone=""),
            Move(
                "expertise", "Отправить на экспертизу", (S.ACTIVE,), S.EXPERTISE, "routes.send_to_expertise", (all_done,), "отправил(а) маршрут на экспертизу"
            ),
            Move(
                "expertise_early",
                "Отправить на экспертизу досрочно",
                (S.ACTIVE,),
                S.EXPERTISE,
                "routes.send_to_expertise",
                (something_left,),
                "отправил(а) маршрут на экспертизу досрочно",
                ask_comment=True,
                tone="",
            ),
            Move("master", "Компетенции освоены", (S.EXPERTISE,), S.DONE, "routes.expertise", (is_not_own,), "заключил(а): компетенции освоены"),
            Move(
                "fail",
                "Компетенции не освоены",
                (S.EXPERTISE,),
                S.NOT_DONE,
                "routes.expertise",
                (is_not_own,),
                "заключил(а): компетенции не освоены",
                ask_comment=True,
                tone="",
            ),
            Move(
                "discard", "Отказаться от черновика", (S.DRAFT, S.RETURNED), S.CANCELLED, "routes.discard", (), "отказался(-лась) от черновика", tone="danger"
            ),
            Move(
                "cancel",
                "Прекратить маршрут",
                (S.DRAFT, S.REVIEW, S.RETURNED, S.ACTIVE, S.EXPERTISE),
                S.CANCELLED,
                "routes.cancel",
                (is_not_own,),
                "прекратил(а) маршрут",
                ask_comment=True,
                tone="danger",
            ),
        ),
    )
)

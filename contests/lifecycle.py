"""The life of a contest: from the plan through entries and expertise to the results."""

from typing import Any

from contests.models import Contest
from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.periods import today
from portal.kit.words import counted, day, short_name, stopped

S = Contest.State
COMPETING = "participant"  # the only role that gets a result (словарь contest_roles)
NAMED = 3  # of those without a result


def has_ended(contest: Any, user: Any) -> str:
    return "" if contest.ends_on <= today() else f"Итоги назначены на {day(contest.ends_on)}. Если они подведены раньше, исправьте дату."


def has_entries(contest: Any, user: Any) -> str:
    return "" if contest.tally else "В конкурсе нет ни одного участника: внесите участников или отмените конкурс."


def has_results(contest: Any, user: Any) -> str:
    left = sum(tally.open for tally in contest.tally if tally.role == COMPETING)
    return stopped(f"Не внесён результат: {counted(left, ('участник', 'участника', 'участников'))} — {_first_open(contest)}.") if left else ""


def _first_open(contest: Any) -> str:
    """The first few who have no result yet, as the page names them."""
    rows = contest.participations.filter(role=COMPETING, result="").select_related("teacher")
    found = [short_name(one.teacher) for one in rows.order_by("teacher__last_name", "teacher__first_name", "teacher__patronymic", "pk")[: NAMED + 1]]
    return ", ".join(found[:NAMED]) + (" и другие" if len(found) > NAMED else "")


def told_to_all(contest: Any, user: Any) -> str:
    """Results go out to people, and entries are over where they were still taken."""
    ends = "Приём заявок закончится. " if contest.state == S.OPEN else ""
    return f"{ends}Каждый участник получит уведомление со своим результатом, руководитель организации — о своих педагогах. Отправленное не вернуть."


CONTEST = register(
    Lifecycle(
        "contests.contest",
        moves=(
            Move("open", "Открыть приём заявок", (S.PLANNED,), S.OPEN, "contests.manage", (), "открыл(а) приём заявок"),
            Move("close", "Закрыть приём, начать экспертизу", (S.OPEN,), S.EXPERTISE, "contests.manage", (has_entries,), "закрыл(а) приём заявок"),
            Move(
                "finish", "Подвести итоги", (S.OPEN, S.EXPERTISE), S.FINISHED, "contests.manage", (has_ended, has_entries, has_results), "подвел(а) итоги",
                warns=told_to_all,
            ),
            Move("reopen", "Вернуть к экспертизе", (S.FINISHED,), S.EXPERTISE, "contests.manage", (), "вернул(а) к экспертизе", ask_comment=True, tone=""),
            Move("cancel", "Отменить конкурс", (S.PLANNED, S.OPEN, S.EXPERTISE), S.CANCELLED, "contests.manage", (), "отменил(а) конкурс", ask_comment=True, tone="danger"),
            Move("restore", "Вернуть отменённый в план", (S.CANCELLED,), S.PLANNED, "contests.manage", (), "вернул(а) конкурс в план", tone=""),
        ),
    )
)  # fmt: skip

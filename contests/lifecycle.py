"""The life of a contest: from the plan through entries and expertise to the results."""

from typing import Any

from contests.models import Contest
from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.periods import today
from portal.kit.words import counted, day

S = Contest.State
COMPETING = "participant"  # the only role that gets a result (словарь contest_roles)


def has_ended(contest: Any, user: Any) -> str:
    return "" if contest.ends_on <= today() else f"Итоги назначены на {day(contest.ends_on)}. Если они подведены раньше, исправьте дату."


def has_entries(contest: Any, user: Any) -> str:
    return "" if contest.tally else "В конкурсе нет ни одного участника: внесите участников или отмените конкурс."


def has_results(contest: Any, user: Any) -> str:
    left = sum(tally.open for tally in contest.tally if tally.role == COMPETING)
    return f"Не внесён результат: {counted(left, ('участник', 'участника', 'участников'))}." if left else ""


CONTEST = register(
    Lifecycle(
        "contests.contest",
        moves=(
            Move("open", "Открыть приём заявок", (S.PLANNED,), S.OPEN, "contests.manage", (), "открыл(а) приём заявок"),
            Move("close", "Закрыть приём, начать экспертизу", (S.OPEN,), S.EXPERTISE, "contests.manage", (has_entries,), "закрыл(а) приём заявок"),
            Move("finish", "Подвести итоги", (S.OPEN, S.EXPERTISE), S.FINISHED, "contests.manage", (has_ended, has_entries, has_results), "подвел(а) итоги"),
            Move("reopen", "Вернуть к экспертизе", (S.FINISHED,), S.EXPERTISE, "contests.manage", (), "вернул(а) к экспертизе", ask_comment=True, tone=""),
            Move("cancel", "Отменить конкурс", (S.PLANNED, S.OPEN, S.EXPERTISE), S.CANCELLED, "contests.manage", (), "отменил(а) конкурс", ask_comment=True, tone="danger"),
            Move("restore", "Вернуть отменённый в план", (S.CANCELLED,), S.PLANNED, "contests.manage", (), "вернул(а) конкурс в план", tone=""),
        ),
    )
)  # fmt: skip

"""The life of an agreement of a network."""

from typing import Any

from portal.accounts.models import Agreement
from portal.accounts.selectors import also_in_force
from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.words import day

A = Agreement.State


def has_number(agreement: Any, user: Any) -> str:
    return "" if agreement.number.strip() else "Сначала впишите номер соглашения."


def is_the_only_one(agreement: Any, user: Any) -> str:
    other = also_in_force(agreement)
    return f"Эти дни уже покрывает подписанное соглашение № {other.number} с {day(other.since)}: сначала расторгните его или измените сроки." if other else ""


AGREEMENT = register(
    Lifecycle(
        "accounts.agreement",
        moves=(
            Move("prepare", "Начать готовить", (A.PLANNED,), A.PREPARING, "accounts.operate", (), "начал(а) готовить соглашение", tone=""),
            Move("sign", "Отметить подписание", (A.PLANNED, A.PREPARING), A.SIGNED, "accounts.operate", (has_number, is_the_only_one), "отметил(а) подписание соглашения"),
            Move("terminate", "Расторгнуть", (A.SIGNED,), A.TERMINATED, "accounts.operate", (), "отметил(а) расторжение соглашения", ask_comment=True, tone="danger"),
        ),
    )
)  # fmt: skip

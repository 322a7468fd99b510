"""The lives of events, communities, internships and practices."""

from typing import Any

from django.utils import timezone

from communities.models import Community, Event, Internship, Membership, Practice
from portal.journal.lifecycle import Lifecycle, Move, register
from portal.kit.words import counted, day

E, C, T, P = Event.State, Community.State, Internship.State, Practice.State
PEOPLE = ("человек", "человека", "человек")


def is_ahead(event: Any, user: Any) -> str:
    return "" if event.starts_at > timezone.now() else f"Событие уже началось {day(event.starts_at, 'time')}: исправьте дату или отметьте присутствие."


def has_place(event: Any, user: Any) -> str:
    return "" if event.place.strip() else "Укажите место или ссылку: без этого участники не поймут, куда идти."


def nobody_signed_up(event: Any, user: Any) -> str:
    people = event.everybody[0]
    return f"Уже записано: {counted(people, PEOPLE)}. Событие можно только отменить, тогда записавшиеся получат уведомление." if people else ""


def has_begun(event: Any, user: Any) -> str:
    return "" if event.starts_at <= timezone.now() else f"Событие начнётся {day(event.starts_at, 'time')}: завершить отметку можно после начала."


def somebody_came(event: Any, user: Any) -> str:
    return "" if event.everybody[1] else "Не отмечен ни один участник. Отметьте пришедших, а если событие не состоялось — отмените его."


def nobody_came(event: Any, user: Any) -> str:
    came = event.everybody[1]
    return f"Присутствие уже отмечено: {counted(came, PEOPLE)}. Сначала снимите отметки." if came else ""


def has_leader(community: Any, user: Any) -> str:
    led = community.memberships.filter(role=Membership.MemberRole.LEADER, until__isnull=True).exists()
    return "" if led else "Назначьте руководителя: сообщество без руководителя работать не начинает."


def has_authors(practice: Any, user: Any) -> str:
    return "" if practice.authorships.exists() else "Назовите авторов: практика без автора никому не засчитается."


EVENT = register(
    Lifecycle(
        "communities.event",
        moves=(
            Move("announce", "Объявить и открыть запись", (E.PLANNED,), E.ANNOUNCED, "communities.manage_event", (is_ahead, has_place), "объявил(а) событие"),
            Move("back", "Вернуть в план", (E.ANNOUNCED,), E.PLANNED, "communities.manage_event", (nobody_signed_up,), "вернул(а) событие в план", tone=""),
            Move("hold", "Завершить отметку", (E.PLANNED, E.ANNOUNCED), E.HELD, "communities.manage_event", (has_begun, somebody_came), "завершил(а) отметку"),
            Move("reopen", "Вернуть к отметке", (E.HELD,), E.ANNOUNCED, "communities.manage_event", (), "вернул(а) событие к отметке", ask_comment=True, tone=""),
            Move(
                "cancel", "Отменить событие", (E.PLANNED, E.ANNOUNCED), E.CANCELLED, "communities.manage_event", (nobody_came,), "отменил(а) событие",
                ask_comment=True, tone="danger",
            ),
            Move("restore", "Вернуть отменённое в план", (E.CANCELLED,), E.PLANNED, "communities.manage_event", (), "вернул(а) событие в план", tone=""),
        ),
    )
)  # fmt: skip
COMMUNITY = register(
    Lifecycle(
        "communities.community",
        moves=(
            Move("start", "Начать работу", (C.PROJECT,), C.ACTIVE, "communities.manage_community", (has_leader,), "открыл(а) сообщество"),
            Move("finish", "Завершить работу", (C.ACTIVE,), C.FINISHED, "communities.manage_community", (), "завершил(а) работу сообщества", tone=""),
            Move("resume", "Возобновить", (C.FINISHED,), C.ACTIVE, "communities.manage_community", (), "возобновил(а) сообщество", ask_comment=True, tone=""),
            Move("archive", "В архив", (C.FINISHED, C.PROJECT), C.ARCHIVED, "communities.manage_community", (), "отправил(а) сообщество в архив", tone=""),
        ),
    )
)
INTERNSHIP = register(
    Lifecycle(
        "communities.internship",
        moves=(
            Move("enrol", "Зачислить", (T.APPLIED,), T.ENROLLED, "communities.manage_internship", (), "зачислил(а) на стажировку"),
            Move("complete", "Завершить стажировку", (T.ENROLLED,), T.COMPLETED, "communities.manage_internship", (), "завершил(а) стажировку"),
            Move("leave", "Отчислить", (T.APPLIED, T.ENROLLED), T.LEFT, "communities.manage_internship", (), "отчислил(а) со стажировки", ask_comment=True, tone=""),
            Move("again", "Вернуть к прохождению", (T.COMPLETED, T.LEFT), T.ENROLLED, "communities.manage_internship", (), "вернул(а) к прохождению", ask_comment=True, tone=""),
        ),
    )
)  # fmt: skip
PRACTICE = register(
    Lifecycle(
        "communities.practice",
        moves=(
            Move("review", "Передать на экспертизу", (P.PROPOSED,), P.REVIEW, "communities.manage_practice", (), "передал(а) практику на экспертизу"),
            Move("include", "Включить в банк", (P.PROPOSED, P.REVIEW), P.INCLUDED, "communities.manage_practice", (has_authors,), "включил(а) практику в банк"),
            Move("reject", "Отклонить", (P.PROPOSED, P.REVIEW), P.REJECTED, "communities.manage_practice", (), "отклонил(а) практику", ask_comment=True, tone="danger"),
        ),
    )
)  # fmt: skip

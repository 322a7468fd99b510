"""Blocks for the operator: what waits for a decision, what ends soon, and whether the background work goes on."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Agreement, District, Erasure
from portal.kit.periods import portal_day
from portal.kit.words import counted, day
from portal.site.home.first import first_five
from portal.site.home.shapes import Block, Lead, Line
from portal.site.pulse import last_pulse

SILENCE = dt.timedelta(minutes=5)  # the pulse is minutely
SOON = dt.timedelta(days=60)  # a new agreement goes through two councils


def portal_state(user: Any) -> Block:
    """Портал: districts, and the processes that mail, compile and load."""
    totals = District.objects.aggregate(all=Count("pk"), frozen=Count("pk", filter=Q(state=District.State.FROZEN)))
    lines = [
        Line(f"Районов на портале: {totals['all']}", reverse("accounts:districts"), f"приостановлено: {totals['frozen']}"),
        _background(),
        Line("Журнал действий", reverse("journal:list")),
    ]
    return Block("Портал", lines)


def _background() -> Line:
    text, seen = "Фоновая работа: письма, отчёты, загрузки", last_pulse()
    if seen is None:
        return Line(text, note="Ещё не начиналась. Если так больше минуты, запустите службы worker и beat.", tag=("warn", "нет вестей"))
    if timezone.now() - seen > SILENCE:
        return Line(text, note=f"Молчит с {day(seen, 'time')}: всё, что просили, ждёт. Запустите службы worker и beat.", tag=("bad", "стоит"))
    return Line(text, note=f"последняя весть {day(seen, 'time')}", tag=("good", "идёт"))


def erasures(user: Any) -> Block:
    """Требования об удалении, на которые ещё не ответили: the nearest term first."""
    total, first = first_five(Erasure.objects.visible_to(user).open().select_related("district").order_by("due_on", "pk"))
    late = portal_day()
    lines = [
        Line(
            str(one),
            reverse("site:erasure", args=[one.pk]),
            f"{one.district} · ответить до {day(one.due_on)}",
            ("bad", "просрочено") if one.due_on < late else ("info", one.get_state_display()),
        )
        for one in first
    ]
    lead = Lead(f"Не закрыто: {counted(total, ('требование', 'требования', 'требований'))}.") if total else None
    return Block("Требования об удалении", lines, reverse("site:erasures"), "Все требования", "Ответа никто не ждёт.", lead)


def agreements(user: Any) -> Block:
    """Соглашения сети, срок которых кончается: when it ends, the window between the districts closes."""
    rows = Agreement.objects.visible_to(user).in_force().filter(until__lte=portal_day() + SOON)
    total, first = first_five(rows.select_related("district", "lead").order_by("until", "pk"))
    lines = [Line(str(one), reverse("accounts:agreement", args=[one.pk]), f"{one.district} · действует по {day(one.until)}") for one in first]
    lead = Lead(f"Скоро закончатся: {counted(total, ('соглашение', 'соглашения', 'соглашений'))}.") if total else None
    return Block("Соглашения", lines, reverse("accounts:agreements"), "Все соглашения", "В ближайшие два месяца ни одно не заканчивается.", lead)

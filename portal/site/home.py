"""What the home page says to each role: what waits for her, what is due, what changed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from communities.models import Event
from portal.kit.words import counted, day


@dataclass(frozen=True)
class Line:
    """One line of a block: words, where they lead, a note, a tag (tone, text)."""

    text: str
    url: str = ""
    note: str = ""
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class Block:
    """One card of the home page; `lead` is the one deed that matters most, `empty` is said when there are no lines."""

    title: str
    lines: list[Line] = field(default_factory=list)
    url: str = ""
    more: str = ""
    empty: str = ""
    lead: Line | None = None


def blocks(user: Any) -> list[Block]:
    """The blocks for all roles that the user holds today, each once."""
    roles = {post.role for post in user.posts}
    wanted = [make for role, makers in BY_ROLE.items() if role in roles for make in makers]
    return [make(user) for make in dict.fromkeys(wanted)]


def nearest_events(user: Any) -> Block:
    """Ближайшие события: five that begin within a month."""
    now = timezone.now()
    rows = Event.objects.visible_to(user).filter(state=Event.State.ANNOUNCED, starts_at__range=(now, now + dt.timedelta(days=31))).order_by("starts_at")[:5]
    lines = [Line(event.title, reverse("communities:event", args=[event.pk]), f"{day(event.starts_at, 'time')} · {event.place}") for event in rows]
    return Block("Ближайшие события", lines, reverse("communities:events"), "Все события", "В ближайший месяц событий нет.")


BY_ROLE: dict[str, list[Callable[[Any], Block]]] = {}
_ = counted

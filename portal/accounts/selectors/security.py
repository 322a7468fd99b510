"""Ways of signing in: whose role needs a second step, where one has signed in."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.models import Role, User

BROWSERS = (("YaBrowser", "Яндекс Браузер"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom|CriOS", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android.*Mobile", "телефон с Android"), ("Android", "планшет с Android"),
    ("Windows", "компьютер с Windows"), ("Mac OS", "компьютер с macOS"), ("Linux", "компьютер с Linux"),
)  # fmt: skip


def needs_second_step(user: Any) -> bool:
    """One of her posts asks for it today: by the district's decision, for an operator always."""
    return any(post.role == Role.OPERATOR or (post.district and post.role in post.district.second_factor) for post in user.posts)


@dataclass(frozen=True)
class Sitting:
    """One place where the person is signed in."""

    pk: int
    device: str
    ip: str
    since: dt.datetime
    seen: dt.datetime  # to within `SEEN_EVERY`
    here: bool


def sittings(user: User, current: str | None) -> list[Sitting]:
    """Sessions that are alive, this one first, then by the last action. Two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-created_at"))
    alive = set(Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()).values_list("session_key", flat=True))
    found = [
        Sitting(row.pk, device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == current)
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: not one.here)


def device(agent: str) -> str:
    """«Chrome, компьютер с Windows» of what the browser says of itself."""
    parts = (next((name for sign, name in known if re.search(sign, agent)), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(part for part in parts if part) or "неизвестное устройство"

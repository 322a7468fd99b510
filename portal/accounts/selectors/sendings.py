"""Рассылки приглашений: what was sent in one press, and how much of it may still be revoked."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from portal.accounts.models import Invitation, User
from portal.kit.words import short_name

LATEST = 20


@dataclass(frozen=True)
class Sending:
    """One press of «Пригласить»: when, by whom, how many invitations, how many are neither accepted nor revoked."""

    code: str
    at: dt.datetime
    by: str
    total: int
    open: int


def sendings(user: Any, code: str = "") -> list[Sending]:
    """The latest that the user sees, or the one of the code. Two queries."""
    rows = Invitation.objects.visible_to(user).exclude(sending="").order_by()
    rows = rows.filter(sending=code) if code else rows
    unused = Q(accepted_at__isnull=True, revoked_at__isnull=True)
    told = rows.values("sending").annotate(first=Min("at"), who=Min("by"), total=Count("pk"), unused=Count("pk", filter=unused))
    found = list(told.order_by("-first")[:LATEST])
    people = User.objects.in_bulk({one["who"] for one in found if one["who"]})
    names = {pk: short_name(one) for pk, one in people.items()}
    return [Sending(one["sending"], one["first"], names.get(one["who"], ""), one["total"], one["unused"]) for one in found]

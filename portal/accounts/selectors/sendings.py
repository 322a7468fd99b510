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
    """One press of «Пригласить»: when, by whom, how many invitations, how many are neither accepted nor revoked, how many accepted."""

    code: str
    at: dt.datetime
    by: str
    total: int
    open: int
    accepted: int

    @property
    def over(self) -> str:
        """What became of those that nobody can use any more."""
        if self.accepted in (0, self.total):
            return "все приняты" if self.accepted else "все отозваны"
        return f"принято {self.accepted}, отозвано {self.total - self.accepted}"


def sendings(user: Any, code: str = "") -> list[Sending]:
    """The latest that the user sees, or the one of the code. Two queries."""
    rows = Invitation.objects.visible_to(user).exclude(sending="").order_by()
    rows = rows.filter(sending=code) if code else rows
    unused = Q(accepted_at__isnull=True, revoked_at__isnull=True)
    told = rows.values("sending").annotate(first=Min("at"), who=Min("by"), total=Count("pk"), unused=Count("pk", filter=unused), used=Count("accepted_at"))
    found = list(told.order_by("-first")[:LATEST])
    people = User.objects.in_bulk({one["who"] for one in found if one["who"]})
    names = {pk: short_name(one) for pk, one in people.items()}
    return [Sending(one["sending"], one["first"], names.get(one["who"], ""), one["total"], one["unused"], one["used"]) for one in found]

"""Access at a place that is closed, or will be: it ends with the place, and what was offered there is withdrawn or follows its people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from portal.accounts.models import Appointment, Invitation, Organisation, Role
from portal.accounts.services.deputising import at_home
from portal.journal.services import record
from portal.kit.refusal import Refusal
from portal.kit.turns import hold
from portal.kit.words import day

ONE_DAY = dt.timedelta(days=1)
CLOSED = "организация закрыта"
POST, TERM = ("id", "user_id", "district_id", "role", "organisation_id", "act", "instead_of_id"), ("since", "until")


def end_with_place(post: Appointment) -> None:
    """The last day of a new post is no later than the place's own, which nobody closes meanwhile. Raises Refusal when the place is closed by its first day."""
    if post.organisation_id is None:
        return
    with at_home(post):
        hold(Organisation, post.organisation_id)
        place = Organisation.objects.get(pk=post.organisation_id)
    if place.closed is None:
        return
    if place.closed <= post.since:
        raise Refusal(f"Организация {place} закрыта с {day(place.closed)}: доступа в ней с этого дня не дают.", field="organisation")
    last = place.closed - ONE_DAY
    post.until = min(post.until or last, last)


def end_invitations(*, places: Iterable[Organisation], goes_to: Mapping[int, int], on: dt.date, by: Any) -> dict[str, Any]:
    """Open invitations into places that close on the day: a teacher's follows to the successor, others end with the place or are revoked. For the undoing: how they stood."""
    rows = Invitation.objects.open().filter(organisation__in=list(places)).select_for_update(of=("self",)).select_related("district").order_by("pk")
    return {"invited": [_end(one, goes_to.get(one.organisation_id or 0), on, by) for one in rows]}


def _end(one: Invitation, successor: int | None, on: dt.date, by: Any) -> list[Any]:
    was = [one.pk, one.organisation_id, one.until.isoformat() if one.until else None]
    now, last = one.district.today, on - ONE_DAY
    if one.role == Role.TEACHER and successor:
        one.organisation_id = successor
    elif last < max(now, one.since):
        one.revoked_at = timezone.now()
        record(verb="отозвал(а) приглашение", obj=one, by=by, comment=CLOSED)
    else:
        one.until = min(one.until or last, last)
    one.save(update_fields=["organisation", "until", "revoked_at"])
    return was


def drop_access(posts: Iterable[Appointment], by: Any) -> list[dict[str, Any]]:
    """Posts that would begin only when their place is no more are taken back. For the undoing: what they were."""
    kept = []
    for one in posts:
        kept.append({name: getattr(one, name) for name in POST} | {name: str(getattr(one, name) or "") for name in TERM})
        record(verb="отменил(а) назначение", obj=one, by=by, comment=CLOSED)
        one.delete()
    return kept


def take_up_access(kept: Iterable[dict[str, Any]]) -> None:
    """As they were before the deed that is undone, unless the person was given the same post since."""
    for facts in kept:
        same = Appointment.objects.filter(**{name: facts[name] for name in ("user_id", "district_id", "role", "organisation_id")})
        if not same.lasting().exists():
            Appointment.objects.create(**facts | {name: dt.date.fromisoformat(facts[name]) if facts[name] else None for name in TERM})


def give_back_invitations(*, kept: Iterable[list[Any]]) -> None:
    """As they stood before the deed that is undone, unless accepted since, or the person has another open one."""
    for pk, organisation, until in kept:
        found = Invitation.objects.select_for_update(of=("self",)).filter(pk=pk, accepted_at__isnull=True).first()
        if found is None or Invitation.objects.open().filter(user=found.user_id, district=found.district_id).exclude(pk=pk).exists():
            continue
        found.organisation_id, found.until, found.revoked_at = organisation, until, None
        found.save(update_fields=["organisation", "until", "revoked_at"])

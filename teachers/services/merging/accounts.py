"""Accounts and invitations of two cards that become one: the kept card's account stays, the other one's access ends the same minute."""

import datetime as dt
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.accounts.models import Appointment, Invitation, Role, User
from portal.accounts.services.people import close
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from teachers.models import Teacher
from teachers.services.access import Shift, give_back_access

Trace = dict[str, Any]


@dataclass(frozen=True)
class Accounts:
    """What happens to the accounts: one moves, one ends, or there is nothing to say; `obstacle` forbids the merging."""

    moves: User | None = None
    ends: User | None = None
    posts: tuple[Appointment, ...] = ()
    obstacle: str = ""

    @property
    def told(self) -> str:
        """Said before the deed."""
        if self.moves:
            return f"Учётная запись {self.moves.email} перейдёт к оставшейся карточке: человек входит как входил."
        if self.ends:
            return f"У человека две учётные записи. Останется та, что у оставшейся карточки; вход по {self.ends.email} в этом районе закроется сразу. Отмена вернёт его."
        return ""


def accounts_of(kept: Teacher, duplicate: Teacher) -> Accounts:
    """What merging does to the accounts. A post of the service or of a head is never ended in passing."""
    if duplicate.user is None:
        return Accounts()
    if kept.user is None:
        return Accounts(moves=duplicate.user)
    posts = tuple(Appointment.objects.lasting().filter(user=duplicate.user, district=duplicate.district_id))
    other = sorted({post.title.lower() for post in posts if post.role != Role.TEACHER})
    obstacle = (
        f"Учётная запись второй карточки ({duplicate.user.email}) занимает должность на портале: {', '.join(other)}. "
        "Оставьте карточку с этой учётной записью или сначала передайте должность."
    )
    return Accounts(ends=duplicate.user, posts=posts, obstacle=obstacle if other else "")


def join(kept: Teacher, duplicate: Teacher, by: Any) -> Trace:
    """The account of the duplicate becomes the kept card's when that has none; otherwise it ends. Waiting invitations follow. Raises Refusal."""
    found = accounts_of(kept, duplicate)
    if found.obstacle:
        raise Refusal(found.obstacle)
    before, last = [copy(post) for post in found.posts], today() - dt.timedelta(days=1)
    for post in found.posts:
        close(appointment=post, last=last, by=by)
    was = {"kept": kept.user_id, "duplicate": duplicate.user_id}
    duplicate.user = None
    duplicate.save(update_fields=["user"])
    if found.moves:
        kept.user = found.moves
        kept.save(update_fields=["user"])
    return {**was, "now": kept.user_id, "access": Shift(before, last=last).kept(), **_join_invitations(kept, duplicate)}


def _join_invitations(kept: Teacher, duplicate: Teacher) -> Trace:
    """One waiting invitation at most stays: none beside an account, the kept card's own before the other's."""
    waiting = list(Invitation.objects.open().filter(card__in=[kept.pk, duplicate.pk]).select_for_update(of=("self",)).order_by("pk"))
    own = [one for one in waiting if one.card == kept.pk]
    stays = [] if kept.user_id else (own or waiting)[:1]
    revoked = [one.pk for one in waiting if one not in stays]
    moved = [one.pk for one in stays if one.card == duplicate.pk]
    moment = timezone.now()
    Invitation.objects.filter(pk__in=revoked).update(revoked_at=moment)
    Invitation.objects.filter(pk__in=moved).update(card=kept.pk)
    return {"revoked": revoked, "revoked_at": moment.isoformat(), "invitations": moved}


def separate(trace: Trace, kept: Teacher, duplicate: Teacher, by: Any) -> None:
    """Give each card its account again. Raises Refusal when the kept card's account is another one since."""
    if kept.user_id != trace["now"]:
        raise Refusal("Разъединить уже нельзя: после объединения у карточки появилась другая учётная запись.")
    taken = Teacher.objects.filter(user=trace["duplicate"]).exclude(pk__in=[kept.pk, duplicate.pk]).first() if trace["duplicate"] else None
    if taken:
        raise Refusal(f"Разъединить уже нельзя: учётная запись второй карточки теперь у другой карточки: {taken.full_name}.")
    kept.user_id = trace["kept"]
    kept.save(update_fields=["user"])
    duplicate.user_id = trace["duplicate"]
    duplicate.save(update_fields=["user"])
    give_back_access(kept=trace["access"], teacher=duplicate, by=by, why="карточки разъединены")
    Invitation.objects.filter(pk__in=trace["invitations"], card=kept.pk).update(card=duplicate.pk)
    moment = dt.datetime.fromisoformat(trace["revoked_at"])
    Invitation.objects.filter(pk__in=trace["revoked"], accepted_at__isnull=True, revoked_at=moment).update(revoked_at=None)

"""Who waits at the door of a district that has nobody to open it yet, or that is suspended."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import Appointment, District, DistrictRemoval, Invitation, Role, User
from portal.journal.models import Deed
from portal.journal.selectors import mailboxes_of
from portal.kit import wall
from portal.kit.finding import holding
from portal.kit.keyed import Keyed
from portal.kit.pages import ByKeys
from portal.kit.prepared import Prepared

NAMED = ("last_name", "first_name", "patronymic")
DEPUTIES = (  # of the post in the outer query, who stands in longest first
    Appointment.objects.filter(instead_of=OuterRef("user"), role=OuterRef("role"), district=OuterRef("district"))
    .alias(place=Coalesce("organisation_id", 0))
    .filter(place=Coalesce(OuterRef("organisation_id"), 0))
    .order_by("-until")
)
POSTS = Prepared(
    lambda keys: (
        Appointment.objects.filter(pk__among=keys)
        .select_related("user", "organisation", "district", "instead_of")
        .annotate(deputised_until=Subquery(DEPUTIES.values("until")[:1]))
        .only(
            *("role", "since", "until", "act", "district__name", "district__time_zone", "organisation__short_name", "user__email"),
            *(f"{who}__{part}" for who in ("user", "instead_of") for part in NAMED),
        )
    ),
    keys=list,
)
FROZE = "приостановил(а) район"


@dataclass(frozen=True)
class Suspended:
    """A suspended district of somebody, and since when."""

    district: District
    since: dt.datetime | None


def waiting_heads(district: District) -> list[Invitation]:
    """Open invitations of its heads, for the operator; opens the wall for these only."""
    with wall.scope([district.pk], common=True):
        return list(Invitation.objects.open().filter(district=district, role=Role.DEPARTMENT_HEAD).select_related("district"))


def removal_waits(district: District) -> bool:
    """Whether a removal of the district is planned and has not begun."""
    S = DistrictRemoval.State
    return DistrictRemoval.objects.filter(subject=district, state__in=[S.WAITING, S.FAILED]).exists()


def frozen_since(district: District) -> dt.datetime | None:
    """When it was suspended the last time; needs the district's scope or the operator's."""
    return Deed.objects.about(district).filter(verb=FROZE).values_list("at", flat=True).first()


def suspended_for(user: Any) -> list[Suspended]:
    """Suspended districts in which the person would work today; the wall opens for the day of the suspension only."""
    posts = Appointment.objects.in_force().filter(user=user, district__state=District.State.FROZEN).select_related("district").order_by("district_id", "pk")
    found = list({post.district_id: post.district for post in posts if post.district}.values())
    if not found:
        return []
    with wall.scope([one.pk for one in found], user=user.pk):
        return [Suspended(one, frozen_since(one)) for one in found]


def posts(user: Any, *, words: str = "", role: str = "", ended: bool = False) -> ByKeys:
    """Appointments in force and ahead, `ended` ones too when they are asked for, by name; the database puts keys and names in order and reads the rest of a page."""
    rows = Appointment.objects.visible_to(user).order_by("user__last_name", "user__first_name", "pk")
    rows = rows.filter(role=role) if role else rows
    found = holding(rows if ended else rows.lasting(_one_day(user)), words, *(f"user__{part}" for part in (*NAMED, "email")))
    told: Any = Keyed(POSTS)
    return ByKeys(found, told, at_once=bool(words))


def colleagues(district: District) -> QuerySet[User]:
    """Who has access to the district or will have it, by name: whom one picks instead of typing an address."""
    mine = Appointment.objects.lasting(district.today).filter(user=OuterRef("pk"), district=district)
    return User.objects.filter(Exists(mine), is_active=True).order_by("last_name", "first_name", "pk")


def around(post: Appointment, user: Any) -> tuple[list[Appointment], list[Appointment]]:
    """(who does the duties of this post today or will, what else the same person is appointed to), as far as the reader sees it. One query."""
    same = {name: getattr(post, name) for name in ("role", "district_id", "organisation_id")}
    near = Q(user=post.user_id) | (Q() if post.instead_of_id else Q(instead_of=post.user_id, **same))
    rows = Appointment.objects.visible_to(user).lasting(post.today).filter(near).exclude(pk=post.pk)
    found = list(rows.select_related("user", "organisation", "district", "instead_of").order_by("since", "pk"))
    return [one for one in found if one.user_id != post.user_id], [one for one in found if one.user_id == post.user_id]


def _one_day(user: Any) -> dt.date | None:
    """The day in all districts of the user, None where their clocks show two, and for the operator: then each appointment is asked for its own."""
    days = {post.district.today if post.district else None for post in user.posts}
    return days.pop() if len(days) == 1 else None


def with_mailboxes(rows: Iterable[Any]) -> list[Any]:
    """Appointments or invitations, each with `mailbox`: what letters to its person come back with, None while they arrive. One query."""
    found = list(rows)
    known = mailboxes_of(one.user_id for one in found)
    for one in found:
        one.mailbox = known.get((one.user_id, one.email if isinstance(one, Invitation) else one.user.email))
    return found

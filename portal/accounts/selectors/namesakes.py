"""Who of the same name has access already: whoever invites is asked whether it is another person, so that nobody gets a second account in silence."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, Lower, Replace

from portal.accounts.models import Appointment, District

Names = dict[str, list[Appointment]]


def posts_by_name(people: Iterable[Any], district: District) -> Names:
    """Posts in the district, held or to be held, of those who are called as some of these: by surname and first name. One query."""
    name = Replace(Lower(Concat("user__last_name", Value(" "), "user__first_name")), Value("ё"), Value("е"))
    rows = Appointment.objects.lasting(district.today).filter(district=district, user__is_active=True)
    found: Names = {}
    for post in rows.alias(name=name).filter(name__in={_name(one) for one in people}).select_related("user", "organisation", "district").order_by("pk"):
        found.setdefault(_name(post.user), []).append(post)
    return found


def namesake_of(person: Any, posts: Names, but: int | None = None) -> str:
    """Who she is, with address and post; empty when there is none. A patronymic that one of them lacks does not tell them apart. `but`: id of her own account."""
    for post in posts.get(_name(person), []):
        if post.user_id != but and _alike(person.patronymic, post.user.patronymic):
            return f"{post.user.full_name}, {post.user.email} ({post.title.lower()}, {post.organisation or post.district})"
    return ""


def _name(who: Any) -> str:
    return _folded(f"{who.last_name} {who.first_name}")


def _folded(text: str) -> str:
    return " ".join(text.split()).lower().replace("ё", "е")


def _alike(one: str, other: str) -> bool:
    return not one or not other or _folded(one) == _folded(other)

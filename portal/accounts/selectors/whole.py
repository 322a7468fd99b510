"""Whoever sees one district whole: what the doors say to her they say to everybody with her roles, so that her queries are written once (`portal.kit.prepared`)."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import Appointment, Role, User
from portal.kit.wall import current


@dataclass(frozen=True)
class Seeing:
    """What the doors ask about her; `shared`: partners share rows with her district."""

    roles: tuple[str, ...]
    shared: bool

    def somebody(self, pk: int, district: int) -> User:
        """Who holds these roles in the district."""
        user = User(pk=pk)
        user.posts = [Appointment(role=role, district_id=district, user_id=pk) for role in self.roles]
        return user


def seeing(user: Any) -> tuple[Seeing, int] | None:
    """With what she sees her only district whole, and its id; None for everybody else, whose queries are written anew."""
    posts = {(post.role, post.district_id) for post in user.posts}
    roles, districts = zip(*sorted(posts), strict=True) if posts else ((), ())
    if len(set(districts)) == 1 and set(roles) <= set(Role.district_wide()):
        return Seeing(roles, bool(current().partners)), districts[0]
    return None

"""Sign-in by invitation only, and nothing but sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from portal.accounts.models import Appointment, User
from portal.journal.models import Notice


class InvitationOnly(DefaultAccountAdapter):
    """Nobody registers by themselves: an account is made by the service that invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignIn(AuthenticationBackend):
    """Knows who somebody is and gives no rights: those come from appointments, through `rules`, never from flags and groups."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def get_user(self, user_id: int) -> User | None:
        """The person, the appointments that give her rights and the number of unread notices in one query, which every page needs."""
        unread = Notice.objects.filter(user=OuterRef("user")).unread().order_by().values("user").annotate(n=Count("pk")).values("n")
        posts: list[Any] = list(Appointment.objects.giving_rights(user_id).select_related("user", "district").annotate(unread=Coalesce(Subquery(unread), 0)))
        if not posts:
            return super().get_user(user_id)
        user = posts[0].user
        user.posts, user.unread = posts, posts[0].unread
        return user if self.user_can_authenticate(user) else None

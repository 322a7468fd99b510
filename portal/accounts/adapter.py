"""Sign-in by invitation only, and nothing but sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody registers by themselves: an account is made by the service that invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignIn(AuthenticationBackend):
    """Knows who somebody is and gives no rights: those come from appointments, through `rules`, never from flags and groups."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

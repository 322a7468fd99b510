"""Sign-in by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody registers by themselves: an account is made by the service that invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

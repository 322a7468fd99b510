"""The first operator of a new portal comes from the server's command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Role, User
from portal.journal.models import Deed
from portal.kit import wall


def invite() -> str:
    said = io.StringIO()
    call_command("invite_operator", "first@portal.example", "Орлова", "Вера", stdout=said)
    return said.getvalue()


def test_the_command_makes_an_operator_and_prints_the_link(db: None) -> None:
    assert "/accounts/password/reset/key/" in invite()
    with wall.scope(common=True):
        user = User.objects.get(email="first@portal.example")
        assert user.holds(Role.OPERATOR)
        assert Deed.objects.get().actor_name == "Командная строка сервера"


def test_the_same_operator_twice_is_refused(db: None) -> None:
    invite()
    with pytest.raises(CommandError, match="уже есть"):
        invite()

"""manage.py invite_operator: the first person of a new portal."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import Role
from portal.accounts.services import Person, appoint, invitation_url
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal


class Console:
    """Who acts before there is anybody: whoever may run commands on the server."""

    pk = None
    full_name = "Командная строка сервера"

    def holds(self, *roles: str, district_id: int | None = None) -> bool:
        return True


class Command(BaseCommand):
    help = "Заводит оператора портала и печатает одноразовую ссылку, по которой он задаёт пароль."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("last_name")
        parser.add_argument("first_name")
        parser.add_argument("--patronymic", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person(options["email"], options["last_name"], options["first_name"], options["patronymic"])
        with wall.scope(common=True, signin=True):
            try:
                made = appoint(person=person, role=Role.OPERATOR, district=None, since=today(), by=Console())
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"Оператор заведён. Ссылка для пароля (действует трое суток):\n{settings.PUBLIC_URL}{invitation_url(made.user)}")

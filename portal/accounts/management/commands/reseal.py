"""Seal every second step of signing in with the newest key: after a change of SECOND_STEP_KEY, or where they were kept open before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.services.second_steps import reseal_second_steps


class Command(BaseCommand):
    help = "Запечатать ключи второго шага новым ключом SECOND_STEP_KEY"

    def handle(self, *args: Any, **options: Any) -> None:
        done, unreadable = reseal_second_steps()
        self.stdout.write(f"Запечатано новым ключом: {done}.")
        if unreadable:
            raise CommandError(f"Не читается ни одним ключом: {unreadable}. Верните прежний ключ в SECOND_STEP_OLD_KEYS и повторите команду.")

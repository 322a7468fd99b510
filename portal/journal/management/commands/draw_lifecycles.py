"""Write docs/lifecycles.md from the tables of moves."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.journal.diagrams import page


class Command(BaseCommand):
    help = "Пишет docs/lifecycles.md: диаграммы жизненных циклов из таблиц переходов."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "lifecycles.md"
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(str(path))

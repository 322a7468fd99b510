"""manage.py retention [--dry-run]: take away what has been kept long enough, or only say what would go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.site.personal.retention import TERMS, run


class Command(BaseCommand):
    help = "Убирает то, у чего вышел срок хранения (страница «Сроки хранения»); с --dry-run только считает."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="ничего не менять, только сосчитать")

    def handle(self, *args: Any, **options: Any) -> None:
        for one in TERMS:
            self.stdout.write(f"{one.title}: {one.told}")
        found = run(dry=options["dry_run"])
        for place, counts in found.items():
            for title, count in counts.items():
                self.stdout.write(f"{place}: {title}: {count}")
        total = sum(sum(counts.values()) for counts in found.values())
        self.stdout.write(f"{'Будет убрано' if options['dry_run'] else 'Убрано'}: {total}.")

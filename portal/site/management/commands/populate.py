"""manage.py populate --districts 90 --teachers 150000: a region of made-up facts, for measurements only."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.site.bench.populate import populate


class Command(BaseCommand):
    help = "Заполняет базу вымышленным регионом для замеров."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--districts", type=int, default=90)
        parser.add_argument("--teachers", type=int, default=150_000)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Вымышленный регион создаётся только в демонстрационной базе.")
        began = time.perf_counter()
        made = populate(options["districts"], options["teachers"], self.stdout.write)
        self.stdout.write(f"Готово: районов {len(made)}, {time.perf_counter() - began:.0f} с")

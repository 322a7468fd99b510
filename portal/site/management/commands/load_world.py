"""`manage.py load_world`: the demo world, loaded once; a second run finds everything in its place."""

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from monitoring.services.summaries import refresh_all
from portal.kit import statistics
from portal.site.world.load import load_world


class Command(BaseCommand):
    help = "Загружает демонстрационный мир: три района, сеть из восьми служб, вымышленных людей и факты."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, default=None, help="день, от которого считаются факты текущего года (ГГГГ-ММ-ДД)")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        made = load_world(today=options["today"], say=self.stdout.write)
        if made:
            statistics.refresh()
            refresh_all()
        done = f"загружено районов: {len(made)}" if made else "всё уже загружено"
        self.stdout.write(f"Демонстрационный мир: {done}, {time.monotonic() - began:.1f} с")

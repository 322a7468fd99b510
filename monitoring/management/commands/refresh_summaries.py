"""manage.py refresh_summaries [2020-2021 2021 …]: count the summaries of every district."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from monitoring.services.summaries import refresh_all
from portal.kit.periods import Period


class Command(BaseCommand):
    help = "Считает сводные значения показателей по всем районам: за текущий и прошлый учебный год или за названные периоды."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("periods", nargs="*", help="учебные (2020-2021) или календарные (2021) годы")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            periods = [Period.parse(code) for code in options["periods"]]
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        districts = refresh_all(periods or None)
        self.stdout.write(f"Сводные значения посчитаны, районов: {districts}, {time.monotonic() - began:.1f} с")

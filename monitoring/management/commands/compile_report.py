"""manage.py compile_report sovgavan 2020-2021 --out DIR: the same report as on the page, without a queue."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from monitoring.models import Report
from monitoring.services import building, reports
from portal.accounts.models import District
from portal.kit import wall
from portal.kit.periods import Period
from portal.kit.refusal import Refusal


class Command(BaseCommand):
    help = "Составляет отчёт района за период теми же службами, что и страница, и кладёт Excel и PDF в папку."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="код района, например sovgavan")
        parser.add_argument("period", help="учебный (2020-2021) или календарный (2021) год")
        parser.add_argument("--out", default=".", help="папка для файлов")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        folder = Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        try:
            report = self.made(district_of(options["district"]), Period.parse(options["period"]))
        except (Refusal, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for path in written(report, folder, f"{options['district']}-{report.period}"):
            self.stdout.write(str(path))
        self.stdout.write(f"Готово за {time.monotonic() - began:.1f} с")

    def made(self, district: District, period: Period) -> Report:
        """The report through the same row, claim and services as in the worker."""
        with wall.scope([district.pk]):
            asked, _ = reports.request_report(period=period, district=district, by=None, publish_it=False)
        claimed = reports.claim(asked.pk, district.pk)
        if claimed is None:
            raise CommandError("Этот отчёт сейчас составляет портал: дождитесь его на странице «Отчёты» или повторите позже.")
        try:
            with building.Pulse(claimed) as pulse:
                building.make(claimed, lambda percent, words: self.tell(pulse, percent, words))
        except Exception as fault:
            reports.give_up(claimed, str(fault))
            raise
        with wall.scope([district.pk]):
            return Report.objects.select_related("excel", "pdf").get(pk=asked.pk)

    def tell(self, pulse: building.Pulse, percent: int, words: str) -> None:
        pulse.say(percent, words)
        self.stderr.write(f"{percent:3} % {words}")


def district_of(code: str) -> District:
    found = District.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(District.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"Района «{code}» нет. Есть: {known}.")
    return found


def written(report: Report, folder: Path, name: str) -> list[Path]:
    """Copies of the two kept files."""
    paths = []
    for stored, suffix in ((report.excel, "xlsx"), (report.pdf, "pdf")):
        path = folder / f"{name}.{suffix}"
        with wall.scope([report.district_id]), stored.file.open("rb") as file:  # type: ignore[union-attr]
            path.write_bytes(file.read())
        paths.append(path)
    return paths

"""manage.py bench: the measurements of the portal as ratios in one run; the table is printed and kept in docs/benchmarks.md."""

import platform
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.kit.periods import today
from portal.site.bench import compiling, pages
from portal.site.bench.populate import populate

LIMITS = "Пределы: не больше 12 запросов и поровну при 10 и 10 000 строк; не больше 3 × голой страницы; не больше 0,3 мс на строку; не больше 150 КБ."


class Command(BaseCommand):
    help = "Замеры на отдельной базе: страницы списков и расчёт показателей."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--districts", type=int, default=90)
        parser.add_argument("--teachers", type=int, default=150_000)
        parser.add_argument("--keep", action="store_true", help="записать таблицу в docs/benchmarks.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Замеры создают вымышленных людей и в рабочей базе не выполняются.")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_world", stdout=self.stdout)
        region = populate(options["districts"], options["teachers"], self.stdout.write)
        small, large = (populate(1, size, self.stdout.write, prefix=prefix)[0] for prefix, size in (("small-", 10), ("large-", 10_000)))
        compiled = [compiling.measure(region[:count]) for count in sorted({1, min(10, len(region)), len(region)})]
        table = "\n".join([*page_table(pages.measure(small, large)), "", *compile_table(compiled)])
        self.stdout.write(table)
        if options["keep"]:
            (Path(settings.BASE_DIR) / "docs" / "benchmarks.md").write_text(document(table, options), encoding="utf-8")


def comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def page_table(figures: list[pages.PageFigures]) -> list[str]:
    """Markdown rows of the list pages."""
    head = ["| страница | запросов при 10 | при 10 000 | к голой странице | мс на строку | КБ первой загрузки |", "|---|---|---|---|---|---|"]
    return head + [
        f"| `{one.address}` | {one.few} | {one.many} | {comma(one.ratio, 2)} × | {'—' if one.per_row_ms is None else comma(one.per_row_ms, 3)} | {comma(one.kilobytes, 0)} |"
        for one in figures
    ]


def compile_table(figures: list[compiling.CompileFigures]) -> list[str]:
    """Markdown rows of compiling."""
    head = ["| районов | педработников | расчёт, с | вручную, с | отношение | суммы равны | память, МБ |", "|---|---|---|---|---|---|---|"]
    return head + [
        f"| {one.districts} | {one.teachers} | {comma(one.ours, 3)} | {comma(one.by_hand, 3)} | {comma(one.ratio, 2)} × | {'да' if one.equal else 'НЕТ'} | {one.memory} |"
        for one in figures
    ]


def document(table: str, options: dict[str, Any]) -> str:
    return (
        "# Замеры\n\n`make bench` повторяет их. Доверять нужно отношениям внутри одного прогона, а не секундам: машина у каждого своя.\n\n"
        f"Регион: районов {options['districts']}, педагогов {options['teachers']}; {today():%d.%m.%Y}, Python {platform.python_version()}, {platform.machine()}.\n\n"
        f"Списки измерены в районе с 10 педагогами и в районе с 10 000, голая страница — вход, основа и 25 строк одним запросом. {LIMITS}\n\n"
        "Расчёт показателей сравнён с теми же суммами, написанными на SQL вручную (`portal/site/bench/by_hand.py`): не больше 1,5 ×, не больше 300 МБ.\n\n"
        f"{table}\n"
    )

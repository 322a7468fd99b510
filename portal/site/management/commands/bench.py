"""manage.py bench: the measurements of the portal as ratios in one run; the table is printed and kept in docs/benchmarks.md."""

import gc
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import District, Role
from portal.kit import statistics
from portal.site.bench import compiling, crowd, exporting, loading, pages
from portal.site.bench.populate import PREFIX, populate
from portal.site.bench.settled import settled
from portal.site.bench.tables import comma, ground, pair

SUMS = (
    "Все показатели всех организаций сравнены с теми же суммами, написанными на SQL вручную (`portal/site/bench/by_hand.py`); замеры по очереди, отношение — медиана пар. "
    "Пределы: не больше 1,5 ×, не больше 300 МБ, время растёт вместе с числом районов."
)
LOADS = (
    f"Файл на {loading.ROWS} человек и {len(loading.HEAD)} столбцов: загружен, разобран, сверен с реестром, записан — рядом с тем, сколько openpyxl (`read_only`) его только читает. "
    "Замеры по очереди, отношение — медиана пар, по часам и по времени процессора (вместе с сеансом базы); время выше предела, когда выше оба; после каждого загрузка отменена. Память — пик отдельного процесса, который прошёл весь путь. Пределы: не больше 3 ×, не больше 300 МБ."
)
LIMITS = (
    "Голая страница — вход, основа и 25 строк одним запросом. Пределы: не больше 12 запросов (всех: сессия, вход и стена тоже) и поровну при 10 и 10 000 строк; "
    "не больше 3 × голой страницы; не больше 0,3 мс на строку; не больше 150 КБ со стилями, скриптами, шрифтами и значками. Страница и голая измерены по очереди, "
    "число — медиана отношений (цена строки — разность лучших времён); первое по часам, второе по времени процессора (страница вместе с сеансом базы), которое не зависит от соседей по машине. "
    "Время выше предела, когда выше оба. Обзоры (главная, показатель за все годы, сводка сети) — не списки: их время показано, но пределом списка не меряется."
)


WIDE = f", район с {crowd.ROWS} организаций"
FILES = (
    "Портал сравнен с openpyxl в режиме write-only, который пишет те же ячейки в том же прогоне; время процессора. "
    "Запись — 100 000 придуманных строк; список — весь запрос методиста длинного района, с чтением базы. Пределы: не больше 0,5 × и 200 МБ у отдельного процесса."
)


class Command(BaseCommand):
    help = "Замеры на отдельной базе: страницы списков и расчёт показателей."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--districts", type=int, default=90)
        parser.add_argument("--teachers", type=int, default=150_000)
        parser.add_argument("--runs", type=int, default=pages.RUNS, help="сколько раз измерить каждую страницу")
        parser.add_argument("--only", choices=["loading"], default="", help="только загрузка файла")
        parser.add_argument("--keep", action="store_true", help="записать таблицу в docs/benchmarks.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Замеры создают вымышленных людей и в рабочей базе не выполняются.")
        call_command("load_world", stdout=self.stdout)
        fresh = not District.objects.filter(code__startswith=PREFIX).exists()
        if options["only"] == "loading":
            self.stdout.write("\n".join(load_table(loading.measure(self._home()))))
            return
        began = time.monotonic()
        region = populate(options["districts"], options["teachers"], self.stdout.write)
        filled = f"{time.monotonic() - began:.0f} с" if fresh else "осталось от прошлого прогона"
        ground = self._ground(region)
        compiled = [compiling.measure(region[:count]) for count in sorted({1, min(10, len(region)), len(region)})]
        loaded = loading.measure(self._home())
        gc.collect()
        gc.freeze()  # as the web server does: what the measures before have left is not walked over with each page
        figures = pages.measure(ground, options["runs"])
        files = exporting.measure(pages.browser(ground.large, Role.METHODIST))
        parts = (compile_table(compiled), load_table(loaded), page_table(figures), export_table(files), verdict(figures, compiled, loaded, files))
        sums, loads, lists, exports, said = ("\n".join(rows) for rows in parts)
        self.stdout.write(f"{sums}\n\n{loads}\n\n{lists}\n\n{exports}\n\n{said}")
        if options["keep"]:
            region_told = f"{filled}, {options['districts']} районов, {options['teachers']} педагогов"
            (Path(settings.BASE_DIR) / "docs" / "benchmarks.md").write_text(document(sums, loads, lists, exports, said, region_told), encoding="utf-8")

    def _home(self) -> int:
        """The district into which files are brought."""
        return populate(1, 50, self.stdout.write, prefix="load-")[0]

    def _ground(self, region: list[int]) -> pages.Ground:
        """Districts for the lists; a network of one district and one of the whole region."""
        wanted = (("small-", crowd.FEW), ("large-", crowd.ROWS), ("wide-", crowd.ROWS), ("lead-one-", 1), ("lead-all-", 1))
        small, large, wide, one, everybody = (populate(1, size, self.stdout.write, prefix=prefix)[0] for prefix, size in wanted)
        crowd.gather(small, crowd.FEW)
        crowd.gather(large, crowd.ROWS)
        crowd.widen(wide, crowd.ROWS)
        crowd.network(one, region[:1])
        crowd.network(everybody, region)
        statistics.refresh()
        settled(self.stdout.write)
        return pages.Ground(small, large, wide, (one, everybody))


def page_table(figures: list[pages.PageFigures]) -> list[str]:
    """Markdown rows of the list pages; the second number of a pair is that of the processor's clock."""
    head = [
        "| страница | запросов при 10 | при 10 000 | мс | к голой странице | мс на строку | КБ первой загрузки | выше предела |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return head + [
        f"| `{one.address}`{', обзор' if one.overview else ''}{WIDE if one.wide else ''} | {one.few} | {one.many} | {pair(one.took, 0)} | {pair(one.ratio, 2)} × | {pair(one.per_row, 3) if one.per_row else '—'} "
        f"| {comma(one.kilobytes, 0)} | {', '.join(one.faults) or 'нет'} |"
        for one in figures
    ]


def compile_table(figures: list[compiling.CompileFigures]) -> list[str]:
    """Markdown rows of compiling."""
    head = [
        "| районов | педработников | расчёт, с | вручную, с | отношение | суммы равны | память, МБ | мс на район | выше предела |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return head + [
        f"| {one.districts} | {one.teachers} | {comma(one.ours, 3)} | {comma(one.by_hand, 3)} | {comma(one.ratio, 2)} × | {'да' if one.equal else 'НЕТ'} | {one.memory} "
        f"| {comma(one.ours * 1000 / one.districts, 1)} | {', '.join(one.faults) or 'нет'} |"
        for one in figures
    ]


def export_table(figures: list[exporting.ExportFigures]) -> list[str]:
    """Markdown rows of the exports."""
    head = ["| экспорт | строк | портал, с | openpyxl, с | отношение | память, МБ | выше предела |", "|---|---|---|---|---|---|---|"]
    return head + [
        f"| {one.what} | {one.rows} | {comma(one.ours, 2)} | {comma(one.theirs, 2)} | {comma(one.ratio, 2)} × | {one.memory or '—'} | {', '.join(one.faults) or 'нет'} |"
        for one in figures
    ]


def load_table(one: loading.LoadFigures) -> list[str]:
    """Markdown rows of bringing in a file."""
    return [
        "| загрузка, строк | openpyxl только читает, с | загрузка и проверка, с | запись, с | отношение | память, МБ | выше предела |",
        "|---|---|---|---|---|---|---|",
        f"| {one.rows} | {pair(one.reading / 1000, 2)} | {pair(one.checking / 1000, 2)} | {pair(one.writing / 1000, 2)} | {pair(one.ratio, 2)} × | {one.memory} | {', '.join(one.faults) or 'нет'} |",
    ]


def verdict(
    figures: list[pages.PageFigures], compiled: list[compiling.CompileFigures], loaded: loading.LoadFigures, files: list[exporting.ExportFigures]
) -> list[str]:
    """One line: nothing is over its limit, or what is."""
    over = [f"`{one.address}` ({', '.join(one.faults)})" for one in figures if one.faults]
    over += [f"расчёт по районам: {one.districts} ({', '.join(one.faults)})" for one in compiled if one.faults]
    over += [f"загрузка файла ({', '.join(loaded.faults)})"] if loaded.faults else []
    over += [f"экспорт, {one.what} ({', '.join(one.faults)})" for one in files if one.faults]
    return [f"Выше предела: {'; '.join(over)}." if over else "Выше пределов ничего нет."]


def document(sums: str, loads: str, lists: str, exports: str, said: str, region: str) -> str:
    return (
        "# Замеры\n\n`make bench` повторяет их, `make bench OPTIONS=--keep` записывает сюда. Доверять нужно отношениям внутри одного прогона, а не секундам: машина у каждого своя.\n\n"
        f"{ground()} Заполнение региона (`manage.py populate`): {region}.\n\n"
        f"{said}\n\n## Расчёт показателей\n\n{SUMS}\n\n{sums}\n\n## Загрузка сотрудников из файла\n\n{LOADS}\n\n{loads}\n\n## Страницы списков\n\n"
        f"Короткие и длинные списки: район, где строк в каждом списке около {crowd.FEW}, и район, где их {crowd.ROWS}. {LIMITS}\n\n{lists}\n\n## Экспорт\n\n{FILES}\n\n{exports}\n"
    )

"""manage.py bench_country: the portal with a country in it and fifty people at once; the tables are printed and kept in docs/benchmarks-country.md.

Run by `make bench OPTIONS=country`, which also starts the web server that the visitors ask.
"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from portal.accounts.models import District, Role
from portal.kit import statistics
from portal.site.bench import country, visitors
from portal.site.bench.pages import browser
from portal.site.bench.settled import settled
from portal.site.bench.tables import comma, ground, pair
from portal.site.bench.visitors import Tally

PAGES = (
    "Каждую страницу открывают по очереди методисты двенадцати районов со всей страны (координатор сети из {region} районов, оператор); сразу после неё тот же человек открывает голую "
    "страницу: вход, основа и 25 строк одним запросом. Сравниваются 95-е процентили: по часам и по времени процессора. Пределы: 3 × у района, 10 × у региона и оператора; запросов "
    "поровну в районе из десяти человек и в стране."
)
CROWD = "Работающий веб-сервер (granian, как в `make demo`); каждый из посетителей — методист своего района — открывает страницы одну за другой без пауз {seconds} с: {paths}."


class Command(BaseCommand):
    help = "Замеры портала, в котором вся страна: страницы района и региона, пятьдесят человек сразу."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--districts", type=int, default=country.DISTRICTS)
        parser.add_argument("--teachers", type=int, default=country.TEACHERS)
        parser.add_argument("--users", type=int, default=visitors.USERS)
        parser.add_argument("--keep", action="store_true", help="записать таблицы в docs/benchmarks-country.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Замеры создают вымышленных людей и в рабочей базе не выполняются.")
        call_command("load_world", stdout=self.stdout)
        fresh = not District.objects.filter(code__startswith=country.PREFIX).exists()
        began = time.monotonic()
        land = country.settle(options["districts"], options["teachers"], self.stdout.write)
        filled = f"{time.monotonic() - began:.0f} с" if fresh else "осталось от прошлого прогона"
        statistics.refresh()
        settled(self.stdout.write)
        figures = country.measure(land)
        tally = crowd_of(land.districts, options["users"])
        text = document(figures, tally, f"районов {options['districts']}, педагогов {options['teachers']}, база {size()} ГБ; заполнение: {filled}")
        self.stdout.write(text)
        if options["keep"]:
            (Path(settings.BASE_DIR) / "docs" / "benchmarks-country.md").write_text(text, encoding="utf-8")


def crowd_of(districts: list[int], users: int) -> Tally:
    """That many methodists of different districts at the running server."""
    places = (districts * (users // len(districts) + 1))[:users] if users > len(districts) else districts[:: len(districts) // users][:users]
    cookies = [browser(place, Role.METHODIST).cookies.output(attrs=[], header="", sep=";").strip() for place in places]
    return visitors.visit(settings.PUBLIC_URL, cookies, paths())


def paths() -> list[str]:
    return [reverse("site:home"), reverse("teachers:list"), f"{reverse('site:search')}?q=Панова", reverse("routes:board"), reverse("communities:events")]


def size() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return comma(cursor.fetchone()[0] / 2**30, 1)


def document(figures: list[country.VisitFigures], tally: Tally, land: str) -> str:
    limits = PAGES.format(region=country.REGION)
    crowd = CROWD.format(seconds=comma(tally.seconds, 0), paths=", ".join(f"`{one}`" for one in paths()))
    return (
        "# Замеры: страна\n\n`make bench OPTIONS=country` повторяет их, `make bench OPTIONS='country --keep'` записывает сюда.\n\n"
        f"{ground()} В базе {land}.\n\n## Страницы\n\n{limits}\n\n{page_table(figures)}\n\n## Много людей сразу\n\n{crowd}\n\n{crowd_table(tally)}\n"
    )


def page_table(figures: list[country.VisitFigures]) -> str:
    """Markdown rows of the visits."""
    rows = [
        f"| `{one.address}` | {Role(one.role).label} | {'—' if one.few is None else one.few} | {one.many} | {pair(one.took, 0)} | {pair(one.ratio, 2)} × "
        f"| {comma(one.most, 0)} × | {', '.join(one.faults) or 'нет'} |"
        for one in figures
    ]
    return "\n".join(
        [
            "| страница | кто | запросов среди 10 | в стране | p95, мс | p95 к голой странице | предел | выше предела |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
        ]
    )


def crowd_table(tally: Tally) -> str:
    """Markdown rows of the visitors, and what they got instead of a page."""
    rows = [
        "| посетителей | секунд | страниц | страниц в секунду | половина ждала не дольше, с | 95 из ста, с | ошибок |",
        "|---|---|---|---|---|---|---|",
        f"| {tally.users} | {comma(tally.seconds, 0)} | {len(tally.waits)} | {comma(len(tally.waits) / tally.seconds, 1)} | {comma(tally.wait(50), 2)} | {comma(tally.wait(95), 2)} "
        f"| {sum(tally.faults.values())} |",
    ]
    return "\n".join(rows + [f"\n- {fault}: {times}" for fault, times in tally.faults.most_common()])

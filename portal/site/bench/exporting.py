"""Exports against openpyxl's write-only mode for the same cells: the writer alone on 100 000 rows, and a whole list from the request to the file."""

import datetime as dt
import io
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal.kit.spreadsheet import Column, export_xlsx
from portal.site.bench import clock

ROWS = 100_000
HEADS = ("№", "Фамилия, имя, отчество", "Организация", "Должность", "Предмет", "Возраст", "Стаж", "Категория", "Самооценка")
MOST_RATIO, MOST_MEMORY = 0.5, 200
Cells = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class ExportFigures:
    """Seconds of the portal and of openpyxl for the same cells; peak memory (MB) of a process that only exports, None where it was not taken."""

    what: str
    rows: int
    ours: float
    theirs: float
    ratio: float
    memory: int | None = None

    @property
    def faults(self) -> list[str]:
        """Limits that it does not keep."""
        said = ((self.ratio > MOST_RATIO, "время"), ((self.memory or 0) > MOST_MEMORY, "память"))
        return [words for over, words in said if over]


def measure(browser: Client, runs: int = 2) -> list[ExportFigures]:
    """The writer on made-up rows, and the list of teachers of the browser's district."""
    address = f"{reverse('teachers:export')}?format=xlsx"
    whole = _rows_of(_file(browser, address))
    alone = _compared("запись файла", ROWS, lambda: ours(made_up(ROWS)), lambda: theirs(made_up(ROWS)), runs)
    listed = _compared("список «Педагоги» целиком", len(whole), partial(_file, browser, address), lambda: theirs(whole), runs)
    return [ExportFigures(alone.what, ROWS, alone.ours, alone.theirs, alone.ratio, memory()), listed]


def _compared(what: str, rows: int, one: Any, other: Any, runs: int) -> ExportFigures:
    pairs = [(clock.taken(one), clock.taken(other)) for _ in range(runs)]
    took = [clock.median([pair[way] for pair in pairs]).cpu / 1000 for way in (0, 1)]
    return ExportFigures(what, rows, took[0], took[1], clock.median([mine / theirs for mine, theirs in pairs]).cpu)


def made_up(count: int) -> Iterator[list[Any]]:
    """Rows as in the list of teachers: names differ, places and posts come again."""
    since = dt.date(2020, 1, 1)
    for at in range(count):
        name = f"Фамилия-{at} Имя-{at % 300} Отчество-{at % 90}"
        yield [at + 1, name, f"СШ № {at % 60}", f"должность {at % 20}", f"предмет {at % 25}", 22 + at % 50, at % 40, "высшая", since + dt.timedelta(at % 1500)]


def ours(rows: Cells) -> IO[bytes]:
    return export_xlsx(title="Педагоги", columns=[Column(one) for one in HEADS], rows=rows, about=["Замер"], author="Портал")


def theirs(rows: Cells) -> io.BytesIO:
    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Педагоги")
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def _file(browser: Client, address: str) -> bytes:
    answer: Any = browser.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: ответ {answer.status_code}")
    return b"".join(answer.streaming_content)


def _rows_of(file: bytes) -> list[Sequence[Any]]:
    return list(load_workbook(io.BytesIO(file), read_only=True).active.values)  # type: ignore[union-attr]


def memory() -> int:
    """Peak memory in MB of a fresh process that writes `ROWS` rows once."""
    code = "import django; django.setup(); from portal.site.bench.exporting import peak; print(peak())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env=dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
    )
    return int(done.stdout.strip().splitlines()[-1])


def peak() -> int:
    ours(made_up(ROWS)).close()
    return clock.peak_memory()

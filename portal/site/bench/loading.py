"""Bringing in a file of ten thousand people against the time that openpyxl needs only to read it; memory in a process of its own."""

import datetime as dt
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from celery import current_app
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import Appointment, District, Organisation, Role, User
from portal.kit import wall
from portal.site.bench import clock
from portal.site.bench.populate import NAMES, SURNAMES
from teachers.models import Intake
from teachers.services import intake as services

ROWS, RUNS = 10_000, 5
MOST_RATIO, MOST_MEMORY = 3.0, 300
HEAD = ("Фамилия", "Имя", "Отчество", "Дата рождения", "СНИЛС", "Телефон", "Электронная почта", "Должность", "Предмет", "Ставка", "Дата приёма",
        "Приказ о приёме", "Общий стаж", "Педагогический стаж", "Категория", "Дата присвоения категории", "Методическая тема")  # fmt: skip


@dataclass(frozen=True)
class LoadFigures:
    """How long openpyxl reads and the whole way takes (medians), the median of the pairs' ratios, peak memory of a process (MB)."""

    rows: int
    reading: clock.Moment
    checking: clock.Moment
    writing: clock.Moment
    ratio: clock.Moment
    memory: int

    @property
    def faults(self) -> list[str]:
        """Limits that it does not keep."""
        slow = min(self.ratio.wall, self.ratio.cpu) > MOST_RATIO  # one clock alone tells of the machine
        return [words for over, words in ((slow, "время"), (self.memory > MOST_MEMORY, "память")) if over]


def measure(home: int, rows: int = ROWS, runs: int = RUNS) -> LoadFigures:
    """Reading and the whole way in turn, each first every other time, after one of each that is not counted; every import is undone."""
    data, taken = a_file(rows), list[tuple[clock.Moment, ...]]()
    current_app.config_from_object("django.conf:settings", namespace="CELERY")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "staff.xlsx"
        path.write_bytes(data)
        memory = _alone(home, path)
    for number in range(runs + 1):
        before = clock.taken(lambda: _read(data)) if number % 2 else None
        checked, written = _way(home, data)
        taken.append((before or clock.taken(lambda: _read(data)), checked, written))
    reading, checking, writing = (clock.median([one[at] for one in taken[1:]]) for at in range(3))
    return LoadFigures(rows, reading, checking, writing, clock.median([(checked + written) / read for read, checked, written in taken[1:]]), memory)


def a_file(rows: int) -> bytes:
    """A list of people with all that schools keep in one, as a spreadsheet program saves it."""
    surnames, names = SURNAMES.split(), NAMES.split()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Сотрудники")
    sheet.append(HEAD)
    for n in range(rows):
        born = dt.date(1965, 1, 1) + dt.timedelta(days=n % 9000)
        work = ("учитель", "Математика", "1", dt.date(2015, 9, 1), f"№ {n}-к", n % 5 + 10, n % 10 + 1, "первая", dt.date(2021, 3, 25), f"Тема {n}")
        reach = (f"8 914 {n % 900 + 100}-{n % 89 + 10}-{n % 77 + 10}", f"user{n}@mail.ru")
        sheet.append((f"{surnames[n % len(surnames)]}{'бвгд'[n // 25 % 4]}", names[n % len(names)], "Петровна", born, _snils(n), *reach, *work))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _snils(number: int) -> str:
    nine = f"{number + 112233445:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(9, 0, -1), strict=True)) % 101 % 100
    return f"{nine[:3]}-{nine[3:6]}-{nine[6:]} {total:02d}"


def _read(data: bytes) -> None:
    """openpyxl reads every cell and does nothing else, in its lightest mode."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _way(home: int, data: bytes) -> tuple[clock.Moment, clock.Moment]:
    """From the upload to the dry run, and from the order to the last row written; then everything is undone."""
    began = clock.now()
    made = bring(home, data)
    checked = clock.now()
    _write(home, made)
    done = clock.now()
    _undo(home, made)
    return checked - began, done - checked


def bring(home: int, data: bytes) -> int:
    """Upload, columns, dry run, as the page and a worker do it; returns the id of the import."""
    district, place, by = _who(home)
    with wall.scope([home], user=by.pk):
        upload = SimpleUploadedFile("Сотрудники.xlsx", data)
        made = services.start_intake(upload=upload, organisation=place, district=district, by=by)
        services.check_columns(intake=made, mapping={one["letter"]: one["field"] for one in made.columns}, by=by)
    _work(made.pk, home, Intake.State.CHECKED)
    return int(made.pk)


def _write(home: int, made: int) -> None:
    _, _, by = _who(home)
    with wall.scope([home], user=by.pk):
        services.apply_intake(intake=Intake.objects.get(pk=made), by=by)
    _work(made, home, Intake.State.APPLIED)


def _undo(home: int, made: int) -> None:
    _, _, by = _who(home)
    with wall.scope([home], user=by.pk):
        services.undo_intake(intake=Intake.objects.get(pk=made), by=by)
    _work(made, home, Intake.State.UNDONE)


def _work(made: int, home: int, state: str) -> None:
    services.work(made, home)
    with wall.scope([home]):
        found = Intake.objects.get(pk=made)
    if found.state != state:
        raise RuntimeError(f"Загрузка не дошла до состояния «{state}»: {found.get_state_display()}. {found.message}")


def _who(home: int) -> tuple[District, Organisation, User]:
    """The district, its first school and its methodist, made once."""
    with wall.scope([home], signin=True):
        district = District.objects.get(pk=home)
        place = Organisation.objects.order_by("pk")[0]
        by, new = User.objects.get_or_create(
            email=f"loading{home}@bench.example", defaults={"last_name": "Загрузкина", "first_name": "Анна", "home_district": district}
        )
        if new:
            Appointment.objects.create(user=by, district=district, role=Role.METHODIST, since=dt.date(2020, 1, 1))
    return district, place, by


def _alone(home: int, path: Path) -> int:
    """Peak memory in MB of a fresh process that reads, checks and writes the file once."""
    code = "import json,sys; from portal.site.bench.loading import peak; print(json.dumps(peak(int(sys.argv[1]), sys.argv[2])))"
    command = [sys.executable, "-c", f"import django; django.setup(); {code}", str(home), str(path)]
    env = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR, env=env)
    memory, made = json.loads(done.stdout.strip().splitlines()[-1])
    _undo(home, made)
    return int(memory)


def peak(home: int, path: str) -> tuple[int, int]:
    """(this process's peak memory in MB, id of the import) after one import."""
    current_app.config_from_object("django.conf:settings", namespace="CELERY")
    made = bring(home, Path(path).read_bytes())
    _write(home, made)
    return clock.peak_memory(), made

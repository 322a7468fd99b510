"""An import from the file to the register, as a school's page and a worker make it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import District, Organisation, User, Word
from portal.kit import wall
from teachers.models import Intake, IntakeRow
from teachers.services import intake as services
from tests.kit.books import xlsx

HEAD = ("ФИО", "Дата рождения", "СНИЛС", "Должность", "Предмет", "Дата приёма")
ANNA = ("Иванова Анна Петровна", "12.03.1980", "111-111-111 45", "учитель", "Математика", "01.09.2015")
PETR = ("Семёнов Пётр Ильич", "05.11.1992", "112-233-445 95", "учитель", "Физика", "01.09.2020")
OLGA = ("Петрова Ольга Сергеевна", "31.01.1975", "087-654-303 00", "директор", "", "01.08.2010")
WORDS = (
    ("positions", "ped01", "Учитель", "педагогические"),
    ("positions", "adm01", "Директор", "руководящие"),
    ("subjects", "math", "Математика", ""),
    ("subjects", "phys", "Физика", ""),
    ("qualification_categories", "first", "первая", ""),
    ("qualification_categories", "high", "высшая", ""),
)


def words(home: District) -> None:
    """The dictionaries that the files speak in."""
    with wall.scope([home.pk], common=True):
        for dictionary, code, name, group in WORDS:
            Word.objects.get_or_create(dictionary=dictionary, code=code, defaults={"name": name, "group": group})


def book(*people: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    return xlsx([list(head), *map(list, people)])


def take(data: bytes, by: User, home: District, place: Organisation | None, name: str = "список.xlsx") -> Intake:
    """The file is taken and its columns are agreed to; the check waits for a worker."""
    with wall.scope([home.pk], user=by.pk):
        made = services.start_intake(upload=SimpleUploadedFile(name, data), organisation=place, district=home, by=by)
        return services.check_columns(intake=made, mapping={one["letter"]: one["field"] for one in made.columns}, by=by)


def check(data: bytes, by: User, home: District, place: Organisation | None) -> Intake:
    """The file as far as the dry run."""
    made = take(data, by, home, place)
    services.work(made.pk, home.pk)
    return fresh(made)


def write(made: Intake, by: User) -> Intake:
    """What is chosen is written."""
    order(made, by)
    services.work(made.pk, made.district_id)
    return fresh(made)


def order(made: Intake, by: User) -> None:
    with wall.scope([made.district_id], user=by.pk):
        services.apply_intake(intake=fresh(made), by=by)


def undo(made: Intake, by: User) -> Intake:
    with wall.scope([made.district_id], user=by.pk):
        services.undo_intake(intake=fresh(made), by=by)
    services.work(made.pk, made.district_id)
    return fresh(made)


def fresh(made: Intake) -> Intake:
    with wall.scope([made.district_id]):
        return Intake.objects.select_related("file", "organisation", "by").get(pk=made.pk)


def rows(made: Intake) -> list[IntakeRow]:
    with wall.scope([made.district_id]):
        return list(made.rows.order_by("number"))


def verdicts(made: Intake) -> list[str]:
    return [row.verdict for row in rows(made)]


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d.%m.%Y").date()

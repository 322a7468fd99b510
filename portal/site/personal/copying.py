"""The job behind «Всё обо мне»: an archive for programs with her files, and a PDF to read."""

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from portal.accounts.models import Appointment, District, PersonalCopy, User
from portal.accounts.models.personal import copy_path
from portal.accounts.selectors import in_time_of, partners_of
from portal.documents.pdf import render_long_pdf
from portal.journal.services import record
from portal.kit import wall
from portal.kit.persons import Subject
from portal.kit.storing import discard
from portal.kit.words import day, snils
from portal.site.personal.everything import SCHEMA, Section, files_of, plain, sections
from teachers.selectors.personal import subject_of

S = PersonalCopy.State
STUCK = dt.timedelta(hours=1)
FOLDER = "personal"  # of the storage: copy_path
ORPHAN = dt.timedelta(days=1)
KEPT = dt.timedelta(days=7)  # a heap of personal data does not lie about
TECHNICAL = ("id", "is_superuser", "demo", "object_id")  # of no use to a reader; everything.json has them
FEW, NARROW = 3, 6  # more rows than these and no more columns: a table
ROWS_PER_PART = 400  # of a section on paper: WeasyPrint keeps a part in memory


@transaction.atomic
def request_copy(*, user: User) -> PersonalCopy:
    """Попросить собрать всё обо мне; asking again while it is being made returns that one."""
    User.objects.select_for_update().get(pk=user.pk)
    waiting = PersonalCopy.objects.filter(user=user, state__in=(S.QUEUED, S.WORKING)).first()
    if waiting:
        return waiting
    made = PersonalCopy.objects.create(user=user)
    for district_id in user.district_ids:
        record(verb="запросил(а) все данные о себе", obj=user, by=user, district_id=district_id)
    return made


def sweep() -> list[int]:
    """Ids that wait or were left by a dead worker; copies older than a week lose their files."""
    with wall.scope(common=True):
        for old in PersonalCopy.objects.filter(finished_at__lt=timezone.now() - KEPT).exclude(file="", paper=""):
            for path in (old.file.name, old.paper.name):
                discard(str(path or ""))
            PersonalCopy.objects.filter(pk=old.pk).update(file="", paper="")
        stuck = Q(state=S.WORKING, began_at__lt=timezone.now() - STUCK)
        return list(PersonalCopy.objects.filter(Q(state=S.QUEUED) | stuck).values_list("pk", flat=True))


def build(pk: int) -> bool:
    """Claim the row and make both files; False when somebody else has it. A failure is left on the row and raised."""
    with wall.scope(common=True):
        stuck = Q(state=S.WORKING, began_at__lt=timezone.now() - STUCK)
        if not PersonalCopy.objects.filter(Q(state=S.QUEUED) | stuck, pk=pk).update(state=S.WORKING, began_at=timezone.now()):
            return False
        user = PersonalCopy.objects.select_related("user").get(pk=pk).user
    names: list[str] = []
    try:
        with seen_by(user) as who:
            found = sections(who)
            for made in (_archive(who, user, found), _paper(user, found)):
                names.append(default_storage.save(copy_path(PersonalCopy(), ""), made))
        kept = _finish(pk, state=S.DONE, file=names[0], paper=names[1], size=default_storage.size(names[0]))
    except Exception:
        _drop(names)
        _finish(pk, state=S.FAILED)
        raise
    if not kept:  # she was erased while it was being made
        _drop(names)
    return kept


def _drop(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _finish(pk: int, **became: Any) -> bool:
    with wall.scope(common=True):
        return bool(PersonalCopy.objects.filter(pk=pk).update(finished_at=timezone.now(), **became))


def drop_orphans() -> int:
    """Files that no row leads to: a worker died between the file and the row. A day old, so that what is being made is left alone."""
    if not default_storage.exists(FOLDER):
        return 0
    with wall.scope(common=True):
        known = {path for pair in PersonalCopy.objects.values_list("file", "paper") for path in pair}
    paths = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    lost = [one for one in paths if one not in known and default_storage.get_modified_time(one) < timezone.now() - ORPHAN]
    _drop(lost)
    return len(lost)


@contextmanager
def seen_by(user: User) -> Iterator[Subject]:
    """Open every district that the person has ever worked in, for her own rows: the declarations narrow to them."""
    with wall.scope(user=user.pk):
        homes = list(District.objects.filter(pk__in=Appointment.objects.filter(user=user).values("district")))
    with in_time_of(homes[0] if homes else None), wall.scope([home.pk for home in homes], user=user.pk):
        wall.widen(partners=tuple({pk for home in homes for pk in partners_of(home)}))
        yield subject_of(account=user.pk)


def _archive(who: Subject, user: User, found: list[Section]) -> File:  # type: ignore[type-arg]
    target = tempfile.TemporaryFile()  # noqa: SIM115  the storage reads and closes it
    files = [(f"files/{one.pk}-{one.name}", one) for one in files_of(who)]
    data = {
        "schema": SCHEMA,
        "made_at": plain(timezone.now()),
        "person": user.full_name,
        "sections": [vars(one) for one in found],
        "files": [{"path": path, "name": one.name, "sha256": one.sha256} for path, one in files],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("README.txt", render_to_string("site/personal/schema.txt", {"schema": SCHEMA}))
        for path, one in files:
            if one.file.storage.exists(str(one.file.name)):
                with one.file.storage.open(str(one.file.name)) as stored, archive.open(path, "w", force_zip64=True) as kept:
                    for piece in stored.chunks():
                        kept.write(piece)
    return File(target)


def _paper(user: User, found: list[Section]) -> ContentFile:  # type: ignore[type-arg]
    title = f"Всё обо мне: {user.full_name}"
    made = render_long_pdf(_parts(user, found), title=title, footer=f"{user.short_name}, {day(timezone.localdate())}")
    return ContentFile(made)


def _parts(user: User, found: list[Section]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "site/paper/everything.html", {"user": user, "made_on": timezone.localdate(), "index": found}
    pieces = ((one, one.rows[start : start + ROWS_PER_PART]) for one in found for start in range(0, len(one.rows), ROWS_PER_PART))
    held: list[dict[str, Any]] = []
    for one, rows in pieces:
        if held and sum(len(each["rows"]) for each in held) + len(rows) > ROWS_PER_PART:
            yield "site/paper/everything.html", {"sections": held}
            held = []
        held.append(_table(one, rows))
    yield "site/paper/everything.html", {"sections": held}


def _table(one: Section, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A piece of a section for paper: several short rows as one table with the columns that hold anything, otherwise row by row."""
    told = [
        {
            name: _kind(value) if name == "object_type" else snils(shown(value)) if name == "snils" else shown(value)
            for name, value in row.items()
            if name not in TECHNICAL and value != "это вы"
        }
        for row in rows
    ]
    columns = [
        (name, one.labels.get(name, name)) for name in dict.fromkeys([*one.labels, *(name for row in told for name in row)]) if any(name in row for row in told)
    ]
    flat = len(told) > FEW and len(columns) <= NARROW
    lines = [[(label, row.get(name, "")) for name, label in columns if flat or name in row] for row in told]
    return {"title": one.title, "labels": [label for _, label in columns], "rows": lines, "flat": flat}


def _kind(value: Any) -> str:
    """«педагог» for «teachers.teacher»."""
    try:
        return str(apps.get_model(str(value))._meta.verbose_name)
    except (LookupError, ValueError):
        return "запись портала"


def shown(value: Any) -> str:
    """A value of everything.json as it is read on paper."""
    if isinstance(value, dict):
        return str(value["name"]) if "name" in value else "; ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    text = str(value)
    try:
        if len(text) == 10 and text[4:5] == "-":
            return day(dt.date.fromisoformat(text))
        if len(text) == 25 and text[10:11] == "T":
            return day(dt.datetime.fromisoformat(text), "time")
    except ValueError:
        return text
    return text

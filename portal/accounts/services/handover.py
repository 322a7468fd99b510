"""All data of one district in one archive: each table as CSV and JSON, each file as it was stored."""

import csv
import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from portal.accounts.models import District, Handover, User
from portal.accounts.models.handover import handover_path
from portal.journal.services import exported, record
from portal.kit import pulse, wall
from portal.kit.access import require
from portal.kit.pulse import untaken
from portal.kit.storing import discard

SECRET = {"password", "key_hash", "handed_hash"}  # open doors, tell nothing about anybody
PIECE = 2000
S = Handover.State
HOPE = dt.timedelta(hours=6)  # after the request; what kills its worker every time is not begun again for ever
KEPT = dt.timedelta(days=7)  # an archive of people's data does not lie about


@transaction.atomic
def request_handover(*, district: District, by: Any) -> Handover:
    """Запросить выгрузку; asking again while one is under way returns that one."""
    require(by, "accounts.operate")
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    waiting = Handover.objects.filter(district=district, state__in=(S.QUEUED, S.WORKING)).first()
    if waiting:
        return waiting
    made = Handover.objects.create(district=district, requested_by=by)
    record(verb="запросил(а) выгрузку всех данных района", obj=district, by=by)
    return made


def note_download(*, handover: Handover, by: Any) -> None:
    """Who took the archive stands in the district's own journal."""
    exported(verb="скачал(а) выгрузку всех данных района", obj=handover.district, by=by, people=None)


class Claim(pulse.Claim):
    """An archive in this worker's hands. When it was begun is kept apart: an archive is worth something only if nobody worked in the district since."""

    def __init__(self, pk: int) -> None:
        super().__init__(Handover, pk, sign="heard_at", name=f"Выгрузка района {pk}")


def build(pk: int) -> bool:
    """Claim the row and make the archive; False when somebody else has it. A failure is left on the row and logged by the caller."""
    claim = Claim(pk)
    if not claim.take(began_at=claim.seen):
        return False
    with wall.scope(common=True):
        row = Handover.objects.select_related("district").get(pk=pk)
    try:
        with claim, tempfile.TemporaryFile() as made:
            rows = _write(made, row.district)
            name = default_storage.save(handover_path(row, ""), File(made))
        kept = claim.update(finished_at=timezone.now(), state=S.DONE, file=name, rows=rows, size=default_storage.size(name))
    except Exception:
        claim.update(finished_at=timezone.now(), state=S.FAILED)
        raise
    if not kept:  # somebody in it was erased meanwhile, or another worker has taken it over
        default_storage.delete(name)
    return kept


def sweep() -> list[int]:
    """Ids that wait or were left by a dead worker; archives older than a week lose their file."""
    with wall.scope(common=True):
        for old in Handover.objects.filter(finished_at__lt=timezone.now() - KEPT).exclude(file=""):
            old.file.delete(save=False)
            Handover.objects.filter(pk=old.pk).update(file="")
        left = Handover.objects.filter(untaken("heard_at"))
        left.filter(state=S.WORKING, at__lt=timezone.now() - HOPE).update(state=S.FAILED, finished_at=timezone.now())
        return list(left.values_list("pk", flat=True))


def tables() -> list[type[models.Model]]:
    """Every table with a district, but the archives themselves."""
    return [one for one in apps.get_models() if one is not Handover and any(field.name == "district" for field in one._meta.concrete_fields)]


def _write(target: IO[bytes], district: District) -> dict[str, int]:
    """The archive; returns rows by table. The wall is open for this one district only."""
    counted: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, wall.scope([district.pk]):
        for model in tables():
            counted[model._meta.label] = _table(archive, model, model._base_manager.filter(district=district))
            _files(archive, model, district)
        people = User.objects.filter(appointments__district=district).distinct()
        counted[User._meta.label] = _table(archive, User, people)
        about = {"district": district.code, "name": district.name, "made_at": timezone.now(), "rows": counted}
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
    return counted


def _table(archive: zipfile.ZipFile, model: type[models.Model], rows: models.QuerySet[Any]) -> int:
    """Two files of one table, written row by row; what the database works out itself from other columns is no data of the district."""
    fields = [field for field in model._meta.concrete_fields if field.name not in SECRET and not field.generated]
    columns = [field.attname for field in fields]
    name, count = f"tables/{model._meta.label}", 0
    with archive.open(f"{name}.csv", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        sheet = csv.writer(text, delimiter=";")
        sheet.writerow(columns)
        for row in _rows(rows, columns):
            sheet.writerow([_plain(value) for value in row])
    with archive.open(f"{name}.json", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as text:
        text.write("[")
        for count, row in enumerate(_rows(rows, columns), 1):
            text.write(("," if count > 1 else "") + "\n" + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, cls=DjangoJSONEncoder))
        text.write("\n]\n")
    return count


def _rows(rows: models.QuerySet[Any], columns: list[str]) -> Iterator[Any]:
    for row in rows.order_by("pk").values_list(*columns).iterator(PIECE):
        yield tuple(bytes(value).hex() if isinstance(value, bytes | memoryview) else value for value in row)


def _plain(value: Any) -> Any:
    """A cell: structures as JSON; what a spreadsheet would compute is disarmed."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _files(archive: zipfile.ZipFile, model: type[models.Model], district: District) -> None:
    """What the table's file fields point to, under the stored path."""
    for field in (one for one in model._meta.concrete_fields if isinstance(one, models.FileField)):
        paths: Iterable[str] = model._base_manager.filter(district=district).exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator(PIECE)
        for path in paths:
            if path and field.storage.exists(path):
                with field.storage.open(path) as stored, archive.open(f"files/{path}", "w", force_zip64=True) as copy:
                    for piece in stored.chunks():
                        copy.write(piece)


def burn(district: District) -> int:
    """Remove the archives of a district before their week is over: somebody in them has been erased, or the district itself. Needs the operator's scope.

    One that is being made starts anew; none is asked for or taken up until this transaction holds.
    """
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    every = Handover.objects.filter(district=district)
    list(every.select_for_update(of=("self",)).values_list("pk"))
    every.filter(state=S.WORKING).update(state=S.QUEUED, began_at=None, heard_at=None)
    rows = every.exclude(file="")
    for one in rows:
        discard(str(one.file.name))
    return rows.update(file="")

"""Keeping private files, numbering documents."""

import datetime as dt
import hashlib
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Model
from django.http import FileResponse
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from portal.documents.models import Counter, NumberedDocument, StoredFile, private_path
from portal.journal.services import district_of, exported, only_district, record
from portal.kit import wall
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column, download, export_csv, export_xlsx
from portal.kit.storing import discard
from portal.kit.turns import locked
from portal.kit.words import day, quoted
from portal.kit.workbook.signs import kind_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
KINDS = {"pdf": "PDF", "image": "изображение JPG или PNG", "docx": "Word (DOCX)", "xlsx": "Excel (XLSX)", "ods": "таблица ODS", "csv": "таблица CSV"}
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODS: (".ods",),
    "text/csv": (".csv",),
}
MAX_PIXELS = 60_000_000  # a picture that unpacks to more is a bomb, not a scan
TOO_MANY_PIXELS = f"Изображение слишком велико: больше {MAX_PIXELS // 1_000_000} млн точек. Уменьшите его или сохраните в PDF."
MARKS = "unfinished"  # in the storage: a mark for each file whose transaction has not ended


@transaction.atomic
def store_file(*, name: str, content: bytes | UploadedFile, by: Any, district_id: int, allowed: Iterable[str] = ("pdf", "image", "docx", "xlsx")) -> StoredFile:
    """Keep a private file. The type is read from the content, not from the name.

    Raises Refusal (field «file») when it is empty, larger than the limit, of another kind than `allowed` or broken.
    """
    data = content if isinstance(content, bytes) else _read(content)
    if not data:
        raise Refusal("Файл пустой. Выберите файл ещё раз.", field="file")
    kind, content_type = recognise(data)
    if kind not in tuple(allowed):
        kinds = [KINDS[one] for one in allowed]
        wanted = f"не {kinds[0]}" if len(kinds) == 1 else ", ".join(f"ни {one}" for one in kinds)
        raise Refusal(f"Этот файл не подходит: по содержанию это {wanted}. Переименование не помогает — сохраните файл в нужном формате.", field="file")
    digest = hashlib.sha256(data).hexdigest()
    stored = StoredFile(district_id=district_id, name=clean_name(name, content_type), content_type=content_type, size=len(data), sha256=digest, uploaded_by=by)
    _keep(stored, data)
    stored.save()
    return stored


def _keep(stored: StoredFile, data: bytes) -> None:
    """Write the file; a mark written before it and taken away by the commit tells `sweep_files` what a rollback or a crash left."""
    path = private_path(stored, "")
    mark = default_storage.save(f"{MARKS}/{path.replace('/', '-')}", ContentFile(b""))
    stored.file.name = default_storage.save(path, ContentFile(data))
    transaction.on_commit(partial(default_storage.delete, mark))


def discard_file(stored: StoredFile) -> None:
    """Remove a file that nothing points to any more: its row now, its content once the transaction has held.

    A mark for `sweep_files` is left before the commit, so that a process killed right after it leaves no content behind.
    """
    path = str(stored.file.name)
    mark = default_storage.save(f"{MARKS}/{path.replace('/', '-')}", ContentFile(b""))
    stored.delete()
    for gone in (path, mark):
        discard(gone)


def sweep_files(*, older: dt.timedelta = dt.timedelta(hours=1)) -> int:
    """Remove files whose rows never came to be: their marks outlived the longest transaction. Returns how many went."""
    gone = 0
    for name in default_storage.listdir(MARKS)[1] if default_storage.exists(MARKS) else []:
        mark, path = f"{MARKS}/{name}", name.replace("-", "/")
        if timezone.now() - default_storage.get_created_time(mark) < older:
            continue
        with wall.scope([int(path.partition("/")[0])]):
            kept = StoredFile.objects.filter(file=path).exists()
        if not kept:
            default_storage.delete(path)
            gone += 1
        default_storage.delete(mark)
    return gone


def _read(upload: UploadedFile) -> bytes:
    limit = settings.UPLOAD_LIMIT_MB * 1024 * 1024
    if upload.size is not None and upload.size > limit:
        raise Refusal(f"Файл больше {settings.UPLOAD_LIMIT_MB} МБ. Уменьшите его или разделите на части.", field="file")
    return upload.read()


def recognise(data: bytes) -> tuple[str, str]:
    """(kind, content type) by content; kind is "" for anything else or anything broken."""
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return ("csv", "text/csv") if _is_text(data) else ("", "")


def _is_text(data: bytes) -> bool:
    """A table as text: neither a program nor a page of the web, and with something between its cells."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return kind_of(data) == "text" and (wide or b"\x00" not in data) and any(mark in data[:4096] for mark in (b";", b",", b"\t", b"|"))
    except Refusal:
        return False


def _picture(data: bytes) -> tuple[str, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is lower
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Refusal(TOO_MANY_PIXELS, field="file")
                picture.verify()
                return "image", "image/jpeg" if picture.format == "JPEG" else "image/png"
    except Image.DecompressionBombError as bomb:
        raise Refusal(TOO_MANY_PIXELS, field="file") from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return "", ""


def _office(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        return "", ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return "", ""  # macros are never kept
    if "content.xml" in names and ODS.encode() in data[:200]:  # its first part, never packed, says so
        return "ods", ODS
    if "word/document.xml" in names:
        return "docx", DOCX
    return ("xlsx", XLSX) if "xl/workbook.xml" in names else ("", "")


def clean_name(name: str, content_type: str) -> str:
    """The name that people see: no folders, no control characters, at most 200 characters, and the ending that its content has.

    A file that is a PDF inside and «.html» by name would be opened as a page once it is downloaded.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(" .")
    ending = re.search(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", kept)
    right = ENDINGS[content_type]
    if ending and ending.group().lower() in right:
        return kept[-200:]
    stem = kept[: ending.start()] if ending else kept
    return f"{stem[-190:].strip() or 'файл'}{right[0]}"


def serve(stored: StoredFile) -> FileResponse:
    """The file as a download. The caller has already fetched the object that it belongs to; nothing else may call this."""
    return FileResponse(stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type)


@transaction.atomic
def issue(*, kind: str, series: str, title: str, holder: str, obj: Model, by: Any) -> NumberedDocument:
    """Number a document: «ОТЧ-2026-00012-3», where the last part is the district. `holder` is written with initials only."""
    district_id, year = district_of(obj) or only_district(), today().year
    counter, _ = Counter.objects.get_or_create(district_id=district_id, series=series, year=year)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)  # the row lock makes the numbers unique
    counter.refresh_from_db(fields=["last"])
    made = NumberedDocument.objects.create(
        district_id=district_id,
        kind=kind,
        number=f"{series}-{year}-{counter.last:05d}-{district_id}",
        title=title,
        holder=holder,
        issued_on=today(),
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
    )
    record(verb="выдал(а) документ", obj=made, by=by)
    return made


@transaction.atomic
def revoke(*, document: NumberedDocument, reason: str, by: Any) -> NumberedDocument:
    """Аннулировать документ, for good; the public check page says so from now on. Raises Refusal without a reason or when it is done already."""
    if not reason.strip():
        raise Refusal("Напишите, почему документ аннулирован.", field="reason")
    fresh = locked(NumberedDocument.objects, document.pk)
    if fresh.revoked_on:
        raise Refusal(f"Документ уже аннулирован {day(fresh.revoked_on)}.")
    fresh.revoked_on, fresh.revoke_reason = today(), reason.strip()[:300]
    fresh.save(update_fields=["revoked_on", "revoke_reason"])
    record(verb="аннулировал(а) документ", obj=fresh, by=by, comment=reason)
    return fresh


@transaction.atomic
def export_list(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    kind: str,
    district: Any,
    by: Any,
    about: Sequence[str] = (),
    people: Iterable[int] = (),
) -> FileResponse:
    """A list as a download, Excel or (kind «csv») CSV; who took which list and how many rows goes into the journal, as 152-ФЗ wants.

    `about` are lines under the title: the object, the conditions. Rows may come from the database's cursor: each is read once.
    `people`: ids of the cards that the list names; it is read after the rows, so what makes the rows may fill it.
    """
    count = itertools.count()
    read = (row for row, _ in zip(rows, count, strict=False))
    name = f"{title} {today():%d.%m.%Y}"
    if kind == "csv":
        file, name = export_csv(columns=columns, rows=read), f"{name}.csv"
    else:
        lines = [*about, f"{district.service_short}, {day(today())}"]
        file, name = export_xlsx(title=title, columns=columns, rows=read, about=lines, author=district.service_short), f"{name}.xlsx"
    told = "; ".join([*about, f"{kind or 'xlsx'}, строк: {next(count)}"])
    exported(verb=f"выгрузил(а) список {quoted(title)}", obj=district, by=by, people=people, comment=told)
    return download(file, name)

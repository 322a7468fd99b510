"""Keeping private files, numbering documents."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Model
from django.http import FileResponse
from PIL import Image, UnidentifiedImageError

from portal.documents.models import Counter, NumberedDocument, StoredFile
from portal.journal.services import district_of, only_district, record
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from portal.kit.spreadsheet import Column, download, export_csv, export_xlsx
from portal.kit.words import day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": "PDF", "image": "изображение JPG или PNG", "docx": "Word (DOCX)", "xlsx": "Excel (XLSX)"}
MAX_PIXELS = 60_000_000  # a picture that unpacks to more is a bomb, not a scan


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
        wanted = ", ".join(KINDS[one] for one in allowed)
        raise Refusal(f"Этот файл не подходит: по содержанию это не {wanted}. Переименование не помогает — сохраните файл в нужном формате.", field="file")
    stored = StoredFile(
        district_id=district_id, name=clean_name(name), content_type=content_type, size=len(data), sha256=hashlib.sha256(data).hexdigest(), uploaded_by=by
    )
    stored.file.save(stored.name, ContentFile(data), save=False)
    stored.save()
    return stored


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
    return "", ""


def _picture(data: bytes) -> tuple[str, str]:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return "", ""
            picture.verify()
            return "image", "image/jpeg" if picture.format == "JPEG" else "image/png"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "", ""


def _office(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        return "", ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return "", ""  # macros are never kept
    if "word/document.xml" in names:
        return "docx", DOCX
    return ("xlsx", XLSX) if "xl/workbook.xml" in names else ("", "")


def clean_name(name: str) -> str:
    """The name that people see: no folders, no control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip()
    return kept[-200:] or "файл"


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
    """Отозвать документ; the public check page says so from now on. Raises Refusal without a reason or when already revoked."""
    if not reason.strip():
        raise Refusal("Напишите, почему документ отозван.", field="reason")
    fresh = NumberedDocument.objects.select_for_update().get(pk=document.pk)
    if fresh.revoked_on:
        raise Refusal(f"Документ уже отозван {fresh.revoked_on:%d.%m.%Y}.")
    fresh.revoked_on, fresh.revoke_reason = today(), reason.strip()[:300]
    fresh.save(update_fields=["revoked_on", "revoke_reason"])
    record(verb="отозвал(а) документ", obj=fresh, by=by, comment=reason)
    return fresh


@transaction.atomic
def export_list(
    *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], kind: str, district: Any, by: Any, about: Sequence[str] = ()
) -> FileResponse:
    """A list as a download, Excel or (kind «csv») CSV; who took which list goes into the journal, as 152-ФЗ wants.

    `about` are lines under the title: the object, the conditions.
    """
    record(verb=f"выгрузил(а) список «{title}»", obj=district, by=by, comment="; ".join(about))
    name = f"{title} {today():%d.%m.%Y}"
    if kind == "csv":
        return download(export_csv(columns=columns, rows=rows), f"{name}.csv")
    lines = [*about, f"{district.service_short}, {day(today())}"]
    return download(export_xlsx(title=title, columns=columns, rows=rows, about=lines, author=district.service_short), f"{name}.xlsx")

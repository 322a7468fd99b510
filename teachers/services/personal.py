"""Making a card nameless (152-ФЗ): the numbers stay, the person goes; also out of loaded files, which hold whole lists."""

import calendar
import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.documents.models import NumberedDocument, StoredFile
from portal.documents.services import discard_file, store_file
from portal.kit.periods import today
from portal.kit.persons import NAMELESS, Subject
from portal.kit.refusal import Refusal
from portal.kit.spelling import mentions, perhaps, spelled_name
from portal.kit.workbook import column_number, open_book
from portal.kit.workbook.written import texts_of
from teachers.models import Absence, Intake, IntakeRow, Teacher

NOTE = "Файл удалён;152-ФЗ: по требованию человека или по сроку хранения\n"
PARTS = ("last_name", "first_name", "patronymic")
EMPTY: dict[str, Any] = {"values": {}, "problems": [], "changes": {}, "candidates": [], "applied": None}


def before_rows(who: Subject, words: list[str], district_id: int) -> None:
    """What needs names to be found: rows of loads that only read alike, the loaded files, leaves by their kind, papers."""
    mine = IntakeRow.objects.filter(Q(teacher__in=who.cards) | Q(_read_alike(who), teacher=None), intake__district=district_id)
    loads = {*mine.values_list("intake", flat=True), *_files_naming(words, district_id)}
    mine.update(**EMPTY)
    for card in who.cards:
        for row in IntakeRow.objects.filter(candidates__contains=[{"teacher": card}]):
            row.candidates = [one for one in row.candidates if one.get("teacher") != card]
            row.save(update_fields=["candidates"])
    for load in Intake.objects.filter(pk__in=loads).select_related("file"):
        replace_file(load, f"Файл удалён {timezone.localdate():%d.%m.%Y} по требованию человека.")
    Absence.objects.filter(teacher__in=who.cards).exclude(kind=Absence.Kind.BREAK).delete()
    papers = NumberedDocument.objects.filter(object_type=Teacher._meta.label_lower, object_id__in=who.cards, revoked_on=None)
    papers.update(revoked_on=today(), revoke_reason="Данные удалены по требованию человека")


def name_away(who: Subject) -> None:
    """The cards without what tells who it is. The day of birth becomes the last of its month: ages on the first and the last day of any month stay."""
    for card in Teacher.objects.select_for_update().filter(pk__in=who.cards):
        card.last_name, card.first_name, card.patronymic = f"{NAMELESS} {card.pk}", "", ""
        card.birth_date = month_end(card.birth_date)
        card.snils = card.phone = card.email = card.education = card.topic = ""
        card.user, card.erased_on = None, today()
        card.save()


def month_end(on: dt.date) -> dt.date:
    """31.03.1985 for any day of that March."""
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])


def _read_alike(who: Subject) -> Q:
    """Rows of files that were read as this person, whatever was decided about them."""
    alike = Q(pk__in=[])
    for card in Teacher.objects.filter(pk__in=who.cards):
        last, first = (spelled_name(one) for one in (card.last_name, card.first_name))
        alike |= Q(values__last_name__regex=last, values__first_name__regex=first, intake__district=card.district_id)
        for name in ("snils", "email", "phone"):
            if value := getattr(card, name):
                alike |= Q(**{f"values__{name}": value}, intake__district=card.district_id)
    return alike


def _files_naming(words: list[str], district_id: int) -> set[int]:
    """Loads whose file, or what is kept of its headings, names the person though no row says so: not read to the end, postponed."""
    loads = Intake.objects.filter(district=district_id).select_related("file")
    return {load.pk for load in loads.iterator(100) if _names(load, words)}


def _names(load: Intake, words: list[str]) -> bool:
    """Is the person written in a workbook or a table of text? A file that no bound lets read may name anybody: it goes."""
    data = _kept(load.file)
    try:
        texts = [" ".join(str(column.get("sample", "")) for column in load.columns), *texts_of(data)]
        likely = perhaps("\n".join(texts), words)
        return bool(likely) and any(mentions(text, likely) for text in chain(texts, _lines(load, data)))
    except Refusal:
        return True


def _kept(stored: StoredFile) -> bytes:
    path = str(stored.file.name)
    if not stored.file.storage.exists(path):
        return b""
    with stored.file.storage.open(path) as kept:
        return bytes(kept.read())


def _lines(load: Intake, data: bytes) -> Iterator[str]:
    """The lines of each sheet as the loading reads them: a workbook may keep the texts of one line far from each other, and a line the parts of a name."""
    if not data:
        return
    fields = {column.get("field"): column.get("letter") for column in load.columns}
    places = [column_number(fields[part]) for part in PARTS if fields.get(part)]
    for sheet in open_book(data, load.file.name).sheets:
        rows = [line.values for line in sheet.lines]
        yield "\n".join(" ".join(str(value) for value in values if value is not None) for values in rows)
        yield "\n".join(" ".join(str(values[at] or "") for at in places if at < len(values)) for values in rows)


def replace_file(load: Intake, why: str) -> None:
    """The load keeps its decisions and numbers; the workbook itself, which held everybody, is no more."""
    old = load.file
    note = store_file(name="файл удалён.csv", content=NOTE.encode(), by=None, district_id=load.district_id, allowed=("csv",))
    columns = [{**column, "sample": ""} for column in load.columns]
    Intake.objects.filter(pk=load.pk).update(file=note, columns=columns, message=why)
    if not Intake.objects.filter(file=old).exists():
        discard_file(old)

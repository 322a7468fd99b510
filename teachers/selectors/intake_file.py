"""The kept file of an import."""

from django.conf import settings

from portal.kit.refusal import Refusal
from portal.kit.workbook import MOST_MEGABYTES, Book, open_book, open_head
from teachers.intake.columns import Table, with_columns
from teachers.models import Intake


def heaviest() -> int:
    """The largest file that is taken, in MB: the portal's limit of any file, or the reader's own where that is less."""
    return min(settings.UPLOAD_LIMIT_MB, MOST_MEGABYTES)


def book_of(intake: Intake) -> Book:
    """The kept file, read anew."""
    with intake.file.file.open("rb") as file:
        return open_book(file.read(), intake.file.name)


def table_of(intake: Intake, book: Book) -> Table:
    """The table as it is mapped now."""
    return with_columns(book, intake.sheet, intake.header_row or 0, {one["letter"]: one["field"] for one in intake.columns})


def sheets(intake: Intake) -> list[str]:
    """Names of the sheets; empty when the file cannot be opened any more."""
    try:
        with intake.file.file.open("rb") as file:
            return [one.name for one in open_head(file.read(), intake.file.name).sheets]
    except (Refusal, OSError):
        return []

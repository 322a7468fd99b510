"""The kept file of an import."""

from portal.kit.refusal import Refusal
from portal.kit.workbook import Book, open_book
from teachers.intake.columns import Table, with_columns
from teachers.models import Intake


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
        return [one.name for one in book_of(intake).sheets]
    except (Refusal, OSError):
        return []

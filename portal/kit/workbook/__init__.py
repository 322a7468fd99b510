"""Tables that people send: .xlsx, .ods and .csv read safely into plain values.

Nothing in a file is ever run: a formula gives the value that was kept beside it, or a fault at its cell. Whatever the
file holds, reading ends quickly and in bounded memory with a `Book` or with a `Refusal` that says what to do.
Why not a library: docs/decisions/0019-reading-files.md.
"""

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import BROKEN, MOST_LINES, Book, Cell, Fault, Kind, Line, Merge, Sheet, Value, column_letter, column_number
from portal.kit.workbook.counted import Counted, Doubt
from portal.kit.workbook.ods import open_ods
from portal.kit.workbook.package import Package, open_package
from portal.kit.workbook.signs import kind_of
from portal.kit.workbook.text import open_text
from portal.kit.workbook.xlsx import open_xlsx

__all__ = [
    "MOST_LINES", "MOST_MEGABYTES", "Book", "Cell", "Fault", "Kind", "Line", "Merge", "Sheet", "Value", "column_letter", "column_number", "open_book", "open_head",
    "too_heavy",
]  # fmt: skip

MOST_MEGABYTES = 20


def too_heavy(megabytes: int) -> Refusal:
    """The refusal of a file by its size alone: one sentence, whoever sets the limit."""
    return Refusal(f"Файл больше {megabytes} МБ. Оставьте в нём только список сотрудников, без рисунков и других листов, и загрузите снова.", field="file")


def open_book(data: bytes, name: str) -> Book:
    """The file as a book of sheets. Raises Refusal with a sentence for everything that is not a plain table."""
    return _opened(data, name, head=False)


def open_head(data: bytes, name: str) -> Book:
    """The same for whoever looks for headings: of each visible sheet of an .xlsx the first thousand filled lines or a few more.

    Refuses what `open_book` refuses, but for what only a cell further down could tell (a text that the file does not hold).
    """
    return _opened(data, name, head=True)


def _opened(data: bytes, name: str, *, head: bool) -> Book:
    if len(data) > MOST_MEGABYTES * 1024 * 1024:
        raise too_heavy(MOST_MEGABYTES)
    kind = kind_of(data)  # by content: the name may lie
    if kind == "text":
        return open_text(data, name)
    try:
        return _of_package(open_package(data), name, Counted(head=head))
    except Doubt:
        return _of_package(open_package(data), name, None)


def _of_package(package: Package, name: str, counted: Counted | None) -> Book:
    try:
        book = open_ods(package, name) if package.is_ods else open_xlsx(package, name, counted)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as wrong:
        raise Refusal(BROKEN, field="file") from wrong
    if not book.sheets:
        raise Refusal("В файле нет ни одного листа с таблицей.", field="file")
    return book
